//! Counts of unread messages.

use super::{Fault, Finding, Run};
use coffer_model::{Error, Result, UserId};
use coffer_store::fsck::{self as rows, UnreadCount};
use coffer_store::{Tx, messages};

/// Faults handled before the database counts on.
const PAGE: u32 = 1_000;

impl Run<'_> {
    pub(super) async fn check_unread(&mut self) -> Result<()> {
        let mut after = UserId(i64::MIN);
        loop {
            let faults = self
                .drive
                .store()
                .read_slow(move |tx| {
                    rows::be_patient(tx)?;
                    Ok::<_, Error>(rows::list_unread_faults(tx, after, PAGE)?)
                })
                .await?;
            for count in &faults {
                let finding = if self.options.repair {
                    let member = count.member;
                    self.drive
                        .store()
                        .write_bulk(move |tx| repair(tx, member))
                        .await?
                } else {
                    Some(finding(count, false))
                };
                self.all_found(finding.into_iter().collect());
            }
            match faults.last() {
                Some(last) if faults.len() == PAGE as usize => after = last.member,
                _ => return Ok(()),
            }
        }
    }
}

fn finding(count: &UnreadCount, repaired: bool) -> Finding {
    let fault = Fault::MessagesUnread {
        member: count.member,
        stored: count.stored,
        counted: count.counted,
    };
    Finding { fault, repaired }
}

/// Counts again under the lock; what was right by then is no fault.
fn repair(tx: &mut Tx<'_>, member: UserId) -> Result<Option<Finding>> {
    rows::be_patient(tx)?;
    messages::lock_counter(tx, member)?;
    let count = rows::find_unread(tx, member)?;
    let Some(count) = count.filter(|count| count.stored != count.counted) else {
        return Ok(None);
    };
    rows::set_unread(tx, member, count.counted)?;
    Ok(Some(finding(&count, true)))
}
