//! What pages are told, as they read it.

use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::jobs::JobInfo;
use crate::dialects::koodrive::messages::MessageInfo;
use crate::dialects::koodrive::state::Koo;
use axum::response::sse::Event;
use coffer_core::Ctx;
use coffer_core::watch::{FolderChange, Told, WatchEvent, WatchFrom, WatchPosition};
use coffer_model::{TenantId, UserId};
use serde::Serialize;

/// Writes events for one page.
pub(super) struct Shapes {
    koo: Koo,
    tenant: TenantId,
    user: UserId,
    /// What the page calls its folders.
    names: Vec<String>,
}

/// `hello`.
#[derive(Debug, Serialize)]
struct Hello {
    /// Messages that were not read.
    unread: u64,
    /// Whether all that was missed follows.
    resumed: bool,
}

/// `reset`: there is nothing to say but that.
#[derive(Debug, Serialize)]
struct Reset {}

/// `message`.
#[derive(Debug, Serialize)]
struct NewMessage {
    /// As in lists of messages (reference, table 4-402).
    #[serde(flatten)]
    message: MessageInfo,
    /// Messages that were not read.
    unread: u64,
}

/// `messages`.
#[derive(Debug, Serialize)]
struct Messages {
    /// Messages that were not read.
    unread: u64,
}

/// `job`.
#[derive(Debug, Serialize)]
struct JobState {
    /// As in lists of tasks (reference, table 4-160).
    #[serde(flatten)]
    job: JobInfo,
    /// Percent.
    progress: u32,
}

/// `change`.
#[derive(Debug, Serialize)]
struct Change<'a> {
    folders: Vec<ChangedFolder<'a>>,
}

/// A folder in which something changed.
#[derive(Debug, Serialize)]
struct ChangedFolder<'a> {
    /// As the page named it.
    folder: &'a str,
    /// The words for what was done.
    acts: Vec<&'a str>,
    /// What came, went or changed.
    files: Vec<String>,
    /// Whether that is not all.
    more: bool,
}

/// `gone`.
#[derive(Debug, Serialize)]
struct Gone<'a> {
    /// As the page named them.
    folders: Vec<&'a str>,
}

impl Shapes {
    pub(super) fn new(koo: &Koo, ctx: &Ctx, names: Vec<String>) -> Self {
        Self {
            koo: koo.clone(),
            tenant: ctx.tenant,
            user: ctx.user(),
            names,
        }
    }

    /// Where the page goes on that saw the event `last`. An id is good for the person alone who got it.
    pub(super) fn from(&self, last: Option<&str>) -> WatchFrom {
        let Some(last) = last.filter(|last| !last.is_empty()) else {
            return WatchFrom::Now;
        };
        let bytes = self.koo.cursors.decode(&self.purpose(), last).ok();
        let position = bytes.and_then(|bytes| WatchPosition::from_bytes(&bytes));
        position.map_or(WatchFrom::Lost, WatchFrom::Position)
    }

    fn purpose(&self) -> String {
        format!("events {}", self.user)
    }

    /// An event with the id that its reader comes back with.
    pub(super) fn event(&self, told: &Told) -> Event {
        let event = match &told.event {
            WatchEvent::Hello { unread, resumed } => {
                let (unread, resumed) = (*unread, *resumed);
                named("hello", &Hello { unread, resumed })
            }
            WatchEvent::Reset => named("reset", &Reset {}),
            WatchEvent::Message { message, unread } => {
                let (message, unread) = (message.clone().into(), *unread);
                named("message", &NewMessage { message, unread })
            }
            WatchEvent::Messages { unread } => {
                let unread = *unread;
                named("messages", &Messages { unread })
            }
            WatchEvent::Job(job) => {
                let progress = job.progress;
                let job = JobInfo::new(job, self.tenant, Ids::of(&self.koo.drive));
                named("job", &JobState { job, progress })
            }
            WatchEvent::Change(changes) => {
                let folders = changes.iter().map(|change| self.changed(change)).collect();
                named("change", &Change { folders })
            }
            WatchEvent::Gone(gone) => {
                let folders = gone.iter().map(|folder| self.name(*folder)).collect();
                named("gone", &Gone { folders })
            }
        };
        let position = told.position.to_bytes();
        match self.koo.cursors.encode(&self.purpose(), &position) {
            Ok(id) => event.id(id),
            // Whoever comes back with the id before this one hears of this again.
            Err(_) => event,
        }
    }

    fn name(&self, folder: usize) -> &str {
        self.names.get(folder).map_or("", String::as_str)
    }

    fn changed<'a>(&'a self, change: &'a FolderChange) -> ChangedFolder<'a> {
        let ids = Ids::of(&self.koo.drive);
        ChangedFolder {
            folder: self.name(change.folder),
            acts: change.acts.iter().map(String::as_str).collect(),
            files: change.nodes.iter().map(|node| ids.file(*node)).collect(),
            more: change.more,
        }
    }
}

fn named(name: &str, data: &impl Serialize) -> Event {
    // The shapes above are written without failing.
    let data = serde_json::to_string(data).unwrap_or_default();
    Event::default().event(name).data(data)
}
