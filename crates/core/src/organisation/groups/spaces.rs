//! All group spaces of a tenant, for its administrators.

use super::unsigned;
use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::group::TeamView;
use coffer_model::organisation::GroupKind;
use coffer_model::user::Role;
use coffer_model::{Code, Error, Result};
use coffer_store::groups::{self, ListWindow};
use coffer_store::tenants;

/// Which group spaces.
#[derive(Debug, Clone)]
pub struct ListGroupSpaces {
    /// A part of the group's or the owner's name; empty for any.
    pub term: String,
    /// How many to leave out.
    pub offset: u32,
    /// The most spaces to answer.
    pub limit: u32,
}

/// A page of group spaces, with what the tenant has of them.
#[derive(Debug, Clone)]
pub struct GroupSpacePage {
    /// The spaces, the newest first.
    pub spaces: Vec<TeamView>,
    /// How many there are on all pages.
    pub total: u64,
    /// How many the tenant has.
    pub groups: u64,
    /// How many it may have.
    pub most_groups: u64,
    /// Bytes that group spaces may hold.
    pub assigned: u64,
    /// Bytes that they could be given: what the tenant has not given to other spaces.
    pub available: u64,
}

impl Drive {
    /// Lists all group spaces of the tenant.
    ///
    /// # Errors
    /// `SpaceForbidden` for anybody but super administrators, `BadRequest` for a term that no name
    /// has.
    pub async fn list_group_spaces(
        &self,
        ctx: &Ctx,
        command: ListGroupSpaces,
    ) -> Result<GroupSpacePage> {
        match ctx.actor.role {
            Role::SuperAdministrator => {}
            Role::DepartmentAdministrator | Role::Member => {
                return Err(Error::new(Code::SpaceForbidden));
            }
        }
        let pattern = terms::pattern("keyWord", &command.term)?;
        let tenant = ctx.tenant;
        self.store()
            .read_slow(move |tx| {
                let window = ListWindow {
                    pattern: &pattern,
                    offset: command.offset,
                    limit: command.limit,
                };
                let limits = tenants::find(tx, tenant)?.ok_or(Code::NotFound)?;
                let given = groups::sum_capacities(tx, tenant)?;
                let groups = groups::count_of_tenant(tx, tenant, GroupKind::Space)?;
                let total = match pattern.as_str() {
                    "" => groups,
                    pattern => groups::count_spaces(tx, tenant, pattern)?,
                };
                Ok(GroupSpacePage {
                    spaces: groups::list_spaces(tx, tenant, window)?,
                    total,
                    groups,
                    most_groups: unsigned(limits.group_limit),
                    assigned: given.groups,
                    available: limits.capacity.saturating_sub(given.others),
                })
            })
            .await
    }
}
