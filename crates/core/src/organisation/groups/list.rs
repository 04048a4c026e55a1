//! The groups that the caller belongs to.

use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::organisation::{GroupKind, GroupView};
use coffer_model::{GroupId, Result};
use coffer_store::groups;

/// Which groups.
#[derive(Debug, Clone)]
pub struct ListGroups {
    /// Of which kind.
    pub kind: GroupKind,
    /// A part of their names; empty for any.
    pub term: String,
    /// The last group of the page before.
    pub after: Option<GroupId>,
    /// The most groups to answer.
    pub limit: u32,
}

/// A page of groups.
#[derive(Debug, Clone)]
pub struct GroupPage {
    /// The groups, the newest first.
    pub groups: Vec<GroupView>,
    /// How many there are on all pages.
    pub total: u64,
    /// Behind which group the next page begins; `None` on the last.
    pub next: Option<GroupId>,
}

impl Drive {
    /// Lists the groups that the caller belongs to.
    ///
    /// # Errors
    /// `BadRequest` for a term that no name has.
    pub async fn list_groups(&self, ctx: &Ctx, command: ListGroups) -> Result<GroupPage> {
        let pattern = terms::pattern("groupName", &command.term)?;
        let (member, kind, limit) = (ctx.user(), command.kind, command.limit);
        let before = command.after.unwrap_or(GroupId(i64::MAX));
        self.store()
            .read(move |tx| {
                let mut groups =
                    groups::list_of(tx, member, kind, &pattern, before, limit.saturating_add(1))?;
                let more = groups.len() > limit as usize;
                groups.truncate(limit as usize);
                Ok(GroupPage {
                    total: groups::count_of(tx, member, kind, &pattern)?,
                    next: groups.last().filter(|_| more).map(|group| group.id),
                    groups,
                })
            })
            .await
    }
}
