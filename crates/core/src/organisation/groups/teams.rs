//! The teams that the caller works in.

use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::Result;
use coffer_model::group::OwnTeamView;
use coffer_store::groups::{self, ListWindow, Teams};

/// Which teams.
#[derive(Debug, Clone)]
pub struct ListTeams {
    /// Of which kind.
    pub teams: Teams,
    /// A part of the team's or the owner's name; empty for any.
    pub term: String,
    /// How many to leave out.
    pub offset: u32,
    /// The most teams to answer.
    pub limit: u32,
}

/// A page of teams.
#[derive(Debug, Clone)]
pub struct TeamPage {
    /// What the caller has pinned, then the newest.
    pub teams: Vec<OwnTeamView>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Drive {
    /// Lists the teams with a space that the caller belongs to: the own department, and groups.
    ///
    /// # Errors
    /// `BadRequest` for a term that no name has.
    pub async fn list_teams(&self, ctx: &Ctx, command: ListTeams) -> Result<TeamPage> {
        let pattern = terms::pattern("keyWord", &command.term)?;
        let (tenant, member, which) = (ctx.tenant, ctx.user(), command.teams);
        self.store()
            .read_slow(move |tx| {
                let window = ListWindow {
                    pattern: &pattern,
                    offset: command.offset,
                    limit: command.limit,
                };
                Ok(TeamPage {
                    teams: groups::list_teams(tx, tenant, member, which, window)?,
                    total: groups::count_teams(tx, tenant, member, which, &pattern)?,
                })
            })
            .await
    }
}
