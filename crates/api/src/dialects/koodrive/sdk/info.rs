//! 4.8.1: what a site's page needs to embed the picker or the preview.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::{AccessToken, UserCaller};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::embed::{SCRIPT, ScriptPath};
use axum::Extension;
use axum::extract::State;
use coffer_core::identity::OfferedEmbedding;
use coffer_model::{Code, Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

/// Where people and organisations are known: here, whoever checks the passwords.
const ORGANIZATION_SOURCE: &str = "COFFER";

/// What the page hands to the script (reference, table 4-150).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JsSdkData {
    /// The number of the embedding.
    page_token_key: String,
    /// The embedding as the frame names it: the code below opens this one alone.
    page_token: String,
    /// The script. It may be kept for ever: another script has another address.
    js_sdk_url: String,
    /// The script at an address that always has the newest, for when the first does not load.
    retry_js_sdk_url: String,
    /// The number of the embedding.
    transaction_id: String,
    /// JSON: `sdk_auth_code`, which works once within five minutes, and `organization_source`.
    orgid_config: String,
}

/// What `orgid_config` holds, as text.
#[derive(Debug, Serialize)]
struct OrgidConfig {
    sdk_auth_code: String,
    organization_source: &'static str,
}

/// What a page needs to embed the picker or the preview, once (4.8.1). For the site's server: the page
/// itself never has the user's token.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/sdk/get-js-sdk-info",
    tag = super::TAG,
    responses((status = 200, body = Reply<Data<JsSdkData>>), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Extension(script): Extension<ScriptPath>,
    caller: UserCaller,
    AccessToken(token): AccessToken,
) -> Result<Reply<Data<JsSdkData>>, Failed> {
    let token = token.ok_or(Code::Unauthenticated)?;
    let offered = koo.drive.offer_embedding(&caller.ctx, &token).await?;
    let data = describe(&koo, &script, offered)?;
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}

fn describe(koo: &Koo, script: &ScriptPath, offered: OfferedEmbedding) -> Result<JsSdkData> {
    let config = OrgidConfig {
        sdk_auth_code: offered.code,
        organization_source: ORGANIZATION_SOURCE,
    };
    let number = offered.id.to_string();
    let public_url = &koo.drive.settings().public_url;
    Ok(JsSdkData {
        page_token_key: number.clone(),
        page_token: offered.page,
        js_sdk_url: format!("{public_url}{}", script.0),
        retry_js_sdk_url: format!("{public_url}{SCRIPT}"),
        transaction_id: number,
        orgid_config: serde_json::to_string(&config).map_err(Error::internal)?,
    })
}
