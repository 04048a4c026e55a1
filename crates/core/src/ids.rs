//! Ids: how they are made, and the opaque form in which clients see some of them.

mod opaque;
mod snowflake;

pub use opaque::{Opaque, OpaqueKind};
pub(crate) use snowflake::Snowflakes;
