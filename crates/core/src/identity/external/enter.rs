//! From a person whom the issuer knows to a member, and to a login of the browser.

use super::super::admission::insert_person;
use super::super::login::{BrowserLogin, LOGIN_SECONDS, LoggedIn};
use super::super::people::{CONTACT_MAX, NAME_MAX, NewPerson};
use super::super::secret::Secret;
use super::find_tenant;
use super::leave::ExternalReference;
use crate::organisation::{audit_new, is_subject};
use crate::{Access, Actor, Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::user::{Role, UserStatus};
use coffer_model::{
    Code, DepartmentId, Error, Locale, Result, SpaceId, TenantId, Timestamp, UserId,
};
use coffer_store::identity::{self as store, MemberRow, NewBrowserLogin, NewExternal, SubjectRow};
use coffer_store::{ReadTx, Tx};

const COOKIE_BYTES: usize = 32;

/// A person, as the issuer vouches for it.
#[derive(Debug, Clone)]
pub struct ExternalPerson {
    /// Who it is; never another person of this issuer.
    pub subject: String,
    /// The name to show, or empty.
    pub name: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// The telephone number, or empty.
    pub phone: String,
    /// When the issuer asked the person, if it has said so.
    pub authenticated_at: Option<Timestamp>,
    /// The issuer's name for its session, if it has told one.
    pub session: Option<String>,
    /// What ends the session there.
    pub reference: ExternalReference,
}

/// Everything of a login that must not be made inside of a transaction.
struct Prepared {
    row: NewBrowserLogin,
    person: NewPerson,
    provision: bool,
    tenant: Option<TenantId>,
    now: Timestamp,
    address: String,
}

impl Drive {
    /// Logs a person in whom the issuer vouches for: the member of the tenant with this subject.
    ///
    /// `address` is the browser's, for the audit log.
    /// The first login makes a member active, fills an e-mail address and a mobile number that are
    /// empty, and changes nothing else.
    ///
    /// # Errors
    /// `NotFound` when nobody in the tenant has the subject and nobody is added by logging in,
    /// `Forbidden` for members who are disabled or gone, `TenantLimit` when the tenant may not have
    /// more people or spaces, `BadRequest` for a subject that cannot be one.
    pub async fn log_in_externally(
        &self,
        person: ExternalPerson,
        address: &str,
    ) -> Result<LoggedIn> {
        if !is_subject(&person.subject) {
            return Err(Error::parameter("sub"));
        }
        let cookie = Secret::make::<COOKIE_BYTES>()?;
        let prepared = self.prepare_external(person, cookie.hash, address)?;
        let drive = self.clone();
        let login = self
            .store()
            .write(move |tx| {
                let tenant = find_tenant(tx, prepared.tenant)?;
                let member = find_or_add(tx, &drive, tenant, &prepared)?;
                enter(tx, tenant, &member, &prepared)
            })
            .await?;
        Ok(LoggedIn {
            cookie: cookie.text,
            login,
        })
    }

    fn prepare_external(
        &self,
        person: ExternalPerson,
        cookie_hash: [u8; 32],
        address: &str,
    ) -> Result<Prepared> {
        let now = self.now();
        let admission = &self.settings().external;
        // A clock that goes ahead of ours must not make the login younger than it is.
        let asked_at = person.authenticated_at.map_or(now, |at| at.min(now));
        let row = NewBrowserLogin {
            id: self.next_id(),
            // Both are known inside of the transaction.
            tenant: TenantId(0),
            member: UserId(0),
            cookie_hash,
            authenticated_at: asked_at,
            expires_at: now.plus_seconds(LOGIN_SECONDS),
            external: Some(NewExternal {
                reference: self.wrap_reference(&person.reference)?,
                session: person.session,
            }),
        };
        Ok(Prepared {
            row,
            person: NewPerson {
                account: None,
                personal: None,
                member: new_member(
                    UserId(self.next_id()),
                    (person.subject, &person.name),
                    [&person.email, &person.phone],
                    now,
                ),
                space: SpaceId(self.next_id()),
                roots: [self.next_node(), self.next_node()],
            },
            provision: admission.auto_provision,
            tenant: admission.tenant,
            now,
            address: address.to_owned(),
        })
    }
}

/// The member that would be made, in a tenant and department that are not known yet.
fn new_member(
    id: UserId,
    (subject, name): (String, &str),
    [email, phone]: [&str; 2],
    now: Timestamp,
) -> MemberRow {
    let contact = |text: &str| {
        let text = text.trim();
        let possible = text.len() <= CONTACT_MAX && !text.chars().any(char::is_control);
        if possible { text } else { "" }.to_owned()
    };
    let email = contact(email).to_lowercase();
    let name = [name, &email, &subject]
        .into_iter()
        .map(shown_name)
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    MemberRow {
        id,
        tenant: TenantId(0),
        department: DepartmentId(0),
        name_key: fold(&name),
        name,
        subject,
        mobile: contact(phone),
        email,
        role: Role::Member as i64,
        status: UserStatus::NeverLoggedIn as i64,
        created_at: now,
    }
}

/// A name of ours out of anybody's: no control characters, not too long.
fn shown_name(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    let short: String = plain.trim().chars().take(NAME_MAX).collect();
    short.trim_end().to_owned()
}

/// The member with the subject; makes one where the operator wants that.
fn find_or_add(
    tx: &mut Tx<'_>,
    drive: &Drive,
    tenant: TenantId,
    prepared: &Prepared,
) -> Result<SubjectRow> {
    let subject = &prepared.person.member.subject;
    if let Some(member) = find(tx, tenant, subject)? {
        return Ok(member);
    }
    let settings = store::find_tenant(tx, tenant)?.ok_or(Code::NotFound)?;
    if !prepared.provision && !settings.auto_provision {
        // The person can tell an administrator by which name to be added.
        return Err(Error::new(Code::NotFound).with_name(subject));
    }
    store::lock_tenant(tx, tenant)?;
    // Another login of the same person may have been faster.
    if let Some(member) = find(tx, tenant, subject)? {
        return Ok(member);
    }
    let root = store::find_root_department(tx, tenant)?;
    let mut person = prepared.person.clone();
    person.member.tenant = tenant;
    person.member.department = root.ok_or_else(|| Error::internal("no root department"))?;
    insert_person(tx, &person, prepared.now)?;
    audit_new(tx, drive, &as_oneself(&person.member, prepared), &person)?;
    Ok(SubjectRow {
        id: person.member.id,
        name: person.member.name,
        status: person.member.status,
    })
}

/// Nobody else brings such a person in.
fn as_oneself(member: &MemberRow, prepared: &Prepared) -> Ctx {
    Ctx {
        tenant: member.tenant,
        actor: Actor {
            user: member.id,
            role: Role::Member,
            department: member.department,
            app: None,
            access: Access::Full,
        },
        locale: Locale::default(),
        now: prepared.now,
        address: prepared.address.clone(),
    }
}

/// People who were made with an account of ours have their own id as the subject. That is no
/// subject of the issuer's: it must not be able to name them by accident.
fn find(tx: &mut ReadTx<'_>, tenant: TenantId, subject: &str) -> Result<Option<SubjectRow>> {
    let found = store::find_subject(tx, tenant, subject)?;
    match found {
        Some(member) if member.id.to_string() == subject => Err(Error::new(Code::NotFound)),
        found => Ok(found),
    }
}

fn enter(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    member: &SubjectRow,
    prepared: &Prepared,
) -> Result<BrowserLogin> {
    if !UserStatus::lets_in(member.status) {
        return Err(Error::new(Code::Forbidden));
    }
    let told = &prepared.person.member;
    let contact = (told.mobile.as_str(), told.email.as_str());
    store::fill_contact(tx, member.id, contact, prepared.now)?;
    store::activate_member(tx, member.id)?;
    let row = NewBrowserLogin {
        tenant,
        member: member.id,
        ..prepared.row.clone()
    };
    store::insert_browser_login(tx, &row)?;
    Ok(BrowserLogin {
        id: row.id,
        tenant,
        user: member.id,
        name: member.name.clone(),
        authenticated_at: row.authenticated_at,
    })
}
