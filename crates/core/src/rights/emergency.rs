//! Personal spaces that a super administrator opens for reading, because somebody has to look: for a
//! while, for a reason, written down, and told to the owner.

use super::locks::{MAX_REASON, read_reason};
use crate::audit::{Act, Change, Object};
use crate::messages::{Message, MessageKind};
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::node::Person;
use coffer_model::space::{SpaceKind, SpaceStatus, SpaceView};
use coffer_model::{Code, Error, Result, SpaceId, Timestamp, UserId};
use coffer_store::rights::{self, EmergencyRow};
use coffer_store::{ReadTx, Tx, spaces};
use serde_json::json;

/// The longest that a space is opened for at once, in minutes.
pub const MAX_EMERGENCY_MINUTES: u32 = 24 * 60;
/// The most openings of a page.
pub const MAX_EMERGENCY_PAGE: u32 = 100;

/// A space that is open for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyView {
    /// The space.
    pub space: SpaceId,
    /// Whose it is.
    pub owner: Person,
    /// The super administrator who may read it.
    pub member: Person,
    /// Why, in the administrator's words.
    pub reason: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when, itself not in it.
    pub ends_at: Timestamp,
}

/// Some openings, and where the next ones are.
#[derive(Debug, Clone)]
pub struct EmergencyPage {
    /// The openings, by space and person.
    pub emergencies: Vec<EmergencyView>,
    /// The last one here when there are more behind it.
    pub next: Option<(SpaceId, UserId)>,
}

impl Drive {
    /// Opens somebody's personal space for the caller: what is in it can be listed, searched, fetched and
    /// copied out, and nothing else. What was open already is open for the new reason and time. It is
    /// written into the audit log, and the owner is told.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks for himself; `BadRequest` for no reason, one of more
    /// than 255 characters, and for less than a minute or more than a day; `SpaceNotFound`,
    /// `SpaceNotPersonal`, `SpaceDisabled`; `Conflict` for the caller's own space.
    pub async fn open_emergency(
        &self,
        ctx: &Ctx,
        space: SpaceId,
        reason: &str,
        minutes: u32,
    ) -> Result<EmergencyView> {
        require_in_person(ctx)?;
        let reason = read_reason(reason)?;
        if reason.is_empty() {
            return Err(Error::parameter("reason").with_limit(format!("1-{MAX_REASON}")));
        }
        if !(1..=MAX_EMERGENCY_MINUTES).contains(&minutes) {
            let range = format!("1-{MAX_EMERGENCY_MINUTES}");
            return Err(Error::parameter("minutes").with_limit(range));
        }
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let space = load(tx, &ctx, space)?;
                // Nobody removes the space meanwhile.
                spaces::touch(tx, space.id, ctx.now)?;
                let row = EmergencyRow {
                    space: space.id,
                    member: ctx.user(),
                    tenant: ctx.tenant,
                    reason: reason.clone(),
                    opened_at: ctx.now,
                    ends_at: ctx.now.plus_seconds(i64::from(minutes) * 60),
                };
                rights::put_emergency(tx, &row)?;
                let people = People::load(tx, &ctx, &space, ctx.user())?;
                let after = json!({
                    "member": row.member, "reason": row.reason,
                    "ends_at": row.ends_at.rfc3339_millis(),
                });
                let act = Act::OpenEmergency;
                people.note(tx, &drive, &ctx, space.id, act, (json!(null), after))?;
                let facts =
                    json!({"name": people.member.name, "minutes": minutes, "reason": reason});
                people.tell(tx, &drive, &ctx, "message.emergency.opened", facts)?;
                Ok(people.view(row))
            })
            .await
    }

    /// Closes somebody's personal space before its time: for the caller, or for another super
    /// administrator. `false` when it was not open.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks for himself; `SpaceNotFound`.
    pub async fn close_emergency(
        &self,
        ctx: &Ctx,
        space: SpaceId,
        member: Option<UserId>,
    ) -> Result<bool> {
        require_in_person(ctx)?;
        let member = member.unwrap_or(ctx.user());
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let row = spaces::find(tx, ctx.tenant, space)?;
                let space = row.ok_or(Code::SpaceNotFound)?.view;
                spaces::touch(tx, space.id, ctx.now)?;
                let Some(open) = rights::find_emergency(tx, space.id, member, ctx.now)? else {
                    return Ok(false);
                };
                rights::delete_emergency(tx, space.id, member)?;
                let people = People::load(tx, &ctx, &space, member)?;
                let before = json!({
                    "member": member, "reason": open.reason,
                    "ends_at": open.ends_at.rfc3339_millis(),
                });
                let act = Act::CloseEmergency;
                people.note(tx, &drive, &ctx, space.id, act, (before, json!(null)))?;
                let facts = json!({"name": people.member.name});
                people.tell(tx, &drive, &ctx, "message.emergency.closed", facts)?;
                Ok(true)
            })
            .await
    }

    /// At most `limit` personal spaces of the tenant that are open now, behind `after`.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks for himself; `BadRequest` for a page of none or
    /// more than [`MAX_EMERGENCY_PAGE`].
    pub async fn list_emergencies(
        &self,
        ctx: &Ctx,
        after: Option<(SpaceId, UserId)>,
        limit: u32,
    ) -> Result<EmergencyPage> {
        require_in_person(ctx)?;
        if !(1..=MAX_EMERGENCY_PAGE).contains(&limit) {
            return Err(Error::parameter("limit").with_limit(format!("1-{MAX_EMERGENCY_PAGE}")));
        }
        let (tenant, now) = (ctx.tenant, ctx.now);
        let after = after.unwrap_or((SpaceId(0), UserId(0)));
        let mut rows = self
            .store()
            // One more says whether there is another page.
            .read(move |tx| {
                let rows = rights::list_emergencies(tx, tenant, after, now, limit + 1)?;
                Ok::<_, Error>(rows)
            })
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let emergencies: Vec<EmergencyView> = rows
            .into_iter()
            .map(|shown| {
                let (owner, member) = (shown.owner, shown.member);
                People { owner, member }.view(shown.row)
            })
            .collect();
        let last = emergencies.last().filter(|_| more);
        let next = last.map(|last| (last.space, last.member.id));
        Ok(EmergencyPage { emergencies, next })
    }
}

