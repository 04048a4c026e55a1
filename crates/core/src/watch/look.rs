//! What there is to see for one page: a transaction that reads.

use super::WatchPosition;
use super::folders::{self, Shown, SpaceLook};
use crate::identity::find_live;
use crate::{Ctx, Drive};
use coffer_model::{Code, Locale, Result, Timestamp};
use coffer_store::ReadTx;
use coffer_store::jobs::{self, ShownRow};
use coffer_store::messages::{self, MessageRow};

/// The most messages or jobs of one look.
pub(super) const PAGE: usize = 50;

/// What to look for.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) session: [u8; 32],
    pub(super) locale: Locale,
    pub(super) address: String,
    pub(super) position: WatchPosition,
    /// Folders that are still there, those of a space together.
    pub(super) shown: Vec<Shown>,
    /// Whether jobs are looked at.
    pub(super) jobs: bool,
    /// Whether folders without changes are looked at too: a right may be gone.
    pub(super) thorough: bool,
}

/// What there was.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) unread: u64,
    /// The number up to which `messages` has all, unless it is full.
    pub(super) seq: i64,
    pub(super) messages: Vec<(i64, MessageRow)>,
    pub(super) jobs: Vec<(i64, ShownRow)>,
    pub(super) spaces: Vec<SpaceLook>,
}

impl Question {
    pub(super) async fn ask(self, drive: &Drive) -> Result<Look> {
        let now = drive.now();
        drive
            .store()
            .read(move |tx| {
                let ctx = self.caller(tx, now)?;
                look(tx, &ctx, &self)
            })
            .await
    }

    /// The reader as of now. Looking does not keep the session alive.
    fn caller(&self, tx: &mut ReadTx<'_>, now: Timestamp) -> Result<Ctx> {
        let identity = find_live(tx, &self.session, now)?.ok_or(Code::Unauthenticated)?;
        Ok(identity.into_ctx(self.locale, now, self.address.clone()))
    }
}

fn look(tx: &mut ReadTx<'_>, ctx: &Ctx, question: &Question) -> Result<Look> {
    let seen = &question.position;
    let page = u32::try_from(PAGE).unwrap_or(u32::MAX);
    // The number first: on PostgreSQL the second statement sees at least what the first did.
    let (unread, seq) = messages::find_counter(tx, ctx.user())?;
    let messages = if seq > seen.messages {
        messages::list_after(tx, ctx.user(), (seen.messages, seq), page)?
    } else {
        Vec::new()
    };
    let jobs = if question.jobs {
        jobs::list_changed(tx, ctx.user(), seen.jobs, page)?
    } else {
        Vec::new()
    };
    let mut spaces = Vec::new();
    for shown in question.shown.chunk_by(|one, next| one.space == next.space) {
        let Some(first) = shown.first() else { continue };
        let stamp = seen.stamp_of(first.space).unwrap_or_default();
        let place = (first.space, stamp);
        spaces.push(folders::look(tx, ctx, shown, place, question.thorough)?);
    }
    Ok(Look {
        unread,
        seq,
        messages,
        jobs,
        spaces,
    })
}
