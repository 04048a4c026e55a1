//! The endpoints for programs.

use crate::world::{Answer, Browser, REDIRECT, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coffer_core::identity::RegisteredApp;
use http::{StatusCode, header};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn basic(app: &RegisteredApp) -> String {
    let secret = app.secret.as_deref().unwrap();
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{secret}", app.public_id))
    )
}

async fn code(world: &World, app: &RegisteredApp) -> String {
    let path = format!(
        "/oauth2/authorize?response_type=code&client_id={}&redirect_uri={REDIRECT}\
         &scope=openid+profile+email&nonce=n1&code_challenge={CHALLENGE}&code_challenge_method=S256",
        app.public_id
    );
    let answer = Browser::new(world).log_in(&path, "admin").await;
    answer.redirected("code").unwrap()
}

async fn token(world: &World, authorization: Option<&str>, form: &str) -> Answer {
    let headers: Vec<_> = authorization
        .map(|value| ("authorization", value))
        .into_iter()
        .collect();
    world.post_form("/oauth2/token", &headers, form).await
}

#[tokio::test]
async fn a_confidential_client_gets_tokens_and_asks_who_it_is() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let code = code(&world, &app).await;
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}"
    );
    let answer = token(&world, Some(&basic(&app)), &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 1_200);
    assert_eq!(tokens["scope"], "openid profile email");
    assert!(tokens["id_token"].is_string());

    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let info = world
        .get("/oauth2/userinfo", &[("authorization", &bearer)])
        .await;
    assert_eq!(info.json()["sub"], world.admin.to_string());
    assert_eq!(info.json()["name"], "admin");

    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = format!("grant_type=refresh_token&refresh_token={refresh}");
    let renewed = token(&world, Some(&basic(&app)), &form).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
    assert_ne!(renewed.json()["refresh_token"], tokens["refresh_token"]);
    let again = token(&world, Some(&basic(&app)), &form).await;
    assert_eq!(again.json()["error"], "invalid_grant");
    let dead = world
        .get("/oauth2/userinfo", &[("authorization", &bearer)])
        .await;
    assert_eq!(dead.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        dead.headers[header::WWW_AUTHENTICATE],
        "Bearer error=\"invalid_token\""
    );
}

#[tokio::test]
async fn a_public_client_proves_itself_with_its_verifier() {
    let world = World::new().await;
    let app = world.add_app(true).await;
    let redeem = async |verifier: &str| {
        let code = code(&world, &app).await;
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&client_id={}{verifier}",
            app.public_id
        );
        token(&world, None, &form).await
    };
    assert_eq!(redeem("").await.json()["error"], "invalid_grant");
    let wrong = format!("&code_verifier={}", "x".repeat(43));
    assert_eq!(redeem(&wrong).await.json()["error"], "invalid_grant");
    let right = redeem(&format!("&code_verifier={VERIFIER}")).await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.text);
}

#[tokio::test]
async fn refusals_are_in_the_words_of_the_protocol() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let (id, secret) = (&app.public_id, app.secret.as_deref().unwrap());
    let own = format!("client_id={id}&client_secret={secret}");
    let (apps, code) = (
        "grant_type=client_credentials",
        "grant_type=authorization_code",
    );
    let refresh = "grant_type=refresh_token";
    for (authorization, form, status, error) in [
        (None, String::new(), 400, "invalid_request"),
        (
            None,
            "grant_type=password".to_owned(),
            400,
            "unsupported_grant_type",
        ),
        (None, apps.to_owned(), 401, "invalid_client"),
        (
            None,
            format!("{apps}&client_id=coffer"),
            401,
            "invalid_client",
        ),
        (
            None,
            format!("{apps}&client_id={id}&client_secret=no"),
            401,
            "invalid_client",
        ),
        (
            Some(basic(&app)),
            format!("{apps}&{own}"),
            400,
            "invalid_request",
        ),
        (
            Some("Basic %%%".to_owned()),
            apps.to_owned(),
            401,
            "invalid_client",
        ),
        (None, format!("{code}&{own}"), 400, "invalid_request"),
        (
            None,
            format!("{refresh}&refresh_token=x&{own}"),
            400,
            "invalid_grant",
        ),
    ] {
        let answer = token(&world, authorization.as_deref(), &form).await;
        assert_eq!(answer.status.as_u16(), status, "{form}");
        assert_eq!(answer.json()["error"], error, "{form}");
        assert_eq!(
            answer.headers.contains_key(header::WWW_AUTHENTICATE),
            status == 401
        );
    }
}

#[tokio::test]
async fn an_app_gets_its_own_token_and_gives_it_back() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let answer = token(&world, Some(&basic(&app)), "grant_type=client_credentials").await;
    assert_eq!(answer.json()["expires_in"], 3_600);
    let access = answer.json()["access_token"].as_str().unwrap().to_owned();
    world.drive.authenticate_app(&access).await.unwrap();
    let headers = [("authorization", basic(&app))];
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let revoked = world
        .post_form("/oauth2/revoke", &headers, &format!("token={access}"))
        .await;
    assert_eq!(revoked.status, StatusCode::OK);
    world.drive.authenticate_app(&access).await.unwrap_err();
}

#[tokio::test]
async fn clients_can_configure_themselves() {
    let world = World::new().await;
    let document = world
        .get("/.well-known/openid-configuration", &[])
        .await
        .json();
    assert_eq!(document["issuer"], "http://127.0.0.1:8080");
    for endpoint in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "revocation_endpoint",
        "end_session_endpoint",
    ] {
        let url = document[endpoint].as_str().unwrap();
        let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
        assert_ne!(
            world.get(path, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{endpoint}"
        );
    }
    let keys = world.get("/oauth2/jwks", &[]).await.json();
    assert_eq!(keys["keys"][0]["alg"], "RS256");
    assert_eq!(keys["keys"][0]["e"], "AQAB");
}

#[tokio::test]
async fn pages_of_other_origins_may_use_the_endpoints_for_programs_alone() {
    let world = World::new().await;
    let origin = [("origin", "https://spa.example")];
    let keys = world.get("/oauth2/jwks", &origin).await;
    assert_eq!(keys.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let page = world
        .get("/oauth2/authorize?client_id=coffer", &origin)
        .await;
    assert!(
        !page
            .headers
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
}
