//! Giving an extract code.

use super::open::{self, ShareKey, Visitor};
use crate::Drive;
use crate::identity::attempts::{self, Limited};
use coffer_model::{Code, Error, Result, Timestamp};
use coffer_store::identity::{self as store, Counter};
use coffer_store::shares::ShareRow;

/// Wrong codes that one address may give at one share within the window.
const ADDRESS_LIMIT: u32 = 10;
/// Wrong codes at one share, wherever they come from. Higher by far, so that strangers do not keep out
/// those who know the code, and still no part of all codes that counts.
const SHARE_LIMIT: u32 = 500;
/// Seconds after which wrong codes are forgotten.
const WINDOW: i64 = 15 * 60;

impl Drive {
    /// Takes the extract code of a share for a proof that the other calls accept for two hours. A share
    /// without a code gives a proof to everybody whom it is for.
    ///
    /// # Errors
    /// `ExtractCodeWrong`; `TooManyRequests` with the seconds to wait after too many wrong ones; and
    /// those of [`Drive::visit_share`].
    pub async fn verify_share(
        &self,
        visitor: &Visitor,
        key: ShareKey,
        code: &str,
    ) -> Result<String> {
        let asker = visitor.clone();
        let share = self
            .store()
            .read(move |tx| Ok::<_, Error>(open::open(tx, &asker, &key)?.row))
            .await?;
        if share.extract_code.is_none() {
            return Ok(self.make_proof(&share, visitor.now));
        }
        let counters = self.begin_try(&share, visitor).await?;
        if !self.is_code(&share, code)? {
            return Err(Code::ExtractCodeWrong.into());
        }
        self.store()
            .write(move |tx| {
                for counter in &counters {
                    store::forgive_one_failure(tx, counter)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        Ok(self.make_proof(&share, visitor.now))
    }

    /// Counts a try as wrong before it is made, so that tries at the same time cannot pass the limit
    /// together; a right one takes it back.
    async fn begin_try(&self, share: &ShareRow, visitor: &Visitor) -> Result<[Counter; 2]> {
        let network = attempts::network_of(&visitor.address);
        let address = Counter::ShareAddress(format!("{} {network}", share.id));
        let all = Counter::Share(share.id.to_string());
        let limited = [
            Limited::new(address.clone(), ADDRESS_LIMIT),
            Limited::new(all.clone(), SHARE_LIMIT),
        ];
        let now: Timestamp = visitor.now;
        let blocked_until = self
            .store()
            .write(move |tx| attempts::count(tx, &limited, now, now.plus_seconds(WINDOW)))
            .await?;
        match blocked_until {
            None => Ok([address, all]),
            Some(until) => Err(attempts::refuse(until, now)),
        }
    }
}
