//! Counting what was tried in vain, so that nobody tries for long.

use coffer_model::{Code, Error, Timestamp};
use coffer_store::identity::{self as store, Counter};
use coffer_store::{StoreError, Tx};
use std::net::IpAddr;

/// A count with its limit.
#[derive(Debug, Clone)]
pub(crate) struct Limited {
    counter: Counter,
    limit: u32,
}

impl Limited {
    pub(crate) fn new(counter: Counter, limit: u32) -> Self {
        Self { counter, limit }
    }
}

/// Counts one failure more for each; answers the end of the first window that is full.
pub(crate) fn count(
    tx: &mut Tx<'_>,
    limited: &[Limited],
    now: Timestamp,
    ends: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    for Limited { counter, limit } in limited {
        store::count_failure(tx, counter, now, ends)?;
        let failures = store::find_failures(tx, counter, now)?;
        if let Some(full) = failures.filter(|failures| failures.count > *limit) {
            return Ok(Some(full.until));
        }
    }
    Ok(None)
}

/// `TooManyRequests` with the seconds until the window ends.
pub(crate) fn refuse(until: Timestamp, now: Timestamp) -> Error {
    let seconds = until.seconds().saturating_sub(now.seconds()).max(1);
    let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
    Error::new(Code::TooManyRequests).with_retry_after(seconds)
}

/// The address that failures are counted for: an IPv6 network of 64 bits is one customer.
pub(crate) fn network_of(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(v4)) => v4.to_string(),
        Err(_) => "unknown".to_owned(),
    }
}
