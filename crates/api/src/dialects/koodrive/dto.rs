//! Shapes that recur in the dialect.

mod department;
mod member;
mod mobile;
mod node;
pub(super) mod page;
mod part;
mod people;
mod person;
pub(super) mod sort;
mod space;
mod team;
mod way;

pub(super) use department::DepartmentInfo;
pub(super) use member::UserInfo;
pub(super) use mobile::masked;
pub(super) use node::{
    DownloadLinkDto, EndpointUrl, Entries, ListEntry, content_url, folder_media_type, inline_url,
    media_type, properties, thumbnail_url,
};
pub(super) use part::{MAX_LINKS, MultiPartInfo};
pub(super) use people::{People, PeopleRequest, PeopleResponse};
pub(super) use person::User;
pub(super) use sort::{FileSortInfo, PageInfo};
pub(super) use space::SpaceInfo;
pub(super) use team::TeamInfo;
pub(super) use way::paths;

/// The edition, as the protocol numbers them; there is one.
pub(super) const PRODUCT_TYPE: &str = "1";
