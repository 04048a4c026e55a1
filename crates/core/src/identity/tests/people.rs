use super::*;
use crate::identity::NewApp;

#[tokio::test]
async fn the_first_tenant_is_made_once() {
    let world = World::new().await;
    assert!(world.drive.has_any_tenant().await.unwrap());
    let second = NewTenant {
        name: "Other".to_owned(),
        login: "other".to_owned(),
        password: PASSWORD.to_owned(),
    };
    assert_code(
        world.drive.create_first_tenant(second).await,
        Code::Conflict,
    );
}

#[tokio::test]
async fn a_login_name_is_one_persons_whatever_its_case() {
    let world = World::new().await;
    let id = world.add_user("张三").await;
    assert_eq!(world.drive.user_of_login(" 张三 ").await.unwrap(), id);
    assert_code(
        world.drive.add_user(new_user("ADMIN")).await,
        Code::Conflict,
    );
    assert_eq!(
        world.drive.user_of_login("aDmin").await.unwrap(),
        world.admin
    );
}

#[tokio::test]
async fn names_and_passwords_are_checked() {
    let world = World::new().await;
    for login in ["", "with blank", "nul\0", &"a".repeat(65)] {
        assert_code(
            world.drive.add_user(new_user(login)).await,
            Code::BadRequest,
        );
    }
    let weak = NewUser {
        password: "short".to_owned(),
        ..new_user("li")
    };
    assert_code(world.drive.add_user(weak).await, Code::BadRequest);
    let elsewhere = NewUser {
        tenant: Some(TenantId(1)),
        ..new_user("li")
    };
    assert_code(world.drive.add_user(elsewhere).await, Code::NotFound);
}

#[tokio::test]
async fn a_refused_person_leaves_nothing_behind() {
    let world = World::new().await;
    assert_code(
        world.drive.add_user(new_user("admin")).await,
        Code::Conflict,
    );
    let session = world.open_session("admin").await;
    let identity = world.drive.authenticate(&session.token).await.unwrap();
    let ctx = identity.into_ctx(coffer_model::Locale::En, world.drive.now(), String::new());
    let profile = world.drive.profile(&ctx).await.unwrap();
    assert_eq!(profile.members, 1);
    assert_eq!(profile.tenant_name, "Example");
    assert_eq!(profile.user.role, Role::SuperAdministrator);
}

#[tokio::test]
async fn another_password_ends_what_the_old_one_opened() {
    let world = World::new().await;
    let session = world.open_session("admin").await;
    world
        .drive
        .set_password("admin", "another horse")
        .await
        .unwrap();
    assert_code(
        world.drive.authenticate(&session.token).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.log_in("admin", PASSWORD, ADDRESS).await,
        Code::Unauthenticated,
    );
    world
        .drive
        .log_in("admin", "another horse", ADDRESS)
        .await
        .unwrap();
}

#[tokio::test]
async fn accounts_are_listed_in_order_with_their_state() {
    let world = World::new().await;
    world.add_user("zhang").await;
    world.add_user("bo").await;
    let names = |page: Vec<crate::identity::LoginView>| {
        page.into_iter().map(|view| view.login).collect::<Vec<_>>()
    };
    assert_eq!(
        names(world.drive.list_logins("").await.unwrap()),
        ["admin", "bo", "zhang"]
    );
    assert_eq!(
        names(world.drive.list_logins("bo").await.unwrap()),
        ["zhang"]
    );
}

#[tokio::test]
async fn redirects_of_apps_are_safe_addresses() {
    let world = World::new().await;
    let add = async |uri: &str| {
        let new = NewApp {
            name: "App".to_owned(),
            redirect_uris: vec![uri.to_owned()],
            ..NewApp::default()
        };
        world.drive.add_app(new).await.map(drop)
    };
    for uri in [
        "https://a.example/cb",
        "http://127.0.0.1:3000/",
        "com.example.app:/cb",
    ] {
        add(uri).await.unwrap();
    }
    for uri in [
        "http://a.example/cb",
        "https://a.example/cb#part",
        "javascript:alert(1)",
        "https://a.example/\nhttps://b.example/",
        "/cb",
    ] {
        assert_code(add(uri).await, Code::BadRequest);
    }
}
