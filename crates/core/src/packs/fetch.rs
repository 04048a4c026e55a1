//! A pack that is fetched: who may, what is there by now, and how long it will be.

use super::plan::{Body, Extent, Plan};
use super::room::Entries;
use super::send::{self, Contents};
use super::walk::Walk;
use super::work::{Top, find_top, require_count};
use crate::identity::Identity;
use crate::jobs::STRANGER;
use crate::shares::Source;
use crate::{Ctx, Drive};
use bytes::Bytes;
use coffer_blobs::ByteStream;
use coffer_model::error::{Kind, Texts};
use coffer_model::user::UserStatus;
use coffer_model::{BlobId, Code, Error, JobId, Locale, Name, Result, Timestamp};
use coffer_store::packs::{self, PackNodeRow, PackRow};
use coffer_store::{ReadTx, contents, identity};
use futures_util::{StreamExt, stream};
use std::collections::HashSet;
use std::sync::Arc;

/// Rows of one transaction.
const PAGE: u32 = 500;
/// Contents that are looked for at the same time.
const PARALLEL: usize = 16;

/// A pack as it is sent.
pub struct Pack {
    /// The name of the zip.
    pub name: String,
    plan: Plan,
    extent: Extent,
    contents: Held,
}

/// Where the bytes come from, and the room for the plan until they are sent.
struct Held {
    drive: Drive,
    _entries: Entries,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack")
            .field("length", &self.extent.total)
            .finish_non_exhaustive()
    }
}

impl Pack {
    /// The length of the zip in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.extent.total
    }

    /// Its bytes. The stream fails when a content does: the rest would be no zip.
    #[must_use]
    pub fn into_stream(self) -> ByteStream {
        let drive = self.contents.drive.clone();
        let stream = send::send(self.plan, self.extent, Arc::new(self.contents));
        drive.inner.packs.streams.watch(stream)
    }
}

#[async_trait::async_trait]
impl Contents for Held {
    async fn open(&self, blob: BlobId, size: u64) -> Result<ByteStream> {
        self.drive.open_whole(blob, size).await
    }
}

impl Drive {
    async fn open_whole(&self, blob: BlobId, size: u64) -> Result<ByteStream> {
        let row = self
            .store()
            .read(move |tx| Ok::<_, Error>(contents::find_blob(tx, blob)?))
            .await?
            .ok_or(Code::ContentDamaged)?;
        let reference = self
            .blob_ref(row.tenant, row.id, row.size, row.seal.as_deref())
            .await?;
        let reader = self.blobs().open(&reference).await?;
        Ok(reader.stream(0..size))
    }

    /// The pack behind a link. What was thrown away meanwhile or cannot be read is left out, and listed
    /// in a text at the end.
    ///
    /// # Errors
    /// `NodeNotFound` when there is none, `LinkExpired`, `Forbidden` when who asked for it may not log in
    /// any more, `BodyTooLarge` when by now there is too much in it, `Busy` when others fetch too much at the
    /// same time, and what loading the space or opening the share fails with.
    pub async fn open_pack(&self, id: i64) -> Result<Pack> {
        let now = self.now();
        let pack = self
            .store()
            .read(move |tx| {
                let pack = packs::find(tx, JobId(id))?.ok_or(Code::NodeNotFound)?;
                if pack.expires_at <= now {
                    return Err(Error::new(Code::LinkExpired));
                }
                Ok(pack)
            })
            .await?;
        let of = pack.share.map_or(pack.member.0, |(share, _)| share.0);
        let _turn = self.inner.packs.turn(of).await?;
        let asked = pack.clone();
        let (mut draft, mut walk) = self
            .store()
            .read_slow(move |tx| begin(tx, &asked, now))
            .await?;
        let mut entries = self.inner.packs.begin(of);
        entries.take(draft.plan.entries.len())?;
        while !walk.is_over() {
            let (at, pack) = (walk, pack.clone());
            let (next, met) = self
                .store()
                .read_slow(move |tx| {
                    let mut walk = at.clone();
                    let source = source(tx, &pack, now)?;
                    let barred = source.barred(tx)?;
                    let there = |tx: &mut ReadTx<'_>, folder| source.holds(tx, folder);
                    let met = walk.go_on(tx, PAGE, &barred, there)?;
                    require_count(walk.met)?;
                    Ok::<_, Error>((walk, met))
                })
                .await?;
            walk = next;
            entries.take(met.len())?;
            for (above, row) in met {
                draft.add(Some(above), row.name.as_str(), &row);
            }
        }
        self.look_for_contents(&mut draft).await?;
        draft.add_list(now);
        let mut plan = draft.plan;
        let extent = plan.lay_out();
        let contents = Held {
            drive: self.clone(),
            _entries: entries,
        };
        Ok(Pack {
            name: pack.name,
            plan,
            extent,
            contents,
        })
    }

