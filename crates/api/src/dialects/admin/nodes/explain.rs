//! What somebody may do with a folder or file, and why.

use super::OneNode;
use super::dto::{SubjectType, keys};
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::Reply;
use crate::dialects::admin::{Failed, TAG_RIGHTS, Tools};
use crate::kit::{Params, lenient, node_id};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::rights::{LockView, Origin, RightsOf, Source, Standing};
use coffer_model::UserId;
use coffer_model::rights::Right;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The path and the query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(in crate::dialects::admin) struct Request {
    #[param(ignore)]
    id: String,
    /// Whose rights; the caller's without it.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    user_id: Option<UserId>,
}

/// What somebody may do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RightsOf)]
pub(in crate::dialects::admin) struct Answer {
    /// The person.
    user_id: String,
    /// What that person may do while nothing is locked.
    rights: Vec<&'static str>,
    /// Every right there is, and where it comes from.
    flags: Vec<Flag>,
    /// The lock of somebody else that is in the way.
    lock: Option<Lock>,
}

/// One right.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Flag {
    /// The right.
    right: &'static str,
    /// Whether the person has it.
    allowed: bool,
    /// Whether a lock is in its way.
    locked: bool,
    /// What gives it.
    reasons: Vec<Reason>,
}

/// What gives a right.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Reason {
    /// The space, because of who the person is.
    Space(SpaceReason),
    /// A role.
    Role(RoleReason),
}

/// How the person stands to the space.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpaceReason {
    /// `owner`, `departmentMember`, `departmentAdministrator`, `groupMember`, `groupManager`,
    /// `groupOwner`, `superAdministrator` or `emergency`.
    standing: &'static str,
    /// Always true: it does not come from the folder or file itself.
    inherited: bool,
}

/// A role that counts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RoleReason {
    /// The role's id.
    role_id: String,
    /// The role's name.
    role_name: String,
    /// To whom it is granted.
    subject_type: SubjectType,
    /// The id of that person, group or department.
    subject_id: String,
    /// The name of that person, group or department.
    subject_name: String,
    /// The id of the folder or file that it is granted on; `null` for one that the caller does not see.
    node_id: Option<String>,
    /// The name of that folder or file; empty for a root.
    node_name: Option<String>,
    /// Whether that is a folder above.
    inherited: bool,
}

/// A lock.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Lock {
    /// The id of what is locked, or of the highest folder below it that the caller sees.
    node_id: String,
    /// The id of who locked it.
    holder_id: String,
    /// The name of who locked it.
    holder_name: String,
    /// Why.
    reason: String,
    /// When, in UTC with milliseconds (RFC 3339).
    locked_at: String,
}

/// What somebody may do with a folder or file and why: about oneself for who sees it, about others for who
/// manages it.
#[utoipa::path(
    get,
    path = "/api/v1/nodes/{id}/rights",
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
    let user = request.user_id.unwrap_or(caller.ctx.user());
    let rights = tools.drive.rights_of(&caller.ctx, node, user).await?;
    Ok(Reply(Answer::from(rights)).into_response())
}

impl From<RightsOf> for Answer {
    fn from(view: RightsOf) -> Self {
        let flags = Right::ALL.iter().map(|right| Flag {
            right: right.key(),
            allowed: view.rights.has(*right),
            locked: view.is_locked_for(*right),
            reasons: view.sources_of(*right).map(Reason::from).collect(),
        });
        Self {
            user_id: view.user.to_string(),
            rights: keys(view.rights),
            flags: flags.collect(),
            lock: view.lock.map(Lock::from),
        }
    }
}

impl From<&Source> for Reason {
    fn from(source: &Source) -> Self {
        let inherited = source.inherited;
        match &source.origin {
            Origin::Space(standing) => Self::Space(SpaceReason {
                standing: word(*standing),
                inherited,
            }),
            Origin::Grant(grant) => Self::Role(RoleReason {
                role_id: grant.role.to_string(),
                role_name: grant.role_name.clone(),
                subject_type: grant.subject.kind.into(),
                subject_id: grant.subject.id.to_string(),
                subject_name: grant.subject_name.clone(),
                node_id: grant.node.as_ref().map(|(id, _)| id.to_string()),
                node_name: grant.node.as_ref().map(|(_, name)| name.clone()),
                inherited,
            }),
        }
    }
}

impl From<LockView> for Lock {
    fn from(lock: LockView) -> Self {
        Self {
            node_id: lock.node.to_string(),
            holder_id: lock.holder.id.to_string(),
            holder_name: lock.holder.name,
            reason: lock.reason,
            locked_at: lock.locked_at.rfc3339_millis(),
        }
    }
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Owner => "owner",
        Standing::DepartmentMember => "departmentMember",
        Standing::DepartmentAdministrator => "departmentAdministrator",
        Standing::GroupMember => "groupMember",
        Standing::GroupManager => "groupManager",
        Standing::GroupOwner => "groupOwner",
        Standing::SuperAdministrator => "superAdministrator",
        Standing::Emergency => "emergency",
    }
}
