//! The tree: every node in its place, with its content, its names and its height.

use super::{Fault, Finding, Run};
use crate::access;
use coffer_model::node::MAX_DEPTH;
use coffer_model::{Error, Name, NodeId, Result};
use coffer_store::fsck::{self as rows, NodeFacts};
use coffer_store::nodes::StoredName;
use coffer_store::{ReadTx, Tx, nodes};

/// Nodes looked at in one transaction.
const PAGE: u32 = 500;
/// Names reported that several siblings have.
const CLASHES: u32 = 1_000;

impl Run<'_> {
    pub(super) async fn check_nodes(&mut self) -> Result<()> {
        let mut after = NodeId(i64::MIN);
        loop {
            let (last, count, suspects) = self
                .drive
                .store()
                .read_slow(move |tx| page(tx, after))
                .await?;
            self.summary.nodes += count;
            for suspect in suspects {
                let findings = self.judge_node(suspect).await?;
                self.all_found(findings);
            }
            let Some(last) = last else { return Ok(()) };
            self.check_missing_names(after, last).await?;
            after = last;
        }
    }

    /// Looks at a suspect again and puts right what can be computed.
    async fn judge_node(&self, id: NodeId) -> Result<Vec<Finding>> {
        if self.options.repair {
            self.drive
                .store()
                .write_bulk(move |tx| repair(tx, id))
                .await
        } else {
            self.drive
                .store()
                .read_slow(move |tx| {
                    let Some(node) = rows::find_node(tx, id)? else {
                        return Ok(Vec::new());
                    };
                    Ok(report(faults(tx, &node)?))
                })
                .await
        }
    }

    pub(super) async fn check_clashes(&mut self) -> Result<()> {
        let clashes = self
            .drive
            .store()
            .read_slow(|tx| {
                rows::be_patient(tx)?;
                Ok::<_, Error>(rows::list_clashes(tx, CLASHES)?)
            })
            .await?;
        for (folder, node, count) in clashes {
            self.found(Finding {
                fault: Fault::NameClash {
                    folder,
                    node,
                    count,
                },
                repaired: false,
            });
        }
        Ok(())
    }
}

/// The next nodes behind `after`: the last of them, how many, and those that something is wrong with.
fn page(tx: &mut ReadTx<'_>, after: NodeId) -> Result<(Option<NodeId>, u64, Vec<NodeId>)> {
    let nodes = rows::list_nodes(tx, after, PAGE)?;
    let mut suspects = Vec::new();
    for node in &nodes {
        if !faults(tx, node)?.is_empty() {
            suspects.push(node.id);
        }
    }
    Ok((
        nodes.last().map(|node| node.id),
        nodes.len() as u64,
        suspects,
    ))
}

fn report(faults: Vec<Fault>) -> Vec<Finding> {
    faults
        .into_iter()
        .map(|fault| Finding {
            fault,
            repaired: false,
        })
        .collect()
}

/// Everything that is wrong with a node.
fn faults(tx: &mut ReadTx<'_>, node: &NodeFacts) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    if !node.passing {
        faults.extend(place_fault(node));
        if node.folder && faults.is_empty() {
            faults.extend(way_fault(tx, node)?);
        }
        faults.extend(height_fault(node));
    }
    faults.extend(content_fault(node));
    faults.extend(keys_fault(node));
    Ok(faults)
}

fn place_fault(node: &NodeFacts) -> Option<Fault> {
    let id = node.id;
    let Some(space) = node.space_facts.filter(|space| space.same_tenant) else {
        return Some(Fault::NodePlace { node: id });
    };
    let root_of_space = [space.root, space.safe].contains(&node.root);
    match (node.parent, node.parent_facts) {
        (None, _) if node.folder && node.root == id && root_of_space => None,
        (Some(_), Some(parent)) if parent.folder => {
            let same = parent.space == node.space && parent.root == node.root && root_of_space;
            (!same).then_some(Fault::NodePlace { node: id })
        }
        (Some(_), _) => Some(Fault::NodeParent { node: id }),
        (None, _) => Some(Fault::NodePlace { node: id }),
    }
}

