//! The change itself.

use super::{HandOverCommand, StoredPassage};
use crate::access::{self, NodeRef, SpaceHandle};
use crate::audit::{Act, Change, Object};
use crate::files::{Clash, Placed, place};
use crate::jobs::{Command, HAND_OVER, NewJob, StoredCtx};
use crate::organisation::groups::hand_over_groups;
use crate::organisation::members::require_administrator_left;
use crate::organisation::removal::{remove_space, require_not_receiving};
use crate::organisation::rights;
use crate::record::{self, Stamps, record};
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::name::fold;
use coffer_model::organisation::MemberView;
use coffer_model::rights::Right;
use coffer_model::space::SpaceKind;
use coffer_model::user::UserStatus;
use coffer_model::{Code, Error, JobId, Name, NodeId, Result, UserId};
use coffer_store::jobs::{TaskFilter, UNFINISHED};
use coffer_store::nodes::{self, StoredName};
use coffer_store::{Tx, identity as accounts, jobs, members, removal, spaces};
use serde_json::json;

/// Jobs looked at at a time.
const PAGE: u32 = 100;

impl Drive {
    /// Passes everything that somebody owns to somebody else, both managed by the caller: personal
    /// files under a folder with the leaver's name, the safe's into the receiver's safe, the recycle
    /// bin, groups with their spaces, shares. The leaver is locked out at once and removed when the job that
    /// this answers has ended. Asked again meanwhile, it answers the same job; asked again after the
    /// job failed, it takes up what was left.
    ///
    /// # Errors
    /// `NotFound` and `Forbidden` for either person; `BadRequest` when both are the same; `Conflict`
    /// for the caller himself, for the last one who administrates the tenant, for a receiver who may
    /// not log in, when all has gone to somebody else already, and while an earlier hand-over to the
    /// leaver has not ended; `SpaceNotFound` and
    /// `SpaceDisabled` when the receiver has no space that can be used, `QuotaExceeded` when it has
    /// not enough room, `TooDeep` when folders would be nested too deep.
    pub async fn hand_over(&self, ctx: &Ctx, leaver: UserId, receiver: UserId) -> Result<JobId> {
        if leaver == receiver {
            return Err(Error::parameter("receiver"));
        }
        let id = JobId(self.next_id());
        let (drive, ctx) = (self.clone(), ctx.clone());
        let job = self
            .store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let leaving = rights::load_managed_member(tx, &ctx, leaver)?;
                let receiving = rights::load_staying_member(tx, &ctx, receiver)?;
                require_possible(tx, &ctx, &leaving, &receiving)?;
                if let Some(under_way) = find_job(tx, &ctx, leaver)? {
                    return Ok(under_way);
                }
                lock_out(tx, &ctx, &leaving)?;
                let passage = pass_files(tx, &drive, &ctx, &leaving, &receiving)?;
                members::set_heir(tx, leaver, receiver)?;
                let groups = hand_over_groups(tx, &drive, &ctx, leaver, receiver)?;
                let change = Change {
                    act: Act::HandOver,
                    object: Object::User(leaver),
                    name: &leaving.name,
                    before: json!(null),
                    after: json!({
                        "receiver": receiver, "receiver_name": receiving.name,
                        "files": passage.is_some(), "groups": groups,
                    }),
                };
                drive.audit(tx, &ctx, &change)?;
                let command = HandOverCommand {
                    ctx: StoredCtx::from(&ctx),
                    leaver,
                    name: leaving.name,
                    receiver,
                    passage,
                    groups,
                    locale: ctx.locale.tag().to_owned(),
                };
                let job = NewJob {
                    id,
                    command: Command::HandOver(command),
                }
                .row(&ctx)?;
                jobs::insert(tx, &job)?;
                Ok::<_, Error>(id)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(job)
    }
}

