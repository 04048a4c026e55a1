//! Whether somebody may see a share, and what it shows at the moment.

use crate::access::{self, Expect, Located, SpaceHandle};
use crate::{Access, Actor, Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::organisation::MemberView;
use coffer_model::rights::Right;
use coffer_model::share::{ShareScope, ShareStatus};
use coffer_model::user::UserStatus;
use coffer_model::{Code, Error, Locale, NodeId, Result, ShareId, Timestamp};
use coffer_store::shares::{self, ShareRow};
use coffer_store::{ReadTx, members};

/// Bytes of randomness in a link.
pub(super) const LINK_BYTES: usize = 16;

/// Who visits a share.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The person, if one is logged in.
    pub member: Option<Ctx>,
    /// The language of texts.
    pub locale: Locale,
    /// When the call began.
    pub now: Timestamp,
    /// The address that it came from.
    pub address: String,
}

/// A share as visitors name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareKey {
    /// What its link says.
    Link(String),
    /// Its id.
    Id(ShareId),
}

/// A share that can be visited.
pub(crate) struct OpenShare {
    pub(super) row: ShareRow,
    pub(super) keeper: Keeper,
    /// What is shared, in the order of the share.
    items: Vec<NodeId>,
}

/// Finds a share for somebody whom it is for.
///
/// # Errors
/// `NotFound`, `Unauthenticated` where one has to be logged in, `ShareForbidden`, `ShareEnded`.
pub(super) fn open(tx: &mut ReadTx<'_>, visitor: &Visitor, key: &ShareKey) -> Result<OpenShare> {
    let row = match key {
        ShareKey::Link(short_id) if is_short_id(short_id) => shares::find_by_link(tx, short_id)?,
        ShareKey::Link(_) => None,
        ShareKey::Id(id) => shares::find(tx, *id)?,
    };
    let row = row.ok_or(Code::NotFound)?;
    require_meant(tx, visitor, &row)?;
    standing(tx, row, visitor.now)?.ok_or_else(|| Error::new(Code::ShareEnded))
}

/// Whether a text has the form of what links say.
fn is_short_id(text: &str) -> bool {
    text.len() == 2 * LINK_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Who keeps a share open: its owner, in the space of what is shared.
pub(super) struct Keeper {
    pub(super) owner: MemberView,
    /// The owner, as the one who looks: what the share shows is what the owner may see.
    pub(super) owner_ctx: Ctx,
    pub(super) space: SpaceHandle,
}

/// The share, if it has not ended.
pub(super) fn standing(
    tx: &mut ReadTx<'_>,
    row: ShareRow,
    now: Timestamp,
) -> Result<Option<OpenShare>> {
    if row.cancelled_at.is_some() || row.expires_at <= now {
        return Ok(None);
    }
    let keeper = find_keeper(tx, &row, now)?;
    let Some(keeper) = keeper else {
        return Ok(None);
    };
    let items = shares::list_items(tx, row.id)?;
    Ok(Some(OpenShare { row, keeper, items }))
}

/// The owner of the share, if he may still share what it shows.
pub(super) fn find_keeper(
    tx: &mut ReadTx<'_>,
    row: &ShareRow,
    now: Timestamp,
) -> Result<Option<Keeper>> {
    let Some(owner) = members::find(tx, row.tenant, row.owner)? else {
        return Ok(None);
    };
    if !UserStatus::lets_in(owner.status as i64) {
        return Ok(None);
    }
    let owner_ctx = Ctx {
        tenant: row.tenant,
        actor: Actor {
            user: owner.id,
            role: owner.role,
            department: owner.department,
            app: None,
            access: Access::Reading,
        },
        locale: Locale::default(),
        now,
        address: String::new(),
    };
    match access::load_space(tx, &owner_ctx, row.space, Expect::Any) {
        Ok(space) => Ok(Some(Keeper {
            owner,
            owner_ctx,
            space,
        })),
        Err(error) if error.code() == Code::Internal => Err(error),
        // The owner lost the space, or it is closed.
        Err(_) => Ok(None),
    }
}

fn require_meant(tx: &mut ReadTx<'_>, visitor: &Visitor, row: &ShareRow) -> Result<()> {
    if row.scope == ShareScope::Anyone {
        return Ok(());
    }
    let Some(ctx) = &visitor.member else {
        return Err(Error::new(Code::Unauthenticated).with_parameter("Authorization"));
    };
    let meant = ctx.tenant == row.tenant
        && (row.scope == ShareScope::Tenant
            || ctx.user() == row.owner
            || shares::is_named(tx, row.id, ctx.user(), ctx.actor.department)?);
    if meant {
        Ok(())
    } else {
        Err(Code::ShareForbidden.into())
    }
}

impl OpenShare {
    /// Whether this visitor is the owner, who knows the code.
    fn is_owner(&self, visitor: &Visitor) -> bool {
        let user = visitor.member.as_ref().map(Ctx::user);
        user == Some(self.row.owner)
    }

    /// A node that the share shows: live, and an item or below one. What else there is does not exist.
    pub(super) fn find_shown(&self, tx: &mut ReadTx<'_>, id: NodeId) -> Result<Option<Located>> {
        let Some(located) = self.find_live(tx, id)? else {
            return Ok(None);
        };
        let shown = self.items.iter().any(|item| located.is_under(*item));
        Ok(shown.then_some(located))
    }

    /// A live node of the space, outside its safe, which is never shown.
    fn find_live(&self, tx: &mut ReadTx<'_>, id: NodeId) -> Result<Option<Located>> {
        match access::locate(tx, &self.keeper.space, id, Right::Share) {
            Ok(located) => {
                let shown = located.recycled_at().is_none()
                    && located.node.root != self.keeper.space.view.safe;
                Ok(shown.then_some(located))
            }
            Err(error) if error.code() == Code::Internal => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// The items that are there, in the order of the share.
    pub(super) fn live_items(&self, tx: &mut ReadTx<'_>) -> Result<Vec<Located>> {
        let mut live = Vec::with_capacity(self.items.len());
        for id in &self.items {
            live.extend(self.find_live(tx, *id)?);
        }
        Ok(live)
    }

    /// Whether anything is left of it.
    pub(super) fn status(&self, tx: &mut ReadTx<'_>) -> Result<ShareStatus> {
        for id in &self.items {
            if self.find_live(tx, *id)?.is_some() {
                return Ok(ShareStatus::Open);
            }
        }
        Ok(ShareStatus::Empty)
    }
}

impl Drive {
    /// As [`open`], for who has proved the extract code, where there is one.
    ///
    /// # Errors
    /// What [`open`] fails with, and `ExtractCodeWrong`.
    pub(super) fn enter(
        &self,
        tx: &mut ReadTx<'_>,
        visitor: &Visitor,
        key: &ShareKey,
        proof: Option<&str>,
    ) -> Result<OpenShare> {
        let share = open(tx, visitor, key)?;
        if share.row.extract_code.is_none() || share.is_owner(visitor) {
            return Ok(share);
        }
        match proof {
            Some(proof) if self.is_proof(&share.row, proof, visitor.now) => Ok(share),
            Some(_) => Err(Code::ExtractCodeWrong.into()),
            None => Err(Error::new(Code::ExtractCodeWrong).because(Reason::CodeNeeded)),
        }
    }
}