/// Files need no look of their own: their folder has had one.
fn way_fault(tx: &mut ReadTx<'_>, node: &NodeFacts) -> Result<Option<Fault>> {
    let way = nodes::list_ancestors(tx, node.id)?;
    let Some(top) = way.last() else {
        return Ok(None); // gone since the page was read
    };
    // What is being erased does not count any more: its folder may have been moved down meanwhile.
    if way.iter().any(|step| step.erased_at.is_some()) {
        return Ok(None);
    }
    let ends = top.parent.is_none() && top.id == node.root;
    let short = way.len() <= MAX_DEPTH as usize + 1;
    Ok((!ends || !short).then_some(Fault::NodeWay { node: node.id }))
}

fn content_fault(node: &NodeFacts) -> Option<Fault> {
    if node.folder {
        let empty = node.version.is_none() && node.size == 0;
        return (!empty).then_some(Fault::NodeContent { node: node.id });
    }
    match node.version_facts {
        Some((owner, version_size)) if owner == node.id => {
            (version_size != node.size).then_some(Fault::NodeSize {
                node: node.id,
                size: node.size,
                version_size,
            })
        }
        _ => Some(Fault::NodeContent { node: node.id }),
    }
}

fn keys_fault(node: &NodeFacts) -> Option<Fault> {
    let right = match node.parent {
        None => node.name.is_empty() && node.name_key.is_empty(),
        Some(_) => {
            let name = Name::stored(node.name.clone());
            node.name_key == name.key() && node.sort_key == name.sort_key()
        }
    };
    (!right).then_some(Fault::NodeKeys { node: node.id })
}

fn height_fault(node: &NodeFacts) -> Option<Fault> {
    let parent = node
        .parent_facts
        .filter(|_| node.folder && node.erased_at.is_none())?;
    (parent.height <= node.height).then_some(Fault::FolderHeight {
        folder: node.parent?,
        height: parent.height,
        node: node.id,
    })
}

/// Judges a node under the lock of its space, and writes what can be computed.
fn repair(tx: &mut Tx<'_>, id: NodeId) -> Result<Vec<Finding>> {
    let Some(node) = rows::find_node(tx, id)? else {
        return Ok(Vec::new());
    };
    rows::lock_space(tx, node.space)?;
    let Some(node) = rows::find_node(tx, id)? else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    for fault in faults(tx, &node)? {
        let repaired = match &fault {
            Fault::NodeKeys { .. } => repair_keys(tx, &node)?,
            Fault::NodeSize { version_size, .. } => {
                rows::set_node_size(tx, id, *version_size)?;
                true
            }
            Fault::FolderHeight { folder, .. } => repair_heights(tx, *folder, node.height)?,
            _ => false,
        };
        findings.push(Finding { fault, repaired });
    }
    Ok(findings)
}

/// The forms of the name, unless another live node of the folder has the name by now.
fn repair_keys(tx: &mut Tx<'_>, node: &NodeFacts) -> Result<bool> {
    let Some(parent) = node.parent else {
        return Ok(false);
    };
    let name = StoredName::from(Name::stored(node.name.clone()));
    let taken =
        nodes::find_sibling(tx, parent, &name.key)?.is_some_and(|other| other.id != node.id);
    if !taken {
        rows::set_node_keys(tx, node.id, &name.key, &name.sort)?;
        coffer_store::search::delete(tx, node.id)?;
        coffer_store::search::insert(tx, node.id, node.space, &name.pairs)?;
    }
    Ok(!taken)
}

/// Raises the folder and those above it until each knows of enough levels.
fn repair_heights(tx: &mut Tx<'_>, folder: NodeId, height: i64) -> Result<bool> {
    let way = nodes::list_ancestors(tx, folder)?;
    if way.is_empty() {
        return Ok(false);
    }
    access::raise_heights(tx, &way, u32::try_from(height).unwrap_or(0))?;
    Ok(true)
}
