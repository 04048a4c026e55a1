//! 4.3.7: the caller's teams.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{TeamInfo, page};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::groups::{ListTeams, Teams};
use coffer_model::group::{OwnTeamView, TeamRole};
use coffer_model::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-76).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(super) struct Request {
    /// How many to leave out; 0 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    offset: Option<u32>,
    /// The most teams to answer, 1-100; 100 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// A part of the team's or the owner's name.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
    /// 0 departments, 1 or 2 groups; absent: both.
    #[serde(default, deserialize_with = "lenient::optional")]
    team_type: Option<i64>,
}

/// A page of teams (reference, table 4-78).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TeamListResponse {
    /// How many there are on all pages.
    total: String,
    /// The teams: those that the caller has pinned, then the newest.
    teams: Vec<TeamSpaceInfo>,
}

/// A team as the caller sees it (reference, table 4-79).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TeamSpaceInfo {
    /// The team.
    #[serde(flatten)]
    team: TeamInfo,
    /// Bytes used, the recycle bin included.
    space_used: String,
    /// 1 when the caller sees the team before others, else 0.
    top: u8,
    /// In a group 0 owner, 1 manager, 2 member; in a department 0 administrator, 1 member, 2 super
    /// administrator.
    role: i64,
    /// Addition: 0 department, 2 group.
    team_type: i64,
}

/// The teams with a space that the caller belongs to (4.3.7).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/space/teamList",
    tag = TAG_SPACES,
    params(Request),
    responses((status = 200, body = Reply<TeamListResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<TeamListResponse>, Failed> {
    let command = ListTeams {
        teams: teams(request.team_type)?,
        term: request.key_word.unwrap_or_default(),
        offset: request.offset.unwrap_or(0),
        limit: page::limit(request.limit)?,
    };
    let page = koo.drive.list_teams(&caller.ctx, command).await?;
    let ids = Ids::of(&koo.drive);
    let teams = page.teams.into_iter();
    let response = TeamListResponse {
        total: page.total.to_string(),
        teams: teams.map(|team| TeamSpaceInfo::new(team, ids)).collect(),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

fn teams(number: Option<i64>) -> Result<Teams> {
    match number {
        None => Ok(Teams::All),
        Some(0) => Ok(Teams::Departments),
        Some(1 | 2) => Ok(Teams::Groups),
        Some(_) => Err(Error::parameter("teamType").with_limit("0-2")),
    }
}

impl TeamSpaceInfo {
    fn new(own: OwnTeamView, ids: Ids<'_>) -> Self {
        Self {
            space_used: own.team.space.used.to_string(),
            top: u8::from(own.pinned),
            role: match own.role {
                TeamRole::Group(role) => role as i64,
                TeamRole::Department(role) => role as i64,
            },
            team_type: own.team.space.kind as i64,
            team: TeamInfo::new(own.team, ids),
        }
    }
}
