//! Showing people. Everybody sees who there is in the own tenant; how a space is used is seen by
//! those who manage it.

use crate::organisation::{rights, terms};
use crate::{Ctx, Drive};
use coffer_model::organisation::MemberView;
use coffer_model::user::Role;
use coffer_model::{DepartmentId, Result, UserId};
use coffer_store::ReadTx;
use coffer_store::members::{self, Among, MemberFilter};

/// A person with the figures of the personal space.
pub use coffer_store::members::MemberSpaceRow as MemberSpace;

/// Which people a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberReach {
    /// The department; `None` for everybody in reach.
    pub department: Option<DepartmentId>,
    /// Only those directly in it.
    pub direct: bool,
}

/// Which people to list.
#[derive(Debug, Clone)]
pub struct MemberList {
    /// Whose.
    pub reach: MemberReach,
    /// A part of the name; empty for any.
    pub term: String,
    /// The number of the personal space's status, 2 for people without one; `None` for any.
    pub space_status: Option<i64>,
    /// How many to pass over.
    pub offset: u64,
    /// How many to show, at most 100.
    pub limit: u32,
}

/// A page of people.
#[derive(Debug, Clone)]
pub struct MembersPage {
    /// The people, newest first.
    pub members: Vec<MemberSpace>,
    /// How many there are in all.
    pub total: u64,
}

impl Drive {
    /// A page of the people of a department or of the tenant, the newest first.
    ///
    /// # Errors
    /// `NotFound` for the department, `BadRequest` for a term that no name holds.
    pub async fn list_members(&self, ctx: &Ctx, list: MemberList) -> Result<MembersPage> {
        let filter = MemberFilter {
            among: Among::Tenant,
            name: terms::pattern("term", &list.term)?,
            mobile: String::new(),
            space_status: None,
        };
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let among = among(tx, &ctx, list.reach)?;
                page(
                    tx,
                    &ctx,
                    &MemberFilter {
                        among,
                        ..filter.clone()
                    },
                    &list,
                )
            })
            .await
    }

    /// A page of people with their personal spaces, for those who manage them: by default the whole
    /// tenant for a super administrator, the own department for its administrator. The term is
    /// looked for in mobile numbers, too.
    ///
    /// # Errors
    /// `NotFound` for the department, `SpaceForbidden` for one that the caller does not manage,
    /// `BadRequest` for a term that nothing holds.
    pub async fn list_member_spaces(&self, ctx: &Ctx, list: MemberList) -> Result<MembersPage> {
        let name = terms::pattern("term", &list.term)?;
        let filter = MemberFilter {
            among: Among::Tenant,
            mobile: name.clone(),
            name,
            space_status: list.space_status,
        };
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let mut reach = list.reach;
                if ctx.actor.role != Role::SuperAdministrator {
                    reach.department = reach.department.or(Some(ctx.actor.department));
                }
                let among = among(tx, &ctx, reach)?;
                match reach.department {
                    Some(id) => rights::require_manages(tx, &ctx, id),
                    None => Ok(()),
                }
                .map_err(rights::of_spaces)?;
                page(
                    tx,
                    &ctx,
                    &MemberFilter {
                        among,
                        ..filter.clone()
                    },
                    &list,
                )
            })
            .await
    }

    /// How many people there are in a department and below it, or in the tenant.
    ///
    /// # Errors
    /// `NotFound` for the department.
    pub async fn count_members(&self, ctx: &Ctx, department: Option<DepartmentId>) -> Result<u64> {
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let reach = MemberReach {
                    department,
                    direct: false,
                };
                let filter = MemberFilter {
                    among: among(tx, &ctx, reach)?,
                    name: String::new(),
                    mobile: String::new(),
                    space_status: None,
                };
                Ok(members::count(tx, ctx.tenant, &filter)?)
            })
            .await
    }

    /// A person of the tenant.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn member(&self, ctx: &Ctx, id: UserId) -> Result<MemberView> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| rights::load_member(tx, &ctx, id))
            .await
    }

    /// A person's whole mobile number, for the person and those who manage him.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn mobile_of_member(&self, ctx: &Ctx, id: UserId) -> Result<String> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let member = if id == ctx.user() {
                    rights::load_member(tx, &ctx, id)?
                } else {
                    rights::load_managed_member(tx, &ctx, id)?
                };
                Ok(member.mobile)
            })
            .await
    }
}

fn among(tx: &mut ReadTx<'_>, ctx: &Ctx, reach: MemberReach) -> Result<Among> {
    let Some(id) = reach.department else {
        return Ok(Among::Tenant);
    };
    rights::load_department(tx, ctx, id)?;
    Ok(match reach.direct {
        true => Among::Department(id),
        false => Among::Subtree(id),
    })
}

fn page(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    filter: &MemberFilter,
    list: &MemberList,
) -> Result<MembersPage> {
    Ok(MembersPage {
        members: members::list(tx, ctx.tenant, filter, list.offset, list.limit)?,
        total: members::count(tx, ctx.tenant, filter)?,
    })
}
