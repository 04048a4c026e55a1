//! Removing a person and what is his.

use super::change::require_administrator_left;
use crate::audit::{Act, Change, Object};
use crate::organisation::groups::leave_all_groups;
use crate::organisation::removal::remove_space;
use crate::organisation::rights;
use crate::shares::leavers;
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::organisation::MemberView;
use coffer_model::rights::{Subject, SubjectKind};
use coffer_model::space::SpaceKind;
use coffer_model::{Code, Error, Result, UserId};
use coffer_store::{
    Tx, departments, favourites, identity as accounts, members, messages, recents,
    rights as grants, spaces,
};
use serde_json::json;

impl Drive {
    /// Removes a person whom the caller manages: the tokens die, the personal space goes (its content
    /// in the background), shares end, groups pass to whoever belongs to them the longest.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `Conflict` for the caller himself, for somebody whose things are being
    /// handed over, and for the last one who administrates the tenant.
    pub async fn remove_member(&self, ctx: &Ctx, id: UserId) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let member = rights::load_staying_member(tx, &ctx, id)?;
                if id == ctx.user() {
                    return Err(Error::new(Code::Conflict).because(Reason::Oneself));
                }
                require_administrator_left(tx, &ctx, &member, None)?;
                let space = spaces::find_of_owner(tx, ctx.tenant, SpaceKind::Personal, id.0)?;
                if let Some(space) = space {
                    remove_space(tx, &drive, &ctx, &space.view)?;
                }
                retire(tx, &drive, &ctx, &member, None)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(())
    }
}

/// Takes everything from a person by which he could be used, and leaves the name that files and
/// logs show. `heir` is who got what was his.
pub(in crate::organisation) fn retire(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    member: &MemberView,
    heir: Option<UserId>,
) -> Result<()> {
    accounts::delete_credentials(tx, member.id)?;
    leave_all_groups(tx, drive, ctx, member.id)?;
    messages::delete_all(tx, member.id)?;
    leavers::forget(tx, drive, ctx, member.id)?;
    let subject = Subject {
        kind: SubjectKind::User,
        id: member.id.0,
    };
    grants::forget_subject(tx, subject)?;
    grants::forget_emergencies_of(tx, member.id)?;
    let root = departments::find_root(tx, ctx.tenant, "")?.ok_or(Code::Internal)?;
    members::remove(tx, member.id, root.id, heir, ctx.now)?;
    // Behind the change of the person's row, which whoever writes these waits for.
    favourites::delete_all(tx, member.id)?;
    recents::delete_all(tx, member.id)?;
    let change = Change {
        act: Act::Delete,
        object: Object::User(member.id),
        name: &member.name,
        before: json!({
            "name": member.name, "subject": member.subject, "department": member.department,
            "role": member.role as i64,
        }),
        after: match heir {
            Some(heir) => json!({"heir": heir}),
            None => json!(null),
        },
    };
    drive.audit(tx, ctx, &change)
}
