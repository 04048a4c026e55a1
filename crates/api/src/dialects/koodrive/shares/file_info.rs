//! What a share shows, in lists of shares.

use crate::dialects::koodrive::dto::{DownloadLinkDto, content_url, media_type, thumbnail_url};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::state::Koo;
use coffer_core::shares::ReceivedShare;
use coffer_model::node::NodeView;
use coffer_model::{NodeId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that is shared (reference, tables 4-322 and 4-346).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareFileInfo {
    /// The id.
    id: String,
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The media type.
    content_type: String,
    /// The media type again, as the reference's example has it.
    mime_type: String,
    /// Bytes.
    size: u64,
    /// The folder that holds it; empty for whom the folder is not shared with.
    parent_folder: Vec<String>,
    /// The extension with its dot.
    file_suffix: String,
    /// The space.
    containers: Vec<String>,
    /// The content, and thumbnails of pictures, where the reader may have them.
    download_links: Vec<DownloadLinkDto>,
    /// Whether it is in the recycle bin.
    recycled: bool,
}

/// Which links a list gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linked {
    /// Those that show pictures.
    pub(super) thumbnail: bool,
    /// Those to contents.
    pub(super) content: bool,
}

impl From<&ReceivedShare> for Linked {
    fn from(received: &ReceivedShare) -> Self {
        Self {
            thumbnail: received.may_look,
            content: received.may_fetch,
        }
    }
}

impl Linked {
    /// The links of a file that is not in the recycle bin.
    pub(super) fn links(self, koo: &Koo, node: &NodeView, now: Timestamp) -> Vec<DownloadLinkDto> {
        let live = node.recycled_at.is_none();
        let content = node.fetchable().filter(|_| self.content && live);
        let content = content.map(|content| {
            let name = node.name.as_str();
            DownloadLinkDto::content(content_url(&koo.drive, content.version, name, now))
        });
        let thumbnail = self
            .thumbnail
            .then(|| thumbnail_url(&koo.drive, node, now))
            .flatten();
        content
            .into_iter()
            .chain(thumbnail.map(DownloadLinkDto::thumbnail))
            .collect()
    }
}

impl ShareFileInfo {
    pub(super) fn new(
        koo: &Koo,
        container: &str,
        node: NodeView,
        parent: Option<NodeId>,
        linked: Linked,
        now: Timestamp,
    ) -> Self {
        let ids = Ids::of(&koo.drive);
        Self {
            id: ids.file(node.id),
            file_type: node.file_type.number().to_string(),
            content_type: media_type(&node),
            mime_type: media_type(&node),
            size: node.size,
            parent_folder: parent.into_iter().map(|parent| ids.file(parent)).collect(),
            file_suffix: if node.is_folder() {
                String::new()
            } else {
                node.name.suffix().to_owned()
            },
            containers: vec![container.to_owned()],
            download_links: linked.links(koo, &node, now),
            recycled: node.recycled_at.is_some(),
            file_name: node.name.as_str().to_owned(),
        }
    }
}