    /// Leaves out what cannot be opened: once its length was announced it would be too late.
    async fn look_for_contents(&self, draft: &mut Draft) -> Result<()> {
        let wanted: Vec<_> = (0_usize..)
            .zip(&draft.plan.entries)
            .filter_map(|(number, entry)| match entry.body {
                Body::Blob(blob) => Some((number, blob, entry.size)),
                Body::Folder | Body::Text(_) | Body::Damaged => None,
            })
            .collect();
        let opening = wanted.into_iter().map(async |(number, blob, size)| {
            (number, self.open_whole(blob, size).await.map(drop))
        });
        let mut opened = stream::iter(opening).buffer_unordered(PARALLEL);
        while let Some((number, outcome)) = opened.next().await {
            match outcome {
                Ok(()) => {}
                Err(error) if error.code() == Code::ContentDamaged => draft.leave_out(number),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Who asked for the pack, as of now: the one place that decides for whom it is fetched.
fn asker(tx: &mut ReadTx<'_>, pack: &PackRow, now: Timestamp) -> Result<Ctx> {
    let person = identity::find_profile(tx, pack.tenant, pack.member)?
        .filter(|person| UserStatus::lets_in(person.status))
        .ok_or(Code::Forbidden)?;
    let locale = Locale::from_tag(&pack.locale).unwrap_or_default();
    let may = (person.role, person.department);
    let identity = Identity::of(pack.tenant, pack.member, may, None);
    Ok(identity.into_ctx(locale, now, String::new()))
}

/// What a pack is made from, if its asker may see it now.
fn source(tx: &mut ReadTx<'_>, pack: &PackRow, now: Timestamp) -> Result<Source> {
    let person = match pack.member {
        STRANGER => None,
        _ => Some(asker(tx, pack, now)?),
    };
    let source = match (pack.share, &person) {
        (Some((share, _)), _) => Source::open_share(tx, person, share, now)?,
        (None, Some(ctx)) => Source::open(tx, ctx, pack.space, None)?,
        (None, None) => return Err(Code::Forbidden.into()),
    };
    // Who knew an earlier code knows nothing.
    if source.code_version() != pack.share.map(|(_, version)| version) {
        return Err(Code::LinkExpired.into());
    }
    Ok(source)
}

/// Whether a pack would be sent now.
pub(super) fn is_open(tx: &mut ReadTx<'_>, pack: &PackRow, now: Timestamp) -> Result<bool> {
    match source(tx, pack, now) {
        Ok(_) => Ok(pack.expires_at > now),
        Err(error) if error.code().kind() == Kind::Server => Err(error),
        Err(_) => Ok(false),
    }
}

/// What is at the top, and the walk through the rest.
fn begin(tx: &mut ReadTx<'_>, pack: &PackRow, now: Timestamp) -> Result<(Draft, Walk)> {
    let source = source(tx, pack, now)?;
    let locale = Locale::from_tag(&pack.locale).unwrap_or_default();
    let tops: Vec<Top> = serde_json::from_str(&pack.tops).map_err(Error::internal)?;
    let mut draft = Draft::new(locale);
    let mut folders = Vec::new();
    for top in tops {
        let row = match find_top(tx, &source, top.id) {
            Ok(_) => packs::find_node(tx, top.id)?.ok_or(Code::NodeNotFound)?,
            Err(error) if error.code().kind() == Kind::Server => return Err(error),
            Err(error) => {
                draft.skipped.push((top.name, error.code()));
                continue;
            }
        };
        let name = draft.free_name(row.name.as_str());
        folders.extend(row.folder.then_some((draft.count(), row.id)));
        draft.add(None, &name, &row);
    }
    let walk = Walk::new(folders, draft.count());
    Ok((draft, walk))
}

/// A plan that is being made.
struct Draft {
    plan: Plan,
    locale: Locale,
    /// Names at the top as they are compared.
    taken: HashSet<String>,
    /// What is left out, and why.
    skipped: Vec<(String, Code)>,
}

impl Draft {
    fn new(locale: Locale) -> Self {
        let (plan, taken, skipped) = Default::default();
        Self {
            plan,
            locale,
            taken,
            skipped,
        }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.plan.entries.len()).unwrap_or(u32::MAX)
    }

    /// `name`, with a number where something at the top has it already.
    fn free_name(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let parsed = Name::stored(name.to_owned());
        let stem = name.strip_suffix(parsed.suffix()).unwrap_or(name);
        let mut number = 1_u32;
        while !self.taken.insert(Name::stored(free.clone()).key()) {
            free = format!("{stem} ({number}){}", parsed.suffix());
            number = number.saturating_add(1);
        }
        free
    }

    fn add(&mut self, above: Option<u32>, name: &str, row: &PackNodeRow) {
        let (body, size) = match row.blob {
            _ if row.folder => (Body::Folder, 0),
            Some(blob) => (Body::Blob(blob), row.size),
            None => (Body::Damaged, 0),
        };
        self.plan.add(above, name, row.edited_at, size, body);
        if !row.folder && row.blob.is_none() {
            self.leave_out(self.plan.entries.len().saturating_sub(1));
        }
    }

    fn leave_out(&mut self, number: usize) {
        let Some(entry) = self.plan.entries.get_mut(number) else {
            return;
        };
        entry.body = Body::Damaged;
        if let Some(entry) = self.plan.entries.get(number) {
            self.skipped
                .push((self.plan.path(entry), Code::ContentDamaged));
        }
    }

    /// The list of what is not in it, for whoever reads it.
    fn add_list(&mut self, now: Timestamp) {
        if self.skipped.is_empty() {
            return;
        }
        let texts = Texts::get(self.locale);
        let mut list = format!("{}\r\n\r\n", texts.text("pack.skipped"));
        for (name, code) in &self.skipped {
            let reason = Error::new(*code).message(self.locale);
            list.push_str(&format!("{name}: {reason}\r\n"));
        }
        let name = self.free_name(texts.text("pack.skipped_name"));
        let text = Bytes::from(list);
        let size = text.len() as u64;
        self.plan.add(None, &name, now, size, Body::Text(text));
    }
}
