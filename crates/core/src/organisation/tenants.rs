//! Tenants, as the operator makes and changes them.

use super::audit_new;
use crate::audit::{Act, Change, Object};
use crate::identity::{NewPerson, NewUser, display_name, insert_person, open_space};
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::tenant::{TenantSettings, TenantView};
use coffer_model::user::Role;
use coffer_model::{Code, DepartmentId, Error, Result, SpaceId, TenantId, UserId};
use coffer_store::identity::{self as accounts, DepartmentRow};
use coffer_store::spaces::NewSpace;
use coffer_store::{ReadTx, Tx, tenants};
use serde_json::{Map, Value, json};

const NEW_CAPACITY: u64 = 1_024 * GIB;
const NEW_USERS: i64 = 1_000;
const NEW_GROUPS: i64 = 500;
const NEW_SPACE_SIZE: u64 = 10 * GIB;
const NEW_PACKAGE_DAYS: i64 = 7;
/// Sums of capacities have to stay far below the end of the numbers.
const MAX_CAPACITY: u64 = (1 << 28) * GIB;
const MAX_COUNT: i64 = 100_000_000;
const PAGE: i64 = 100;

/// A tenant to be made, and its super administrator.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// The tenant's name, 1 to 64 characters.
    pub name: String,
    /// What the administrator logs in with.
    pub login: String,
    /// The administrator's password.
    pub password: String,
}

/// What is to be changed of a tenant; `None` leaves it as it is. Limits may be lowered below what is
/// there already: then only nothing more is let in.
#[derive(Debug, Clone, Default)]
pub struct ChangeTenant {
    /// The name, 1 to 64 characters.
    pub name: Option<String>,
    /// Bytes that all its spaces may have together.
    pub capacity: Option<u64>,
    /// People that it may have.
    pub user_limit: Option<i64>,
    /// Groups that it may have.
    pub group_limit: Option<i64>,
    /// Bytes of a new personal space; 0 opens none.
    pub personal_space_size: Option<u64>,
    /// Bytes of a new department's space; 0 opens none.
    pub department_space_size: Option<u64>,
    /// Bytes of a new group's space; 0 opens none.
    pub group_space_size: Option<u64>,
    /// Whether a person whom the identity provider knows becomes a member at the first login.
    pub auto_provision: Option<bool>,
}

/// Everything that a new tenant begins with.
#[derive(Debug, Clone)]
struct Beginning {
    settings: TenantSettings,
    seal_key: Vec<u8>,
    root: DepartmentRow,
    administrator: NewPerson,
    team: NewSpace,
}

