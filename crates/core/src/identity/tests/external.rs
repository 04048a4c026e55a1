use super::*;
use crate::identity::external::{Admission, Errand, ExternalPerson, ExternalReference};

/// What the issuer says of somebody.
fn person(subject: &str) -> ExternalPerson {
    ExternalPerson {
        subject: subject.to_owned(),
        name: "Somebody".to_owned(),
        email: "Some.Body@Example.com".to_owned(),
        phone: "1234".to_owned(),
        authenticated_at: None,
        session: Some(format!("session of {subject}")),
        reference: ExternalReference {
            issuer: "https://issuer.example".to_owned(),
            id_token: Some("a.b.c".to_owned()),
        },
    }
}

/// A world in which whoever logs in becomes a member.
async fn open_world() -> World {
    World::with(Settings {
        external: Admission {
            tenant: None,
            auto_provision: true,
        },
        ..Settings::default()
    })
    .await
}

async fn session(world: &World, login: &LoggedIn) -> OpenedSession {
    let client = world.drive.built_in_client();
    let request = CodeRequest {
        redirect_uri: client.redirect_uris[0].clone(),
        client,
        scope: Scope::parse(""),
        nonce: None,
        challenge: None,
    };
    let code = world.drive.issue_code(request, &login.login).await.unwrap();
    world.drive.open_session(&code, None).await.unwrap()
}

#[tokio::test]
async fn an_errand_ends_once_in_its_browser_and_in_time() {
    let world = World::new().await;
    let drive = &world.drive;
    let left = drive.begin_external_login("browser", "a=b").await.unwrap();
    assert_eq!(drive.end_errand("other", &left.state).await.unwrap(), None);
    world.pass(599);
    let Some(Errand::Login { query, nonce, .. }) =
        drive.end_errand("browser", &left.state).await.unwrap()
    else {
        panic!("it is its own");
    };
    assert_eq!((query.as_str(), nonce), ("a=b", left.nonce));
    assert_eq!(
        drive.end_errand("browser", &left.state).await.unwrap(),
        None
    );

    let late = drive.begin_external_login("browser", "").await.unwrap();
    world.pass(600);
    assert_eq!(
        drive.end_errand("browser", &late.state).await.unwrap(),
        None
    );
    drive.begin_external_login("browser", "").await.unwrap();
    world.pass(600);
    assert_eq!(drive.sweep_identity().await.unwrap(), 1);
    let long = "x".repeat(8_193);
    let refused = drive.begin_external_login("browser", &long).await;
    assert_code(refused, Code::BadRequest);
}

#[tokio::test]
async fn the_issuer_can_end_a_session_that_outlives_the_browsers_login() {
    let world = open_world().await;
    let login = world
        .drive
        .log_in_externally(person("a"), ADDRESS)
        .await
        .unwrap();
    let opened = session(&world, &login).await;
    for _ in 0..13 * 4 {
        world.pass(15 * 60);
        world.drive.authenticate(&opened.token).await.unwrap();
    }
    world.drive.sweep_identity().await.unwrap();
    let browser = world.drive.find_browser_login(&login.cookie).await.unwrap();
    assert_eq!(browser, None, "it is over after twelve hours");
    let named = (Some("b".to_owned()), Some("session of a".to_owned()));
    let ended = world.drive.end_external_logins(named.0, named.1).await;
    assert_eq!(ended.unwrap(), 0, "it is another person's");
    let named = Some("session of a".to_owned());
    let ended = world.drive.end_external_logins(None, named).await;
    assert_eq!(ended.unwrap(), 1);
    let gone = world.drive.authenticate(&opened.token).await;
    assert_code(gone, Code::Unauthenticated);
}

#[tokio::test]
async fn the_issuer_can_end_everything_of_a_person() {
    let world = open_world().await;
    let first = world
        .drive
        .log_in_externally(person("a"), ADDRESS)
        .await
        .unwrap();
    world
        .drive
        .log_in_externally(person("a"), ADDRESS)
        .await
        .unwrap();
    let other = world
        .drive
        .log_in_externally(person("b"), ADDRESS)
        .await
        .unwrap();
    assert_ne!(first.login.user, other.login.user);
    let named = Some("a".to_owned());
    let ended = world.drive.end_external_logins(named, None).await;
    assert_eq!(ended.unwrap(), 2);
    let found = world.drive.find_browser_login(&other.cookie).await.unwrap();
    assert_eq!(found, Some(other.login));
    assert_eq!(
        world.drive.end_external_logins(None, None).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn a_login_is_as_old_as_the_issuer_says_and_never_younger() {
    let world = open_world().await;
    let now = world.drive.now();
    for (told, kept) in [
        (None, now),
        (Some(now.plus_seconds(-60)), now.plus_seconds(-60)),
        (Some(now.plus_seconds(60)), now),
    ] {
        let mut somebody = person("a");
        somebody.authenticated_at = told;
        let login = world
            .drive
            .log_in_externally(somebody, ADDRESS)
            .await
            .unwrap();
        assert_eq!(login.login.authenticated_at, kept);
    }
}

#[tokio::test]
async fn what_is_kept_of_a_login_is_there_until_it_ends() {
    let world = open_world().await;
    let login = world
        .drive
        .log_in_externally(person("a"), ADDRESS)
        .await
        .unwrap();
    let kept = world.drive.external_reference(&login.login).await.unwrap();
    assert_eq!(kept, Some(person("a").reference));
    let password = world.log_in("admin").await;
    let none = world.drive.external_reference(&password.login).await;
    assert_eq!(none.unwrap(), None);
}

#[tokio::test]
async fn names_are_made_fit_and_subjects_are_not() {
    let world = open_world().await;
    let mut odd = person("a");
    odd.name = format!(" \u{7}{} ", "字".repeat(80));
    let login = world.drive.log_in_externally(odd, ADDRESS).await.unwrap();
    assert_eq!(login.login.name, "字".repeat(64));
    for subject in ["", "a\0b", "removed:1", &"x".repeat(257)] {
        let refused = world
            .drive
            .log_in_externally(person(subject), ADDRESS)
            .await;
        assert_code(refused, Code::BadRequest);
    }
}

#[tokio::test]
async fn a_tenant_that_is_not_there_is_the_operators_mistake() {
    let world = World::with(Settings {
        external: Admission {
            tenant: Some(TenantId(1)),
            auto_provision: true,
        },
        ..Settings::default()
    })
    .await;
    let refused = world.drive.log_in_externally(person("a"), ADDRESS).await;
    assert_code(refused, Code::Internal);
}
