//! Signatures that are nobody's own: query signatures of object URLs and the percent-encoding that
//! every canonical request is written in.

pub mod percent;
pub mod query;

pub use query::{QuerySigner, VerifiedQuery};
