//! Shares: links under which others see folders and files of a space.
//!
//! A share shows what is there now: nothing is copied, and what is thrown away or moved out of a shared
//! folder is gone from it. A visitor never acts with a right of his own; what the share shows is read
//! with the right of its owner, and ends with that.

mod cancel;
mod change;
mod code;
mod create;
mod download;
mod files;
pub(crate) mod leavers;
mod list;
pub(crate) mod named;
mod open;
mod opened;
mod page;
mod received;
mod settings;
mod show;
mod source;
mod tasks;
mod verify;
mod visit;

pub use change::ChangeShare;
pub use create::CreateShare;
pub use files::{ListShareFiles, SharedFiles};
pub use list::{ListShares, ListedShare, ListedShares};
pub use open::{ShareKey, Visitor};
pub use received::{ListReceived, ReceivedShare, ReceivedShares};
pub use settings::{CodeChoice, Expiry, PermissionChange};
pub use show::ShareDetail;
pub(crate) use source::Source;
pub use tasks::{SavePlace, ShareTask, StartShareTask};

use coffer_model::share::{ShareCounts, SharePermission, ShareScope, ShareStatus};
use coffer_model::{ShareId, SpaceId, TenantId, Timestamp, UserId};
use coffer_store::shares::ShareRow;

/// What everybody is shown of a share whom it is shown to at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareView {
    /// The id.
    pub id: ShareId,
    /// The tenant.
    pub tenant: TenantId,
    /// Who shares.
    pub owner: UserId,
    /// The owner's name; empty where only the owner asks.
    pub owner_name: String,
    /// The space of what is shared.
    pub space: SpaceId,
    /// What the link says.
    pub short_id: String,
    /// Whom it is for.
    pub scope: ShareScope,
    /// What visitors may do.
    pub permission: SharePermission,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Words for visitors.
    pub comment: String,
    /// The name of the first item.
    pub first_name: String,
    /// How many items it has.
    pub items: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings were changed.
    pub updated_at: Timestamp,
    /// How often it was used.
    pub counts: ShareCounts,
    /// How it stands.
    pub status: ShareStatus,
}

impl ShareView {
    fn new(row: ShareRow, owner_name: String, status: ShareStatus) -> Self {
        Self {
            id: row.id,
            tenant: row.tenant,
            owner: row.owner,
            owner_name,
            space: row.space,
            short_id: row.short_id,
            scope: row.scope,
            permission: row.permission,
            expires_at: row.expires_at,
            comment: row.comment,
            first_name: row.display_name,
            items: row.items,
            created_at: row.created_at,
            updated_at: row.updated_at,
            counts: row.counts,
            status,
        }
    }
}
