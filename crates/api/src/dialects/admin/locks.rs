//! Locks on folders and files.

pub(super) mod find;
pub(super) mod put;
pub(super) mod take_off;

use super::person::PersonBody;
use coffer_core::rights::LockView;
use coffer_model::NodeId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub(super) struct Target {
    /// The id of the folder or file: a number, or as the other APIs spell it.
    id: String,
}

/// A lock.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LockBody {
    /// What is locked, with all that is below. Of a lock further up than the caller sees, the highest
    /// folder that he sees.
    #[schema(value_type = String)]
    node_id: NodeId,
    /// Who alone may change what is locked.
    holder: PersonBody,
    /// Why, in the holder's words; may be empty.
    reason: String,
    /// When it was locked (RFC 3339).
    locked_at: String,
    /// Whether the caller may take it off, at `nodeId`.
    breakable: bool,
}

/// The lock that counts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LockAnswer {
    /// The lock; `null` when there is none.
    lock: Option<LockBody>,
}

impl From<Option<LockView>> for LockAnswer {
    fn from(view: Option<LockView>) -> Self {
        let lock = view.map(|view| LockBody {
            node_id: view.node,
            holder: view.holder.into(),
            reason: view.reason,
            locked_at: view.locked_at.rfc3339_millis(),
            breakable: view.breakable,
        });
        Self { lock }
    }
}
