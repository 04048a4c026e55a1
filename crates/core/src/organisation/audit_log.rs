//! Reading the audit log: page by page, by its super administrators and the operator.

use super::terms;
use crate::{Ctx, Drive, OPERATOR};
use coffer_model::{AppId, Code, Error, Result, Timestamp, UserId};
use coffer_store::audit::{self, AuditRow};
use serde_json::Value;

/// Entries of a page when nobody says how many.
pub const AUDIT_PAGE: i64 = 1_000;
/// The most entries of a page.
pub const MAX_AUDIT_PAGE: i64 = 10_000;
/// The name that the operator goes by in the log.
const OPERATOR_NAME: &str = "operator";
const MAX_WORD: usize = 64;
const DAY: i64 = 86_400;

/// What the log is narrowed to, and its order. An empty text is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From then on: a moment (RFC 3339) or a date, whose day begins at midnight UTC.
    pub from: String,
    /// Until then: a moment, itself not in it, or a date, whose whole day is in it.
    pub to: String,
    /// Who: a person, an app with its own token, 0 for the operator.
    pub actor: Option<UserId>,
    /// The word for what was done.
    pub act: String,
    /// The word for what it was done to.
    pub object_kind: String,
    /// What it was done to.
    pub object: Option<i64>,
    /// A part of the object's name; case does not matter.
    pub name: String,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}

/// Some entries, and where the next ones are.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// The last entry here when there are more behind it.
    pub next: Option<i64>,
}

/// One change of the organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// The id, which orders the log.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; 0 for the operator.
    pub actor: UserId,
    /// The name of that one, at that time.
    pub actor_name: String,
    /// The app that acted for that person.
    pub app: Option<AppId>,
    /// Where the call came from; `cli` for the operator.
    pub address: String,
    /// The word for what was done.
    pub act: String,
    /// The word for what it was done to.
    pub object_kind: String,
    /// What it was done to.
    pub object: i64,
    /// Its name at that time.
    pub object_name: String,
    /// The changed fields as they were; `Null` where there was nothing.
    pub before: Value,
    /// The changed fields as they became; `Null` where there is nothing.
    pub after: Value,
}

impl Drive {
    /// A page of the tenant's audit log, behind the entry `after` in the order of the filter. What is
    /// written meanwhile changes nothing about the entries that were there before.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks for himself, `BadRequest` for a filter that no
    /// entry can match and for a limit that is not 1 to [`MAX_AUDIT_PAGE`].
    pub async fn audit_page(
        &self,
        ctx: &Ctx,
        filter: &AuditFilter,
        after: Option<i64>,
        limit: i64,
    ) -> Result<AuditPage> {
        ctx.require_super_administrator()?;
        if ctx.actor.app.is_some() {
            return Err(Error::new(Code::Forbidden));
        }
        if !(1..=MAX_AUDIT_PAGE).contains(&limit) {
            return Err(Error::parameter("limit").with_limit(format!("1-{MAX_AUDIT_PAGE}")));
        }
        let (tenant, wanted) = (ctx.tenant, read_filter(filter)?);
        let oldest_first = filter.oldest_first;
        let rows = self.store().read(move |tx| {
            // One more says whether there is another page.
            let rows = if oldest_first {
                audit::list_oldest(tx, tenant, after.unwrap_or(-1), &wanted, limit + 1)
            } else {
                audit::list_newest(tx, tenant, after.unwrap_or(i64::MAX), &wanted, limit + 1)
            };
            Ok::<_, Error>(rows?)
        });
        let mut entries: Vec<_> = rows.await?.into_iter().map(entry).collect();
        let room = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = entries.len() > room;
        entries.truncate(room);
        let next = entries.last().filter(|_| more).map(|last| last.id);
        Ok(AuditPage { entries, next })
    }
}

fn read_filter(filter: &AuditFilter) -> Result<audit::AuditFilter> {
    let from = match filter.from.trim() {
        "" => Timestamp(0),
        text => moment(text, 0).ok_or_else(|| Error::parameter("from"))?,
    };
    let until = match filter.to.trim() {
        "" => Timestamp(i64::MAX),
        text => moment(text, DAY).ok_or_else(|| Error::parameter("to"))?,
    };
    if filter.object.is_some_and(|object| object < 0) {
        return Err(Error::parameter("object_id"));
    }
    Ok(audit::AuditFilter {
        from,
        until,
        actor: filter.actor.map_or(-1, |actor| actor.0),
        act: word("act", &filter.act)?,
        object_kind: word("object_kind", &filter.object_kind)?,
        object: filter.object.unwrap_or(-1),
        name_pattern: terms::pattern("name", &filter.name)?,
    })
}

/// A moment as it is written, or so many seconds behind the beginning of a date.
fn moment(text: &str, of_date: i64) -> Option<Timestamp> {
    if text.len() == "2026-01-31".len() {
        let midnight = Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z"))?;
        return Some(midnight.plus_seconds(of_date));
    }
    Timestamp::parse_rfc3339(text)
}

/// A word of the log. Which words there are, only the entries say: later versions add some.
fn word(parameter: &str, text: &str) -> Result<String> {
    let word = text.trim();
    let possible = word.len() <= MAX_WORD
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    possible
        .then(|| word.to_owned())
        .ok_or_else(|| Error::parameter(parameter))
}

fn entry(row: AuditRow) -> AuditEntry {
    let actor_name = if row.actor == OPERATOR {
        OPERATOR_NAME.to_owned()
    } else {
        row.actor_name
    };
    AuditEntry {
        id: row.id,
        at: row.at,
        actor: row.actor,
        actor_name,
        app: row.app,
        address: row.address,
        act: row.act,
        object_kind: row.object_kind,
        object: row.object,
        object_name: row.object_name,
        before: fields(row.before),
        after: fields(row.after),
    }
}

/// What cannot be read is shown as it is: one entry must not hide the others.
fn fields(text: String) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

#[cfg(test)]
mod tests;
