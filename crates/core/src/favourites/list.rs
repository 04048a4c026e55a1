//! The list of what somebody has starred.

use crate::sight::{self, Sight};
use crate::{Ctx, Drive};
use coffer_model::file_type::FileType;
use coffer_model::{Error, NodeId, Result};
use coffer_store::favourites::{self, Star};
use coffer_store::{ReadTx, Tx};
use std::collections::HashMap;

/// The most stars of one page.
const MAX_PAGE: u32 = 100;

/// Which stars, and which page of them.
#[derive(Debug, Clone)]
pub struct ListFavourites {
    /// Whether the newest come first.
    pub descending: bool,
    /// Only nodes of this kind that the caller may see.
    pub file_type: Option<FileType>,
    /// Where the page begins.
    pub after: Option<Star>,
    /// The most to answer, at most 100.
    pub limit: u32,
}

/// A star and what the caller may see of its node.
#[derive(Debug, Clone)]
pub struct Favourite {
    /// The star.
    pub star: Star,
    /// The node.
    pub sight: Sight,
}

/// A page of stars.
#[derive(Debug, Clone)]
pub struct FavouritePage {
    /// The stars.
    pub favourites: Vec<Favourite>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Star>,
    /// Stars of nodes that were erased for good, which this call took away.
    pub removed: usize,
}

impl Drive {
    /// A page of the caller's stars by time. Stars of what was erased for good are taken away when they
    /// are met.
    ///
    /// # Errors
    /// `BadRequest` for a page of none or more than 100.
    pub async fn list_favourites(
        &self,
        ctx: &Ctx,
        command: ListFavourites,
    ) -> Result<FavouritePage> {
        if !(1..=MAX_PAGE).contains(&command.limit) {
            return Err(Error::parameter("pageSize").with_limit(format!("1-{MAX_PAGE}")));
        }
        let asking = ctx.clone();
        // With a kind, all stars may have to be looked at.
        let quick = command.file_type.is_none();
        let body = move |tx: &mut ReadTx<'_>| gather(tx, &asking, &command);
        let (mut page, dead) = if quick {
            self.store().read(body).await?
        } else {
            self.store().read_slow(body).await?
        };
        if !dead.is_empty() && ctx.require_full().is_ok() {
            let ctx = ctx.clone();
            page.removed = self
                .store()
                .write(move |tx| remove_dead(tx, &ctx, &dead))
                .await?;
        }
        Ok(page)
    }
}

/// A page, and the nodes of stars on the way that were erased.
fn gather(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    command: &ListFavourites,
) -> Result<(FavouritePage, Vec<NodeId>)> {
    let limit = command.limit as usize;
    let number = command.file_type.map(FileType::number);
    let (mut found, mut dead, mut after) = (Vec::new(), Vec::new(), command.after);
    let mut slice = command.limit + 1;
    loop {
        let member = ctx.user();
        let stars = favourites::list(tx, member, command.descending, after, number, slice)?;
        let ids: Vec<NodeId> = stars.iter().map(|star| star.node).collect();
        let mut sights = sight::look(tx, ctx, &ids)?;
        let last = stars.len() < slice as usize;
        after = stars.last().copied();
        for star in stars {
            match sights.remove(&star.node) {
                None => dead.push(star.node),
                Some(sight) if shows(command, &sight) => found.push(Favourite { star, sight }),
                Some(_) => {}
            }
        }
        // Whether there is a next page must not depend on what may not be seen, so a short slice is
        // filled up. A list that is full of dead stars is cut off: they are gone when it goes on.
        if last || found.len() > limit || dead.len() >= MAX_PAGE as usize {
            let cut = !last && found.len() <= limit;
            let next = if cut { after } else { next_of(&found, limit) };
            found.truncate(limit);
            let page = FavouritePage {
                favourites: marked(found),
                next,
                removed: 0,
            };
            return Ok((page, dead));
        }
        slice = MAX_PAGE + 1;
    }
}

fn next_of(found: &[Favourite], limit: usize) -> Option<Star> {
    let more = found.len() > limit;
    let last = found.get(limit.checked_sub(1)?)?;
    more.then_some(last.star)
}

/// With a kind, what is hidden is left out: that it is there would tell its kind.
fn shows(command: &ListFavourites, sight: &Sight) -> bool {
    match (command.file_type, sight) {
        (None, _) => true,
        (Some(kind), Sight::Seen(seen)) => seen.node.file_type == kind,
        (Some(_), Sight::Hidden) => false,
    }
}

fn marked(mut found: Vec<Favourite>) -> Vec<Favourite> {
    for favourite in &mut found {
        if let Sight::Seen(seen) = &mut favourite.sight {
            seen.node.favourite = true;
        }
    }
    found
}

/// Takes the stars of nodes away that are erased still; how many.
fn remove_dead(tx: &mut Tx<'_>, ctx: &Ctx, nodes: &[NodeId]) -> Result<usize> {
    favourites::lock_member(tx, ctx.user())?;
    let alive: HashMap<NodeId, Sight> = sight::look(tx, ctx, nodes)?;
    let mut removed = 0;
    for node in nodes {
        if !alive.contains_key(node) {
            removed += usize::from(favourites::delete(tx, ctx.user(), *node)?);
        }
    }
    Ok(removed)
}