impl Drive {
    /// Whether there is a tenant.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn has_any_tenant(&self) -> Result<bool> {
        self.store().read(has_any).await
    }

    /// Makes the first tenant: its root department with a space, and a super administrator with a
    /// personal space.
    ///
    /// # Errors
    /// `BadRequest` for a name or password that is not allowed, `Conflict` when there is a tenant.
    pub async fn create_first_tenant(&self, new: NewTenant) -> Result<(TenantId, UserId)> {
        let beginning = self.begin_tenant(new).await?;
        let made = (beginning.settings.id, beginning.administrator.member.id);
        let drive = self.clone();
        self.store()
            .write(move |tx| {
                if has_any(tx)? {
                    return Err(Error::new(Code::Conflict));
                }
                insert(tx, &drive, &beginning)
            })
            .await?;
        Ok(made)
    }

    /// Makes a further tenant, with the same as the first one has.
    ///
    /// # Errors
    /// `BadRequest` for a name or password that is not allowed, `Conflict` when the login name is
    /// taken.
    pub async fn add_tenant(&self, new: NewTenant) -> Result<(TenantId, UserId)> {
        let beginning = self.begin_tenant(new).await?;
        let made = (beginning.settings.id, beginning.administrator.member.id);
        let drive = self.clone();
        self.store()
            .write(move |tx| insert(tx, &drive, &beginning))
            .await?;
        Ok(made)
    }

    /// The tenant `named`, or the only one that there is; `None` when it is not there, or when none
    /// was named and there is not exactly one.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn find_tenant(&self, named: Option<TenantId>) -> Result<Option<TenantId>> {
        self.store()
            .read(move |tx| find_named_or_only(tx, named))
            .await
    }

    /// A page of all tenants in the order in which they were made, behind `after`.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn list_tenants(&self, after: Option<TenantId>) -> Result<Vec<TenantView>> {
        let after = after.unwrap_or(TenantId(0));
        self.store()
            .read(move |tx| {
                let listed = tenants::list(tx, after, PAGE)?;
                let views = listed.into_iter().map(|settings| view(tx, settings));
                views.collect()
            })
            .await
    }

    /// Changes what is set of a tenant.
    ///
    /// # Errors
    /// `BadRequest` for a value that is not allowed, `NotFound` without such a tenant.
    pub async fn change_tenant(&self, id: TenantId, change: ChangeTenant) -> Result<TenantView> {
        let change = check(change)?;
        let ctx = Ctx::operator(id, self.now());
        let drive = self.clone();
        self.store()
            .write(move |tx| {
                tenants::lock(tx, id)?;
                let before = tenants::find(tx, id)?.ok_or(Code::NotFound)?;
                let after = changed(&before, &change);
                if after != before {
                    tenants::update(tx, &after)?;
                    record_change(tx, &drive, &ctx, [&before, &after])?;
                }
                view(tx, after)
            })
            .await
    }

    /// Checks a new tenant and does everything that must not happen in a transaction.
    async fn begin_tenant(&self, new: NewTenant) -> Result<Beginning> {
        let now = self.now();
        let (id, department) = (TenantId(self.next_id()), DepartmentId(self.next_id()));
        let name = display_name("name", &new.name)?;
        let user = NewUser {
            tenant: Some(id),
            department: Some(department),
            name: new.login.trim().to_owned(),
            login: new.login,
            password: new.password,
            mobile: String::new(),
            email: String::new(),
            role: Role::SuperAdministrator,
        };
        let administrator = self.prepare(user, id, department).await?;
        let creator = administrator.member.id;
        Ok(Beginning {
            seal_key: self.fresh_tenant_key(id)?,
            root: DepartmentRow {
                id: department,
                tenant: id,
                parent: None,
                name_key: fold(&name),
                name: name.clone(),
                creator,
                created_at: now,
            },
            team: NewSpace {
                id: SpaceId(self.next_id()),
                tenant: id,
                kind: SpaceKind::Department,
                owner: department.0,
                capacity: NEW_SPACE_SIZE,
                root: self.next_node(),
                safe: self.next_node(),
                creator,
                now,
            },
            administrator,
            settings: TenantSettings {
                id,
                name,
                capacity: NEW_CAPACITY,
                user_limit: NEW_USERS,
                group_limit: NEW_GROUPS,
                personal_space_size: NEW_SPACE_SIZE,
                department_space_size: NEW_SPACE_SIZE,
                group_space_size: NEW_SPACE_SIZE,
                auto_provision: false,
                package_days: NEW_PACKAGE_DAYS,
                created_at: now,
            },
        })
    }
}

/// The tenant `named`, or the only one that there is.
pub(crate) fn find_named_or_only(
    tx: &mut ReadTx<'_>,
    named: Option<TenantId>,
) -> Result<Option<TenantId>> {
    if let Some(id) = named {
        return Ok(tenants::find(tx, id)?.map(|tenant| tenant.id));
    }
    Ok(match tenants::list(tx, TenantId(0), 2)?.as_slice() {
        [only] => Some(only.id),
        _ => None,
    })
}

fn has_any(tx: &mut ReadTx<'_>) -> Result<bool> {
    Ok(!tenants::list(tx, TenantId(0), 1)?.is_empty())
}

