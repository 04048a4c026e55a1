//! What the dialects share: reading requests, answering ranges and conditions, rendering failures.
//! It knows no vendor's word.

pub mod accept;
pub mod bearer;
pub mod conditional;
pub mod container_id;
pub mod cookies;
pub mod cors;
pub mod cursor;
pub mod disposition;
pub mod drain;
pub mod failure;
pub mod form_data;
pub mod input;
pub mod lenient;
pub mod multipart;
pub mod node_id;
pub mod origin;
pub mod params;
pub mod peer;
pub mod range;
pub mod space_id;
pub mod telemetry;
pub mod tools;
pub mod trace;

pub use accept::asks_for_page;
pub use failure::{Dialect, Failure, Refused, RenderContext, render};
pub use input::Input;
pub use params::Params;
pub use tools::Tools;
pub use trace::TraceId;
