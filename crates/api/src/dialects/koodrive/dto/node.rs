//! A folder or file as the lists show it.

use super::User;
use crate::dialects::koodrive::ids::Ids;
use crate::kit::disposition::Disposition;
use coffer_core::{Ctx, Drive};
use coffer_model::file_type::FileType;
use coffer_model::node::NodeView;
use coffer_model::space::SpaceView;
use coffer_model::{NodeId, Timestamp, UserId, VersionId};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The processing that makes a thumbnail for a list.
const THUMBNAIL: &str = "image/resize,m_lfit,h_128,w_128";

/// A link (reference, table 4-219).
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct EndpointUrl {
    /// The link, valid for an hour.
    url: String,
    /// The HTTP method to use.
    method: &'static str,
}

impl EndpointUrl {
    pub(in super::super) fn get(url: String) -> Self {
        Self { url, method: "GET" }
    }
}

/// A link by its use (reference, tables 4-220 and 4-286).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = downLoadLinks)]
pub(in super::super) struct DownloadLinkDto {
    /// `thumbnail` or `content`.
    usage: &'static str,
    /// The link, valid for an hour.
    download_link: String,
}

/// A thumbnail (reference, table 4-218).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Images {
    /// How it is made of the picture.
    process: &'static str,
    /// Where it is fetched.
    download_url: EndpointUrl,
}

/// Stored bytes of a file (reference, table 4-217).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct FileListSliceObject {
    /// Id of the bytes.
    id: String,
    /// Where they begin in the file.
    start: u64,
    /// Where they are fetched.
    download_url: EndpointUrl,
    /// Thumbnails of a picture.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    image: Vec<Images>,
}

/// A resource (reference, table 4-216).
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct FileListResource {
    /// Its bytes.
    object: FileListSliceObject,
}

/// An asset (reference, table 4-215).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct FileListAsset {
    /// The resource.
    resource: FileListResource,
    /// The media type.
    mime_type: String,
}

/// The content of a file (reference, table 4-214).
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct FileListAttachment {
    /// `content`.
    usage: &'static str,
    /// SHA-256 in hex.
    hash: String,
    /// SHA-256 in hex.
    sha256: String,
    /// Where it is.
    asset: FileListAsset,
}

/// Private properties (reference, table 4-221).
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct FileListPrivateProperties {
    /// Free pairs.
    properties: BTreeMap<String, String>,
}

/// A folder or file of a list (reference, table 4-212).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FileListMetadata)]
pub(in super::super) struct ListEntry {
    /// The id.
    id: String,
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The media type.
    mime_type: String,
    /// Whether the caller has starred it.
    favorite: bool,
    /// Whether it is in the recycle bin.
    recycled: bool,
    /// Since when it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    recycled_time: Option<String>,
    /// The folder that holds it, or held it.
    parent_folder: Vec<String>,
    /// `createUser` and `lastEditUser`.
    properties: BTreeMap<&'static str, String>,
    /// The space.
    containers: Vec<String>,
    /// When it was made.
    created_time: String,
    /// When it was changed.
    edited_time: String,
    /// Who made it.
    owners: Vec<User>,
    /// Who changed it last.
    last_editor: User,
    /// The extension with its dot.
    file_suffix: String,
    /// Bytes; absent for folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// The content; empty for folders, and for who may not fetch it: its digest would be as good as the
    /// content.
    attachments: Vec<FileListAttachment>,
    /// Thumbnails of pictures.
    download_links: Vec<DownloadLinkDto>,
    /// Private properties.
    user_properties: FileListPrivateProperties,
}

/// Makes the entries of one list: what they have in common is spelled once.
#[derive(Debug)]
pub(in super::super) struct Entries<'a> {
    drive: &'a Drive,
    ids: Ids<'a>,
    space: &'a SpaceView,
    container: String,
    /// The folder of the entry before, which is mostly that of the next.
    parent: Option<(NodeId, String)>,
    caller: UserId,
    now: Timestamp,
}

impl<'a> Entries<'a> {
    pub(in super::super) fn new(drive: &'a Drive, space: &'a SpaceView, ctx: &Ctx) -> Self {
        let ids = Ids::of(drive);
        Self {
            drive,
            ids,
            space,
            container: ids.container(space.tenant, space.id),
            parent: None,
            caller: ctx.user(),
            now: ctx.now,
        }
    }

    fn spelled(&mut self, parent: NodeId) -> String {
        match &self.parent {
            Some((id, spelled)) if *id == parent => spelled.clone(),
            _ => {
                let spelled = self.ids.node(self.space, parent);
                self.parent = Some((parent, spelled.clone()));
                spelled
            }
        }
    }

