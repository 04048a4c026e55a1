//! Fetching a file of a share.

use super::open::{ShareKey, Visitor};
use crate::Drive;
use crate::files::DownloadLink;
use coffer_model::rights::Right;
use coffer_model::share::ShareCounts;
use coffer_model::{Code, Error, NodeId, Result, ShareId};

impl Drive {
    /// The content to link to of a file that a share shows, and counts it.
    ///
    /// # Errors
    /// `NodeNotFound` for what the share does not show, `NotAFile`, `ShareForbidden` where visitors may
    /// not fetch, and those of [`Drive::visit_share`].
    pub async fn download_shared(
        &self,
        visitor: &Visitor,
        share: ShareId,
        file: NodeId,
        proof: Option<String>,
    ) -> Result<DownloadLink> {
        let (drive, asker) = (self.clone(), visitor.clone());
        let (link, opening) = self
            .store()
            .read(move |tx| {
                let key = ShareKey::Id(share);
                let open = drive.enter(tx, &asker, &key, proof.as_deref())?;
                if !open.row.permission.download {
                    return Err(Error::new(Code::ShareForbidden));
                }
                let located = open.find_shown(tx, file)?.ok_or(Code::NodeNotFound)?;
                located.require(Right::Download)?;
                let version = located.node.version.ok_or(Code::NotAFile)?;
                let link = DownloadLink {
                    node: file,
                    name: located.node.name,
                    version,
                };
                Ok((link, open.opening(tx, &asker)?))
            })
            .await?;
        self.count_share(share, ShareCounts::DOWNLOAD, opening)
            .await?;
        Ok(link)
    }
}
