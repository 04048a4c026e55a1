//! The end of an upload: its parts become a blob, or go.

use super::folders::Folder;
use super::place::{Place, upload_of};
use super::{Root, private_file, remove_if_there};
use crate::BlobError;
use crate::error::{At, invalid};
use crate::seal::{Extent, Layout};
use crate::types::UploadContent;
use coffer_model::UploadId;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Seek, SeekFrom};
use std::path::{Path, PathBuf};

impl Root {
    /// Moves the content to the blob's final place.
    pub(super) fn publish(&self, content: &UploadContent) -> Result<(), BlobError> {
        self.slots.revoke(content.upload);
        let plan = Plan::new(self, content)?;
        match plan.places.as_slice() {
            [] => return self.write_empty(content.blob),
            [Place::Blob] => plan.verify_blob()?,
            [Place::Side(name)] => self.publish_side(content, &plan, name)?,
            _ => self.publish_staged(content, &plan)?,
        }
        self.slots.forget(content.upload);
        Ok(())
    }

    /// The only part is in a file of its own: that becomes the blob, in place of what an earlier
    /// attempt may have left there.
    fn publish_side(
        &self,
        content: &UploadContent,
        plan: &Plan<'_>,
        name: &str,
    ) -> Result<(), BlobError> {
        let side = self.side(content.upload, name);
        match length_of(&side)? {
            None => return plan.verify_blob(),
            Some(found) if found != plan.layout.stored() => {
                return Err(plan.truncated(found));
            }
            Some(_) => {}
        }
        let folder = Folder::of_blob(content.blob);
        self.folders.ready(folder)?;
        fs::rename(&side, &plan.blob).at(&plan.blob)?;
        self.folders.sync(folder)
    }

    /// Puts parts that were sent again where they belong, then renames the upload's file. Until
    /// then they stay where they are, so that all of it can be repeated.
    fn publish_staged(&self, content: &UploadContent, plan: &Plan<'_>) -> Result<(), BlobError> {
        let staged = self.staged(content.upload);
        let all_beside = plan
            .places
            .iter()
            .all(|place| matches!(place, Place::Side(_)));
        let published = length_of(&staged)?.is_none() && length_of(&plan.blob)?.is_some();
        if published {
            plan.verify_blob()?;
        } else {
            let mut options = private_file();
            let mut file = match options.create(all_beside).open(&staged) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(BlobError::Missing);
                }
                result => result.at(&staged)?,
            };
            let mut changed = false;
            for (path, extent) in plan.sides(self, content.upload) {
                merge(&path, &mut file, extent, &plan.layout)?;
                changed = true;
            }
            let found = file.metadata().at(&staged)?.len();
            if found < plan.layout.stored() {
                return Err(plan.truncated(found));
            }
            if found > plan.layout.stored() {
                // An attempt that failed was longer than the part that came in its place.
                file.set_len(plan.layout.stored()).at(&staged)?;
                changed = true;
            }
            if changed {
                file.sync_data().at(&staged)?;
            }
            let folder = Folder::of_blob(content.blob);
            self.folders.ready(folder)?;
            fs::rename(&staged, &plan.blob).at(&plan.blob)?;
        }
        self.folders.sync(Folder::of_blob(content.blob))?;
        for (path, _) in plan.sides(self, content.upload) {
            remove_if_there(&path)?;
        }
        Ok(())
    }

    /// Removes everything staged for an upload.
    pub(super) fn forget_staging(&self, upload: UploadId) -> Result<(), BlobError> {
        self.slots.revoke(upload);
        let folder = Folder::of_upload(upload).path(&self.path);
        match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            entries => {
                for entry in entries.at(&folder)? {
                    let entry = entry.at(&folder)?;
                    let name = entry.file_name();
                    if name.to_str().and_then(upload_of) == Some(upload) {
                        remove_if_there(&entry.path())?;
                    }
                }
            }
        }
        self.slots.forget(upload);
        Ok(())
    }
}

/// What publishing starts from.
pub(super) struct Plan<'a> {
    /// Where each part is, in order.
    pub(super) places: Vec<Place<'a>>,
    /// Where each part belongs.
    pub(super) layout: Layout,
    /// Where the blob belongs.
    pub(super) blob: PathBuf,
}

impl<'a> Plan<'a> {
    /// The plan for an upload whose parts cover its content.
    pub(super) fn new(root: &Root, content: &'a UploadContent) -> Result<Self, BlobError> {
        let parts = content.ordered().ok_or_else(|| BlobError::LengthMismatch {
            expected: content.size,
            received: content
                .parts
                .iter()
                .fold(0, |sum, part| part.length.saturating_add(sum)),
        })?;
        let places: Vec<Place<'a>> = parts
            .iter()
            .map(|part| Place::of(part, content.upload))
            .collect::<Result<_, _>>()?;
        if places.len() > 1 && places.contains(&Place::Blob) {
            return Err(invalid("one of several parts cannot be the whole blob"));
        }
        let lengths = parts.iter().map(|part| part.length);
        let layout = Layout::new(lengths, content.seal.is_some())
            .ok_or_else(|| invalid("the parts are too long together"))?;
        Ok(Self {
            places,
            layout,
            blob: root.blob(content.blob),
        })
    }

    /// The parts that have files of their own.
    fn sides(&self, root: &Root, upload: UploadId) -> impl Iterator<Item = (PathBuf, &Extent)> {
        let extents = self.layout.extents().iter();
        self.places
            .iter()
            .zip(extents)
            .filter_map(move |(place, extent)| match place {
                Place::Side(name) => Some((root.side(upload, name), extent)),
                Place::Blob | Place::Staged => None,
            })
    }

    fn verify_blob(&self) -> Result<(), BlobError> {
        match length_of(&self.blob)? {
            None => Err(BlobError::Missing),
            Some(found) if found != self.layout.stored() => Err(self.truncated(found)),
            Some(_) => Ok(()),
        }
    }

    fn truncated(&self, found: u64) -> BlobError {
        BlobError::Truncated {
            expected: self.layout.stored(),
            found,
        }
    }
}

/// The length of a file, if it is there.
fn length_of(path: &Path) -> Result<Option<u64>, BlobError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).at(path),
    }
}

/// Copies a part to its place inside the system, without its bytes coming here if that can be.
fn merge(side: &Path, file: &mut File, extent: &Extent, layout: &Layout) -> Result<(), BlobError> {
    let mut from = match File::open(side) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(BlobError::Missing),
        result => result.at(side)?,
    };
    let expected = layout.stored_length(extent.length);
    file.seek(SeekFrom::Start(extent.stored)).at(side)?;
    let found = from.metadata().at(side)?.len();
    if found != expected || io::copy(&mut from, file).at(side)? != expected {
        return Err(BlobError::Truncated { expected, found });
    }
    Ok(())
}
