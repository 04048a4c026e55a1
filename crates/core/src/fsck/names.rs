//! The search index: an entry for every node, and none else.

use super::{Fault, Finding, Run};
use coffer_model::{Error, Name, NodeId, Result};
use coffer_store::fsck as rows;
use coffer_store::nodes::StoredName;
use coffer_store::{Tx, nodes, search};

impl Run<'_> {
    /// Nodes behind `after` up to `until` that are not in the index.
    pub(super) async fn check_missing_names(&mut self, after: NodeId, until: NodeId) -> Result<()> {
        let missing = self
            .drive
            .store()
            .read_slow(move |tx| Ok::<_, Error>(rows::list_missing_names(tx, after, until)?))
            .await?;
        for (node, _, _) in missing {
            let repaired = self.options.repair && self.add_name(node).await?;
            self.found(Finding {
                fault: Fault::NameMissing { node },
                repaired,
            });
        }
        Ok(())
    }

    /// Entries of the index that are of no node.
    pub(super) async fn check_stray_names(&mut self) -> Result<()> {
        let mut after = NodeId(i64::MIN);
        loop {
            let (stray, next) = self
                .drive
                .store()
                .read_slow(move |tx| Ok::<_, Error>(rows::list_stray_names(tx, after)?))
                .await?;
            for node in stray {
                let repaired = self.options.repair && self.drop_name(node).await?;
                self.found(Finding {
                    fault: Fault::NameStray { node },
                    repaired,
                });
            }
            let Some(next) = next else { return Ok(()) };
            after = next;
        }
    }

    async fn add_name(&self, id: NodeId) -> Result<bool> {
        self.drive
            .store()
            .write_bulk(move |tx| add_name(tx, id))
            .await
    }

    async fn drop_name(&self, id: NodeId) -> Result<bool> {
        self.drive
            .store()
            .write_bulk(move |tx| {
                if nodes::find(tx, id)?.is_none() {
                    search::delete(tx, id)?;
                }
                Ok(true)
            })
            .await
    }
}

/// Adds the entry of a node; whoever added it meanwhile is not contradicted.
fn add_name(tx: &mut Tx<'_>, id: NodeId) -> Result<bool> {
    let Some(node) = nodes::find(tx, id)? else {
        return Ok(true);
    };
    rows::lock_space(tx, node.space)?;
    let Some(node) = nodes::find(tx, id)? else {
        return Ok(true);
    };
    let name = StoredName::from(Name::stored(node.name.as_str().to_owned()));
    search::delete(tx, id)?;
    search::insert(tx, id, node.space, &name.pairs)?;
    Ok(true)
}
