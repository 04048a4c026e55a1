//! Links to contents, and the contents behind them.

use crate::access::{self, Expect};
use crate::{Ctx, Drive, OpaqueKind};
use coffer_blobs::BlobReader;
use coffer_model::rights::Right;
use coffer_model::space::SpaceStatus;
use coffer_model::{Code, Error, Name, NodeId, Result, SpaceId, TenantId, Timestamp, VersionId};
use coffer_store::contents::{self, DownloadRow};
use coffer_store::{ReadTx, nodes};

/// Ids of one call.
const MAX_IDS: usize = 100;

/// A content that may be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadLink {
    /// The file.
    pub node: NodeId,
    /// Its name.
    pub name: Name,
    /// The content.
    pub version: VersionId,
}

/// An opened content.
pub struct Content {
    /// The tenant that it belongs to.
    pub tenant: TenantId,
    /// The file's name.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// The digest.
    pub sha256: [u8; 32],
    /// When the content came.
    pub created_at: Timestamp,
    /// The bytes.
    pub reader: Box<dyn BlobReader>,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Drive {
    /// For each file: the content to link to, or why there is none (`NodeNotFound`, `NodeNotInSpace`,
    /// `NodeRecycled`, `NotAFile`).
    ///
    /// # Errors
    /// `BadRequest` for more than 100 ids, and what loading the space fails with.
    pub async fn download_links(
        &self,
        ctx: &Ctx,
        space: SpaceId,
        ids: Vec<NodeId>,
    ) -> Result<Vec<Result<DownloadLink>>> {
        if ids.len() > MAX_IDS {
            return Err(Error::parameter("fileIds").with_limit(format!("0-{MAX_IDS}")));
        }
        let asking = ctx.clone();
        let links = self
            .store()
            .read(move |tx| {
                let space = access::load_space(tx, &asking, space, Expect::Any)?;
                let mut links = Vec::with_capacity(ids.len());
                for id in &ids {
                    let link =
                        access::locate(tx, &space, *id, Right::Download).and_then(|located| {
                            located.require_live()?;
                            let version = located.node.version.ok_or(Code::NotAFile)?;
                            Ok(DownloadLink {
                                node: *id,
                                name: located.node.name,
                                version,
                            })
                        });
                    match link {
                        Err(error) if error.code() == Code::Internal => return Err(error),
                        outcome => links.push(outcome),
                    }
                }
                Ok(links)
            })
            .await?;
        for link in links.iter().flatten() {
            self.note_view(ctx, link.node);
        }
        Ok(links)
    }

    /// Opens the content behind a link whose signature was found right.
    ///
    /// # Errors
    /// `NodeNotFound` when the file was erased since, `SpaceDisabled`, `ContentDamaged`.
    pub async fn open_content(&self, version: VersionId) -> Result<Content> {
        let row = self
            .store()
            .read(move |tx| find_download(tx, version))
            .await?
            .ok_or(Code::NodeNotFound)?;
        match row.space_status {
            // What was handed over belongs to a space that can be used.
            SpaceStatus::Active | SpaceStatus::HandedOver => {}
            SpaceStatus::Disabled => return Err(Code::SpaceDisabled.into()),
            SpaceStatus::Deleting | SpaceStatus::Removed => return Err(Code::SpaceNotFound.into()),
        }
        let reference = self
            .blob_ref(row.tenant, row.blob, row.size, row.seal.as_deref())
            .await?;
        let reader = self.blobs().open(&reference).await?;
        let DownloadRow {
            tenant,
            name,
            media_type,
            size,
            sha256,
            created_at,
            ..
        } = row;
        Ok(Content {
            tenant,
            name,
            media_type,
            size,
            sha256,
            created_at,
            reader,
        })
    }

    /// The path of a content's links.
    pub(crate) fn content_path(&self, version: VersionId) -> String {
        format!("/o/{}", self.opaque().seal(OpaqueKind::Version, version.0))
    }
}

/// The content of a file that is not being erased, neither itself nor with a folder above it.
fn find_download(tx: &mut ReadTx<'_>, version: VersionId) -> Result<Option<DownloadRow>> {
    let Some(row) = contents::find_download(tx, version)? else {
        return Ok(None);
    };
    let way = nodes::list_ancestors(tx, row.node)?;
    Ok((!access::is_erased(&way)).then_some(row))
}
