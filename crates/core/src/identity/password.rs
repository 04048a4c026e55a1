//! Passwords: the rules, and Argon2id on threads that may block, with bounded memory.

use crate::clock::random;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordVerifier};
use argon2::{Algorithm, Argon2, CustomizedPasswordHasher, Params, Version};
use coffer_model::{Code, Error, Result, name};
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

/// Characters that a password may have.
const LENGTH: RangeInclusive<usize> = 8..=128;
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Passwords hashed at the same time: 4 × 19 MiB.
const PARALLEL: usize = 4;
/// Passwords that may wait for their turn.
const WAITING: usize = 64;
const SALT: usize = 16;

/// Verified when there is no such account, so that the answer takes as long as for one that is.
/// No password has this hash, as far as anybody can find one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
    $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password is the one of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is not.
    Wrong,
    /// It is.
    Right,
    /// It is, and the hash was made with parameters that are no longer ours.
    RightOutdated,
}

/// Checks a password that somebody wants to have.
pub(super) fn check(password: &str, login: &str) -> Result<()> {
    let allowed = LENGTH.contains(&password.chars().count())
        && name::fold(password.trim()) != name::fold(login.trim());
    if allowed {
        Ok(())
    } else {
        let limit = format!("{}-{}", LENGTH.start(), LENGTH.end());
        Err(Error::parameter("password").with_limit(limit))
    }
}

/// Hashes and verifies, a few at a time.
pub(super) struct Hasher {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(PARALLEL)),
            places: Arc::new(Semaphore::new(PARALLEL + WAITING)),
        }
    }

    /// The PHC string of a password.
    pub(super) async fn hash(&self, password: &str) -> Result<String> {
        let salt: [u8; SALT] = random()?;
        let password = password.to_owned();
        self.run(move || hash(&password, &salt)).await
    }

    /// Whether `password` is the one of `phc`; without one it is wrong, after the same work.
    pub(super) async fn verify(&self, password: &str, phc: Option<&str>) -> Result<Verdict> {
        // Nobody has a longer one; the work must not grow with what a stranger sends.
        let too_long = password.chars().count() > *LENGTH.end();
        let password = if too_long {
            String::new()
        } else {
            password.to_owned()
        };
        let known = phc.is_some() && !too_long;
        let phc = phc.unwrap_or(NOBODY).to_owned();
        let verdict = self.run(move || verify(&password, &phc)).await?;
        Ok(if known { verdict } else { Verdict::Wrong })
    }

    /// Runs `work` on a thread that may block, when it is its turn.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Error::new(Code::Busy).with_retry_after(1))?;
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        // A caller that goes away leaves the work running: the permits go with the work.
        let held: [OwnedSemaphorePermit; 2] = [place, turn];
        spawn_blocking(move || {
            let result = work();
            drop(held);
            result
        })
        .await
        .map_err(Error::internal)?
    }
}

fn params() -> Result<Params> {
    Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| refused(&error))
}

fn hash(password: &str, salt: &[u8]) -> Result<String> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?)
        .hash_password_customized(password.as_bytes(), salt, None, None, params()?)
        .map(|hash| hash.to_string())
        .map_err(|error| refused(&error))
}

fn verify(password: &str, phc: &str) -> Result<Verdict> {
    let parsed = PasswordHash::new(phc).map_err(|error| refused(&error))?;
    let verified = Argon2::default().verify_password(password.as_bytes(), &parsed);
    match verified {
        Ok(()) if is_current(&parsed) => Ok(Verdict::Right),
        Ok(()) => Ok(Verdict::RightOutdated),
        Err(HashError::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(error) => Err(refused(&error)),
    }
}

fn is_current(hash: &PasswordHash) -> bool {
    let used = |name: &str| hash.params.get_decimal(name);
    hash.algorithm.as_str() == "argon2id"
        && used("m") == Some(MEMORY_KIB)
        && used("t") == Some(PASSES)
        && used("p") == Some(LANES)
}

/// The texts of the library's errors never have the password in them.
fn refused(error: &impl std::fmt::Display) -> Error {
    Error::internal(format!("Argon2 refused: {error}"))
}

#[cfg(test)]
mod tests;
