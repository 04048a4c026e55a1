//! Taking an archive apart.

mod gather;
mod outflow;
mod prepare;
mod progress;
mod settle;
mod step;
mod store;

use super::plan::{ArchiveLimits, Planned};
use super::rows::row_of_plan;
use super::source::Source;
use coffer_store::archives::ArchiveEntryRow;
use outflow::{Arrival, Order, Outflow};
use progress::Progress;

pub(crate) use step::turn;

/// What has to come out of the archive for the rows from `from` on.
fn orders(rows: &[ArchiveEntryRow], from: usize) -> Vec<Order> {
    let wanted = rows.iter().enumerate().skip(from);
    wanted
        .filter(|(_, row)| !row.folder && row.size > 0 && row.failure.is_none())
        .filter_map(|(number, row)| {
            let source = u64::try_from(row.source?).ok()?;
            Some(Order {
                source,
                number,
                size: row.size,
            })
        })
        .collect()
}

/// Takes everything out and throws it away.
pub(super) fn exercise(
    source: Source,
    password: Option<String>,
    limits: ArchiveLimits,
    rows: &[Planned],
) {
    let rows: Vec<_> = rows
        .iter()
        .cloned()
        .enumerate()
        .map(|(n, row)| row_of_plan(n, row))
        .collect();
    let mut outflow = Outflow::begin(source, password, limits, orders(&rows, 0));
    while let Some(arrival) = outflow.arrivals.blocking_recv() {
        if let Arrival::Long { mut pieces, .. } = arrival {
            while pieces.blocking_recv().is_some() {}
        }
    }
}
