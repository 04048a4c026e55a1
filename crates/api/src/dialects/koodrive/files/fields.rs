//! Fields that several operations read alike.

use coffer_model::file_type::FileType;
use coffer_model::node::OnClash;
use coffer_model::{Error, Result, Timestamp};

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 512;

/// What to do when a name is taken: 2 renames, 3 refuses; 4 only where files are made.
pub(super) fn on_clash(parameter: &str, number: Option<u8>, file: bool) -> Result<OnClash> {
    match number {
        None | Some(2) => Ok(OnClash::Rename),
        Some(3) => Ok(OnClash::Refuse),
        Some(4) if file => Ok(OnClash::RenameUnlessSame),
        Some(_) => Err(Error::parameter(parameter).with_limit(if file { "2-4" } else { "2-3" })),
    }
}

/// A time that the client gives.
pub(super) fn time(parameter: &str, text: Option<&str>) -> Result<Option<Timestamp>> {
    let read = |text| {
        Timestamp::parse_rfc3339(text)
            .ok_or_else(|| Error::parameter(parameter).with_limit("yyyy-MM-ddTHH:mm:ssZ"))
    };
    text.map(read).transpose()
}

/// Free text of the client.
pub(super) fn description(text: Option<String>) -> Result<String> {
    let text = text.unwrap_or_default();
    if text.chars().count() > MAX_DESCRIPTION || text.contains('\0') {
        return Err(Error::parameter("description").with_limit(format!("0-{MAX_DESCRIPTION}")));
    }
    Ok(text)
}

/// A SHA-256 digest in hex, in any case.
pub(super) fn digest(parameter: &str, text: Option<&str>) -> Result<Option<[u8; 32]>> {
    let read = |text: &str| {
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest)
            .map_err(|_| Error::parameter(parameter).with_limit("SHA-256"))?;
        Ok(digest)
    };
    text.map(read).transpose()
}

/// A kind of file to filter by.
pub(super) fn file_type(number: Option<i64>) -> Result<Option<FileType>> {
    number
        .map(|number| FileType::from_number(number).ok_or_else(|| Error::parameter("fileType")))
        .transpose()
}

/// A media type that the client gives: one that can stand in a header, else none.
pub(super) fn media_type(text: Option<String>) -> Option<String> {
    text.filter(|text| {
        text.len() <= 255
            && text.contains('/')
            && text.bytes().all(|b| (0x21..0x7f).contains(&b) || b == b' ')
    })
}
