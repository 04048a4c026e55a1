//! Giving stars and taking them away.

use super::MAX_FAVOURITES;
use crate::access::{self, Expect};
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, NodeId, Result, SpaceId};
use coffer_store::favourites::{self, Star};
use coffer_store::{ReadTx, Tx};
use std::collections::HashSet;

/// Nodes of one call.
const MAX_ITEMS: usize = 100;

/// A node to star, where the caller says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StarItem {
    /// The space.
    pub space: SpaceId,
    /// The folder or file.
    pub node: NodeId,
}

impl Drive {
    /// Stars folders and files; for each whether it has a star now, or why not: `NodeNotFound`,
    /// `NodeNotInSpace`, `NodeRecycled`, `Forbidden` for roots, `TenantLimit` for more than
    /// [`MAX_FAVOURITES`], and what loading the space fails with. One that has a star keeps its time.
    ///
    /// # Errors
    /// `BadRequest` for none, more than 100 or the same twice; `Forbidden` for who may only look.
    pub async fn star(&self, ctx: &Ctx, items: Vec<StarItem>) -> Result<Vec<Result<()>>> {
        ctx.require_full()?;
        require_batch(items.iter().map(|item| item.node))?;
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let mut fit = Vec::with_capacity(items.len());
                for item in &items {
                    fit.push(single(find(tx, &ctx, *item))?);
                }
                give(tx, &ctx, fit)
            })
            .await
    }

    /// Takes stars away. It needs no right on the node, which may be out of the caller's sight by now;
    /// what has none is as it should be.
    ///
    /// # Errors
    /// `BadRequest` for none, more than 100 or the same twice; `Forbidden` for who may only look.
    pub async fn unstar(&self, ctx: &Ctx, nodes: Vec<NodeId>) -> Result<()> {
        ctx.require_full()?;
        require_batch(nodes.iter().copied())?;
        let member = ctx.user();
        self.store()
            .write(move |tx| {
                favourites::lock_member(tx, member)?;
                for node in &nodes {
                    favourites::delete(tx, member, *node)?;
                }
                Ok(())
            })
            .await
    }
}

fn require_batch(nodes: impl ExactSizeIterator<Item = NodeId>) -> Result<()> {
    let count = nodes.len();
    let different: HashSet<NodeId> = nodes.collect();
    if count == 0 || count > MAX_ITEMS || different.len() < count {
        return Err(Error::parameter("items").with_limit(format!("1-{MAX_ITEMS}")));
    }
    Ok(())
}

/// The failure of one item is its outcome; that of the server ends the call.
fn single(outcome: Result<NodeId>) -> Result<Result<NodeId>> {
    match outcome {
        Err(error) if error.code() == Code::Internal => Err(error),
        outcome => Ok(outcome),
    }
}

fn find(tx: &mut ReadTx<'_>, ctx: &Ctx, item: StarItem) -> Result<NodeId> {
    let space = access::load_space(tx, ctx, item.space, Expect::Any)?;
    let located = access::locate(tx, &space, item.node, Right::Read)?;
    located.require_live()?;
    located.require_not_root()?;
    Ok(item.node)
}

fn give(tx: &mut Tx<'_>, ctx: &Ctx, fit: Vec<Result<NodeId>>) -> Result<Vec<Result<()>>> {
    let member = ctx.user();
    if !favourites::lock_member(tx, member)? {
        return Err(Code::Unauthenticated.into());
    }
    let mut count = favourites::count(tx, member)?;
    let mut outcomes = Vec::with_capacity(fit.len());
    for outcome in fit {
        let node = match outcome {
            Ok(node) => node,
            Err(error) => {
                outcomes.push(Err(error));
                continue;
            }
        };
        let star = Star { at: ctx.now, node };
        let given = favourites::insert(tx, member, star)?;
        if given && count >= MAX_FAVOURITES {
            favourites::delete(tx, member, node)?;
            let full = Error::new(Code::TenantLimit).because(Reason::Favourites);
            outcomes.push(Err(full.with_limit(MAX_FAVOURITES)));
            continue;
        }
        count += u64::from(given);
        outcomes.push(Ok(()));
    }
    Ok(outcomes)
}