/// An app that acts for a super administrator opens nothing.
fn require_in_person(ctx: &Ctx) -> Result<()> {
    ctx.require_super_administrator()?;
    match ctx.actor.app {
        None => Ok(()),
        Some(_) => Err(Error::new(Code::Forbidden)),
    }
}

/// The personal space of somebody else.
fn load(tx: &mut ReadTx<'_>, ctx: &Ctx, id: SpaceId) -> Result<SpaceView> {
    let row = spaces::find(tx, ctx.tenant, id)?;
    let space = row.ok_or(Code::SpaceNotFound)?.view;
    match space.status {
        SpaceStatus::Active => {}
        SpaceStatus::Disabled => return Err(Code::SpaceDisabled.into()),
        SpaceStatus::Deleting | SpaceStatus::HandedOver | SpaceStatus::Removed => {
            return Err(Code::SpaceNotFound.into());
        }
    }
    if space.kind != SpaceKind::Personal {
        return Err(Code::SpaceNotPersonal.into());
    }
    if space.owner == ctx.user().0 {
        return Err(Error::new(Code::Conflict).because(Reason::Oneself));
    }
    Ok(space)
}

/// Whose space it is, and who reads it.
struct People {
    owner: Person,
    member: Person,
}

impl People {
    fn load(tx: &mut ReadTx<'_>, ctx: &Ctx, space: &SpaceView, member: UserId) -> Result<Self> {
        let mut find = |id| {
            let person = rights::find_person(tx, ctx.tenant, id)?;
            person.ok_or_else(|| Error::new(Code::NotFound))
        };
        Ok(Self {
            owner: find(UserId(space.owner))?,
            member: find(member)?,
        })
    }

    fn note(
        &self,
        tx: &mut Tx<'_>,
        drive: &Drive,
        ctx: &Ctx,
        space: SpaceId,
        act: Act,
        (before, after): (serde_json::Value, serde_json::Value),
    ) -> Result<()> {
        let change = Change {
            act,
            object: Object::Space(space),
            name: &self.owner.name,
            before,
            after,
        };
        drive.audit(tx, ctx, &change)
    }

    fn tell(
        &self,
        tx: &mut Tx<'_>,
        drive: &Drive,
        ctx: &Ctx,
        text_key: &'static str,
        facts: serde_json::Value,
    ) -> Result<()> {
        let message = Message {
            kind: MessageKind::System,
            text_key,
            facts,
        };
        drive.tell_many(tx, ctx, &[self.owner.id], &message)
    }

    fn view(self, row: EmergencyRow) -> EmergencyView {
        EmergencyView {
            space: row.space,
            owner: self.owner,
            member: self.member,
            reason: row.reason,
            opened_at: row.opened_at,
            ends_at: row.ends_at,
        }
    }
}
