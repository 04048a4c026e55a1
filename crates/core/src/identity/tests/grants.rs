use super::*;
use crate::identity::AppIdentity;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn redeem(
    world: &World,
    client: &Client,
    code: &str,
    verifier: Option<&str>,
) -> Result<crate::identity::provider::PersonTokens> {
    world
        .drive
        .redeem_code(client, code, REDIRECT, verifier)
        .await
}

fn claims(id_token: &str) -> Value {
    let payload = id_token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn a_code_gives_tokens_that_tell_what_was_granted() {
    let world = World::new().await;
    let li = world.add_user("li").await;
    let (_, client) = world.add_app(false).await;
    let code = world.code(client.clone(), "li", None).await;
    let tokens = redeem(&world, &client, &code, None).await.unwrap();

    let info = world.drive.user_info(&tokens.access_token).await.unwrap();
    assert_eq!(info.subject, li.to_string());
    assert_eq!(info.email.as_deref(), Some("li@example.com"));
    assert_eq!(info.phone, None);

    let claims = claims(tokens.id_token.as_deref().unwrap());
    assert_eq!(claims["iss"], "http://127.0.0.1:8080");
    assert_eq!(claims["sub"], li.to_string());
    assert_eq!(claims["aud"], client.client_id);
    assert_eq!(claims["nonce"], "n-1");
    assert_eq!(
        claims["exp"].as_i64(),
        claims["iat"].as_i64().map(|iat| iat + 1_200)
    );
}

#[tokio::test]
async fn tokens_of_apps_open_nothing_but_the_profile() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    let tokens = redeem(&world, &client, &code, None).await.unwrap();
    assert_code(
        world.drive.authenticate(&tokens.access_token).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.authenticate_app(&tokens.access_token).await,
        Code::Unauthenticated,
    );
    let code = world.code(client, "admin", None).await;
    assert_code(
        world.drive.open_session(&code, None).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn id_tokens_verify_with_the_published_keys() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    let tokens = redeem(&world, &client, &code, None).await.unwrap();
    let id_token = tokens.id_token.unwrap();

    let keys = world.drive.public_keys().await.unwrap();
    let number = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let components = aws_lc_rs::signature::RsaPublicKeyComponents {
        n: number(&keys[0].modulus),
        e: number(&keys[0].exponent),
    };
    let (message, signature) = id_token.rsplit_once('.').unwrap();
    let algorithm = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
    components
        .verify(algorithm, message.as_bytes(), &number(signature))
        .unwrap();

    let hint = world
        .drive
        .read_id_token_hint(&id_token)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((hint.user, hint.client_id), (world.admin, client.client_id));
    let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode([1; 256]));
    assert_eq!(world.drive.read_id_token_hint(&forged).await.unwrap(), None);
}

#[tokio::test]
async fn a_new_signing_key_leaves_the_old_ones_tokens_valid() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    let tokens = redeem(&world, &client, &code, None).await.unwrap();
    world.pass(1);
    let key_id = world.drive.add_signing_key().await.unwrap();
    let keys = world.drive.public_keys().await.unwrap();
    assert_eq!((keys.len(), &keys[0].key_id), (2, &key_id));
    let id_token = tokens.id_token.unwrap();
    assert!(
        world
            .drive
            .read_id_token_hint(&id_token)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_it_gave() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    let tokens = redeem(&world, &client, &code, None).await.unwrap();
    assert_code(
        redeem(&world, &client, &code, None).await,
        Code::Unauthenticated,
    );
    assert_code(
        world.drive.user_info(&tokens.access_token).await,
        Code::Unauthenticated,
    );
    let refreshed = world
        .drive
        .refresh_tokens(&client, &tokens.refresh_token, None)
        .await;
    assert_code(refreshed, Code::Unauthenticated);
}

#[tokio::test]
async fn a_public_client_has_to_use_pkce() {
    let world = World::new().await;
    let (_, client) = world.add_app(true).await;
    let login = world.log_in("admin").await.login;
    let without = CodeRequest {
        client: client.clone(),
        redirect_uri: REDIRECT.to_owned(),
        scope: Scope::parse("openid"),
        nonce: None,
        challenge: None,
    };
    assert_code(
        world.drive.issue_code(without, &login).await,
        Code::BadRequest,
    );
    let code = world.code(client.clone(), "admin", Some(CHALLENGE)).await;
    assert_code(
        redeem(&world, &client, &code, None).await,
        Code::Unauthenticated,
    );
    let code = world.code(client.clone(), "admin", Some(CHALLENGE)).await;
    redeem(&world, &client, &code, Some(VERIFIER))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_and_address() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let (_, other) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    assert_code(
        redeem(&world, &other, &code, None).await,
        Code::Unauthenticated,
    );
    let elsewhere = "https://app.example/other";
    let moved = world
        .drive
        .redeem_code(&client, &code, elsewhere, None)
        .await;
    assert_code(moved, Code::Unauthenticated);

    let login = world.log_in("admin").await.login;
    let open_redirect = CodeRequest {
        client,
        redirect_uri: "https://app.example/callback/../x".to_owned(),
        scope: Scope::parse("openid"),
        nonce: None,
        challenge: None,
    };
    assert_code(
        world.drive.issue_code(open_redirect, &login).await,
        Code::BadRequest,
    );
}

