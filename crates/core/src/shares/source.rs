//! Where something is taken from: a space that one may use, or a share.

use super::open::{self, OpenShare, ShareKey, Visitor};
use crate::Ctx;
use crate::access::{self, Expect, Located, SpaceHandle};
use crate::rights::below;
use coffer_model::error::Kind;
use coffer_model::rights::Right;
use coffer_model::{Code, Locale, NodeId, Result, ShareId, SpaceId, Timestamp};
use coffer_store::ReadTx;
use std::collections::HashSet;

/// What a copy or a pack is made from.
pub(crate) enum Source {
    /// A space that the asker may use.
    Own(SpaceHandle),
    /// What a share shows.
    Shared(Box<OpenShare>),
}

impl Source {
    /// The space, or the share, if `ctx` may take something from it now. The extract code was proved when
    /// the work was asked for.
    ///
    /// # Errors
    /// What loading the space fails with; for a share those of [`Source::open_share`].
    pub(crate) fn open(
        tx: &mut ReadTx<'_>,
        ctx: &Ctx,
        space: SpaceId,
        share: Option<ShareId>,
    ) -> Result<Self> {
        match share {
            Some(share) => Self::open_share(tx, Some(ctx.clone()), share, ctx.now),
            None => access::load_space(tx, ctx, space, Expect::Any).map(Self::Own),
        }
    }

    /// A share, for somebody of its tenant or a stranger. Its space may be another one than when the work
    /// was asked for: what a leaver had is handed over.
    ///
    /// # Errors
    /// `ShareForbidden` when it is not for them or allows no fetching, `Unauthenticated` when it is no
    /// longer for strangers, `ShareEnded`.
    pub(crate) fn open_share(
        tx: &mut ReadTx<'_>,
        member: Option<Ctx>,
        share: ShareId,
        now: Timestamp,
    ) -> Result<Self> {
        let visitor = Visitor {
            member,
            locale: Locale::default(),
            now,
            address: String::new(),
        };
        Self::of_share(open::open(tx, &visitor, &ShareKey::Id(share))?)
    }

    /// A share that was entered.
    pub(super) fn of_share(share: OpenShare) -> Result<Self> {
        if share.row.permission.download {
            Ok(Self::Shared(Box::new(share)))
        } else {
            Err(Code::ShareForbidden.into())
        }
    }

    /// The space of everything in it.
    pub(crate) fn space(&self) -> &SpaceHandle {
        match self {
            Self::Own(space) => space,
            Self::Shared(share) => &share.keeper.space,
        }
    }

    /// The version of the extract code that opens it.
    pub(crate) fn code_version(&self) -> Option<i64> {
        match self {
            Self::Own(_) => None,
            Self::Shared(share) => Some(share.row.code_version),
        }
    }

    /// A node of it; of a share, only what it shows.
    ///
    /// # Errors
    /// `NodeNotFound` and the like; `NodeForbidden` where it may be seen and not be taken.
    pub(crate) fn locate(&self, tx: &mut ReadTx<'_>, id: NodeId) -> Result<Located> {
        match self {
            Self::Own(space) => access::locate(tx, space, id, Right::Download),
            Self::Shared(share) => {
                let shown = share.find_shown(tx, id)?.ok_or(Code::NodeNotFound)?;
                shown.require(Right::Download)?;
                Ok(shown)
            }
        }
    }

    /// The nodes at which taking a tree ends: nothing of theirs is taken.
    pub(crate) fn barred(&self, tx: &mut ReadTx<'_>) -> Result<HashSet<NodeId>> {
        let mut barred = below::barred(tx, self.space(), Right::Download)?;
        if let Self::Shared(_) = self {
            barred.extend(below::barred(tx, self.space(), Right::Share)?);
        }
        Ok(barred)
    }

    /// Whether a node is in it and not thrown away.
    pub(crate) fn holds(&self, tx: &mut ReadTx<'_>, id: NodeId) -> Result<bool> {
        match self.locate(tx, id) {
            Ok(found) => Ok(found.recycled_at().is_none()),
            Err(error) if error.code().kind() == Kind::Server => Err(error),
            Err(_) => Ok(false),
        }
    }
}
