//! Rows that belong to something that is not there. They are no person's work and go. And rows that do not
//! count, because what they belong to does not say that there are any.

use super::{Fault, Finding, Run};
use coffer_model::{Error, JobId, NodeId, Result, ShareId, UserId};
use coffer_store::fsck as rows;
use coffer_store::{ReadTx, StoreError, Tx, copies, shares};

/// Faults handled before the database looks on.
const PAGE: u32 = 1_000;
/// Rows of one person that go in one transaction.
const SLICE: u32 = 500;

/// What finds a page of owners of stray rows, behind one of them.
type Find<T> = fn(&mut ReadTx<'_>, T, u32) -> core::result::Result<Vec<T>, StoreError>;
/// What removes rows of one owner; whether there may be more.
type Remove<T> = fn(&mut Tx<'_>, T) -> core::result::Result<bool, StoreError>;

impl Run<'_> {
    pub(super) async fn check_stray_rows(&mut self) -> Result<()> {
        self.check_strays(
            ShareId(i64::MIN),
            rows::list_stray_shares,
            |tx, share| rows::delete_stray_share(tx, share).map(|()| false),
            |share| Fault::ShareStray { share },
        )
        .await?;
        self.check_strays(
            UserId(i64::MIN),
            rows::list_stray_readers,
            |tx, member| Ok(shares::delete_readings(tx, member, SLICE)? == u64::from(SLICE)),
            |member| Fault::ReaderStray { member },
        )
        .await?;
        self.check_strays(
            JobId(i64::MIN),
            rows::list_stray_copies,
            |tx, job| copies::delete_folders(tx, job).map(|()| false),
            |job| Fault::CopyStray { job },
        )
        .await?;
        self.check_strays(
            NodeId(i64::MIN),
            rows::list_stray_grants,
            |tx, node| rows::delete_stray_grants(tx, node).map(|()| false),
            |node| Fault::GrantStray { node },
        )
        .await?;
        self.check_strays(
            NodeId(i64::MIN),
            rows::list_stray_guards,
            |tx, node| rows::delete_stray_guard(tx, node).map(|()| false),
            |node| Fault::GuardStray { node },
        )
        .await?;
        // What is left of grants and guards has to show in its nodes.
        self.check_strays(
            NodeId(i64::MIN),
            rows::list_missing_marks,
            set_missing_marks,
            |node| Fault::NodeMarks { node },
        )
        .await
    }

    async fn check_strays<T: Copy + Send + 'static>(
        &mut self,
        beginning: T,
        find: Find<T>,
        remove: Remove<T>,
        fault: fn(T) -> Fault,
    ) -> Result<()> {
        let mut after = beginning;
        loop {
            let strays = self
                .drive
                .store()
                .read_slow(move |tx| {
                    rows::be_patient(tx)?;
                    Ok::<_, Error>(find(tx, after, PAGE)?)
                })
                .await?;
            for stray in &strays {
                let (repaired, stray) = (self.options.repair, *stray);
                while repaired && self.remove(stray, remove).await? {}
                self.found(Finding {
                    fault: fault(stray),
                    repaired,
                });
            }
            match strays.last() {
                Some(last) if strays.len() == PAGE as usize => after = *last,
                _ => return Ok(()),
            }
        }
    }

    async fn remove<T: Copy + Send + 'static>(&self, stray: T, remove: Remove<T>) -> Result<bool> {
        self.drive
            .store()
            .write_bulk(move |tx| Ok::<_, Error>(remove(tx, stray)?))
            .await
    }
}

/// Grants and guards change under the lock of the space alone.
fn set_missing_marks(tx: &mut Tx<'_>, node: NodeId) -> core::result::Result<bool, StoreError> {
    if let Some(facts) = rows::find_node(tx, node)? {
        rows::lock_space(tx, facts.space)?;
        rows::set_missing_marks(tx, node)?;
    }
    Ok(false)
}