#[tokio::test]
async fn refresh_tokens_rotate_and_an_old_one_ends_the_login() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    let first = redeem(&world, &client, &code, None).await.unwrap();
    world.pass(3_600);
    assert_code(
        world.drive.user_info(&first.access_token).await,
        Code::Unauthenticated,
    );
    let narrow = Scope::parse("openid phone");
    let second = world
        .drive
        .refresh_tokens(&client, &first.refresh_token, Some(&narrow))
        .await
        .unwrap();
    assert_eq!(second.scope.as_str(), "openid");
    world.drive.user_info(&second.access_token).await.unwrap();

    let replayed = world
        .drive
        .refresh_tokens(&client, &first.refresh_token, None)
        .await;
    assert_code(replayed, Code::Unauthenticated);
    assert_code(
        world.drive.user_info(&second.access_token).await,
        Code::Unauthenticated,
    );
    let dead = world
        .drive
        .refresh_tokens(&client, &second.refresh_token, None)
        .await;
    assert_code(dead, Code::Unauthenticated);
}

#[tokio::test]
async fn clients_prove_themselves_with_their_secret() {
    let world = World::new().await;
    let (app, client) = world.add_app(false).await;
    let (public, _) = world.add_app(true).await;
    let secret = app.secret.as_deref().unwrap();
    assert_eq!((app.public_id.len(), secret.len()), (64, 64));
    let prove =
        async |id: &str, secret: Option<&str>| world.drive.authenticate_client(id, secret).await;
    assert_eq!(prove(&app.public_id, Some(secret)).await.unwrap(), client);
    prove(&public.public_id, None).await.unwrap();
    assert_code(prove(&app.public_id, None).await, Code::Unauthenticated);
    assert_code(
        prove(&app.public_id, Some("wrong")).await,
        Code::Unauthenticated,
    );
    assert_code(
        prove(&public.public_id, Some("")).await,
        Code::Unauthenticated,
    );
    assert_code(prove("coffer", None).await, Code::Unauthenticated);
}

#[tokio::test]
async fn an_apps_own_token_names_the_app_for_an_hour() {
    let world = World::new().await;
    let (app, client) = world.add_app(false).await;
    let token = world.drive.issue_app_token(&client).await.unwrap();
    let named = AppIdentity {
        id: app.id,
        tenant: world.tenant,
    };
    assert_eq!(world.drive.authenticate_app(&token).await.unwrap(), named);
    assert_code(world.drive.user_info(&token).await, Code::Unauthenticated);
    let (_, public) = world.add_app(true).await;
    assert_code(world.drive.issue_app_token(&public).await, Code::Forbidden);
    world.pass(3_600);
    assert_code(
        world.drive.authenticate_app(&token).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn revoking_ends_a_token_and_only_its_own_clients() {
    let world = World::new().await;
    let (_, client) = world.add_app(false).await;
    let (_, other) = world.add_app(false).await;
    let code = world.code(client.clone(), "admin", None).await;
    let tokens = redeem(&world, &client, &code, None).await.unwrap();
    world
        .drive
        .revoke_token(&other, &tokens.access_token)
        .await
        .unwrap();
    world
        .drive
        .revoke_token(&other, &tokens.refresh_token)
        .await
        .unwrap();
    world.drive.user_info(&tokens.access_token).await.unwrap();
    world
        .drive
        .revoke_token(&client, &tokens.refresh_token)
        .await
        .unwrap();
    assert_code(
        world.drive.user_info(&tokens.access_token).await,
        Code::Unauthenticated,
    );
}

#[tokio::test]
async fn an_app_acts_for_live_people_of_its_tenant() {
    let world = World::new().await;
    let li = world.add_user("li").await;
    let (registered, _) = world.add_app(false).await;
    let credential = world
        .drive
        .app_credential(&registered.public_id)
        .await
        .unwrap();
    assert_eq!(Some(credential.secret), registered.secret);
    let identity = world.drive.act_for(credential.app, li).await.unwrap();
    assert_eq!(
        (identity.actor.user, identity.actor.app),
        (li, Some(registered.id))
    );

    let stranger = AppIdentity {
        tenant: TenantId(1),
        ..credential.app
    };
    assert_code(
        world.drive.act_for(stranger, li).await,
        Code::Unauthenticated,
    );
    world.drive.set_user_disabled(li, true).await.unwrap();
    assert_code(
        world.drive.act_for(credential.app, li).await,
        Code::Unauthenticated,
    );
    world.drive.remove_app(&registered.public_id).await.unwrap();
    let gone = world.drive.app_credential(&registered.public_id).await;
    assert_code(gone.map(drop), Code::Unauthenticated);
}
