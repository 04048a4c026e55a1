//! Listing roles.

use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::Reply;
use crate::dialects::admin::{Failed, TAG_ROLES, Tools, page};
use crate::kit::{Params, lenient};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::rights::RoleView;
use coffer_model::rights::Right;
use coffer_model::{RoleId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dialects::admin) struct Request {
    /// The most roles of the answer: 1 to 100; without it 50.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// Where the last answer ended, from its `nextCursor`.
    #[serde(default, deserialize_with = "lenient::optional")]
    cursor: Option<String>,
}

/// Roles, the built-in ones first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Roles)]
pub(in crate::dialects::admin) struct Answer {
    /// The roles.
    roles: Vec<Role>,
    /// What the next call gives as `cursor`; `null` on the last page.
    next_cursor: Option<String>,
}

/// A set of rights with a name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Role {
    /// The id.
    id: String,
    /// The name.
    name: String,
    /// What it allows.
    #[schema(example = json!(super::EXAMPLE))]
    rights: Vec<&'static str>,
    /// Whether it is there without anybody defining it, and cannot be changed.
    built_in: bool,
    /// When it was defined, in UTC with milliseconds (RFC 3339); `null` for a built-in one.
    created_at: Option<String>,
    /// When it was changed, in UTC with milliseconds (RFC 3339); `null` for a built-in one.
    updated_at: Option<String>,
}

impl From<RoleView> for Role {
    fn from(view: RoleView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name,
            rights: view.rights.iter().map(Right::key).collect(),
            built_in: view.built_in,
            created_at: view.created_at.map(Timestamp::rfc3339_millis),
            updated_at: view.updated_at.map(Timestamp::rfc3339_millis),
        }
    }
}

/// The roles that there are, for everybody: the built-in ones and those that super administrators
/// defined.
#[utoipa::path(
    get,
    path = "/admin/v1/roles",
    tag = TAG_ROLES,
    params(Request),
    responses(
        (status = 200, body = Answer), (status = 400, body = FailureBody), (status = 401, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(request): Params<Request>,
) -> Result<Response, Failed> {
    let list = purpose(caller.ctx.tenant);
    let after = page::read(&tools, &list, request.cursor.as_deref())?;
    let after = after.map_or(RoleId(0), |[id]| RoleId(id));
    let limit = page::limit(request.limit);
    let (roles, next) = tools.drive.list_roles(&caller.ctx, after, limit).await?;
    let next = next.map(|id| page::write(&tools, &list, &[id.0]));
    let answer = Answer {
        roles: roles.into_iter().map(Role::from).collect(),
        next_cursor: next.transpose()?,
    };
    Ok(Reply(answer).into_response())
}

fn purpose(tenant: TenantId) -> String {
    format!("roles {tenant}")
}