fn insert(tx: &mut Tx<'_>, drive: &Drive, new: &Beginning) -> Result<()> {
    let settings = &new.settings;
    let ctx = Ctx::operator(settings.id, settings.created_at);
    tenants::insert(tx, settings, &new.seal_key)?;
    accounts::insert_department(tx, &new.root)?;
    insert_person(tx, &new.administrator, ctx.now)?;
    open_space(tx, settings.capacity, &new.team)?;
    let change = Change {
        act: Act::Create,
        object: Object::Tenant(settings.id),
        name: &settings.name,
        before: json!(null),
        after: Value::Object(fields(settings)),
    };
    drive.audit(tx, &ctx, &change)?;
    audit_new(tx, drive, &ctx, &new.administrator)
}

fn view(tx: &mut ReadTx<'_>, settings: TenantSettings) -> Result<TenantView> {
    Ok(TenantView {
        users: accounts::count_members(tx, settings.id)?,
        given: tenants::sum_capacities(tx, settings.id)?,
        settings,
    })
}

fn check(change: ChangeTenant) -> Result<ChangeTenant> {
    for (parameter, bytes) in [
        ("capacity", change.capacity),
        ("personal_space_size", change.personal_space_size),
        ("department_space_size", change.department_space_size),
        ("group_space_size", change.group_space_size),
    ] {
        if bytes.is_some_and(|bytes| bytes > MAX_CAPACITY) {
            let limit = format!("0-{} GiB", MAX_CAPACITY / GIB);
            return Err(Error::parameter(parameter).with_limit(limit));
        }
    }
    for (parameter, count) in [
        ("user_limit", change.user_limit),
        ("group_limit", change.group_limit),
    ] {
        if count.is_some_and(|count| !(0..=MAX_COUNT).contains(&count)) {
            return Err(Error::parameter(parameter).with_limit(format!("0-{MAX_COUNT}")));
        }
    }
    let name = change.name.map(|name| display_name("name", &name));
    Ok(ChangeTenant {
        name: name.transpose()?,
        ..change
    })
}

fn changed(before: &TenantSettings, change: &ChangeTenant) -> TenantSettings {
    let old = before.clone();
    TenantSettings {
        name: change.name.clone().unwrap_or(old.name),
        capacity: change.capacity.unwrap_or(old.capacity),
        user_limit: change.user_limit.unwrap_or(old.user_limit),
        group_limit: change.group_limit.unwrap_or(old.group_limit),
        personal_space_size: change
            .personal_space_size
            .unwrap_or(old.personal_space_size),
        department_space_size: change
            .department_space_size
            .unwrap_or(old.department_space_size),
        group_space_size: change.group_space_size.unwrap_or(old.group_space_size),
        auto_provision: change.auto_provision.unwrap_or(old.auto_provision),
        ..old
    }
}

fn record_change(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    [before, after]: [&TenantSettings; 2],
) -> Result<()> {
    let (mut old, mut new) = (fields(before), fields(after));
    old.retain(|field, value| new.get(field) != Some(value));
    new.retain(|field, _| old.contains_key(field));
    let change = Change {
        act: Act::Change,
        object: Object::Tenant(after.id),
        name: &after.name,
        before: Value::Object(old),
        after: Value::Object(new),
    };
    drive.audit(tx, ctx, &change)
}

/// What the audit log says of a tenant; sizes in GiB.
fn fields(settings: &TenantSettings) -> Map<String, Value> {
    let fields = [
        ("name", json!(settings.name)),
        ("capacity", gibibytes(settings.capacity)),
        ("user_limit", json!(settings.user_limit)),
        ("group_limit", json!(settings.group_limit)),
        (
            "personal_space_size",
            gibibytes(settings.personal_space_size),
        ),
        (
            "department_space_size",
            gibibytes(settings.department_space_size),
        ),
        ("group_space_size", gibibytes(settings.group_space_size)),
        ("auto_provision", json!(settings.auto_provision)),
    ];
    fields
        .into_iter()
        .map(|(field, value)| (field.to_owned(), value))
        .collect()
}

/// Whole where it is whole: two sizes that differ have to look different.
fn gibibytes(bytes: u64) -> Value {
    if bytes.is_multiple_of(GIB) {
        json!(bytes / GIB)
    } else {
        json!(format!("{bytes} bytes"))
    }
}
