//! Ids as clients send them: decimal numbers, as strings or not, or as other dialects spell them.

use crate::kit::{container_id, node_id};
use coffer_core::{Ctx, Drive};
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::{Code, Error, NodeId, Result, SpaceId};

/// The word for the caller's own root.
const ROOT: &str = "root";

/// The caller's personal space.
///
/// # Errors
/// `SpaceNotFound`.
pub(super) async fn own_space(drive: &Drive, ctx: &Ctx) -> Result<SpaceView> {
    let own = ctx.user().0;
    drive.space_of_owner(ctx, SpaceKind::Personal, own).await
}

/// The folder or file that the parameter `name` names.
///
/// # Errors
/// `BadRequest` for no text, `NodeNotFound` for what is no id.
pub(super) async fn node(drive: &Drive, ctx: &Ctx, name: &str, text: &str) -> Result<NodeId> {
    match text.trim() {
        "" => Err(Error::parameter(name)),
        ROOT => Ok(own_space(drive, ctx).await?.root),
        text => node_id::read(drive, text),
    }
}

/// The id of a person, group, department or role that the parameter `name` names.
///
/// # Errors
/// `BadRequest` for what is no id.
pub(super) fn number(name: &str, text: &str) -> Result<i64> {
    let number = text.trim().parse().ok();
    number
        .filter(|number| *number >= 0)
        .ok_or_else(|| Error::parameter(name))
}

/// The space of a principal: a person, department or group with a space, or the space itself by its
/// number or as it is spelled for clients.
///
/// # Errors
/// `SpaceNotFound`, `SpaceForbidden`.
pub(super) async fn space_of(drive: &Drive, ctx: &Ctx, text: &str) -> Result<SpaceId> {
    let text = text.trim();
    if let Some(space) = container_id::read(drive.opaque(), text) {
        return Ok(space);
    }
    let missing = || Error::new(Code::SpaceNotFound);
    let id: i64 = text.parse().map_err(|_| missing())?;
    for kind in [SpaceKind::Personal, SpaceKind::Department, SpaceKind::Group] {
        match drive.space_of_owner(ctx, kind, id).await {
            Ok(space) => return Ok(space.id),
            Err(error) if error.code() == Code::SpaceNotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(drive.space(ctx, SpaceId(id)).await?.id)
}
