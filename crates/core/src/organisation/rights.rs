//! Who may manage what of the organisation.
//!
//! A super administrator manages the tenant; the administrator of a department manages it and what
//! is below it, but nobody who is a super administrator; members manage nothing. What belongs to
//! another tenant does not exist.

use crate::Ctx;
use coffer_model::error::Reason;
use coffer_model::organisation::{DepartmentView, MemberView};
use coffer_model::user::Role;
use coffer_model::{Code, DepartmentId, Error, Result, UserId};
use coffer_store::{ReadTx, departments, members, spaces};

/// The department `id`, for anybody of its tenant.
///
/// # Errors
/// `NotFound`.
pub(crate) fn load_department(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: DepartmentId,
) -> Result<DepartmentView> {
    departments::find(tx, ctx.tenant, id)?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The department `id`, which the caller manages.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub(crate) fn load_managed_department(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: DepartmentId,
) -> Result<DepartmentView> {
    let department = load_department(tx, ctx, id)?;
    require_manages(tx, ctx, id)?;
    Ok(department)
}

/// The person `id`, for anybody of the same tenant.
///
/// # Errors
/// `NotFound`.
pub(crate) fn load_member(tx: &mut ReadTx<'_>, ctx: &Ctx, id: UserId) -> Result<MemberView> {
    members::find(tx, ctx.tenant, id)?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The person `id`, whom the caller manages.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub(crate) fn load_managed_member(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: UserId,
) -> Result<MemberView> {
    let member = load_member(tx, ctx, id)?;
    require_manages(tx, ctx, member.department)?;
    if member.role == Role::SuperAdministrator {
        ctx.require_super_administrator()?;
    }
    Ok(member)
}

/// The person `id`, whom the caller manages, for a change. Somebody whose things are passing to
/// another stays as he is until he is gone: what he got now would be nobody's.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict`.
pub(crate) fn load_staying_member(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: UserId,
) -> Result<MemberView> {
    let member = load_managed_member(tx, ctx, id)?;
    match members::find_heir(tx, ctx.tenant, id)? {
        None => Ok(member),
        Some(_) => Err(Error::new(Code::Conflict).because(Reason::HandedOver)),
    }
}

/// Demands that the caller manages a department of the tenant.
///
/// # Errors
/// `Forbidden`.
pub(crate) fn require_manages(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    department: DepartmentId,
) -> Result<()> {
    let manages = match ctx.actor.role {
        Role::SuperAdministrator => true,
        Role::DepartmentAdministrator => {
            spaces::in_department_subtree(tx, department, ctx.actor.department)?
        }
        Role::Member => false,
    };
    if manages {
        Ok(())
    } else {
        Err(Error::new(Code::Forbidden))
    }
}

/// What is forbidden has a code of its own where spaces are concerned.
pub(crate) fn of_spaces(error: Error) -> Error {
    match error.code() {
        Code::Forbidden => Error::new(Code::SpaceForbidden),
        _ => error,
    }
}