/// The hand-over of this person that has not ended.
fn find_job(tx: &mut Tx<'_>, ctx: &Ctx, leaver: UserId) -> Result<Option<JobId>> {
    let filter = TaskFilter {
        kind: Some(HAND_OVER),
        member: None,
        statuses: UNFINISHED,
    };
    let mut before = JobId(i64::MAX);
    loop {
        let page = jobs::list_tasks(tx, ctx.tenant, &filter, before, PAGE)?;
        for job in &page {
            let command = serde_json::from_str(&job.command).map_err(Error::internal)?;
            if matches!(command, Command::HandOver(begun) if begun.leaver == leaver) {
                return Ok(Some(job.id));
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE as usize => before = last.id,
            _ => return Ok(None),
        }
    }
}

fn require_possible(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    leaver: &MemberView,
    receiver: &MemberView,
) -> Result<()> {
    let refused = |reason| Err(Error::new(Code::Conflict).because(reason));
    if leaver.id == ctx.user() {
        return refused(Reason::Oneself);
    }
    if !UserStatus::lets_in(receiver.status as i64) {
        return refused(Reason::ReceiverLockedOut);
    }
    let heir = members::find_heir(tx, ctx.tenant, leaver.id)?;
    if heir.is_some_and(|heir| heir != receiver.id) {
        return refused(Reason::HandedOver);
    }
    require_administrator_left(tx, ctx, leaver, None)
}

/// From now on the leaver changes nothing any more.
fn lock_out(tx: &mut Tx<'_>, ctx: &Ctx, leaver: &MemberView) -> Result<()> {
    accounts::end_sessions_of(tx, leaver.id)?;
    let disabled = MemberView {
        status: UserStatus::Disabled,
        ..leaver.clone()
    };
    Ok(members::update(
        tx,
        &disabled,
        &fold(&leaver.name),
        ctx.now,
    )?)
}

/// Makes what the leaver's space holds the receiver's; `None` when there is nothing in it.
fn pass_files(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    leaver: &MemberView,
    receiver: &MemberView,
) -> Result<Option<StoredPassage>> {
    let from = spaces::find_of_owner(tx, ctx.tenant, SpaceKind::Personal, leaver.id.0)?;
    let Some(from) = from.map(|row| row.view) else {
        // What a hand-over before this one left undone is taken up again.
        let begun = removal::find_begun(tx, ctx.tenant, leaver.id)?;
        return Ok(begun.map(StoredPassage::from));
    };
    let mut filled = Vec::new();
    for root in [from.root, from.safe] {
        if removal::has_children(tx, root)? {
            filled.push(root);
        }
    }
    if filled.is_empty() {
        remove_space(tx, drive, ctx, &from)?;
        return Ok(None);
    }
    require_not_receiving(tx, from.id)?;
    let to = spaces::find_of_owner(tx, ctx.tenant, SpaceKind::Personal, receiver.id.0)?
        .ok_or(Code::SpaceNotFound)?;
    let to = SpaceHandle::new(ctx, to, crate::rights::Base::MANAGER);
    // Whoever locks two spaces takes the older one first.
    let from_first = from.id < to.view.id;
    if from_first {
        spaces::touch(tx, from.id, ctx.now)?;
    }
    let touched = access::lock_space(tx, &to, ctx.now)?;
    if !from_first {
        spaces::touch(tx, from.id, ctx.now)?;
    }
    let used = removal::find_used(tx, from.id)?;
    if touched.used + touched.reserved + used > touched.capacity {
        return Err(Error::new(Code::QuotaExceeded));
    }
    let mut stamps = Stamps::after_lock(&touched);
    for root in filled {
        let target = if root == from.root {
            NodeRef::Root
        } else {
            NodeRef::Safe
        };
        adopt(tx, ctx, &to, &mut stamps, (root, target), leaver)?;
    }
    let bytes = i64::try_from(used).unwrap_or(i64::MAX);
    spaces::settle(tx, from.id, -bytes, 0)?;
    spaces::settle(tx, to.view.id, bytes, 0)?;
    removal::set_heir(tx, from.id, to.view.id, ctx.now)?;
    removal::expire_uploads(tx, from.id, ctx.now)?;
    coffer_store::rights::pass_space(tx, from.id, to.view.id)?;
    Ok(Some(StoredPassage {
        from: from.id,
        from_roots: [from.root, from.safe],
        to: to.view.id,
        to_roots: [to.view.root, to.view.safe],
    }))
}

/// Hangs what was a root into the receiver's, under the leaver's name.
fn adopt(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    space: &SpaceHandle,
    stamps: &mut Stamps,
    (root, target): (NodeId, NodeRef),
    leaver: &MemberView,
) -> Result<()> {
    let height = nodes::find(tx, root)?.ok_or(Code::Internal)?.height;
    let target = access::locate_target(tx, space, target, Right::Upload)?;
    access::require_depth(target.depth(), height)?;
    let wanted = StoredName::from(folder_name(leaver));
    let placed = place(tx, target.node.id, &wanted, Clash::renaming(ctx.now))?;
    let Placed::Free(name) = placed else {
        return Err(Error::new(Code::NameTaken));
    };
    let place = (space.view.id, target.node.id);
    removal::adopt_root(tx, root, place, &name, ctx.user(), ctx.now)?;
    access::raise_heights(tx, &target.way, height)?;
    let stamp = stamps.take(tx, ctx, space)?;
    nodes::touch_children(tx, target.node.id, stamp)?;
    let detail = json!({"name": name.name.as_str(), "parent": target.node.id, "from": leaver.id});
    record(tx, ctx, space, stamp, record::Act::HandOver, root, &detail)
}

/// The leaver's name as a folder can have it.
fn folder_name(leaver: &MemberView) -> Name {
    Name::parse(&leaver.name)
        .or_else(|_| {
            let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
            Name::parse(&leaver.name.chars().map(plain).collect::<String>())
        })
        .unwrap_or_else(|_| Name::stored(leaver.id.to_string()))
}
