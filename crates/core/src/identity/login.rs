//! Logging in with a password, and the login that a browser keeps.

use super::attempts::{self, Limited};
use super::password::Verdict;
use super::people::login_key;
use super::secret::{self, Secret};
use crate::Drive;
use crate::clock::random;
use coffer_model::name::fold;
use coffer_model::user::UserStatus;
use coffer_model::{Code, Error, Result, TenantId, Timestamp, UserId};
use coffer_store::ReadTx;
use coffer_store::identity::{self as store, AccountRow, Counter, NewBrowserLogin};

/// How long a browser needs no password again.
pub(super) const LOGIN_SECONDS: i64 = 12 * 3_600;
const COOKIE_BYTES: usize = 32;
const UNGUESSABLE_BYTES: usize = 16;

/// A person's login in one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserLogin {
    /// The login.
    pub id: i64,
    /// The person's tenant.
    pub tenant: TenantId,
    /// The person.
    pub user: UserId,
    /// The name to show.
    pub name: String,
    /// When the password was given, here or at an external issuer.
    pub authenticated_at: Timestamp,
}

/// A new login with the secret that the browser keeps in a cookie.
#[derive(Debug)]
pub struct LoggedIn {
    /// The value of the cookie.
    pub cookie: String,
    /// The login.
    pub login: BrowserLogin,
}

impl Drive {
    /// Logs a person in who says the login name (or an e-mail address that only one person has)
    /// and the password.
    ///
    /// # Errors
    /// `Unauthenticated` for anything wrong and for disabled people, after the same work in every
    /// case; `TooManyRequests` with the seconds to wait when the account or the address had too
    /// many failures; `Busy` when too many passwords wait to be verified.
    pub async fn log_in(&self, login: &str, password: &str, address: &str) -> Result<LoggedIn> {
        let outcome = self.try_log_in(login, password, address).await;
        let label = match &outcome {
            Ok(_) => "success",
            Err(error) if error.code() == Code::Unauthenticated => "refused",
            Err(error) if error.code() == Code::TooManyRequests => "limited",
            Err(_) => "failed",
        };
        metrics::counter!("coffer_logins_total", "way" => "password", "outcome" => label)
            .increment(1);
        outcome
    }

    async fn try_log_in(&self, login: &str, password: &str, address: &str) -> Result<LoggedIn> {
        let typed = Typed::parse(login);
        let lookup = typed.clone();
        let account = self
            .store()
            .read(move |tx| find_account(tx, &lookup))
            .await?;
        let counters = Counters {
            account: Counter::Account(match &account {
                Some(account) => account.member.to_string(),
                None => hex::encode(secret::hash(&typed.key.unwrap_or_default())),
            }),
            address: Counter::Address(attempts::network_of(address)),
        };
        self.begin_attempt(&counters).await?;

        let passwords = &self.inner.identity.passwords;
        let phc = account.as_ref().map(|account| account.password.as_str());
        let verdict = passwords.verify(password, phc).await?;
        let (Some(account), false) = (account, verdict == Verdict::Wrong) else {
            return Err(Error::new(Code::Unauthenticated));
        };
        let rehashed = match verdict {
            Verdict::RightOutdated => Some(passwords.hash(password).await?),
            Verdict::Right | Verdict::Wrong => None,
        };
        self.finish_login(account, counters, rehashed).await
    }

    /// Counts the attempt as failed before it is made, so that attempts at the same time cannot
    /// pass the limit together. A success takes it back.
    async fn begin_attempt(&self, counters: &Counters) -> Result<()> {
        let settings = self.settings();
        let now = self.now();
        let window = i64::try_from(settings.login_window.as_secs()).unwrap_or(i64::MAX);
        let ends = now.plus_seconds(window);
        let limited = [
            Limited::new(counters.address.clone(), settings.login_attempts_address),
            Limited::new(counters.account.clone(), settings.login_attempts_account),
        ];
        let blocked_until = self
            .store()
            .write(move |tx| attempts::count(tx, &limited, now, ends))
            .await?;
        match blocked_until {
            None => Ok(()),
            Some(until) => Err(attempts::refuse(until, now)),
        }
    }

