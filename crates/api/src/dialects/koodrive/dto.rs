//! Shapes that recur in the dialect.

mod node;
mod part;
mod person;
mod sort;
mod space;

pub(super) use node::{
    DownloadLinkDto, EndpointUrl, Entries, ListEntry, content_url, folder_media_type, media_type,
    properties, thumbnail_url,
};
pub(super) use part::{MAX_LINKS, MultiPartInfo};
pub(super) use person::User;
pub(super) use sort::{FileSortInfo, PageInfo};
pub(super) use space::SpaceInfo;

/// The edition, as the protocol numbers them; there is one.
pub(super) const PRODUCT_TYPE: &str = "1";
