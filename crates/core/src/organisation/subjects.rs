//! What an id of several people names.

use crate::{Ctx, Drive};
use coffer_model::rights::SubjectKind;
use coffer_model::{DepartmentId, Error, GroupId, Result};
use coffer_store::{departments, groups};

impl Drive {
    /// Whether a group or a department of the tenant has this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_team(&self, ctx: &Ctx, id: i64) -> Result<Option<SubjectKind>> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                if groups::find(tx, ctx.tenant, GroupId(id), ctx.user())?.is_some() {
                    return Ok::<_, Error>(Some(SubjectKind::Group));
                }
                let department = departments::find(tx, ctx.tenant, DepartmentId(id))?;
                Ok(department.map(|_| SubjectKind::Department))
            })
            .await
    }
}
