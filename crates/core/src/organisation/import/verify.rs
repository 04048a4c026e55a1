//! What would become of each row of a list.

use super::{MAX_ROWS, StoredRow};
use crate::identity::{NewPerson, Room};
use crate::organisation::members::{NewMember, subject};
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::space::GIB;
use coffer_model::user::Role;
use coffer_model::{Code, DepartmentId, Error, Result};
use coffer_store::departments::SubtreeRow;
use coffer_store::{ReadTx, departments, imports};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// Departments that rows may name.
const MAX_DEPARTMENTS: i64 = 100_000;
/// Subjects asked for in one statement.
const CHUNK: usize = 500;
/// The largest personal space of a row, in GiB.
const MAX_GIB: u64 = 1 << 20;

/// A person to be brought in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImportRow {
    /// The name to show; empty for the subject.
    pub name: String,
    /// The subject at the identity provider; empty for the e-mail address or else the mobile number.
    pub subject: String,
    /// The mobile number, or empty.
    pub mobile: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// The department, by name, or by names with `/` between them, below the one that the list is
    /// for; empty for that one itself.
    pub department: String,
    /// GiB of the personal space; `None` opens none.
    pub personal_gib: Option<u64>,
}

/// A list that was verified.
#[derive(Debug)]
pub struct Verified {
    /// The list, to be imported.
    pub list: i64,
    /// For each row, what it would fail with.
    pub rows: Vec<Result<()>>,
}

impl Drive {
    /// Verifies a list of people for a department that the caller manages, and keeps it for a week.
    ///
    /// Of a row: `BadRequest` for what is not allowed, `NotFound` for the department, `Conflict` when
    /// the subject is taken, also by an earlier row, and when several departments have the name,
    /// `TenantLimit` when the tenant may not have more people or spaces.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden` for the department, `BadRequest` for no rows or more than 5,000.
    pub async fn verify_import(
        &self,
        ctx: &Ctx,
        department: DepartmentId,
        rows: Vec<ImportRow>,
    ) -> Result<Verified> {
        if rows.is_empty() || rows.len() > MAX_ROWS {
            return Err(Error::parameter("users").with_limit(format!("1-{MAX_ROWS}")));
        }
        let list = self.next_id();
        let (drive, asking) = (self.clone(), ctx.clone());
        let (people, outcomes) = self
            .store()
            .read_slow(move |tx| {
                rights::load_managed_department(tx, &asking, department)?;
                let places = Places::below(tx, department)?;
                let mut check = Check {
                    taken: taken_subjects(tx, &asking, &rows)?,
                    room: Room::count(tx, asking.tenant)?,
                };
                let mut people = Vec::with_capacity(rows.len());
                let mut outcomes = Vec::with_capacity(rows.len());
                for row in &rows {
                    let place = places.find(&row.department);
                    people.push(StoredRow {
                        row: row.clone(),
                        department: place.as_ref().ok().copied(),
                    });
                    outcomes.push(place.and_then(|place| check.row(&drive, &asking, row, place)));
                }
                let people = serde_json::to_string(&people).map_err(Error::internal)?;
                Ok::<_, Error>((people, outcomes))
            })
            .await?;
        let (owner, now) = ((ctx.tenant, ctx.user()), ctx.now);
        self.store()
            .write(move |tx| imports::insert(tx, list, owner, &people, now))
            .await?;
        Ok(Verified {
            list,
            rows: outcomes,
        })
    }
}

/// What rows are checked against; every row that is right takes its share.
struct Check {
    taken: HashSet<String>,
    room: Room,
}

impl Check {
    fn row(
        &mut self,
        drive: &Drive,
        ctx: &Ctx,
        row: &ImportRow,
        place: DepartmentId,
    ) -> Result<()> {
        let person = person(drive, ctx, row, place)?;
        let subject = person.member.subject;
        if self.taken.contains(&subject) {
            return Err(Error::new(Code::Conflict).with_name(subject));
        }
        self.room.take(person.personal.unwrap_or(0))?;
        self.taken.insert(subject);
        Ok(())
    }
}

/// The person whom a row describes.
pub(super) fn person(
    drive: &Drive,
    ctx: &Ctx,
    row: &ImportRow,
    department: DepartmentId,
) -> Result<NewPerson> {
    let bytes = match row.personal_gib {
        None => 0,
        Some(gib @ 1..=MAX_GIB) => gib * GIB,
        Some(_) => {
            let fault = Error::parameter("personal_gib");
            return Err(fault.with_limit(format!("1-{MAX_GIB}")));
        }
    };
    let new = NewMember {
        subject: subject_of(row).to_owned(),
        department: Some(department),
        role: Role::Member,
        name: row.name.clone(),
        mobile: row.mobile.clone(),
        email: row.email.clone(),
        account: None,
    };
    let subject = subject("subject", &new.subject)?;
    let mut person = drive.new_person(ctx, &new, subject, None)?;
    person.personal = Some(bytes);
    Ok(person)
}

fn subject_of(row: &ImportRow) -> &str {
    let candidates = [&row.subject, &row.email, &row.mobile];
    let first = candidates.into_iter().map(|text| text.trim());
    first
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or("")
}

/// The subjects of rows that people of the tenant have already.
fn taken_subjects(tx: &mut ReadTx<'_>, ctx: &Ctx, rows: &[ImportRow]) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    for chunk in rows.chunks(CHUNK) {
        let subjects: Vec<&str> = chunk
            .iter()
            .map(subject_of)
            // PostgreSQL takes no NUL; such a row is refused anyway.
            .filter(|subject| !subject.chars().any(char::is_control))
            .collect();
        let subjects = serde_json::to_string(&subjects).map_err(Error::internal)?;
        taken.extend(imports::known_subjects(tx, ctx.tenant, &subjects)?);
    }
    Ok(taken)
}

/// The departments that rows may name.
struct Places {
    top: DepartmentId,
    by_name: HashMap<String, Vec<DepartmentId>>,
    /// By the department above and the folded name.
    by_place: HashMap<(DepartmentId, String), DepartmentId>,
}

impl Places {
    fn below(tx: &mut ReadTx<'_>, top: DepartmentId) -> Result<Self> {
        let mut places = Self {
            top,
            by_name: HashMap::new(),
            by_place: HashMap::new(),
        };
        let rows: Vec<SubtreeRow> = departments::list_subtree(tx, top, MAX_DEPARTMENTS)?;
        for (id, parent, name) in rows {
            let key = fold(&name);
            if let Some(parent) = parent {
                places.by_place.insert((parent, key.clone()), id);
            }
            places.by_name.entry(key).or_default().push(id);
        }
        Ok(places)
    }

    /// The department that a text names.
    fn find(&self, text: &str) -> Result<DepartmentId> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(self.top);
        }
        match self.by_name.get(&fold(text)).map(Vec::as_slice) {
            Some([one]) => return Ok(*one),
            Some(_) => return Err(Error::new(Code::Conflict).with_name(text)),
            None => {}
        }
        let mut place = self.top;
        for name in text.split('/') {
            let next = self.by_place.get(&(place, fold(name.trim())));
            place = *next.ok_or_else(|| Error::new(Code::NotFound).with_name(text))?;
        }
        Ok(place)
    }
}
