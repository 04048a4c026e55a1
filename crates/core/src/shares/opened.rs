//! Noting who opened a share: that is how a share for everybody gets into the lists of people.

use super::open::{OpenShare, Visitor};
use crate::Drive;
use coffer_model::share::{ShareCounts, ShareScope};
use coffer_model::{Error, Result, ShareId, Timestamp, UserId};
use coffer_store::shares::{self, Reader};
use coffer_store::{ReadTx, Tx};

/// What a visit adds to what is known of the visitor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    share: ShareId,
    member: UserId,
    opened_at: Option<Timestamp>,
    proved_version: i64,
}

impl OpenShare {
    /// What is to be noted of a visitor who was let in, if that is not known yet: once for each person,
    /// and again only after the person left or the extract code was changed. Strangers, the owner and
    /// people of other tenants have no list that it could be in.
    pub(super) fn opening(
        &self,
        tx: &mut ReadTx<'_>,
        visitor: &Visitor,
    ) -> Result<Option<Opening>> {
        let row = &self.row;
        let Some(ctx) = visitor.member.as_ref() else {
            return Ok(None);
        };
        if ctx.tenant != row.tenant || ctx.user() == row.owner {
            return Ok(None);
        }
        let reader = shares::find_reader(tx, row.id, ctx.user())?.unwrap_or_default();
        let code = row.extract_code.is_some().then_some(row.code_version);
        let opened = Opening {
            share: row.id,
            member: ctx.user(),
            opened_at: (row.scope != ShareScope::Named).then_some(visitor.now),
            proved_version: code.unwrap_or(reader.proved_version),
        };
        Ok(opened.is_news(&reader).then_some(opened))
    }
}

impl Opening {
    fn is_news(&self, known: &Reader) -> bool {
        let listed = known.opened_at.is_some() && known.left_at.is_none();
        (self.opened_at.is_some() && !listed) || self.proved_version > known.proved_version
    }

    fn note(&self, tx: &mut Tx<'_>) -> Result<()> {
        let (share, member) = (self.share, self.member);
        shares::note_reader(tx, share, member, self.opened_at, self.proved_version)?;
        Ok(())
    }
}

impl Drive {
    /// Notes what a visit adds, if anything.
    pub(super) async fn note_opening(&self, opening: Option<Opening>) -> Result<()> {
        let Some(opening) = opening else {
            return Ok(());
        };
        self.store().write(move |tx| opening.note(tx)).await
    }

    /// Adds to the counts of a share, and notes what a visit adds.
    pub(super) async fn count_share(
        &self,
        share: ShareId,
        counts: ShareCounts,
        opening: Option<Opening>,
    ) -> Result<()> {
        let spread = self.now().0;
        self.store()
            .write(move |tx| {
                if let Some(opening) = opening {
                    opening.note(tx)?;
                }
                Ok::<_, Error>(shares::count(tx, share, spread, counts)?)
            })
            .await
    }
}
