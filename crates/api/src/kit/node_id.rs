//! Ids of folders and files where a dialect takes more than one spelling: a client may have got the id
//! from another dialect.

use coffer_core::{Drive, OpaqueKind};
use coffer_model::{Code, Error, NodeId, Result};

/// The node that a text names: a decimal number, or `F…` and `H…`, the number sealed.
///
/// # Errors
/// `NodeNotFound` for anything that is neither.
pub fn read(drive: &Drive, text: &str) -> Result<NodeId> {
    let sealed = text
        .strip_prefix(['F', 'H'])
        .and_then(|rest| drive.opaque().open(OpaqueKind::Node, rest));
    let id = sealed.map(NodeId).or_else(|| text.parse().ok());
    id.ok_or_else(|| Error::new(Code::NodeNotFound))
}
