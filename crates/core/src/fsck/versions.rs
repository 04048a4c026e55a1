//! Versions: each of a file, each with a blob of its length, encrypted in the safe and only there.

use super::{Fault, Finding, Run};
use coffer_model::{Error, Result, VersionId};
use coffer_store::fsck::{self as rows, VersionFault};

impl Run<'_> {
    pub(super) async fn check_versions(&mut self) -> Result<()> {
        let mut after = VersionId(i64::MIN);
        loop {
            let (faults, next) = self
                .drive
                .store()
                .read_slow(move |tx| Ok::<_, Error>(rows::list_version_faults(tx, after)?))
                .await?;
            for row in &faults {
                self.found(Finding {
                    fault: fault(row),
                    repaired: false,
                });
            }
            let Some(next) = next else { return Ok(()) };
            after = next;
        }
    }
}

fn fault(row: &VersionFault) -> Fault {
    let VersionFault {
        id: version,
        node,
        blob,
        size,
        ..
    } = *row;
    match row.blob_size {
        _ if !row.node_there => Fault::VersionNode { version, node },
        Some(blob_size) if row.blob_there && blob_size != size => Fault::VersionSize {
            version,
            node,
            size,
            blob_size,
        },
        Some(_) if row.blob_there && row.seal_differs => Fault::VersionSeal { version, node },
        _ => Fault::VersionBlob {
            version,
            node,
            blob,
        },
    }
}
