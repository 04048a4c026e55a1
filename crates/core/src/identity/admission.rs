//! Letting people and spaces in within what a tenant may have.

use super::people::NewPerson;
use coffer_model::error::Reason;
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::{Code, Error, Result, TenantId, Timestamp};
use coffer_store::identity as store;
use coffer_store::spaces::{self, NewSpace};
use coffer_store::tenants::{self, TenantSettings};
use coffer_store::{ReadTx, Tx};

/// What a tenant, which the caller has locked, has left to give.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    settings: TenantSettings,
    users: i64,
    assigned: u64,
}

impl Room {
    /// Counts what is taken.
    ///
    /// # Errors
    /// `NotFound` without such a tenant.
    pub(crate) fn count(tx: &mut ReadTx<'_>, tenant: TenantId) -> Result<Self> {
        Ok(Self {
            settings: tenants::find(tx, tenant)?.ok_or(Code::NotFound)?,
            users: store::count_members(tx, tenant)?,
            assigned: store::sum_capacities(tx, tenant)?,
        })
    }

    /// Bytes of the personal space of somebody new.
    pub(crate) fn personal_space_size(&self) -> u64 {
        self.settings.personal_space_size
    }

    /// Takes the place of one person more with a space of so many bytes.
    ///
    /// # Errors
    /// `TenantLimit`; nothing is taken then.
    pub(crate) fn take(&mut self, bytes: u64) -> Result<()> {
        if self.users >= self.settings.user_limit {
            let fault = Error::new(Code::TenantLimit).with_limit(self.settings.user_limit);
            return Err(fault.because(Reason::Users));
        }
        if bytes > 0 && self.assigned.saturating_add(bytes) > self.settings.capacity {
            let limit = self.settings.capacity / GIB;
            let fault = Error::new(Code::TenantLimit).with_limit(limit);
            return Err(fault.because(Reason::Capacity));
        }
        self.users += 1;
        self.assigned += bytes;
        Ok(())
    }
}

/// Inserts a person within the limits of the tenant, which the caller has locked.
///
/// # Errors
/// As [`insert_into`].
pub(crate) fn insert_person(tx: &mut Tx<'_>, new: &NewPerson, now: Timestamp) -> Result<()> {
    let mut room = Room::count(tx, new.member.tenant)?;
    insert_into(tx, &mut room, new, now)
}

/// Inserts a person within what is left. After a failure that is no `Conflict` of login names,
/// nothing was written.
///
/// # Errors
/// `TenantLimit` when the tenant may not have more people or spaces, `Conflict` when the subject or
/// the login name is taken.
pub(crate) fn insert_into(
    tx: &mut Tx<'_>,
    room: &mut Room,
    new: &NewPerson,
    now: Timestamp,
) -> Result<()> {
    let member = &new.member;
    let capacity = new.personal.unwrap_or(room.personal_space_size());
    let mut left = room.clone();
    left.take(capacity)?;
    if !store::insert_member(tx, member)? {
        return Err(Error::new(Code::Conflict).with_name(&member.name));
    }
    *room = left;
    if let Some(account) = &new.account
        && !store::insert_account(tx, &account.login, member.id, &account.password, now)?
    {
        return Err(Error::new(Code::Conflict).with_name(&account.login));
    }
    if capacity == 0 {
        return Ok(());
    }
    let [root, safe] = new.roots;
    let space = NewSpace {
        id: new.space,
        tenant: member.tenant,
        kind: SpaceKind::Personal,
        owner: member.id.0,
        capacity,
        root,
        safe,
        creator: member.id,
        now,
    };
    spaces::insert(tx, &space)?;
    Ok(())
}

/// Opens a space within the capacity of the tenant, which the caller has locked.
///
/// # Errors
/// `TenantLimit` when the tenant has not so much left, `Conflict` when the owner has a space.
pub(crate) fn open_space(tx: &mut Tx<'_>, tenant_capacity: u64, space: &NewSpace) -> Result<()> {
    let taken = store::sum_capacities(tx, space.tenant)?;
    if taken.saturating_add(space.capacity) > tenant_capacity {
        let fault = Error::new(Code::TenantLimit).with_limit(tenant_capacity / GIB);
        return Err(fault.because(Reason::Capacity));
    }
    if spaces::insert(tx, space)? {
        Ok(())
    } else {
        Err(Error::new(Code::Conflict).because(Reason::HasSpace))
    }
}
