//! The server's key, which wraps every other key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// Why there is no server key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the server key {file}")]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("the server key {0} is not a line of 64 hexadecimal digits")]
    Malformed(PathBuf),
}

/// Reads 64 hexadecimal digits.
#[must_use]
pub fn parse(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(text, &mut key).ok()?;
    Some(key)
}

/// The key in a file, which only its owner may read; makes the file when there is none.
///
/// # Errors
/// When the file cannot be read or made, or holds something else.
pub fn load_or_create(file: &Path) -> Result<[u8; 32], KeyError> {
    let failed = |source| KeyError::File {
        file: file.to_owned(),
        source,
    };
    match fs::read_to_string(file) {
        Ok(text) => parse(text.trim_end()).ok_or_else(|| KeyError::Malformed(file.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(file).map_err(failed),
        Err(error) => Err(failed(error)),
    }
}

/// Written under another name first: a server that is killed here leaves no half a key behind.
fn create(file: &Path) -> io::Result<[u8; 32]> {
    let key = new_key()?;
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let draft = file.with_extension("key.new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut handle = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    writeln!(handle, "{}", hex::encode(key))?;
    handle.sync_all()?;
    fs::hard_link(&draft, file)?;
    fs::remove_file(&draft)?;
    File::open(folder)?.sync_all()?;
    Ok(key)
}

#[expect(
    clippy::disallowed_methods,
    reason = "made once in a server's life, before there is a core"
)]
fn new_key() -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(key)
}
