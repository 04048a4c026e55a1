//! Showing spaces.

use crate::access;
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::user::Role;
use coffer_model::{Code, NodeId, Result, SpaceId, UserId};
use coffer_store::spaces;

/// Spaces shown of one person.
const MAX_SPACES: u32 = 512;

impl Drive {
    /// The space of an owner, also a disabled one.
    ///
    /// # Errors
    /// `SpaceNotFound`, `SpaceForbidden`.
    pub async fn space_of_owner(
        &self,
        ctx: &Ctx,
        kind: SpaceKind,
        owner: i64,
    ) -> Result<SpaceView> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let row = spaces::find_of_owner(tx, ctx.tenant, kind, owner)?
                    .ok_or(Code::SpaceNotFound)?;
                may_see(tx, &ctx, &row.view)?;
                Ok(row.view)
            })
            .await
    }

    /// The space with this id, also a disabled one.
    ///
    /// # Errors
    /// `SpaceNotFound`, `SpaceForbidden`.
    pub async fn space(&self, ctx: &Ctx, id: SpaceId) -> Result<SpaceView> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let row = spaces::find(tx, ctx.tenant, id)?.ok_or(Code::SpaceNotFound)?;
                may_see(tx, &ctx, &row.view)?;
                Ok(row.view)
            })
            .await
    }

    /// The space of a node that the caller may see.
    ///
    /// # Errors
    /// `NodeNotFound`, `SpaceDisabled`.
    pub async fn space_of_node(&self, ctx: &Ctx, node: NodeId) -> Result<SpaceId> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let (space, _) = access::load_node(tx, &ctx, node, Right::Read)?;
                Ok(space.view.id)
            })
            .await
    }

    /// The spaces that a person may use: the own one, the department's and those of the groups.
    /// Others than the person must be super administrators.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn spaces_of_user(
        &self,
        ctx: &Ctx,
        user: UserId,
        kind: Option<SpaceKind>,
    ) -> Result<Vec<SpaceView>> {
        if user != ctx.user() {
            ctx.require_super_administrator()?;
        }
        let tenant = ctx.tenant;
        self.store()
            .read(move |tx| {
                let rows = spaces::list_of_member(tx, tenant, user, MAX_SPACES)?;
                let views = rows.into_iter().map(|row| row.view);
                Ok(views
                    .filter(|view| kind.is_none_or(|kind| view.kind == kind))
                    .collect())
            })
            .await
    }
}

/// Figures of a space may be seen by those who may use it and by super administrators.
fn may_see(tx: &mut coffer_store::ReadTx<'_>, ctx: &Ctx, space: &SpaceView) -> Result<()> {
    match ctx.actor.role {
        Role::SuperAdministrator => Ok(()),
        Role::DepartmentAdministrator | Role::Member => access::require_access(tx, ctx, space),
    }
}
