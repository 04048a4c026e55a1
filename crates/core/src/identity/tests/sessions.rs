use super::*;
use crate::identity::SESSION_SECONDS;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::test]
async fn a_session_names_its_person() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    assert_eq!(session.token.len(), 48);
    assert!(
        session
            .token
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    );
    assert_eq!(
        (session.user, session.name.as_str()),
        (world.admin, "Admin")
    );
    let identity = world.drive.authenticate(&session.token).await.unwrap();
    assert_eq!(
        (identity.tenant, identity.actor.user),
        (world.tenant, world.admin)
    );
    assert_eq!(identity.actor.role, Role::SuperAdministrator);
    assert_eq!(identity.actor.app, None);
}

#[tokio::test]
async fn using_a_session_moves_its_end() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    for _ in 0..5 {
        world.pass(SESSION_SECONDS - 1);
        world.drive.authenticate(&session.token).await.unwrap();
    }
    world.pass(SESSION_SECONDS);
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn the_end_moves_at_most_once_a_minute() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    world.pass(59);
    world.drive.authenticate(&session.token).await.unwrap();
    world.pass(SESSION_SECONDS - 59);
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn renewing_takes_token_and_session_id_and_kills_the_old_token() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    let other = world.open_session("admin").await;
    let crossed = world
        .drive
        .renew_session(&session.token, &other.handle)
        .await;
    assert_code(crossed, Code::Unauthenticated);

    let renewed = world
        .drive
        .renew_session(&session.token, &session.handle)
        .await
        .unwrap();
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
    world.drive.authenticate(&renewed).await.unwrap();
    let again = world
        .drive
        .renew_session(&session.token, &session.handle)
        .await;
    assert_code(again, Code::Unauthenticated);
    world.pass(SESSION_SECONDS);
    let late = world.drive.renew_session(&renewed, &session.handle).await;
    assert_code(late, Code::Unauthenticated);
}

#[tokio::test]
async fn logging_off_ends_the_session_and_the_browsers_login() {
    let world = World::new().await;
    let browser = world.log_in("admin").await;
    let request = CodeRequest {
        client: world.drive.built_in_client(),
        redirect_uri: world.drive.built_in_client().redirect_uris[0].clone(),
        scope: Scope::parse(""),
        nonce: None,
        challenge: None,
    };
    let code = world
        .drive
        .issue_code(request, &browser.login)
        .await
        .unwrap();
    let session = world.drive.open_session(&code, None).await.unwrap();
    world.drive.end_session(&session.token).await.unwrap();
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
    assert_eq!(
        world
            .drive
            .find_browser_login(&browser.cookie)
            .await
            .unwrap(),
        None
    );
    world.drive.end_session("never was").await.unwrap();
}

#[tokio::test]
async fn a_code_opens_one_session_and_a_second_use_ends_it() {
    let world = World::new().await;
    let code = world.built_in_code("admin", None).await;
    let session = world.drive.open_session(&code, None).await.unwrap();
    world.drive.authenticate(&session.token).await.unwrap();
    assert_code(
        world.drive.open_session(&code, None).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let world = World::new().await;
    let code = world.built_in_code("admin", None).await;
    world.pass(300);
    assert_code(
        world.drive.open_session(&code, None).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn a_code_with_a_challenge_needs_its_verifier() {
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)), CHALLENGE);
    let world = World::new().await;
    for wrong in [
        None,
        Some(""),
        Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"),
    ] {
        let code = world.built_in_code("admin", Some(CHALLENGE)).await;
        assert_code(
            world.drive.open_session(&code, wrong).await,
            Code::Unauthenticated,
        );
        let late = world.drive.open_session(&code, Some(VERIFIER)).await;
        assert_code(late, Code::Unauthenticated);
    }
    let code = world.built_in_code("admin", Some(CHALLENGE)).await;
    world
        .drive
        .open_session(&code, Some(VERIFIER))
        .await
        .unwrap();
    let plain = world.built_in_code("admin", None).await;
    let unexpected = world.drive.open_session(&plain, Some(VERIFIER)).await;
    assert_code(unexpected, Code::Unauthenticated);
}

#[tokio::test]
async fn what_expired_is_swept_and_what_lives_stays() {
    let world = World::new().await;
    world.open_session("admin").await;
    world.pass(SESSION_SECONDS - 10);
    let live = world.open_session("admin").await;
    let wrong = world.drive.log_in("admin", "wrong password", ADDRESS).await;
    assert_code(wrong, Code::Unauthenticated);
    world.pass(20);
    // The first session with its code, and the counter of the address from the first login.
    assert_eq!(world.drive.sweep_identity().await.unwrap(), 2);
    assert_eq!(world.drive.sweep_identity().await.unwrap(), 0);
    world.drive.authenticate(&live.token).await.unwrap();
}