    /// A folder or file as an entry.
    pub(in super::super) fn entry(&mut self, node: NodeView) -> ListEntry {
        let Self {
            drive,
            ids,
            space,
            caller,
            now,
            ..
        } = *self;
        let thumbnail = thumbnail_url(drive, &node, now);
        let folder = node.is_folder();
        let parent = node.parent.map(|parent| self.spelled(parent));
        ListEntry {
            id: ids.node(space, node.id),
            file_type: node.file_type.number().to_string(),
            mime_type: media_type(&node),
            favorite: node.favourite,
            recycled: node.recycled_at.is_some(),
            recycled_time: node.recycled_at.map(Timestamp::rfc3339_millis),
            parent_folder: parent.into_iter().collect(),
            properties: properties(&node),
            containers: vec![self.container.clone()],
            created_time: node.created_at.rfc3339_millis(),
            edited_time: node.edited_at.rfc3339_millis(),
            file_suffix: if folder {
                String::new()
            } else {
                node.name.suffix().to_owned()
            },
            size: (!folder).then_some(node.size),
            attachments: attachment(drive, &node, thumbnail.as_deref(), now)
                .into_iter()
                .collect(),
            download_links: thumbnail
                .map(|download_link| DownloadLinkDto {
                    usage: "thumbnail",
                    download_link,
                })
                .into_iter()
                .collect(),
            user_properties: FileListPrivateProperties {
                properties: BTreeMap::new(),
            },
            file_name: node.name.as_str().to_owned(),
            owners: vec![User::new(node.creator, caller)],
            last_editor: User::new(node.editor, caller),
        }
    }
}

impl DownloadLinkDto {
    pub(in super::super) fn content(download_link: String) -> Self {
        Self {
            usage: "content",
            download_link,
        }
    }

    pub(in super::super) fn thumbnail(download_link: String) -> Self {
        Self {
            usage: "thumbnail",
            download_link,
        }
    }
}

/// The media type that KooDrive gives to folders.
pub(in super::super) fn folder_media_type() -> String {
    "application/vnd.huawei-apps.folder".to_owned()
}

/// The media type, with KooDrive's own for folders.
pub(in super::super) fn media_type(node: &NodeView) -> String {
    if node.is_folder() {
        folder_media_type()
    } else {
        node.media_type.clone()
    }
}

/// Who made and who changed a node, as properties.
pub(in super::super) fn properties(node: &NodeView) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("createUser", node.creator.id.to_string()),
        ("lastEditUser", node.editor.id.to_string()),
    ])
}

/// The link to a content, to be saved under the file's name.
pub(in super::super) fn content_url(
    drive: &Drive,
    version: VersionId,
    name: &str,
    now: Timestamp,
) -> String {
    drive.content_url(version, &Disposition::Attachment.header(name), None, now)
}

/// The link to a content, to be shown where it is.
pub(in super::super) fn inline_url(
    drive: &Drive,
    version: VersionId,
    name: &str,
    now: Timestamp,
) -> String {
    drive.content_url(version, &Disposition::Inline.header(name), None, now)
}

/// The link to the thumbnail of a picture that is not in the recycle bin, for who may look at it.
pub(in super::super) fn thumbnail_url(
    drive: &Drive,
    node: &NodeView,
    now: Timestamp,
) -> Option<String> {
    let content = node.viewable()?;
    let readable = matches!(
        node.media_type.as_str(),
        "image/jpeg" | "image/png" | "image/webp" | "image/gif"
    );
    (node.file_type == FileType::Picture && readable && node.recycled_at.is_none()).then(|| {
        drive.content_url(
            content.version,
            &Disposition::Inline.header(node.name.as_str()),
            Some(THUMBNAIL),
            now,
        )
    })
}

/// The content of a file, for who may fetch it: its digest would be as good as the content.
fn attachment(
    drive: &Drive,
    node: &NodeView,
    thumbnail: Option<&str>,
    now: Timestamp,
) -> Option<FileListAttachment> {
    let content = node.fetchable()?;
    let digest = hex::encode(content.sha256);
    let url = content_url(drive, content.version, node.name.as_str(), now);
    let image = thumbnail.map(|url| Images {
        process: THUMBNAIL,
        download_url: EndpointUrl::get(url.to_owned()),
    });
    Some(FileListAttachment {
        usage: "content",
        hash: digest.clone(),
        sha256: digest,
        asset: FileListAsset {
            mime_type: node.media_type.clone(),
            resource: FileListResource {
                object: FileListSliceObject {
                    id: content.blob.to_string(),
                    start: 0,
                    download_url: EndpointUrl::get(url),
                    image: image.into_iter().collect(),
                },
            },
        },
    })
}
