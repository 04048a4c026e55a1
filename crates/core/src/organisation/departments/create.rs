//! Making a department, with the space that the tenant gives to each.

use super::{MAX_CHILDREN, MAX_LEVELS};
use crate::audit::{Act, Change, Object};
use crate::identity::{display_name, open_space};
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::{Code, DepartmentId, Error, Result, SpaceId};
use coffer_store::identity::{self as accounts, DepartmentRow};
use coffer_store::spaces::NewSpace;
use coffer_store::{ReadTx, departments, tenants};
use serde_json::json;

/// A department to be made.
#[derive(Debug, Clone)]
pub struct NewDepartment {
    /// The name: 1 to 64 characters, unique among siblings.
    pub name: String,
    /// The department above.
    pub parent: DepartmentId,
}

impl Drive {
    /// Makes a department below one that the caller manages, and opens its space.
    ///
    /// # Errors
    /// `BadRequest` for a name that is not allowed, `NotFound` and `Forbidden` for the department
    /// above, `Conflict` when a sibling has the name, `TenantLimit` when the tree would be too deep
    /// or too wide or the tenant has not enough capacity left for the space.
    pub async fn create_department(&self, ctx: &Ctx, new: NewDepartment) -> Result<DepartmentId> {
        let name = display_name("name", &new.name)?;
        let row = DepartmentRow {
            id: DepartmentId(self.next_id()),
            tenant: ctx.tenant,
            parent: Some(new.parent),
            name_key: fold(&name),
            name,
            creator: ctx.user(),
            created_at: ctx.now,
        };
        let team = NewSpace {
            id: SpaceId(self.next_id()),
            tenant: ctx.tenant,
            kind: SpaceKind::Department,
            owner: row.id.0,
            capacity: 0,
            root: self.next_node(),
            safe: self.next_node(),
            creator: ctx.user(),
            now: ctx.now,
        };
        let id = row.id;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                rights::load_managed_department(tx, &ctx, new.parent)?;
                require_room(tx, new.parent)?;
                if !accounts::insert_department(tx, &row)? {
                    return Err(Error::new(Code::Conflict).with_name(&row.name));
                }
                let tenant = tenants::find(tx, ctx.tenant)?.ok_or(Code::NotFound)?;
                let capacity = tenant.department_space_size;
                if capacity > 0 {
                    let team = NewSpace {
                        capacity,
                        ..team.clone()
                    };
                    open_space(tx, tenant.capacity, &team)?;
                }
                let change = Change {
                    act: Act::Create,
                    object: Object::Department(row.id),
                    name: &row.name,
                    before: json!(null),
                    after: json!({"name": row.name, "parent": new.parent, "capacity": capacity / GIB}),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await?;
        Ok(id)
    }
}

/// Demands that a department fits below `parent`.
fn require_room(tx: &mut ReadTx<'_>, parent: DepartmentId) -> Result<()> {
    if departments::level(tx, parent)? >= MAX_LEVELS {
        return Err(Error::new(Code::TenantLimit).with_limit(MAX_LEVELS));
    }
    if departments::count_children(tx, parent)? >= MAX_CHILDREN {
        return Err(Error::new(Code::TenantLimit).with_limit(MAX_CHILDREN));
    }
    Ok(())
}
