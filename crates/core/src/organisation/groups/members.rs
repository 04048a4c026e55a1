//! The members of a group.

use super::standing::load_group;
use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::group::GroupMemberView;
use coffer_model::{GroupId, Result};
use coffer_store::groups::{self, ListWindow};

/// Which members.
#[derive(Debug, Clone)]
pub struct ListGroupMembers {
    /// The group.
    pub group: GroupId,
    /// A part of their names; empty for any.
    pub term: String,
    /// How many to leave out.
    pub offset: u32,
    /// The most members to answer.
    pub limit: u32,
}

/// A page of members.
#[derive(Debug, Clone)]
pub struct GroupMemberPage {
    /// The owner, managers, members, each in the order of joining.
    pub members: Vec<GroupMemberView>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Drive {
    /// Lists the members of a group that the caller belongs to; super administrators see any.
    ///
    /// # Errors
    /// `NotFound`, `BadRequest` for a term that no name has.
    pub async fn list_group_members(
        &self,
        ctx: &Ctx,
        command: ListGroupMembers,
    ) -> Result<GroupMemberPage> {
        let pattern = terms::pattern("keyWord", &command.term)?;
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let group = load_group(tx, &ctx, command.group)?.group;
                let window = ListWindow {
                    pattern: &pattern,
                    offset: command.offset,
                    limit: command.limit,
                };
                Ok(GroupMemberPage {
                    members: groups::list_members(tx, group.id, window)?,
                    total: groups::count_members(tx, group.id, &pattern)?,
                })
            })
            .await
    }
}
