//! What is asked for as a pack, and the job that counts what is in it.

use super::walk::Walk;
use super::{MAX_ENTRIES, fetch};
use crate::files::{ItemOutcome, note_outcomes};
use crate::jobs::{Command, JobAct, JobStatus, JobView, NewJob, Step};
use crate::shares::Source;
use crate::{Ctx, Drive, OpaqueKind};
use coffer_model::error::Texts;
use coffer_model::{Code, Error, JobId, Locale, Name, NodeId, Result, SpaceId, Timestamp};
use coffer_store::jobs::JobRow;
use coffer_store::packs::{self, PackRow};
use coffer_store::{ReadTx, Tx, tenants};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Items of one request.
const MAX_ITEMS: usize = 1_000;
/// Rows of one step.
const SLICE: u32 = 500;
const SECONDS_OF_A_DAY: i64 = 24 * 3_600;

/// What to pack.
#[derive(Debug, Clone)]
pub struct StartPack {
    /// The space of all items.
    pub space: SpaceId,
    /// Files, and folders with everything in them.
    pub nodes: Vec<NodeId>,
    /// The name of the zip; without one it is named after what is in it.
    pub name: Option<String>,
}

/// The same as a job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PackCommand {
    pub(crate) space: SpaceId,
    /// How many items were asked for.
    pub(crate) items: usize,
    /// The folders among them.
    folders: Vec<NodeId>,
    /// How many of them are there.
    found: u32,
}

/// Something that was asked for, as the pack remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Top {
    pub(super) id: NodeId,
    pub(super) name: String,
}

impl Drive {
    /// Records a pack and the job that counts it. It can be fetched for as many days as the tenant says.
    ///
    /// # Errors
    /// `Forbidden` for a credential that is good for looking only; `BadRequest` for no items or more than
    /// 1,000, `NameInvalid`, `NameTooLong`, and what loading the space fails with. What fails for one item
    /// is in the job's outcome.
    pub async fn start_pack(&self, ctx: &Ctx, command: StartPack) -> Result<JobId> {
        // A job acts with all that its asker may do.
        ctx.require_full()?;
        if command.nodes.is_empty() || command.nodes.len() > MAX_ITEMS {
            return Err(Error::parameter("fileInfo").with_limit(format!("1-{MAX_ITEMS}")));
        }
        let id = JobId(self.next_id());
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let source = Source::open(tx, &ctx, command.space, None)?;
                draw_up(tx, &ctx, &source, id, &command)?.record(tx, ctx.now)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(id)
    }

    /// Where the pack of a job is fetched; `None` for other jobs, before it has ended, once it expired, and
    /// while it would not be sent. Nobody else can make the address up: it is its own credential, and the pack's asker must
    /// be allowed to use the space still when it is fetched.
    ///
    /// # Errors
    /// What the database says.
    pub async fn pack_url(&self, now: Timestamp, job: &JobView) -> Result<Option<String>> {
        let summary = &job.summary;
        if summary.act != JobAct::Pack || summary.status != JobStatus::Done {
            return Ok(None);
        }
        let id = summary.id;
        let open = self
            .store()
            .read(move |tx| match packs::find(tx, id)? {
                Some(pack) => fetch::is_open(tx, &pack, now),
                None => Ok(false),
            })
            .await?;
        Ok(open.then(|| {
            let id = self.opaque().seal(OpaqueKind::Pack, id.0);
            format!("{}/o/pack/{id}", self.settings().public_url)
        }))
    }
}

/// A pack and its job, before they are recorded.
pub(crate) struct Drawn {
    pub(crate) job: JobRow,
    /// `None` when there is nothing to pack.
    pub(crate) pack: Option<PackRow>,
}

impl Drawn {
    pub(crate) fn record(self, tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
        if let Some(pack) = &self.pack {
            packs::insert(tx, pack)?;
        }
        coffer_store::jobs::insert(tx, &self.job)?;
        Ok(coffer_store::jobs::save(tx, &self.job, now, Timestamp(0)).map(drop)?)
    }
}

