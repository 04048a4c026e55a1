//! How the shares of a page stand and what they show: read for all of them together, in a few statements
//! and some more for each space.

use super::open::{Keeper, find_keeper};
use crate::access::{self, Located, unless_refused};
use crate::rights::Known;
use coffer_model::node::NodeView;
use coffer_model::rights::{Right, Rights};
use coffer_model::share::ShareStatus;
use coffer_model::{NodeId, Result, ShareId, SpaceId, TenantId, Timestamp, UserId};
use coffer_store::shares::{self, ShareRow};
use coffer_store::ways::Ways;
use coffer_store::{ReadTx, listing};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Where an item of a share is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemPlace {
    /// In its space, where visitors see it.
    Live,
    /// In the recycle bin.
    Recycled,
    /// In the safe, in another space, or being erased.
    Away,
}

/// An item of a share.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) view: NodeView,
    pub(super) place: ItemPlace,
}

/// How a share stands.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) status: ShareStatus,
    /// Its items in its order, without those that were erased. All are away where the owner may not see
    /// them any more.
    pub(super) items: Vec<Item>,
}

/// Everything that the standing of the shares of a page is made of.
pub(super) struct Page {
    items: HashMap<ShareId, Vec<NodeId>>,
    views: HashMap<NodeId, NodeView>,
    ways: Ways,
    keepers: HashMap<(UserId, SpaceId), Option<Keeper>>,
    /// What the rights of each owner depend on.
    known: HashMap<UserId, Known>,
    now: Timestamp,
}

impl Page {
    /// Reads what the shares of a tenant need.
    pub(super) fn read<'a>(
        tx: &mut ReadTx<'_>,
        tenant: TenantId,
        rows: impl Iterator<Item = &'a ShareRow> + Clone,
        now: Timestamp,
    ) -> Result<Self> {
        let ids: Vec<ShareId> = rows.clone().map(|row| row.id).collect();
        let mut items: HashMap<ShareId, Vec<NodeId>> = HashMap::new();
        let mut wanted = HashSet::new();
        for (share, node) in shares::list_items_of(tx, &ids)? {
            items.entry(share).or_default().push(node);
            wanted.insert(node);
        }
        let wanted: Vec<NodeId> = wanted.into_iter().collect();
        let views = listing::list_views(tx, tenant, &wanted)?.into_iter();
        let mut page = Self {
            items,
            views: views.map(|entry| (entry.view.id, entry.view)).collect(),
            ways: Ways::read(tx, &wanted)?,
            keepers: HashMap::new(),
            known: HashMap::new(),
            now,
        };
        for row in rows {
            if let Entry::Vacant(place) = page.keepers.entry((row.owner, row.space)) {
                let keeper = place.insert(find_keeper(tx, row, now)?);
                if let (Some(keeper), Entry::Vacant(known)) = (keeper, page.known.entry(row.owner))
                {
                    known.insert(Known::read(tx, keeper.space.who, page.ways.marks())?);
                }
            }
        }
        Ok(page)
    }

    /// Whose the share is, and of which space; `None` where the owner cannot share it any more.
    pub(super) fn keeper(&self, row: &ShareRow) -> Option<&Keeper> {
        self.keepers.get(&(row.owner, row.space))?.as_ref()
    }

    /// How a share of the page stands.
    pub(super) fn standing(&self, row: &ShareRow) -> Result<Standing> {
        let over = row.cancelled_at.is_some() || row.expires_at <= self.now;
        let keeper = self.keeper(row);
        let mut items = Vec::new();
        let mut live = false;
        for id in self.items.get(&row.id).into_iter().flatten() {
            let located = match keeper {
                Some(keeper) => self.locate(keeper, row, *id)?,
                None => None,
            };
            let place = match &located {
                None => ItemPlace::Away,
                Some(located) if located.recycled_at().is_some() => ItemPlace::Recycled,
                Some(_) => ItemPlace::Live,
            };
            live |= place == ItemPlace::Live;
            let view = self.views.get(id).cloned();
            items.extend(view.map(|mut view| {
                view.rights = located.as_ref().map_or(Rights::NONE, |it| it.rights);
                let below_seen = located.is_some_and(|it| it.shows_parent());
                view.parent = view.parent.filter(|_| below_seen);
                Item { view, place }
            }));
        }
        let status = match (keeper.is_some() && !over, live) {
            (false, _) => ShareStatus::Ended,
            (true, false) => ShareStatus::Empty,
            (true, true) => ShareStatus::Open,
        };
        Ok(Standing { status, items })
    }

    /// An item as its owner sees it; `None` where he cannot share it any more.
    fn locate(&self, keeper: &Keeper, row: &ShareRow, id: NodeId) -> Result<Option<Located>> {
        let Some(known) = self.known.get(&row.owner) else {
            return Ok(None);
        };
        let located = unless_refused(access::place(&keeper.space, self.ways.of(id), known))?;
        let safe = keeper.space.view.safe;
        Ok(located.filter(|it| it.rights.has(Right::Share) && it.node.root != safe))
    }
}
