//! The audit log as text, for this API and for the command line: a line of JSON for each entry, or
//! CSV.

use coffer_core::organisation::AuditEntry;
use coffer_model::{Error, Result};
use csv::{Terminator, WriterBuilder};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use utoipa::ToSchema;

/// How entries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON lines: an object a line.
    Jsonl,
    /// CSV (RFC 4180) in UTF-8.
    Csv,
}

impl Format {
    /// Reads `jsonl` and `csv`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "jsonl" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    pub(super) fn from_media_type(name: &str) -> Option<Self> {
        [
            ("application/x-ndjson", Self::Jsonl),
            ("application/jsonl", Self::Jsonl),
            ("text/csv", Self::Csv),
        ]
        .into_iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
        .map(|(_, format)| format)
    }

    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// One change of the organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(super) struct Entry {
    /// The id; greater ones are later.
    id: String,
    /// When, in UTC with milliseconds (RFC 3339).
    time: String,
    /// Who did it.
    actor: Actor,
    /// The id of the app that acted for that person.
    app: Option<String>,
    /// The address that the call came from; `cli` for the operator's commands.
    address: String,
    /// What was done: `create`, `change`, `delete`, …
    act: String,
    /// What it was done to.
    object: Object,
    /// The changed fields as they were; `null` where there was nothing.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    before: Value,
    /// The changed fields as they became; `null` where there is nothing any more.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    after: Value,
}

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditActor)]
struct Actor {
    /// The id; `0` for the operator at the server's command line.
    id: String,
    /// The name at that time.
    name: String,
}

/// What it was done to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditObject)]
struct Object {
    /// `tenant`, `department`, `user`, `group`, `space`, …
    kind: String,
    /// The id.
    id: String,
    /// The name at that time.
    name: String,
}

impl From<AuditEntry> for Entry {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id.to_string(),
            time: entry.at.rfc3339_millis(),
            actor: Actor {
                id: entry.actor.to_string(),
                name: entry.actor_name,
            },
            app: entry.app.map(|app| app.to_string()),
            address: entry.address,
            act: entry.act,
            object: Object {
                kind: entry.object_kind,
                id: entry.object.to_string(),
                name: entry.object_name,
            },
            before: entry.before,
            after: entry.after,
        }
    }
}

const COLUMNS: [&str; 12] = [
    "id",
    "time",
    "actor_id",
    "actor_name",
    "app",
    "address",
    "act",
    "object_kind",
    "object_id",
    "object_name",
    "before",
    "after",
];

/// The entries as text; CSV begins with the names of the columns where `begin` says so.
///
/// # Errors
/// `Internal`, which does not happen: there is room in memory for a page.
pub fn write(format: Format, entries: Vec<AuditEntry>, begin: bool) -> Result<Vec<u8>> {
    let entries = entries.into_iter().map(Entry::from);
    match format {
        Format::Jsonl => jsonl(entries),
        Format::Csv => csv(entries, begin),
    }
}

fn jsonl(entries: impl Iterator<Item = Entry>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut out, &entry).map_err(Error::internal)?;
        out.push(b'\n');
    }
    Ok(out)
}

fn csv(entries: impl Iterator<Item = Entry>, begin: bool) -> Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    if begin {
        writer.write_record(COLUMNS).map_err(Error::internal)?;
    }
    for entry in entries {
        let [before, after] = [&entry.before, &entry.after].map(|fields| match fields {
            Value::Null => String::new(),
            fields => fields.to_string(),
        });
        let app = entry.app.unwrap_or_default();
        let (actor, object) = (&entry.actor, &entry.object);
        let record: [&str; COLUMNS.len()] = [
            &entry.id,
            &entry.time,
            &actor.id,
            &actor.name,
            &app,
            &entry.address,
            &entry.act,
            &object.kind,
            &object.id,
            &object.name,
            &before,
            &after,
        ];
        let record = record.map(harmless);
        writer
            .write_record(record.iter().map(|field| field.as_bytes()))
            .map_err(Error::internal)?;
    }
    let flushed = writer.into_inner();
    flushed.map_err(|error| Error::internal(error.to_string()))
}

/// A field that spreadsheets show and do not compute: one that they would take for a formula gets an
/// apostrophe before it.
fn harmless(field: &str) -> Cow<'_, str> {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}

#[cfg(test)]
mod tests;
