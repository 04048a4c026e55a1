//! Showing the spaces of departments to those who manage them.

use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::user::Role;
use coffer_model::{Code, Error, Result};
use coffer_store::departments::{self, SpacesFilter};

/// A department with its space.
pub use coffer_store::departments::DepartmentSpaceRow as DepartmentSpace;

/// A page of departments with their spaces.
#[derive(Debug, Clone)]
pub struct DepartmentSpacesPage {
    /// The departments, newest first, those without a space included.
    pub departments: Vec<DepartmentSpace>,
    /// How many there are in all.
    pub total: u64,
}

impl Drive {
    /// A page of the departments that the caller manages whose name, or whose administrator's name,
    /// contains `term`.
    ///
    /// # Errors
    /// `SpaceForbidden` for people who manage none, `BadRequest` for a term that no name holds.
    pub async fn list_department_spaces(
        &self,
        ctx: &Ctx,
        term: &str,
        offset: u64,
        limit: u32,
    ) -> Result<DepartmentSpacesPage> {
        let pattern = terms::pattern("term", term)?;
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let top = match ctx.actor.role {
                    Role::Member => return Err(Error::new(Code::SpaceForbidden)),
                    Role::DepartmentAdministrator => ctx.actor.department,
                    Role::SuperAdministrator => {
                        let root = departments::find_root(tx, ctx.tenant, "")?;
                        root.ok_or(Code::NotFound)?.id
                    }
                };
                let filter = SpacesFilter {
                    top,
                    pattern: pattern.clone(),
                };
                Ok(DepartmentSpacesPage {
                    departments: departments::list_spaces(tx, ctx.tenant, &filter, offset, limit)?,
                    total: departments::count_spaces(tx, ctx.tenant, &filter)?,
                })
            })
            .await
    }
}
