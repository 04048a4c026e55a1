//! What one page is told, in the order in which it happened.

use super::folders::{Shown, SpaceLook};
use super::hub::Place;
use super::look::{Look, PAGE, Question};
use super::{MOST_FOLDERS, Told, WatchCommand, WatchEvent, WatchFrom, WatchPosition};
use crate::access::{self, Expect, NodeRef};
use crate::identity::session_key;
use crate::jobs::summary;
use crate::messages::view;
use crate::{Ctx, Drive};
use coffer_model::error::Kind;
use coffer_model::rights::Right;
use coffer_model::{Error, NodeId, Result, SpaceId};
use coffer_store::watch::Topic;
use coffer_store::{ReadTx, jobs, messages};
use std::time::Duration;
use tokio::time::Instant;

/// The longest silence. Then the session and the rights are looked at again, and the reader gets a sign
/// of life.
const SILENCE: Duration = Duration::from_secs(15);
/// The shortest time between two reports of jobs.
const JOBS_EVERY: Duration = Duration::from_secs(1);
/// How long a page waits with its next look when the database could not answer.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// A page that missed more changes of messages loads them again.
const MOST_MISSED: i64 = 1_000;

/// What one page is told. Dropped, it frees its seat.
pub struct Watch {
    drive: Drive,
    place: Place,
    question: Question,
    /// What is told before anything else.
    greeting: Vec<Told>,
    /// Whether there is, or may be, something to see already.
    behind: bool,
    /// No look before that.
    look_at: Instant,
    /// Whether jobs were left out of the last look.
    jobs_left: bool,
    jobs_at: Instant,
    silent_until: Instant,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

/// What a page begins with.
struct Begin {
    unread: u64,
    position: WatchPosition,
    shown: Vec<Shown>,
    gone: Vec<usize>,
    known: bool,
}

impl Drive {
    /// Begins to tell a page what happens.
    ///
    /// # Errors
    /// `BadRequest` for too many folders; what loading a folder fails with, unless the page comes back:
    /// then it is told that the folder is gone; `TooManyRequests` for somebody with too many open pages,
    /// `Busy` when the server has too many.
    pub async fn watch(&self, ctx: &Ctx, command: WatchCommand) -> Result<Watch> {
        let WatchCommand {
            token,
            folders,
            from,
            cut_off,
        } = command;
        if folders.len() > MOST_FOLDERS {
            return Err(Error::parameter("folder").with_limit(MOST_FOLDERS));
        }
        let session = session_key(&token);
        // The seat first: what happens from now on rings.
        let place = Place::take(self, ctx.user(), session, topics(ctx, &folders), cut_off)?;
        let (asker, start) = (ctx.clone(), from.clone());
        let begin = self
            .store()
            .read(move |tx| begin(tx, &asker, &folders, &start))
            .await?;
        let now = Instant::now();
        Ok(Watch {
            drive: self.clone(),
            place,
            greeting: greeting(&begin, &from),
            question: Question {
                session,
                locale: ctx.locale,
                address: ctx.address.clone(),
                position: begin.position,
                shown: begin.shown,
                jobs: true,
                thorough: false,
            },
            behind: true,
            look_at: now,
            jobs_left: false,
            jobs_at: now,
            silent_until: now + SILENCE,
        })
    }
}

fn topics(ctx: &Ctx, folders: &[(SpaceId, NodeRef)]) -> Vec<(Topic, i64)> {
    let mut topics: Vec<_> = folders.iter().map(|(id, _)| (Topic::Space, id.0)).collect();
    topics.push((Topic::Messages, ctx.user().0));
    topics.push((Topic::Jobs, ctx.user().0));
    topics.sort_unstable();
    topics.dedup();
    topics
}

fn begin(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    folders: &[(SpaceId, NodeRef)],
    from: &WatchFrom,
) -> Result<Begin> {
    let (unread, messages) = messages::find_counter(tx, ctx.user())?;
    let jobs = jobs::find_seq(tx, ctx.user())?;
    let mut now = WatchPosition {
        messages,
        jobs,
        spaces: Vec::new(),
    };
    let mut gone = Vec::new();
    let mut shown = Vec::new();
    for (folder, (space, reference)) in folders.iter().enumerate() {
        let found = find_folder(tx, ctx, *space, *reference);
        let found = match from {
            WatchFrom::Now => Some(found?),
            WatchFrom::Position(_) | WatchFrom::Lost => access::unless_refused(found)?,
        };
        match found {
            Some((node, stamp)) => {
                // The first stamp of a space counts: nothing after it may be left out.
                if now.stamp_of(*space).is_none() {
                    now.set_stamp(*space, stamp);
                }
                shown.push(Shown {
                    folder,
                    space: *space,
                    node,
                });
            }
            None => gone.push(folder),
        }
    }
    shown.sort_by_key(|shown| shown.space);
    let resumed = match from {
        WatchFrom::Position(seen) => resume(&now, seen),
        WatchFrom::Now | WatchFrom::Lost => None,
    };
    Ok(Begin {
        unread,
        known: resumed.is_some(),
        position: resumed.unwrap_or(now),
        shown,
        gone,
    })
}

fn find_folder(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    space: SpaceId,
    reference: NodeRef,
) -> Result<(NodeId, i64)> {
    let space = access::load_space(tx, ctx, space, Expect::Any)?;
    let folder = access::locate_target(tx, &space, reference, Right::Read)?;
    Ok((folder.node.id, space.stamp))
}

/// Where a page goes on that has seen `seen`; `None` when that is too long ago, or later than now: then
/// the database is an older one by now. A space that it did not watch before begins now.
fn resume(now: &WatchPosition, seen: &WatchPosition) -> Option<WatchPosition> {
    let mut position = now.clone();
    let possible = (now.messages - MOST_MISSED..=now.messages).contains(&seen.messages)
        && (0..=now.jobs).contains(&seen.jobs);
    for (space, stamp) in &mut position.spaces {
        let earlier = seen.stamp_of(*space).unwrap_or(*stamp);
        if earlier > *stamp {
            return None;
        }
        *stamp = earlier;
    }
    position.messages = seen.messages;
    position.jobs = seen.jobs;
    possible.then_some(position)
}

fn greeting(begin: &Begin, from: &WatchFrom) -> Vec<Told> {
    let mut events = vec![WatchEvent::Hello {
        unread: begin.unread,
        resumed: begin.known,
    }];
    if !begin.known && !matches!(from, WatchFrom::Now) {
        events.push(WatchEvent::Reset);
    }
    if !begin.gone.is_empty() {
        events.push(WatchEvent::Gone(begin.gone.clone()));
    }
    let told = events.into_iter().map(|event| Told {
        event,
        position: begin.position.clone(),
    });
    told.collect()
}

impl Watch {
    /// What happened next; nothing after a silence of 15 seconds; `None` when the session has ended or
    /// the server stops. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Option<Vec<Told>> {
        self.place.asked();
        let told = self.wait_and_look().await?;
        self.silent_until = Instant::now() + SILENCE;
        self.place.handed();
        Some(told)
    }

