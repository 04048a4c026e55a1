//! Views embedded in pages of other sites.

use super::{World, assert_code};
use crate::Access;
use crate::identity::{OfferedEmbedding, OpenedSession};
use coffer_model::Code;

impl World {
    async fn offer(&self, session: &OpenedSession) -> OfferedEmbedding {
        let identity = self.drive.authenticate(&session.token).await.unwrap();
        let ctx = identity.into_ctx(
            coffer_model::Locale::En,
            self.drive.now(),
            "192.0.2.1".to_owned(),
        );
        self.drive
            .offer_embedding(&ctx, &session.token)
            .await
            .unwrap()
    }

    /// The token of a new embedding.
    async fn embedded(&self, session: &OpenedSession) -> String {
        let offered = self.offer(session).await;
        let opened = self.drive.open_embedding(&offered.page, &offered.code);
        opened.await.unwrap().token
    }
}

#[tokio::test]
async fn a_code_gives_a_token_that_reads() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    let offered = world.offer(&session).await;
    assert_eq!(offered.code.len(), 64);
    let opened = world.drive.open_embedding(&offered.page, &offered.code);
    let opened = opened.await.unwrap();
    assert_eq!(
        (opened.user, opened.name.as_str()),
        (world.admin, session.name.as_str())
    );
    assert_eq!(opened.expires_at, world.drive.now().plus_seconds(3_600));
    let identity = world.drive.authenticate_embedding(&opened.token).await;
    let identity = identity.unwrap();
    assert_eq!(identity.actor.user, world.admin);
    assert_eq!(identity.actor.access, Access::Reading);
    // Neither is the other.
    assert_code(
        world.drive.authenticate(&opened.token).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.authenticate_embedding(&session.token).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn a_code_opens_its_own_page_once_and_a_second_use_ends_it() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    let (one, other) = (world.offer(&session).await, world.offer(&session).await);
    for (page, code) in [
        (&one.page, &other.code),
        (&one.page, &"no such code".to_owned()),
        (&one.id.to_string(), &one.code),
        (&"no such page".to_owned(), &one.code),
    ] {
        let refused = world.drive.open_embedding(page, code).await;
        assert_code(refused, Code::Unauthenticated);
    }
    let opened = world.drive.open_embedding(&one.page, &one.code);
    let token = opened.await.unwrap().token;
    let again = world.drive.open_embedding(&one.page, &one.code).await;
    assert_code(again, Code::Unauthenticated);
    let ended = world.drive.authenticate_embedding(&token).await;
    assert_code(ended, Code::Unauthenticated);
    // The others of the session, and the session itself, go on.
    let opened = world.drive.open_embedding(&other.page, &other.code);
    opened.await.unwrap();
    world.drive.authenticate(&session.token).await.unwrap();
}

#[tokio::test]
async fn a_code_ends_after_five_minutes() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    let offered = world.offer(&session).await;
    let in_time = world.offer(&session).await;
    world.pass(299);
    let opened = world.drive.open_embedding(&in_time.page, &in_time.code);
    opened.await.unwrap();
    world.pass(1);
    let late = world.drive.open_embedding(&offered.page, &offered.code);
    assert_code(late.await, Code::Unauthenticated);
}

#[tokio::test]
async fn a_token_does_not_keep_its_session_alive_and_ends_with_it() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    let token = world.embedded(&session).await;
    for _ in 0..19 {
        world.pass(60);
        world.drive.authenticate_embedding(&token).await.unwrap();
    }
    world.pass(60);
    assert_code(
        world.drive.authenticate_embedding(&token).await,
        Code::Unauthenticated,
    );

    let session = world.open_session("admin").await;
    let token = world.embedded(&session).await;
    let renewed = world.drive.renew_session(&session.token, &session.handle);
    let renewed = renewed.await.unwrap();
    world.drive.authenticate_embedding(&token).await.unwrap();
    let session = OpenedSession {
        token: renewed.clone(),
        ..session
    };
    let waiting = world.offer(&session).await;
    world.drive.end_session(&renewed).await.unwrap();
    assert_code(
        world.drive.authenticate_embedding(&token).await,
        Code::Unauthenticated,
    );
    let late = world.drive.open_embedding(&waiting.page, &waiting.code);
    assert_code(late.await, Code::Unauthenticated);
}

#[tokio::test]
async fn a_token_ends_after_an_hour_however_long_its_session_lives() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    let token = world.embedded(&session).await;
    for _ in 0..59 {
        world.pass(60);
        world.drive.authenticate(&session.token).await.unwrap();
        world.drive.authenticate_embedding(&token).await.unwrap();
    }
    world.pass(60);
    world.drive.authenticate(&session.token).await.unwrap();
    assert_code(
        world.drive.authenticate_embedding(&token).await,
        Code::Unauthenticated,
    );
    // Its row, and the codes of the sessions of logging in.
    assert!(world.drive.sweep_identity().await.unwrap() >= 1);
}

#[tokio::test]
async fn disabled_people_are_not_shown() {
    let world = World::new().await;
    let li = world.add_user("li").await;
    let session = world.open_session("li").await;
    let token = world.embedded(&session).await;
    let waiting = world.offer(&session).await;
    world.drive.set_user_disabled(li, true).await.unwrap();
    assert_code(
        world.drive.authenticate_embedding(&token).await,
        Code::Unauthenticated,
    );
    let late = world.drive.open_embedding(&waiting.page, &waiting.code);
    assert_code(late.await, Code::Unauthenticated);
}

#[tokio::test]
async fn an_embedding_is_offered_to_the_person_of_the_session_alone() {
    let world = World::new().await;
    world.add_user("li").await;
    let (admin, li) = (
        world.open_session("admin").await,
        world.open_session("li").await,
    );
    let identity = world.drive.authenticate(&li.token).await.unwrap();
    let ctx = identity.into_ctx(
        coffer_model::Locale::En,
        world.drive.now(),
        "192.0.2.1".to_owned(),
    );
    for token in [&admin.token, "no such token"] {
        let refused = world.drive.offer_embedding(&ctx, token).await;
        assert_code(refused, Code::Unauthenticated);
    }
}
