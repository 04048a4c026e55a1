//! Showing departments. Everybody sees the tree of the own tenant.

use super::MAX_CHILDREN;
use crate::organisation::{rights, terms};
use crate::{Ctx, Drive};
use coffer_model::organisation::DepartmentView;
use coffer_model::{DepartmentId, Result};
use coffer_store::departments;

impl Drive {
    /// The departments directly below `parent`, or the root alone without one, whose names contain
    /// `term`, the oldest first.
    ///
    /// # Errors
    /// `NotFound` for the department above, `BadRequest` for a term that no name holds.
    pub async fn list_departments(
        &self,
        ctx: &Ctx,
        parent: Option<DepartmentId>,
        term: &str,
    ) -> Result<Vec<DepartmentView>> {
        let pattern = terms::pattern("term", term)?;
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| match parent {
                None => {
                    let root = departments::find_root(tx, ctx.tenant, &pattern)?;
                    Ok(root.into_iter().collect())
                }
                Some(parent) => {
                    rights::load_department(tx, &ctx, parent)?;
                    Ok(departments::list_children(
                        tx,
                        parent,
                        &pattern,
                        MAX_CHILDREN,
                    )?)
                }
            })
            .await
    }

    /// A department.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn department(&self, ctx: &Ctx, id: DepartmentId) -> Result<DepartmentView> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| rights::load_department(tx, &ctx, id))
            .await
    }
}
