//! The audit log of the organisation: every change, in the transaction of the change.

use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::{
    AppId, DepartmentId, GroupId, JobId, NodeId, Result, RoleId, SpaceId, TenantId, UserId,
};
use coffer_store::Tx;
use coffer_store::audit::{self, NewAuditEntry};
use serde_json::{Map, Value};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Create,
    Change,
    Delete,
    AddMembers,
    RemoveMembers,
    HandOver,
    Import,
    Grant,
    Revoke,
    BreakLock,
    OpenEmergency,
    CloseEmergency,
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Delete => "delete",
            Self::AddMembers => "add_members",
            Self::RemoveMembers => "remove_members",
            Self::HandOver => "hand_over",
            Self::Import => "import",
            Self::Grant => "grant",
            Self::Revoke => "revoke",
            Self::BreakLock => "break_lock",
            Self::OpenEmergency => "open_emergency",
            Self::CloseEmergency => "close_emergency",
        }
    }
}

/// What it was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Tenant(TenantId),
    Department(DepartmentId),
    User(UserId),
    Group(GroupId),
    Space(SpaceId),
    Job(JobId),
    App(AppId),
    Role(RoleId),
    Node(NodeId),
}

impl Object {
    fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Tenant(id) => ("tenant", id.0),
            Self::Department(id) => ("department", id.0),
            Self::User(id) => ("user", id.0),
            Self::Group(id) => ("group", id.0),
            Self::Space(id) => ("space", id.0),
            Self::Job(id) => ("job", id.0),
            Self::App(id) => ("app", id.0),
            Self::Role(id) => ("role", id.0),
            Self::Node(id) => ("node", id.0),
        }
    }
}

/// One change: the object with its name, and the fields that changed, as JSON objects.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) act: Act,
    pub(crate) object: Object,
    pub(crate) name: &'a str,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl Drive {
    /// Writes a change down, in the transaction that makes it. A credential that is good for looking
    /// alone changes nothing.
    pub(crate) fn audit(&self, tx: &mut Tx<'_>, ctx: &Ctx, change: &Change<'_>) -> Result<()> {
        ctx.require_full()?;
        let (before, after) = match change.act {
            Act::Change => changed(&change.before, &change.after),
            _ => (change.before.clone(), change.after.clone()),
        };
        if change.act == Act::Change && is_nothing(&before) && is_nothing(&after) {
            return Ok(());
        }
        let (object_kind, object) = change.object.parts();
        let entry = NewAuditEntry {
            id: self.next_id(),
            tenant: ctx.tenant,
            at: ctx.now,
            actor: ctx.user(),
            app: ctx.actor.app,
            address: &ctx.address,
            act: change.act.word(),
            object_kind,
            object,
            object_name: change.name,
            object_key: &fold(change.name),
            before: &spelled(&before),
            after: &spelled(&after),
        };
        Ok(audit::insert(tx, &entry)?)
    }
}

/// The fields that differ.
fn changed(before: &Value, after: &Value) -> (Value, Value) {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return (before.clone(), after.clone());
    };
    let differing = |these: &Map<String, Value>, those: &Map<String, Value>| {
        let fields = these
            .iter()
            .filter(|(field, value)| those.get(*field) != Some(value));
        let fields = fields.map(|(field, value)| (field.clone(), value.clone()));
        Value::Object(fields.collect())
    };
    (differing(before, after), differing(after, before))
}

fn is_nothing(fields: &Value) -> bool {
    match fields {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Nothing is an empty text.
fn spelled(fields: &Value) -> String {
    match fields {
        Value::Null => String::new(),
        fields => fields.to_string(),
    }
}
