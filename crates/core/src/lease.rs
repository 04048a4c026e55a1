//! The part of the id space that this server makes its ids from.

use crate::clock::random;
use coffer_model::{Code, Error, Result, Timestamp};
use coffer_store::{Store, leases};

/// Numbers that fit into an id.
const NUMBERS: i64 = 1 << 10;

/// How long a number is kept for a server that does not come back. A server that runs longer than
/// this without prolonging would share its number, so the sweeper prolongs it far more often.
pub(crate) const LEASE_SECONDS: i64 = 24 * 3_600;

/// A number that this server holds.
#[derive(Debug, Clone)]
pub(crate) struct NodeLease {
    pub(crate) number: u16,
    holder: String,
}

impl NodeLease {
    /// Takes a number that no running server holds.
    pub(crate) async fn take(store: &Store, now: Timestamp) -> Result<Self> {
        let holder = hex::encode(random::<16>()?);
        let start = u16::from_be_bytes(random()?);
        let name = holder.clone();
        let number = store
            .write(move |tx| -> Result<i64> {
                let held = leases::list_held(tx, now)?;
                let free = (0..NUMBERS)
                    .map(|step| (i64::from(start) + step) % NUMBERS)
                    .find(|number| !held.contains(number))
                    .ok_or_else(|| Error::new(Code::Busy))?;
                let until = now.plus_seconds(LEASE_SECONDS);
                if leases::take(tx, free, &name, until, now)? {
                    Ok(free)
                } else {
                    Err(Code::Busy.into())
                }
            })
            .await?;
        Ok(Self {
            number: u16::try_from(number).unwrap_or_default(),
            holder,
        })
    }

    /// Keeps the number for another period.
    pub(crate) async fn prolong(&self, store: &Store, now: Timestamp) -> Result<()> {
        let (number, holder) = (i64::from(self.number), self.holder.clone());
        store
            .write(move |tx| {
                leases::take(tx, number, &holder, now.plus_seconds(LEASE_SECONDS), now)?;
                Ok(())
            })
            .await
    }

    /// Gives the number up.
    pub(crate) async fn give_up(&self, store: &Store) -> Result<()> {
        let holder = self.holder.clone();
        store
            .write(move |tx| {
                leases::drop_all(tx, &holder)?;
                Ok(())
            })
            .await
    }
}
