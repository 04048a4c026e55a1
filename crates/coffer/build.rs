//! Puts what was built from `web/` into the program. Without it there is nothing to put in, and the
//! program says so where it would be served: nobody needs Node to build or test the server.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    // The folder is there in every checkout, so that cargo notices when something is built into it.
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        collect(&dist, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[");
    for file in &files {
        let below = file.strip_prefix(&dist).map_err(io::Error::other)?;
        // Writing to a String cannot fail.
        _ = write!(
            table,
            "::coffer_api::embed::WebFile {{ path: {:?}, bytes: include_bytes!({file:?}) }},",
            below.to_string_lossy(),
        );
    }
    table.push(']');
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("web_files.rs"), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if !path.ends_with(".gitkeep") {
            files.push(path);
        }
    }
    Ok(())
}
