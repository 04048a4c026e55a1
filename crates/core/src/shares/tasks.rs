//! What is done with several things of a share at once: one zip of them, or copies in a space of one's
//! own. Both are jobs.

use super::open::{OpenShare, ShareKey, Visitor};
use super::source::Source;
use crate::files::StartCopy;
use crate::identity::attempts::{self, Limited};
use crate::jobs::{self, JobView, STRANGER};
use crate::packs::{self, StartPack};
use crate::{Ctx, Drive, NodeRef};
use coffer_model::share::ShareCounts;
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::{
    Code, Error, JobId, NodeId, Result, ShareId, SpaceId, TenantId, Timestamp, UserId,
};
use coffer_store::identity::Counter;
use coffer_store::jobs::Lane;
use coffer_store::{ReadTx, shares, spaces};

/// Items of one task.
const MAX_ITEMS: usize = 1_000;
/// Tasks of one share that have not ended.
const MAX_UNFINISHED: u32 = 50;
/// Tasks that one address may ask of a share within the window.
const ADDRESS_LIMIT: u32 = 100;
/// Tasks that may be asked of a share within the window, from wherever.
const SHARE_LIMIT: u32 = 5_000;
/// Seconds after which tasks are no longer counted.
const WINDOW: i64 = 15 * 60;

/// Which things of which share.
#[derive(Debug, Clone)]
pub struct StartShareTask {
    /// The share.
    pub share: ShareId,
    /// The space of what it shows.
    pub space: SpaceId,
    /// Files, and folders with everything in them: what is shared, or below it.
    pub nodes: Vec<NodeId>,
    /// The proof of the extract code.
    pub proof: Option<String>,
}

/// Where things are kept.
#[derive(Debug, Clone, Copy)]
pub struct SavePlace {
    /// The space.
    pub space: SpaceId,
    /// The folder.
    pub folder: NodeRef,
}

/// A task of a share.
#[derive(Debug, Clone)]
pub struct ShareTask {
    /// Who asked; `None` for a stranger.
    pub asker: Option<UserId>,
    /// The space of the share.
    pub space: SpaceView,
    /// The job; without the ways of its items.
    pub job: JobView,
}

impl Drive {
    /// Records a pack of things of a share and the job that counts it. It can be fetched as long as
    /// other packs, while the share stands and its code is the same. Counts as a download.
    ///
    /// # Errors
    /// `BadRequest` for no items or more than 1,000 or another space, `ShareForbidden` where visitors
    /// may not fetch, `TooManyRequests`, `NameInvalid`, `NameTooLong`, and those of
    /// [`Drive::visit_share`]. What fails for one item is in the job's outcome.
    pub async fn pack_shared(
        &self,
        visitor: &Visitor,
        task: StartShareTask,
        name: Option<String>,
    ) -> Result<JobId> {
        self.admit_task(visitor, &task).await?;
        let id = JobId(self.next_id());
        let (drive, visitor) = (self.clone(), visitor.clone());
        self.store()
            .write(move |tx| {
                let key = ShareKey::Id(task.share);
                let share = drive.enter(tx, &visitor, &key, task.proof.as_deref())?;
                let person = person(&visitor, &share);
                let asker = person.unwrap_or(&share.keeper.owner_ctx);
                let ctx = Ctx {
                    locale: visitor.locale,
                    now: visitor.now,
                    ..asker.clone()
                };
                let stranger = person.is_none();
                let proved = (task.share, share.row.code_version);
                let source = Source::of_share(share)?;
                let command = StartPack {
                    space: task.space,
                    nodes: task.nodes.clone(),
                    name: name.clone(),
                };
                let mut drawn = packs::draw_up(tx, &ctx, &source, id, &command)?;
                drawn.job.share = Some(task.share);
                if stranger {
                    drawn.job.member = STRANGER;
                }
                if let Some(pack) = &mut drawn.pack {
                    pack.share = Some(proved);
                    pack.member = drawn.job.member;
                }
                shares::count(tx, task.share, id.0, ShareCounts::DOWNLOAD)?;
                drawn.record(tx, ctx.now)
            })
            .await?;
        self.wake(Lane::Rows);
        Ok(id)
    }

