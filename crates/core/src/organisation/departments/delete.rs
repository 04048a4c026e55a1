//! Deleting a department.

use crate::audit::{Act, Change, Object};
use crate::organisation::removal::remove_space;
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::rights::{Subject, SubjectKind};
use coffer_model::space::SpaceKind;
use coffer_model::{Code, DepartmentId, Error, Result};
use coffer_store::{departments, identity as accounts, rights as grants, spaces};
use serde_json::json;

impl Drive {
    /// Deletes a department without people and departments in it, and its space: nobody sees them
    /// any more when this answers; the content goes in the background.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden` (also for the root, which stays as long as the tenant), `Conflict`
    /// when there are people or departments in it.
    pub async fn delete_department(&self, ctx: &Ctx, id: DepartmentId) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let department = rights::load_managed_department(tx, &ctx, id)?;
                let parent = department.parent.ok_or(Code::Forbidden)?;
                let in_use = departments::count_children(tx, id)? > 0
                    || departments::count_members(tx, id)? > 0;
                if in_use {
                    let fault = Error::new(Code::Conflict).with_name(&department.name);
                    return Err(fault.because(Reason::InUse));
                }
                let space = spaces::find_of_owner(tx, ctx.tenant, SpaceKind::Department, id.0)?;
                if let Some(space) = space {
                    remove_space(tx, &drive, &ctx, &space.view)?;
                }
                let subject = Subject {
                    kind: SubjectKind::Department,
                    id: id.0,
                };
                grants::forget_subject(tx, subject)?;
                departments::delete(tx, id)?;
                let change = Change {
                    act: Act::Delete,
                    object: Object::Department(id),
                    name: &department.name,
                    before: json!({"name": department.name, "parent": parent}),
                    after: json!(null),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(())
    }
}
