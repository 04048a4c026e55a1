//! One item of a copy: a file, or a folder with all that is below it.

use super::{CopyCommand, Cursor, ITEM, Site, require_room};
use crate::access::{self, Located};
use crate::files::batch::acts::{fitting_height, free_name};
use crate::record::{Act, record};
use coffer_model::error::Kind;
use coffer_model::node::MAX_DEPTH;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, JobId, NodeId, Result, VersionId};
use coffer_store::copies::{self, Destination, Ids, PendingFolder};
use coffer_store::{ReadTx, Tx, nodes, spaces};
use serde_json::json;

/// Goes on with an item as far as the budget goes. Answers its name and the copy when that is there and
/// shown.
pub(super) fn advance(
    tx: &mut Tx<'_>,
    site: &mut Site<'_>,
    command: &CopyCommand,
    job: JobId,
    item: NodeId,
    cursor: &mut Cursor,
    budget: &mut u32,
) -> Result<Option<(String, NodeId)>> {
    let source = site.source.locate(tx, item)?;
    let name = source.node.name.as_str().to_owned();
    match go_on(tx, site, command, job, &source, cursor, budget) {
        Ok(top) => Ok(top.map(|top| (name, top))),
        Err(error) if error.code() == Code::Internal => Err(error),
        Err(error) => Err(error.with_name(name)),
    }
}

fn go_on(
    tx: &mut Tx<'_>,
    site: &mut Site<'_>,
    command: &CopyCommand,
    job: JobId,
    source: &Located,
    cursor: &mut Cursor,
    budget: &mut u32,
) -> Result<Option<NodeId>> {
    source.require_live()?;
    let target = target(tx, site, command, source)?;
    let top = match cursor.top {
        Some(top) => top,
        None => begin(tx, site, job, source, &target, cursor, budget)?,
    };
    while let Some(folder) = copies::find_folder(tx, job)? {
        if *budget == 0 {
            return Ok(None);
        }
        if !is_still_there(tx, site, source, folder.source)? {
            copies::delete_folder(tx, job, folder.copy)?;
            *budget -= 1;
            continue;
        }
        // What the copier may not take is passed over.
        let passed = next_barred(tx, site, &folder)?;
        let slice = copies::measure(tx, &folder, passed.as_deref(), *budget)?;
        if slice.count == 0 {
            match &passed {
                Some(name_key) => copies::advance_folder(tx, job, folder.copy, name_key)?,
                None => copies::delete_folder(tx, job, folder.copy)?,
            }
            *budget -= 1;
            continue;
        }
        admit(site, slice.bytes)?;
        let ids = ids(site, slice.count);
        let to = destination(site, &target);
        copies::insert_children(tx, job, &folder, &slice, ids, &to)?;
        *budget = budget.saturating_sub(slice.count);
        cursor.copied += u64::from(slice.count);
    }
    show(tx, site, source, &target, top)?;
    Ok(Some(top))
}

/// The next child of a folder that is not to be copied, by the name that it is compared by.
fn next_barred(
    tx: &mut ReadTx<'_>,
    site: &Site<'_>,
    folder: &PendingFolder,
) -> Result<Option<String>> {
    if site.barred.is_empty() {
        return Ok(None);
    }
    let broken = copies::list_broken_children(tx, folder)?;
    let barred = broken.into_iter().find(|(id, _)| site.barred.contains(id));
    Ok(barred.map(|(_, name_key)| name_key))
}

/// Whether a folder whose children are still to be copied is where it was found: below the item, and not
/// thrown away. What has left since, with what was put into it then, is no part of the copy any more; of a
/// share, it is nothing that the copier may see.
fn is_still_there(
    tx: &mut ReadTx<'_>,
    site: &Site<'_>,
    item: &Located,
    folder: NodeId,
) -> Result<bool> {
    match site.source.locate(tx, folder) {
        Ok(found) => Ok(found.recycled_at().is_none() && found.is_under(item.node.id)),
        Err(error) if error.code().kind() == Kind::Server => Err(error),
        Err(_) => Ok(false),
    }
}

/// The folder to copy into, if the item may go there.
fn target(
    tx: &mut Tx<'_>,
    site: &Site<'_>,
    command: &CopyCommand,
    source: &Located,
) -> Result<Located> {
    source.require_not_root()?;
    let target = access::locate_target(tx, &site.target, command.target.into(), Right::Upload)?;
    if target.is_under(source.node.id) {
        return Err(Code::TargetBelowSource.into());
    }
    // What lies in a safe is encrypted and what lies outside is not: a copy would have to rewrite
    // content.
    let from_safe = source.node.root == site.source.space().view.safe;
    if from_safe != (target.node.root == site.target.view.safe) {
        return Err(Code::TargetInvalid.into());
    }
    Ok(target)
}

/// Makes the top of the copy, out of sight.
fn begin(
    tx: &mut Tx<'_>,
    site: &mut Site<'_>,
    job: JobId,
    source: &Located,
    target: &Located,
    cursor: &mut Cursor,
    budget: &mut u32,
) -> Result<NodeId> {
    if fitting_height(tx, source, target)?.is_none() {
        return Err(Error::new(Code::TooDeep).with_limit(MAX_DEPTH));
    }
    admit(site, source.node.size)?;
    let ids = ids(site, 1);
    let to = destination(site, target);
    copies::insert_top(tx, source.node.id, ids, target.node.id, &to)?;
    cursor.top = Some(ids.nodes);
    cursor.copied += 1;
    *budget = budget.saturating_sub(ITEM);
    if source.node.folder {
        copies::insert_folder(tx, job, ids.nodes, source.node.id)?;
    }
    Ok(ids.nodes)
}

/// All of it is there: it gets its name and its place.
fn show(
    tx: &mut Tx<'_>,
    site: &Site<'_>,
    source: &Located,
    target: &Located,
    top: NodeId,
) -> Result<()> {
    // Folders may have come above or below since the copy was begun.
    let Some(height) = fitting_height(tx, source, target)? else {
        return Err(Error::new(Code::TooDeep).with_limit(MAX_DEPTH));
    };
    let name = free_name(tx, site.ctx, target, source, None)?;
    let touched = spaces::touch(tx, site.target.view.id, site.ctx.now)?;
    let stamp = touched.ok_or(Code::SpaceNotFound)?.stamp;
    copies::reveal(tx, top, &destination(site, target), target.node.id, &name)?;
    if source.node.folder {
        access::raise_heights(tx, &target.way, height)?;
    }
    nodes::touch_children(tx, target.node.id, stamp)?;
    let detail = json!({
        "name": name.name.as_str(),
        "parent": target.node.id,
        "source": source.node.id,
        "source_space": site.source.space().view.id,
    });
    record(tx, site.ctx, &site.target, stamp, Act::Copy, top, &detail)
}

/// Demands room for more bytes, and counts them.
fn admit(site: &mut Site<'_>, bytes: u64) -> Result<()> {
    let taken = site.touched.used.saturating_add(site.touched.reserved);
    require_room(
        taken.saturating_add(site.added),
        site.touched.capacity,
        bytes,
    )?;
    site.added += bytes;
    Ok(())
}

fn ids(site: &Site<'_>, count: u32) -> Ids {
    Ids {
        nodes: NodeId(site.drive.next_ids(count)),
        versions: VersionId(site.drive.next_ids(count)),
    }
}

fn destination(site: &Site<'_>, target: &Located) -> Destination {
    Destination {
        space: site.target.view.id,
        root: target.node.root,
        stamp: site.touched.stamp,
        creator: site.ctx.user(),
        now: site.ctx.now,
    }
}
