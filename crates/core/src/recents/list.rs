//! What somebody used last.

use super::KEPT;
use crate::sight::{self, Sight};
use crate::{Ctx, Drive, favourites};
use coffer_model::{NodeId, Result};
use coffer_store::ReadTx;
use coffer_store::recents::{self, Use};
use std::collections::HashMap;

/// A use of a file, and what the caller may see of the file now.
#[derive(Debug, Clone)]
pub struct RecentFile {
    /// The file.
    pub file: NodeId,
    /// The use.
    pub used: Use,
    /// The file as it is.
    pub sight: Sight,
}

impl Drive {
    /// The last 100 files that the caller viewed or changed, the latest use first, without those that were
    /// erased for good.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn list_recents(&self, ctx: &Ctx) -> Result<Vec<RecentFile>> {
        // Memory first: what leaves it meanwhile is found in the database.
        let waiting = self.inner.recents.of(ctx.user());
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| gather(tx, &ctx, &waiting))
            .await
    }
}

fn gather(tx: &mut ReadTx<'_>, ctx: &Ctx, waiting: &[(NodeId, Use)]) -> Result<Vec<RecentFile>> {
    let written = recents::list(tx, ctx.user(), KEPT)?;
    let mut uses: HashMap<NodeId, Use> = HashMap::new();
    for (file, used) in written.iter().chain(waiting) {
        uses.entry(*file)
            .and_modify(|known| *known = known.or(*used))
            .or_insert(*used);
    }
    let mut uses: Vec<(NodeId, Use)> = uses.into_iter().collect();
    uses.sort_unstable_by_key(|(file, used)| std::cmp::Reverse((used.at, *file)));
    uses.truncate(KEPT as usize);
    let ids: Vec<NodeId> = uses.iter().map(|(file, _)| *file).collect();
    let mut sights = sight::look(tx, ctx, &ids)?;
    let shown = sights.values_mut().filter_map(|sight| match sight {
        Sight::Seen(seen) => Some(&mut seen.node),
        Sight::Hidden => None,
    });
    favourites::mark(tx, ctx.user(), shown)?;
    let recent = |(file, used)| {
        let sight = sights.remove(&file)?;
        Some(RecentFile { file, used, sight })
    };
    Ok(uses.into_iter().filter_map(recent).collect())
}
