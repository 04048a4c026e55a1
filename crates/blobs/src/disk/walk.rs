//! Shows what is stored, a folder at a time.

use super::place::upload_of;
use super::{Root, blocking};
use crate::BlobError;
use crate::error::At;
use coffer_model::{BlobId, UploadId};
use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Shows every blob with its stored length.
pub(super) async fn list_blobs(
    root: &Root,
    visit: &mut (dyn FnMut(BlobId, u64) + Send),
) -> Result<(), BlobError> {
    for half in folders(root.path.join("blobs")).await? {
        for folder in folders(half).await? {
            for (blob, length) in blocking(move || blobs_of(&folder)).await? {
                visit(blob, length);
            }
        }
    }
    Ok(())
}

/// Shows every upload that has staged bytes.
pub(super) async fn list_uploads(
    root: &Root,
    visit: &mut (dyn FnMut(UploadId) + Send),
) -> Result<(), BlobError> {
    for folder in folders(root.path.join("staging")).await? {
        let uploads = blocking(move || {
            let mut uploads = BTreeSet::new();
            each(&folder, |entry| {
                uploads.extend(entry.file_name().to_str().and_then(upload_of));
                Ok(())
            })?;
            Ok(uploads)
        });
        uploads.await?.into_iter().for_each(&mut *visit);
    }
    Ok(())
}

async fn folders(path: PathBuf) -> Result<Vec<PathBuf>, BlobError> {
    blocking(move || {
        let mut folders = Vec::new();
        each(&path, |entry| {
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
            Ok(())
        })?;
        Ok(folders)
    })
    .await
}

fn blobs_of(folder: &Path) -> Result<Vec<(BlobId, u64)>, BlobError> {
    let mut blobs = Vec::new();
    each(folder, |entry| {
        let Some(blob) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            tracing::warn!(path = %entry.path().display(), "not a blob among blobs");
            return Ok(());
        };
        match entry.metadata() {
            Ok(metadata) => blobs.push((blob, metadata.len())),
            // Removed since the folder was read.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).at(folder),
        }
        Ok(())
    })?;
    Ok(blobs)
}

fn each(
    folder: &Path,
    mut act: impl FnMut(DirEntry) -> Result<(), BlobError>,
) -> Result<(), BlobError> {
    for entry in fs::read_dir(folder).at(folder)? {
        act(entry.at(folder)?)?;
    }
    Ok(())
}
