//! Listing what is granted on a folder or file.

use super::OneNode;
use super::dto::{SubjectType, keys};
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::Reply;
use crate::dialects::admin::{Failed, TAG_RIGHTS, Tools, page};
use crate::kit::{Params, lenient, node_id};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::rights::{GrantPlace, GrantRow};
use coffer_model::rights::{Subject, SubjectKind};
use coffer_model::{Error, NodeId, Result, RoleId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The path and the query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dialects::admin) struct Request {
    #[param(ignore)]
    id: String,
    /// The most grants of the answer: 1 to 200; without it 50.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// Where the last answer ended, from its `nextCursor`.
    #[serde(default, deserialize_with = "lenient::optional")]
    cursor: Option<String>,
}

/// Grants, those of people before those of groups and of departments, and whether what is above counts too.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Grants)]
pub(in crate::dialects::admin) struct Answer {
    /// Whether what is granted above counts here as well; always, for the root of a space.
    inherit: bool,
    /// The grants.
    grants: Vec<Grant>,
    /// What the next call gives as `cursor`; `null` on the last page.
    next_cursor: Option<String>,
}

/// A role that somebody has on the folder or file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Grant {
    /// To whom it is granted.
    subject_type: SubjectType,
    /// The id of that person, group or department.
    subject_id: String,
    /// The name of that person, group or department.
    subject_name: String,
    /// The role's id.
    role_id: String,
    /// The role's name.
    role_name: String,
    /// What it allows.
    rights: Vec<&'static str>,
    /// The id of who granted it.
    granted_by: String,
    /// The name of who granted it.
    granted_by_name: String,
    /// When, in UTC with milliseconds (RFC 3339).
    granted_at: String,
}

impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        Self {
            subject_type: row.subject.kind.into(),
            subject_id: row.subject.id.to_string(),
            subject_name: row.subject_name,
            role_id: row.role.to_string(),
            role_name: row.role_name,
            rights: keys(row.rights),
            granted_by: row.granter.to_string(),
            granted_by_name: row.granter_name,
            granted_at: row.created_at.rfc3339_millis(),
        }
    }
}

/// What is granted on a folder or file itself, for who manages it, and whether it inherits. What counts from
/// above is in the list of what is above; the rights of a person say both.
#[utoipa::path(
    get,
    path = "/api/v1/nodes/{id}/grants",
    tag = TAG_RIGHTS,
    params(OneNode, Request),
    responses(
        (status = 200, body = Answer), (status = 400, body = FailureBody), (status = 401, body = FailureBody),
        (status = 403, body = FailureBody), (status = 404, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(request): Params<Request>,
) -> Result<Response, Failed> {
    let node = node_id::read(&tools.drive, &request.id)?;
    let list = purpose(caller.ctx.user(), node);
    let after = page::read(&tools, &list, request.cursor.as_deref())?;
    let after = after.map(place).transpose()?;
    let limit = page::limit(request.limit);
    let page = tools
        .drive
        .list_grants(&caller.ctx, node, after, limit)
        .await?;
    let next = page.next.map(|(subject, role)| {
        page::write(&tools, &list, &[subject.kind as i64, subject.id, role.0])
    });
    let answer = Answer {
        inherit: page.inherit,
        grants: page.grants.into_iter().map(Grant::from).collect(),
        next_cursor: next.transpose()?,
    };
    Ok(Reply(answer).into_response())
}

fn purpose(user: UserId, node: NodeId) -> String {
    format!("grants {user} {node}")
}

fn place([kind, id, role]: [i64; 3]) -> Result<GrantPlace> {
    let kind = SubjectKind::from_number(kind).ok_or_else(|| Error::parameter("cursor"))?;
    Ok((Subject { kind, id }, RoleId(role)))
}
