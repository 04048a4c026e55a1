//! A favourite as the list shows it.

use super::attachment::{Attachment, attachment};
use crate::dialects::koodrive::dto::{User, content_url, media_type, properties, thumbnail_url};
use crate::dialects::koodrive::ids::Ids;
use coffer_core::favourites::{Favourite, SeenNode, Sight, Star};
use coffer_core::{Ctx, Drive};
use coffer_model::node::NodeView;
use coffer_model::space::SpaceKind;
use coffer_model::{NodeId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A favourite (reference, table 4-302). Of a file in a space that the caller may not use there are only
/// `category`, `id`, `favorite`, `starredTime`, `spaceType` and `invalid`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StarFileInfo {
    /// Always `drive#file`.
    category: &'static str,
    /// The id.
    id: String,
    /// Always true.
    favorite: bool,
    /// When it was starred.
    starred_time: String,
    /// 1 in a personal space, 2 in a team's, 3 in the recycle bin, 4 in a space that the caller may not use.
    space_type: &'static str,
    /// 0, or 1 for what is in the recycle bin or in a space that the caller may not use.
    invalid: u8,
    /// The folder that holds it, or held it.
    parent_folder: Vec<String>,
    /// The space.
    containers: Vec<String>,
    /// Who made it.
    owners: Vec<User>,
    /// The content; empty for folders.
    attachments: Vec<Attachment>,
    /// Where a file that is not in the recycle bin is fetched, and the thumbnail of a picture.
    download_links: Vec<DownloadLink>,
    /// What else is shown of what may be seen.
    #[serde(flatten)]
    facts: Option<Facts>,
}

/// What is shown of a favourite that may be seen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarFileFacts)]
struct Facts {
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The media type.
    mime_type: String,
    /// Whether it is in the recycle bin.
    recycled: bool,
    /// `createUser` and `lastEditUser`.
    properties: BTreeMap<&'static str, String>,
    /// When it was made.
    created_time: String,
    /// When it was changed.
    edited_time: String,
    /// Whether the caller changed it last.
    edited_by_me: bool,
    /// Who changed it last.
    last_editor: User,
    /// Everything behind the first dot of the name; empty for folders.
    full_file_suffix: String,
    /// The extension with its dot; empty for folders.
    file_suffix: String,
    /// Bytes; absent for folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// SHA-256 in hex; absent for folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// Private properties.
    user_properties: PrivateProperties,
    /// The department or group; absent in a personal space.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<String>,
}

/// A link by its use (reference, table 4-311).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarDownloadLink)]
struct DownloadLink {
    /// `thumbnail` or `content`.
    usage: &'static str,
    /// The link, valid for an hour.
    download_link: String,
    /// Number of the file's version, from 1.
    version: u64,
}

/// Private properties (reference, table 4-312); there are none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StarPrivateProperties)]
struct PrivateProperties {
    /// Free values.
    #[schema(value_type = Object)]
    attributes: BTreeMap<String, Value>,
    /// Free pairs.
    properties: BTreeMap<String, String>,
}

/// Makes the entries of one list.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    drive: &'a Drive,
    ids: Ids<'a>,
    ctx: &'a Ctx,
}

impl<'a> Entries<'a> {
    pub(super) fn new(drive: &'a Drive, ctx: &'a Ctx) -> Self {
        let ids = Ids::of(drive);
        Self { drive, ids, ctx }
    }

    /// A star as an entry.
    pub(super) fn entry(&self, favourite: Favourite) -> StarFileInfo {
        let Star { at, node } = favourite.star;
        match favourite.sight {
            Sight::Hidden => self.bare(node, at, "4", 1),
            Sight::Seen(seen) => self.full(*seen, at),
        }
    }

    fn bare(
        &self,
        node: NodeId,
        at: Timestamp,
        space_type: &'static str,
        invalid: u8,
    ) -> StarFileInfo {
        StarFileInfo {
            category: "drive#file",
            id: self.ids.file(node),
            favorite: true,
            starred_time: at.rfc3339_millis(),
            space_type,
            invalid,
            parent_folder: Vec::new(),
            containers: Vec::new(),
            owners: Vec::new(),
            attachments: Vec::new(),
            download_links: Vec::new(),
            facts: None,
        }
    }

    fn full(&self, seen: SeenNode, at: Timestamp) -> StarFileInfo {
        let SeenNode { node, space } = seen;
        let Self { drive, ids, ctx } = *self;
        let recycled = node.recycled_at.is_some();
        let team = space.kind != SpaceKind::Personal;
        let space_type = match (recycled, team) {
            (true, _) => "3",
            (false, false) => "1",
            (false, true) => "2",
        };
        let parent = node.parent.map(|parent| ids.node(&space, parent));
        let id = node.id;
        StarFileInfo {
            parent_folder: parent.into_iter().collect(),
            containers: vec![ids.container(space.tenant, space.id)],
            owners: vec![User::new(node.creator.clone(), ctx.user())],
            attachments: attachment(drive, &node, ctx.now).into_iter().collect(),
            download_links: links(drive, &node, ctx.now),
            facts: Some(facts(node, ctx, team.then_some(space.name))),
            ..self.bare(id, at, space_type, u8::from(recycled))
        }
    }
}

fn facts(node: NodeView, ctx: &Ctx, file_path: Option<String>) -> Facts {
    let folder = node.is_folder();
    let name = node.name.as_str();
    let (full_file_suffix, file_suffix) = if folder {
        (String::new(), String::new())
    } else {
        let full = name.split_once('.').map_or("", |(_, suffix)| suffix);
        (full.to_owned(), node.name.suffix().to_owned())
    };
    let content = node.content.as_ref();
    Facts {
        file_name: name.to_owned(),
        file_type: node.file_type.number().to_string(),
        mime_type: media_type(&node),
        recycled: node.recycled_at.is_some(),
        properties: properties(&node),
        created_time: node.created_at.rfc3339_millis(),
        edited_time: node.edited_at.rfc3339_millis(),
        edited_by_me: node.editor.id == ctx.user(),
        full_file_suffix,
        file_suffix,
        size: (!folder).then_some(node.size),
        sha256: content.map(|content| hex::encode(content.sha256)),
        user_properties: PrivateProperties {
            attributes: BTreeMap::new(),
            properties: BTreeMap::new(),
        },
        file_path,
        last_editor: User::new(node.editor, ctx.user()),
    }
}

fn links(drive: &Drive, node: &NodeView, now: Timestamp) -> Vec<DownloadLink> {
    let content = node.content.as_ref();
    let Some(content) = content.filter(|_| node.recycled_at.is_none()) else {
        return Vec::new();
    };
    let link = |usage, download_link| DownloadLink {
        usage,
        download_link,
        version: content.number,
    };
    let whole = node.fetchable().map(|content| {
        let url = content_url(drive, content.version, node.name.as_str(), now);
        link("content", url)
    });
    let thumbnail = thumbnail_url(drive, node, now).map(|url| link("thumbnail", url));
    whole.into_iter().chain(thumbnail).collect()
}
