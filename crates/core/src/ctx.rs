//! Who asks, in which language, at what time.

use coffer_model::user::Role;
use coffer_model::{AppId, Code, DepartmentId, Error, Locale, Result, TenantId, Timestamp, UserId};

/// The person (or program) on whose behalf a use case runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The person's role in the tenant.
    pub role: Role,
    /// The person's department.
    pub department: DepartmentId,
    /// The app that acts for the person.
    pub app: Option<AppId>,
    /// What the credential is good for.
    pub access: Access,
}

/// What a credential is good for, whatever its person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// All that the person may do.
    Full,
    /// Looking: nothing is changed with it.
    Reading,
}

impl Access {
    pub(crate) fn require_full(self) -> Result<()> {
        match self {
            Self::Full => Ok(()),
            Self::Reading => Err(Error::new(Code::Forbidden)),
        }
    }
}

/// Everything that a use case must know of its call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ctx {
    /// The tenant: nothing outside it exists for this call.
    pub tenant: TenantId,
    /// Who asks.
    pub actor: Actor,
    /// The language of texts.
    pub locale: Locale,
    /// When the call began.
    pub now: Timestamp,
    /// The address that the call came from, for the event log.
    pub address: String,
}

/// The operator at the server's own command line, as the one who asks.
pub const OPERATOR: UserId = UserId(0);

impl Ctx {
    /// A call of the operator, who is nobody of the tenant and may do everything in it.
    #[must_use]
    pub fn operator(tenant: TenantId, now: Timestamp) -> Self {
        Self {
            tenant,
            actor: Actor {
                user: OPERATOR,
                role: Role::SuperAdministrator,
                department: DepartmentId(0),
                app: None,
                access: Access::Full,
            },
            locale: Locale::En,
            now,
            address: "cli".to_owned(),
        }
    }

    /// The person who asks.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.actor.user
    }

    /// Demands a credential that changes things.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require_full(&self) -> Result<()> {
        self.actor.access.require_full()
    }

    /// Demands the super administrator's role.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require_super_administrator(&self) -> Result<()> {
        match self.actor.role {
            Role::SuperAdministrator => Ok(()),
            Role::DepartmentAdministrator | Role::Member => Err(Error::new(Code::Forbidden)),
        }
    }
}
