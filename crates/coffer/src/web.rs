//! What was built from `web/` and is a part of the program.

use coffer_api::embed::WebFiles;

/// Every file of it; none when the program was built without.
pub const FILES: WebFiles = WebFiles(include!(concat!(env!("OUT_DIR"), "/web_files.rs")));
