//! 4.2.1: the people of a department or of the tenant.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{UserInfo, page};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_USERS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::{MemberList, MemberReach};
use coffer_model::DepartmentId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-19).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// The department; absent: the whole tenant.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    dept_id: Option<DepartmentId>,
    /// Only people directly in it; absent: also those below.
    #[serde(default, deserialize_with = "lenient::optional")]
    is_direct: Option<bool>,
    /// How many to pass over, from 0.
    #[serde(deserialize_with = "lenient::one")]
    offset: i64,
    /// How many to show, 1-100.
    #[serde(deserialize_with = "lenient::one")]
    limit: i64,
    /// A part of the name; absent: any.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
}

/// A page of people (reference, table 4-21).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Users {
    /// The people, the newest first.
    list: Vec<UserInfo>,
    /// How many there are in all.
    total: u64,
}

/// The people of a department or of the tenant (4.2.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/userList",
    tag = TAG_USERS,
    params(Request),
    responses((status = 200, body = Reply<Users>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Users>, Failed> {
    let (offset, limit) = page::both(request.offset, request.limit)?;
    let list = MemberList {
        reach: MemberReach {
            department: request.dept_id,
            direct: request.is_direct.unwrap_or(false),
        },
        term: request.key_word.unwrap_or_default(),
        space_status: None,
        offset,
        limit,
    };
    let found = koo.drive.list_members(&caller.ctx, list).await?;
    let people = found.members.into_iter();
    let users = Users {
        list: people.map(|row| row.member.into()).collect(),
        total: found.total,
    };
    Ok(Reply::new(caller.ctx.locale, users))
}
