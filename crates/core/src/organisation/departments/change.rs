//! Renaming and moving a department.

use super::{MAX_CHILDREN, MAX_LEVELS};
use crate::audit::{Act, Change, Object};
use crate::identity::display_name;
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::organisation::DepartmentView;
use coffer_model::{Code, DepartmentId, Error, Result};
use coffer_store::{ReadTx, departments, identity as accounts, spaces};
use serde_json::json;

/// What is to change of a department; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct ChangeDepartment {
    /// The name: 1 to 64 characters, unique among siblings.
    pub name: Option<String>,
    /// The department above.
    pub parent: Option<DepartmentId>,
}

impl Drive {
    /// Gives a department that the caller manages another name or place. It is moved with all that
    /// is below it and keeps its space.
    ///
    /// # Errors
    /// `NotFound` and `Forbidden` for the department and the one above, `BadRequest` for a name that
    /// is not allowed, `Conflict` when a sibling has the name, `TargetBelowSource` for a place in
    /// the department itself, `TenantLimit` when the tree would be too deep or too wide.
    pub async fn change_department(
        &self,
        ctx: &Ctx,
        id: DepartmentId,
        change: ChangeDepartment,
    ) -> Result<()> {
        let name = change
            .name
            .map(|name| display_name("name", &name))
            .transpose()?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let old = rights::load_managed_department(tx, &ctx, id)?;
                let new = DepartmentView {
                    name: name.clone().unwrap_or_else(|| old.name.clone()),
                    parent: new_parent(tx, &ctx, &old, change.parent)?,
                    ..old.clone()
                };
                let name_key = fold(&new.name);
                if let Some(parent) = new.parent {
                    let taken = departments::find_sibling(tx, ctx.tenant, parent, &name_key)?;
                    if taken.is_some_and(|sibling| sibling != id) {
                        return Err(Error::new(Code::Conflict).with_name(&new.name));
                    }
                }
                departments::update(tx, &new, &name_key, ctx.now)?;
                let change = Change {
                    act: Act::Change,
                    object: Object::Department(id),
                    name: &new.name,
                    before: json!({"name": old.name, "parent": old.parent}),
                    after: json!({"name": new.name, "parent": new.parent}),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await
    }
}

/// The place that was asked for, when the department may go there.
fn new_parent(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    department: &DepartmentView,
    wanted: Option<DepartmentId>,
) -> Result<Option<DepartmentId>> {
    let Some(wanted) = wanted.filter(|wanted| Some(*wanted) != department.parent) else {
        return Ok(department.parent);
    };
    rights::load_managed_department(tx, ctx, wanted)?;
    if spaces::in_department_subtree(tx, wanted, department.id)? {
        return Err(Error::new(Code::TargetBelowSource));
    }
    let levels = departments::level(tx, wanted)? + departments::height(tx, department.id)?;
    if levels > MAX_LEVELS {
        return Err(Error::new(Code::TenantLimit).with_limit(MAX_LEVELS));
    }
    if departments::count_children(tx, wanted)? >= MAX_CHILDREN {
        return Err(Error::new(Code::TenantLimit).with_limit(MAX_CHILDREN));
    }
    Ok(Some(wanted))
}