/// Looks at each item.
pub(crate) fn draw_up(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    source: &Source,
    id: JobId,
    command: &StartPack,
) -> Result<Drawn> {
    let name = command.name.as_deref().map(zip_name).transpose()?;
    let settings = tenants::find(tx, ctx.tenant)?.ok_or(Code::NotFound)?;
    let (mut tops, mut folders, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for node in command.nodes.iter().filter(|node| seen.insert(**node)) {
        match find_top(tx, source, *node) {
            Ok((name, folder)) => {
                outcomes.push(ItemOutcome::done(*node, name.clone()));
                folders.extend(folder.then_some(*node));
                tops.push(Top { id: *node, name });
            }
            Err(error) => outcomes.push(ItemOutcome::failed(*node, error)?),
        }
    }
    let stored = PackCommand {
        space: command.space,
        items: outcomes.len(),
        folders,
        found: u32::try_from(tops.len()).unwrap_or(u32::MAX),
    };
    let mut job = NewJob {
        id,
        command: Command::Pack(stored),
    }
    .row(ctx)?;
    note_outcomes(&mut job, &outcomes)?;
    // They were looked at, not counted.
    job.progress = 0;
    if tops.is_empty() {
        return Ok(Drawn { job, pack: None });
    }
    let days = settings.package_days.saturating_mul(SECONDS_OF_A_DAY);
    let pack = PackRow {
        id,
        tenant: ctx.tenant,
        member: ctx.user(),
        space: command.space,
        name: name.unwrap_or_else(|| name_of(&tops, ctx.locale)),
        locale: ctx.locale.tag().to_owned(),
        tops: serde_json::to_string(&tops).map_err(Error::internal)?,
        expires_at: ctx.now.plus_seconds(days),
        share: None,
    };
    Ok(Drawn {
        job,
        pack: Some(pack),
    })
}

/// The name of something that may be packed, and whether it is a folder.
pub(super) fn find_top(tx: &mut ReadTx<'_>, source: &Source, id: NodeId) -> Result<(String, bool)> {
    let located = source.locate(tx, id)?;
    located.require_live()?;
    located.require_not_root()?;
    Ok((located.node.name.as_str().to_owned(), located.node.folder))
}

/// A step: counts, so that what is too much is told before anybody waits for it.
pub(crate) fn step(tx: &mut Tx<'_>, pack: &PackCommand, job: &mut JobRow) -> Result<Step> {
    let mut walk = if job.cursor.is_empty() {
        let folders = pack.folders.iter().map(|folder| (0, *folder));
        Walk::new(folders.collect(), pack.found)
    } else {
        serde_json::from_str(&job.cursor).map_err(Error::internal)?
    };
    // What is counted is told to nobody.
    walk.go_on(tx, SLICE, &HashSet::new(), |_, _| Ok(true))?;
    require_count(walk.met)?;
    if walk.is_over() {
        return Ok(Step::Done);
    }
    job.cursor = serde_json::to_string(&walk).map_err(Error::internal)?;
    Ok(Step::More)
}

/// Demands that a pack has no more entries than one may have.
pub(super) fn require_count(entries: u32) -> Result<()> {
    if entries <= MAX_ENTRIES {
        Ok(())
    } else {
        Err(Error::new(Code::BodyTooLarge).with_limit(MAX_ENTRIES))
    }
}

/// The name that was asked for.
fn zip_name(text: &str) -> Result<String> {
    let name = Name::parse(text)?;
    let with_suffix = name.suffix().eq_ignore_ascii_case(".zip");
    Ok(if with_suffix {
        name.as_str().to_owned()
    } else {
        format!("{}.zip", name.as_str())
    })
}

/// A name after what is in it.
fn name_of(tops: &[Top], locale: Locale) -> String {
    let first = tops.first().map_or("", |top| top.name.as_str());
    match tops {
        [_] => format!("{first}.zip"),
        _ => format!("{first}{}.zip", Texts::get(locale).text("pack.and_more")),
    }
}
