//! What is in an archive, as the details of a task show it (4.10.3).

use crate::dialects::koodrive::errors;
use crate::dialects::koodrive::ids::Ids;
use coffer_core::archives::ArchiveEntry;
use coffer_model::error::{Reason, Texts};
use coffer_model::{Error, Locale};
use serde::Serialize;
use utoipa::ToSchema;

/// A file or folder in an archive (reference, table 4-178).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UncompressedFileInfo {
    /// The space that got it.
    #[serde(skip_serializing_if = "Option::is_none")]
    container_id: Option<String>,
    /// What it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_id: Option<String>,
    /// The whole path in the archive.
    name: String,
    /// Bytes; of a folder, of all files in it.
    file_size: u64,
    /// 1 file, 2 folder.
    #[serde(rename = "type")]
    kind: u8,
    /// When it was changed, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<i64>,
    /// What is in a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    sub_file_list: Option<Vec<UncompressedFileInfo>>,
    /// Why it was not taken out; empty when it was, or will be.
    reason: String,
    /// `0`, or the number of the reason.
    code: String,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    reservation_info: Option<ReservationInfo>,
}

/// What else there is to say of a file or folder.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReservationInfo {
    /// It got another name than the one in the archive.
    renamed: bool,
    /// The same in words.
    notice: &'static str,
}

/// The entries as a tree. The folder that was made around them is in no archive: it is left out.
pub(super) fn tree(
    ids: Ids<'_>,
    locale: Locale,
    space: &str,
    entries: Vec<ArchiveEntry>,
) -> Vec<UncompressedFileInfo> {
    let around: Vec<bool> = entries.iter().map(|entry| entry.path.is_empty()).collect();
    let mut below: Vec<Vec<UncompressedFileInfo>> = Vec::new();
    below.resize_with(entries.len(), Vec::new);
    let mut top = Vec::new();
    // From the last one: what is in a folder comes behind it, and is complete when the folder's turn comes.
    for entry in entries.into_iter().rev() {
        let mut inside = below.pop().unwrap_or_default();
        if entry.path.is_empty() {
            top.append(&mut inside);
            continue;
        }
        inside.reverse();
        let parent = entry.parent;
        let info = info(ids, locale, space, entry, inside);
        let outside = |above: &usize| !around.get(*above).copied().unwrap_or(true);
        match parent
            .filter(outside)
            .and_then(|above| below.get_mut(above))
        {
            Some(siblings) => siblings.push(info),
            None => top.push(info),
        }
    }
    top.reverse();
    top
}

fn info(
    ids: Ids<'_>,
    locale: Locale,
    space: &str,
    entry: ArchiveEntry,
    inside: Vec<UncompressedFileInfo>,
) -> UncompressedFileInfo {
    let failure = entry.failure.as_deref().map(Error::of_key);
    let code = failure
        .as_ref()
        .map_or(0, |error| errors::number(error.code()).1);
    UncompressedFileInfo {
        container_id: entry.node.map(|_| space.to_owned()),
        file_id: entry.node.map(|node| ids.file(node)),
        name: entry.path,
        file_size: entry.size,
        kind: if entry.folder { 2 } else { 1 },
        updated_at: entry.modified.map(coffer_model::Timestamp::millis),
        sub_file_list: entry.folder.then_some(inside),
        reason: failure.map_or_else(String::new, |error| error.message(locale)),
        code: code.to_string(),
        reservation_info: entry.renamed.then(|| ReservationInfo {
            renamed: true,
            notice: Texts::get(locale).text(Reason::EntryRenamed.key()),
        }),
    }
}
