//! Counters: references of blobs, bytes of spaces, stamps of changes.

use super::{Fault, Finding, Run};
use coffer_model::{BlobId, Error, Result, SpaceId, Timestamp};
use coffer_store::Tx;
use coffer_store::fsck::{self as rows, BlobRefs, SpaceSums};

/// Faults handled before the database counts on.
const PAGE: u32 = 1_000;

impl Run<'_> {
    pub(super) async fn check_blob_refs(&mut self) -> Result<()> {
        let mut after = BlobId(i64::MIN);
        loop {
            let faults = self
                .drive
                .store()
                .read_slow(move |tx| {
                    rows::be_patient(tx)?;
                    Ok::<_, Error>(rows::list_blob_faults(tx, after, PAGE)?)
                })
                .await?;
            for refs in &faults {
                let findings = if self.options.repair {
                    let (id, now) = (refs.id, self.drive.now());
                    self.drive
                        .store()
                        .write_bulk(move |tx| repair_refs(tx, id, now))
                        .await?
                } else {
                    found(refs_faults(refs), false)
                };
                self.all_found(findings);
            }
            match faults.last() {
                Some(last) if faults.len() == PAGE as usize => after = last.id,
                _ => return Ok(()),
            }
        }
    }

    pub(super) async fn check_spaces(&mut self) -> Result<()> {
        let mut after = SpaceId(i64::MIN);
        loop {
            let faults = self
                .drive
                .store()
                .read_slow(move |tx| {
                    rows::be_patient(tx)?;
                    Ok::<_, Error>(rows::list_space_faults(tx, after, PAGE)?)
                })
                .await?;
            for sums in &faults {
                let findings = if self.options.repair {
                    let id = sums.id;
                    self.drive
                        .store()
                        .write_bulk(move |tx| repair_space(tx, id))
                        .await?
                } else {
                    space_findings(sums, false)
                };
                self.all_found(findings);
            }
            match faults.last() {
                Some(last) if faults.len() == PAGE as usize => after = last.id,
                _ => return Ok(()),
            }
        }
    }
}

fn found(faults: Vec<Fault>, repaired: bool) -> Vec<Finding> {
    faults
        .into_iter()
        .map(|fault| Finding { fault, repaired })
        .collect()
}

fn refs_faults(refs: &BlobRefs) -> Vec<Fault> {
    let BlobRefs {
        id: blob,
        stored,
        counted,
        unreferenced_at,
    } = *refs;
    let mut faults = Vec::new();
    if stored != counted {
        faults.push(Fault::BlobRefs {
            blob,
            stored,
            counted,
        });
    }
    if (stored == 0) != unreferenced_at.is_some() {
        faults.push(Fault::BlobMark { blob, refs: stored });
    }
    faults
}

fn repair_refs(tx: &mut Tx<'_>, id: BlobId, now: Timestamp) -> Result<Vec<Finding>> {
    rows::be_patient(tx)?;
    let Some(refs) = rows::lock_blob(tx, id)? else {
        return Ok(Vec::new());
    };
    rows::set_blob_refs(tx, id, refs.counted, now)?;
    Ok(found(refs_faults(&refs), true))
}

fn space_faults(sums: &SpaceSums) -> Vec<Fault> {
    let space = sums.id;
    let mut faults = Vec::new();
    if sums.used != sums.used_sum {
        faults.push(Fault::SpaceUsed {
            space,
            stored: sums.used,
            sum: sums.used_sum,
        });
    }
    if sums.reserved != sums.reserved_sum {
        faults.push(Fault::SpaceReserved {
            space,
            stored: sums.reserved,
            sum: sums.reserved_sum,
        });
    }
    if sums.stamp < sums.last_event {
        faults.push(Fault::SpaceStamp {
            space,
            stamp: sums.stamp,
            event: sums.last_event,
        });
    }
    faults
}

/// A missing root cannot be put right by counting.
fn space_findings(sums: &SpaceSums, repaired: bool) -> Vec<Finding> {
    let mut findings = found(space_faults(sums), repaired);
    if sums.roots != 2 {
        let fault = Fault::SpaceRoots { space: sums.id };
        findings.push(Finding {
            fault,
            repaired: false,
        });
    }
    findings
}

fn repair_space(tx: &mut Tx<'_>, id: SpaceId) -> Result<Vec<Finding>> {
    rows::be_patient(tx)?;
    rows::lock_space(tx, id)?;
    let Some(sums) = rows::find_space_sums(tx, id)? else {
        return Ok(Vec::new());
    };
    let stamp = sums.stamp.max(sums.last_event);
    rows::set_space_sums(tx, id, sums.used_sum, sums.reserved_sum, stamp)?;
    Ok(space_findings(&sums, true))
}
