//! The credentials of the KooDrive dialect on operations that take them.

use crate::world::{World, request};
use coffer_core::identity::RegisteredApp;
use coffer_model::UserId;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, StatusCode};
use sha2::{Digest, Sha256};

const DATE: &str = "20260101T000000Z";

/// An operation for people alone, and one for apps that act for people as well.
const PEOPLE: &str = "/koodrive/ose/v1/session/auth";
const SIGNED: &str = "/koodrive/ose/v1/files/download";

/// The header of an app that signs `request` (method, path, query, body) for a person.
fn signature(app: &RegisteredApp, user: UserId, request: [&str; 4]) -> String {
    let [method, path, query, body] = request;
    let canonical = format!(
        "{method}\n{path}/\n{query}\nhost:drive.example\nx-date:{DATE}\nx-user-id:{user}\n\n\
         host;x-date;x-user-id\n{}",
        hex::encode(Sha256::digest(body))
    );
    let text = format!("HMAC-SHA256\n{}", hex::encode(Sha256::digest(canonical)));
    let secret = app.secret.as_deref().unwrap();
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let mac = mac.chain_update(text).finalize().into_bytes();
    format!(
        "HMAC-SHA256 AppId={}, SignedHeaders=host;x-date;x-user-id, Signature={}",
        app.public_id,
        hex::encode(mac)
    )
}

/// Status and number of the answer to such a request.
async fn send(world: &World, signed: &str, user: UserId, sent: [&str; 4]) -> (u16, i64) {
    let [method, path, query, body] = sent;
    let user = user.to_string();
    let headers = [
        ("host", "drive.example"),
        ("x-date", DATE),
        ("x-user-id", user.as_str()),
        ("authorization", signed),
    ];
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let path = format!("{path}?{query}");
    let answer = world.send(request(method, &path, &headers, body)).await;
    (
        answer.status.as_u16(),
        answer.json()["code"].as_i64().unwrap(),
    )
}

#[tokio::test]
async fn an_app_signs_for_a_person() {
    let world = World::new().await;
    let li = world.add_user("li").await;
    let app = world.add_app(false).await;
    let refused = (401, 13_000_202);
    let wanted = ["POST", SIGNED, "a=1", "{}"];
    let good = signature(&app, li, wanted);
    // Past the check of the caller: the body names no space.
    assert_eq!(send(&world, &good, li, wanted).await, (400, 13_000_102));
    assert_eq!(
        send(&world, &good, li, ["POST", SIGNED, "a=1", "{ }"]).await,
        refused
    );
    assert_eq!(
        send(&world, &good, li, ["POST", SIGNED, "a=2", "{}"]).await,
        refused
    );
    assert_eq!(send(&world, &good, world.admin, wanted).await, refused);
    let stranger = signature(&app, UserId(7), wanted);
    assert_eq!(send(&world, &stranger, UserId(7), wanted).await, refused);

    let spaces = format!("/koodrive/ose/v2/space/{li}");
    let listing = ["GET", spaces.as_str(), "type=1", ""];
    assert_eq!(
        send(&world, &signature(&app, li, listing), li, listing).await,
        (200, 0)
    );

    world.pass(15 * 60 + 1);
    assert_eq!(send(&world, &good, li, wanted).await, refused);
}

#[tokio::test]
async fn a_signed_body_is_bounded() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let long = " ".repeat((1 << 20) + 1);
    let wanted = ["POST", SIGNED, "", long.as_str()];
    let signed = signature(&app, world.admin, wanted);
    assert_eq!(
        send(&world, &signed, world.admin, wanted).await,
        (400, 13_000_102)
    );
}

#[tokio::test]
async fn operations_for_people_take_no_signature() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let authorization = signature(&app, world.admin, ["GET", PEOPLE, "", ""]);
    world
        .get(PEOPLE, &[("authorization", &authorization)])
        .await
        .assert_failure(401, 13_000_202);
}

#[tokio::test]
async fn an_apps_own_token_reads_spaces_and_nothing_else() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let client = world
        .drive
        .find_client(&app.public_id)
        .await
        .unwrap()
        .unwrap();
    let token = world.drive.issue_app_token(&client).await.unwrap();
    let headers = [("authorization", token.as_str())];
    let spaces = format!("/koodrive/ose/v2/space/{}", world.admin);
    let answer = world.get(&spaces, &headers).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json()["data"].as_array().map(Vec::len), Some(2));
    world
        .get(PEOPLE, &headers)
        .await
        .assert_failure(401, 13_000_202);
}

#[tokio::test]
async fn a_disabled_persons_token_is_dead() {
    let world = World::new().await;
    let li = world.add_user("li").await;
    let token = world.token("li").await;
    let headers = [("authorization", token.as_str())];
    assert_eq!(world.get(PEOPLE, &headers).await.status, StatusCode::OK);
    world.drive.set_user_disabled(li, true).await.unwrap();
    world
        .get(PEOPLE, &headers)
        .await
        .assert_failure(401, 13_000_202);
}
