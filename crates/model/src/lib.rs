//! The words of the domain, spoken by every other crate: ids, names, nodes, spaces, the views that
//! use cases answer with, and the one table of failures with their texts.
//!
//! Nothing here does I/O, reads the clock or makes random numbers.

pub mod error;
pub mod file_type;
pub mod group;
pub mod id;
pub mod locale;
pub mod name;
pub mod node;
pub mod organisation;
pub mod rights;
pub mod share;
pub mod space;
pub mod tenant;
pub mod time;
pub mod user;

pub use error::{Code, Error, Result};
pub use id::*;
pub use locale::Locale;
pub use name::Name;
pub use time::Timestamp;