    /// Makes the login, unless the account changed while its password was verified.
    async fn finish_login(
        &self,
        account: AccountRow,
        counters: Counters,
        rehashed: Option<String>,
    ) -> Result<LoggedIn> {
        let now = self.now();
        let cookie = Secret::make::<COOKIE_BYTES>()?;
        let row = NewBrowserLogin {
            id: self.next_id(),
            tenant: account.tenant,
            member: account.member,
            cookie_hash: cookie.hash,
            authenticated_at: now,
            expires_at: now.plus_seconds(LOGIN_SECONDS),
            external: None,
        };
        let login = BrowserLogin {
            id: row.id,
            tenant: account.tenant,
            user: account.member,
            name: account.name.clone(),
            authenticated_at: now,
        };
        self.store()
            .write(move |tx| {
                let current = store::find_account_by_login(tx, &account.login)?;
                let unchanged = current.is_some_and(|current| {
                    current.password == account.password && UserStatus::lets_in(current.status)
                });
                if !unchanged {
                    return Err(Error::new(Code::Unauthenticated));
                }
                store::forgive_failures(tx, &counters.account)?;
                store::forgive_one_failure(tx, &counters.address)?;
                if let Some(new) = &rehashed {
                    store::replace_password_hash(tx, account.member, &account.password, new)?;
                }
                store::activate_member(tx, account.member)?;
                Ok(store::insert_browser_login(tx, &row)?)
            })
            .await?;
        Ok(LoggedIn {
            cookie: cookie.text,
            login,
        })
    }

    /// 32 hex characters that nobody can guess, for forms and for the `state` of a login.
    ///
    /// # Errors
    /// `Internal` when there is no randomness.
    pub fn unguessable(&self) -> Result<String> {
        Ok(hex::encode(random::<UNGUESSABLE_BYTES>()?))
    }

    /// The login that a browser's cookie names; `None` when it has ended or the person is disabled.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn find_browser_login(&self, cookie: &str) -> Result<Option<BrowserLogin>> {
        let (hash, now) = (secret::hash(cookie), self.now());
        let found = self
            .store()
            .read(move |tx| store::find_browser_login(tx, &hash, now))
            .await?;
        let live = found.filter(|row| UserStatus::lets_in(row.status));
        Ok(live.map(|row| BrowserLogin {
            id: row.id,
            tenant: row.tenant,
            user: row.member,
            name: row.name,
            authenticated_at: row.authenticated_at,
        }))
    }

    /// Ends a browser's login and the sessions that came from it.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn end_browser_login(&self, login: &BrowserLogin) -> Result<()> {
        let id = login.id;
        self.store()
            .write(move |tx| Ok(store::end_browser_login(tx, id)?))
            .await
    }
}

/// Whose failures an attempt counts for.
struct Counters {
    account: Counter,
    address: Counter,
}

/// What somebody typed as the login name.
#[derive(Clone)]
struct Typed {
    /// As login names are stored; `None` when nobody can have it.
    key: Option<String>,
    /// As an e-mail address.
    email: Option<String>,
}

impl Typed {
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let is_email =
            text.contains('@') && text.len() <= 254 && !text.chars().any(char::is_control);
        Self {
            key: login_key(text).or_else(|| is_email.then(|| fold(text))),
            email: is_email.then(|| text.to_owned()),
        }
    }
}

fn find_account(tx: &mut ReadTx<'_>, typed: &Typed) -> Result<Option<AccountRow>> {
    let by_login = match &typed.key {
        Some(key) => store::find_account_by_login(tx, key)?,
        None => None,
    };
    match (by_login, &typed.email) {
        (None, Some(email)) => {
            let mut found = store::list_accounts_by_email(tx, email, &email.to_lowercase())?;
            // An address that two people have names neither.
            let account = found.pop();
            Ok(account.filter(|_| found.is_empty()))
        }
        (account, _) => Ok(account),
    }
}