    /// Copies things of a share to a place that the visitor may write to; without one, to the
    /// visitor's own space. Counts as a save.
    ///
    /// # Errors
    /// `Unauthenticated` for who is not logged in, `ShareForbidden` where visitors may not fetch and
    /// for people of other tenants, `Forbidden` for who may only look, `NotFound` for who has no own
    /// space, and those of [`Drive::pack_shared`] and [`Drive::start_copy`].
    pub async fn save_shared(
        &self,
        visitor: &Visitor,
        task: StartShareTask,
        place: Option<SavePlace>,
    ) -> Result<JobId> {
        let Some(ctx) = visitor.member.clone() else {
            return Err(Error::new(Code::Unauthenticated).with_parameter("Authorization"));
        };
        ctx.require_full()?;
        let asker = ctx.clone();
        // Contents do not cross over to another tenant.
        if self.admit_task(visitor, &task).await? != ctx.tenant {
            return Err(Code::ShareForbidden.into());
        }
        let place = self
            .store()
            .read(move |tx| place.map_or_else(|| own_space(tx, &asker), Ok))
            .await?;
        let copy = StartCopy {
            source: task.space,
            nodes: task.nodes,
            target_space: place.space,
            target: place.folder,
        };
        self.start_copy_from(&ctx, copy, Some(task.share)).await
    }

    /// How a task of a share stands. Who is logged in sees one's own and those of strangers; a stranger
    /// those of strangers, which show nothing but what the share does.
    ///
    /// # Errors
    /// `JobNotFound`, and those of [`Drive::visit_share`].
    pub async fn share_task(
        &self,
        visitor: &Visitor,
        share: ShareId,
        job: JobId,
        proof: Option<String>,
    ) -> Result<ShareTask> {
        let (drive, visitor) = (self.clone(), visitor.clone());
        self.store()
            .read(move |tx| {
                let key = ShareKey::Id(share);
                let open = drive.enter(tx, &visitor, &key, proof.as_deref())?;
                let person = person(&visitor, &open).map(Ctx::user);
                let row = coffer_store::jobs::find(tx, job)?
                    .filter(|row| row.share == Some(share))
                    .filter(|row| row.member == STRANGER || Some(row.member) == person)
                    .ok_or(Code::JobNotFound)?;
                let asker = Some(row.member).filter(|member| *member != STRANGER);
                let job = jobs::view(row).ok_or(Code::JobNotFound)?;
                Ok(ShareTask {
                    asker,
                    space: open.keeper.space.view,
                    job,
                })
            })
            .await
    }

    /// Refuses who may not enter, what makes no sense, and what is too much; in this order, so that nobody
    /// uses up what others may ask for. Answers the share's tenant.
    async fn admit_task(&self, visitor: &Visitor, task: &StartShareTask) -> Result<TenantId> {
        if task.nodes.is_empty() || task.nodes.len() > MAX_ITEMS {
            return Err(Error::parameter("items").with_limit(format!("1-{MAX_ITEMS}")));
        }
        let (drive, asker, share) = (self.clone(), visitor.clone(), task.share);
        let (space, proof) = (task.space, task.proof.clone());
        let tenant = self
            .store()
            .read(move |tx| {
                let open = drive.enter(tx, &asker, &ShareKey::Id(share), proof.as_deref())?;
                let tenant = open.row.tenant;
                if open.keeper.space.view.id != space {
                    return Err(Error::parameter("containerId"));
                }
                Source::of_share(open)?;
                require_few(tx, share, asker.now)?;
                Ok(tenant)
            })
            .await?;
        let network = attempts::network_of(&visitor.address);
        let limited = [
            Limited::new(
                Counter::ShareTaskAddress(format!("{} {network}", task.share)),
                ADDRESS_LIMIT,
            ),
            Limited::new(Counter::ShareTask(task.share.to_string()), SHARE_LIMIT),
        ];
        let now = visitor.now;
        let blocked_until = self
            .store()
            .write(move |tx| attempts::count(tx, &limited, now, now.plus_seconds(WINDOW)))
            .await?;
        blocked_until.map_or(Ok(tenant), |until| Err(attempts::refuse(until, now)))
    }
}

/// The visitor as somebody of the share's tenant; others are strangers.
fn person<'a>(visitor: &'a Visitor, share: &OpenShare) -> Option<&'a Ctx> {
    let member = visitor.member.as_ref();
    member.filter(|ctx| ctx.tenant == share.row.tenant)
}

/// Demands that not too much of a share is under way.
fn require_few(tx: &mut ReadTx<'_>, share: ShareId, now: Timestamp) -> Result<()> {
    if coffer_store::jobs::count_of_share(tx, share, MAX_UNFINISHED)? < MAX_UNFINISHED {
        Ok(())
    } else {
        Err(attempts::refuse(now.plus_seconds(5), now))
    }
}

fn own_space(tx: &mut ReadTx<'_>, ctx: &Ctx) -> Result<SavePlace> {
    let own = spaces::find_of_owner(tx, ctx.tenant, SpaceKind::Personal, ctx.user().0)?;
    let own = own.ok_or(Code::NotFound)?;
    Ok(SavePlace {
        space: own.view.id,
        folder: NodeRef::Root,
    })
}
