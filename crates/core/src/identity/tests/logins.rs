use super::*;
use coffer_model::user::UserStatus;

fn limits(account: u32, address: u32) -> Settings {
    Settings {
        login_attempts_account: account,
        login_attempts_address: address,
        ..Settings::default()
    }
}

#[tokio::test]
async fn people_log_in_by_login_name_or_their_own_address() {
    let world = World::new().await;
    let li = world.add_user("Li").await;
    for name in ["li", " LI ", "li@example.com", "Li@Example.com"] {
        assert_eq!(world.log_in(name).await.login.user, li, "{name}");
    }
    let twin = NewUser {
        email: "li@example.com".to_owned(),
        ..new_user("twin")
    };
    world.drive.add_user(twin).await.unwrap();
    let refused = world
        .drive
        .log_in("li@example.com", PASSWORD, ADDRESS)
        .await;
    assert_code(refused, Code::Unauthenticated);
}

#[tokio::test]
async fn the_first_login_makes_an_account_active() {
    let world = World::new().await;
    world.add_user("li").await;
    let status = async || world.drive.list_logins("lh").await.unwrap()[0].status;
    assert_eq!(status().await, UserStatus::NeverLoggedIn);
    world.log_in("li").await;
    assert_eq!(status().await, UserStatus::Active);
}

#[tokio::test]
async fn an_account_takes_so_many_wrong_passwords_in_a_window() {
    let world = World::with(limits(3, 100)).await;
    for _ in 0..3 {
        let wrong = world.drive.log_in("admin", "wrong password", ADDRESS).await;
        assert_code(wrong, Code::Unauthenticated);
    }
    world.pass(60);
    let error = world
        .drive
        .log_in("admin", PASSWORD, "198.51.100.9")
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::TooManyRequests);
    assert_eq!(error.facts().retry_after, Some(14 * 60));
    world.pass(14 * 60);
    world.log_in("admin").await;
}

#[tokio::test]
async fn names_that_nobody_has_are_limited_as_well() {
    let world = World::with(limits(2, 100)).await;
    for _ in 0..2 {
        let wrong = world.drive.log_in("nobody\0", PASSWORD, ADDRESS).await;
        assert_code(wrong, Code::Unauthenticated);
    }
    let limited = world.drive.log_in("nobody\0", PASSWORD, ADDRESS).await;
    assert_code(limited, Code::TooManyRequests);
}

#[tokio::test]
async fn a_success_forgives_the_account_and_not_the_address() {
    let world = World::with(limits(2, 3)).await;
    let wrong = async || {
        let refused = world.drive.log_in("admin", "wrong password", ADDRESS).await;
        refused.unwrap_err().code()
    };
    assert_eq!(wrong().await, Code::Unauthenticated);
    world.log_in("admin").await;
    assert_eq!(wrong().await, Code::Unauthenticated);
    world.log_in("admin").await;
    assert_eq!(wrong().await, Code::Unauthenticated);
    assert_eq!(wrong().await, Code::TooManyRequests);
    world
        .drive
        .log_in("admin", PASSWORD, "198.51.100.9")
        .await
        .unwrap();
}

#[tokio::test]
async fn addresses_of_one_ipv6_network_count_together() {
    let world = World::with(limits(100, 1)).await;
    let wrong = world
        .drive
        .log_in("admin", "wrong password", "2001:db8::1")
        .await;
    assert_code(wrong, Code::Unauthenticated);
    let near = world
        .drive
        .log_in("admin", PASSWORD, "2001:db8::ffff:1")
        .await;
    assert_code(near, Code::TooManyRequests);
    world
        .drive
        .log_in("admin", PASSWORD, "2001:db8:0:1::1")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_browser_stays_logged_in_for_twelve_hours() {
    let world = World::new().await;
    let logged_in = world.log_in("admin").await;
    world.pass(12 * 3_600 - 1);
    let found = world
        .drive
        .find_browser_login(&logged_in.cookie)
        .await
        .unwrap();
    assert_eq!(found, Some(logged_in.login));
    world.pass(1);
    assert_eq!(
        world
            .drive
            .find_browser_login(&logged_in.cookie)
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_disabled_person_is_nobody() {
    let world = World::new().await;
    let li = world.add_user("li").await;
    let browser = world.log_in("li").await;
    let session = world.open_session("li").await;
    let unused = world.built_in_code("li", None).await;
    world.drive.set_user_disabled(li, true).await.unwrap();

    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.log_in("li", PASSWORD, ADDRESS).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.open_session(&unused, None).await,
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

    world.drive.set_user_disabled(li, false).await.unwrap();
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
    world.open_session("li").await;
}
