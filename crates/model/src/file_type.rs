//! Kinds of files as people think of them, derived from names.

/// The kind of a file. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum FileType {
    /// A folder.
    Folder = 10,
    /// A picture.
    Picture = 15,
    /// A video.
    Video = 20,
    /// A text document.
    Document = 26,
    /// A spreadsheet.
    Spreadsheet = 27,
    /// A presentation.
    Presentation = 28,
    /// Sound.
    Audio = 30,
    /// An archive of files.
    Archive = 35,
    /// A program or an installer.
    Application = 40,
    /// Anything else.
    Other = 45,
}

impl FileType {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Folder,
        Self::Picture,
        Self::Video,
        Self::Document,
        Self::Spreadsheet,
        Self::Presentation,
        Self::Audio,
        Self::Archive,
        Self::Application,
        Self::Other,
    ];

    /// The kind with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The stored number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The kind that the extension of `name` tells.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        extension_facts(name).map_or(Self::Other, |(kind, _)| kind)
    }
}

/// The media type that the extension of `name` tells, else `application/octet-stream`.
#[must_use]
pub fn media_type_of_name(name: &str) -> &'static str {
    extension_facts(name).map_or("application/octet-stream", |(_, media)| media)
}

fn extension_facts(name: &str) -> Option<(FileType, &'static str)> {
    let extension = name.rsplit_once('.')?.1;
    if extension.len() > 8 {
        return None;
    }
    let extension = extension.to_ascii_lowercase();
    EXTENSIONS
        .iter()
        .find(|(known, _, _)| *known == extension)
        .map(|(_, kind, media)| (*kind, *media))
}

use FileType::{
    Application, Archive, Audio, Document, Other, Picture, Presentation, Spreadsheet, Video,
};

#[rustfmt::skip]
const EXTENSIONS: &[(&str, FileType, &str)] = &[
    ("jpg", Picture, "image/jpeg"), ("jpeg", Picture, "image/jpeg"), ("png", Picture, "image/png"),
    ("gif", Picture, "image/gif"), ("webp", Picture, "image/webp"), ("bmp", Picture, "image/bmp"),
    ("svg", Picture, "image/svg+xml"), ("tif", Picture, "image/tiff"), ("tiff", Picture, "image/tiff"),
    ("heic", Picture, "image/heic"), ("avif", Picture, "image/avif"), ("ico", Picture, "image/vnd.microsoft.icon"),
    ("psd", Picture, "image/vnd.adobe.photoshop"), ("raw", Picture, "application/octet-stream"),
    ("mp4", Video, "video/mp4"), ("m4v", Video, "video/mp4"), ("mov", Video, "video/quicktime"),
    ("mkv", Video, "video/x-matroska"), ("webm", Video, "video/webm"), ("avi", Video, "video/x-msvideo"),
    ("wmv", Video, "video/x-ms-wmv"), ("flv", Video, "video/x-flv"), ("mpg", Video, "video/mpeg"),
    ("mpeg", Video, "video/mpeg"), ("3gp", Video, "video/3gpp"), ("ts", Video, "video/mp2t"), ("rmvb", Video, "application/vnd.rn-realmedia-vbr"),
    ("doc", Document, "application/msword"), ("dot", Document, "application/msword"),
    ("docx", Document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("docm", Document, "application/vnd.ms-word.document.macroEnabled.12"),
    ("odt", Document, "application/vnd.oasis.opendocument.text"), ("rtf", Document, "application/rtf"), ("wps", Document, "application/vnd.ms-works"),
    ("xls", Spreadsheet, "application/vnd.ms-excel"),
    ("xlsx", Spreadsheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xlsm", Spreadsheet, "application/vnd.ms-excel.sheet.macroEnabled.12"),
    ("ods", Spreadsheet, "application/vnd.oasis.opendocument.spreadsheet"), ("csv", Spreadsheet, "text/csv"), ("et", Spreadsheet, "application/octet-stream"),
    ("ppt", Presentation, "application/vnd.ms-powerpoint"), ("pps", Presentation, "application/vnd.ms-powerpoint"),
    ("pptx", Presentation, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("ppsx", Presentation, "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
    ("odp", Presentation, "application/vnd.oasis.opendocument.presentation"), ("dps", Presentation, "application/octet-stream"),
    ("mp3", Audio, "audio/mpeg"), ("wav", Audio, "audio/wav"), ("flac", Audio, "audio/flac"), ("aac", Audio, "audio/aac"),
    ("m4a", Audio, "audio/mp4"), ("ogg", Audio, "audio/ogg"), ("oga", Audio, "audio/ogg"), ("opus", Audio, "audio/opus"),
    ("wma", Audio, "audio/x-ms-wma"), ("amr", Audio, "audio/amr"), ("mid", Audio, "audio/midi"),
    ("zip", Archive, "application/zip"), ("7z", Archive, "application/x-7z-compressed"), ("rar", Archive, "application/vnd.rar"),
    ("tar", Archive, "application/x-tar"), ("gz", Archive, "application/gzip"), ("tgz", Archive, "application/gzip"),
    ("bz2", Archive, "application/x-bzip2"), ("xz", Archive, "application/x-xz"), ("zst", Archive, "application/zstd"), ("iso", Archive, "application/x-iso9660-image"),
    ("exe", Application, "application/vnd.microsoft.portable-executable"), ("msi", Application, "application/x-msi"),
    ("apk", Application, "application/vnd.android.package-archive"), ("ipa", Application, "application/octet-stream"),
    ("dmg", Application, "application/x-apple-diskimage"), ("deb", Application, "application/vnd.debian.binary-package"),
    ("rpm", Application, "application/x-rpm"), ("pkg", Application, "application/octet-stream"), ("appimage", Application, "application/octet-stream"),
    ("pdf", Other, "application/pdf"), ("txt", Other, "text/plain; charset=utf-8"), ("md", Other, "text/markdown; charset=utf-8"),
    ("html", Other, "text/html"), ("htm", Other, "text/html"), ("json", Other, "application/json"), ("xml", Other, "application/xml"),
    ("log", Other, "text/plain; charset=utf-8"), ("epub", Other, "application/epub+zip"), ("css", Other, "text/css"), ("js", Other, "text/javascript"),
];

#[cfg(test)]
mod tests;