    async fn wait_and_look(&mut self) -> Option<Vec<Told>> {
        if !self.greeting.is_empty() {
            return Some(std::mem::take(&mut self.greeting));
        }
        loop {
            if !self.behind && !self.place.wait(self.deadline()).await {
                return None;
            }
            // The bell is used up: whoever is dropped from here on has to look next time.
            self.behind = true;
            if !self.place.rest(self.look_at).await {
                return None;
            }
            let now = Instant::now();
            let silent = now >= self.silent_until;
            let question = Question {
                jobs: now >= self.jobs_at,
                thorough: silent,
                ..self.question.clone()
            };
            self.jobs_left = !question.jobs;
            metrics::counter!("coffer_event_looks_total").increment(1);
            let told = match question.ask(&self.drive).await {
                Ok(look) => {
                    let told = self.take_in(look);
                    if !self.behind {
                        self.look_at = Instant::now() + self.place.pause();
                    }
                    told
                }
                Err(error) if error.code().kind() == Kind::Server => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "an open page hears nothing new for now"
                    );
                    self.look_at = now + self.place.pause().max(AFTER_FAILURE);
                    Vec::new()
                }
                Err(_) => return None,
            };
            if silent || !told.is_empty() {
                return Some(told);
            }
        }
    }

    fn deadline(&self) -> Instant {
        if self.jobs_left {
            self.silent_until.min(self.jobs_at)
        } else {
            self.silent_until
        }
    }

    /// Turns what was seen into what is told, and moves the position behind each.
    fn take_in(&mut self, look: Look) -> Vec<Told> {
        let mut told = Vec::new();
        self.behind = look.messages.len() >= PAGE || look.jobs.len() >= PAGE;
        let full = look.messages.len() >= PAGE;
        for (seq, row) in look.messages {
            self.question.position.messages = seq;
            let message = view(self.question.locale, row);
            let unread = look.unread;
            told.push(self.told(WatchEvent::Message { message, unread }));
        }
        if !full && self.question.position.messages < look.seq {
            self.question.position.messages = look.seq;
            told.push(self.told(WatchEvent::Messages {
                unread: look.unread,
            }));
        }
        for (seq, row) in look.jobs {
            self.question.position.jobs = seq;
            self.jobs_at = Instant::now() + JOBS_EVERY;
            if let Some(job) = summary(row) {
                told.push(self.told(WatchEvent::Job(job)));
            }
        }
        for space in look.spaces {
            self.take_in_space(space, &mut told);
        }
        told
    }

    fn take_in_space(&mut self, look: SpaceLook, told: &mut Vec<Told>) {
        if !look.gone.is_empty() {
            let is_gone = |shown: &Shown| look.gone.contains(&shown.folder);
            self.question.shown.retain(|shown| !is_gone(shown));
            told.push(self.told(WatchEvent::Gone(look.gone.clone())));
        }
        self.question.position.set_stamp(look.space, look.stamp);
        if !look.changes.is_empty() {
            told.push(self.told(WatchEvent::Change(look.changes)));
        }
    }

    fn told(&self, event: WatchEvent) -> Told {
        Told {
            event,
            position: self.question.position.clone(),
        }
    }
}
