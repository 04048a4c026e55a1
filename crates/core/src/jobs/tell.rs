//! What people are told of their jobs.

use super::STRANGER;
use crate::Drive;
use crate::messages::{Message, MessageKind};
use coffer_model::{Result, Timestamp};
use coffer_store::Tx;
use coffer_store::jobs::{JobRow, JobStatus};
use serde_json::json;

/// Whoever asks for a job waits for it so long; of one that takes longer, a message tells the end.
const PATIENCE_SECONDS: i64 = 30;

/// Tells the asker of a job that has ended, in the transaction of its end: only of work that people
/// follow and that took too long to be waited for.
pub(super) fn tell_finished(
    drive: &Drive,
    tx: &mut Tx<'_>,
    job: &JobRow,
    now: Timestamp,
) -> Result<()> {
    let waited = job.created_at.plus_seconds(PATIENCE_SECONDS) > now;
    let text_key = match job.status {
        JobStatus::Done => "message.job.done",
        JobStatus::Failed => "message.job.failed",
        _ => return Ok(()),
    };
    if waited || job.act.is_none() || job.member == STRANGER {
        return Ok(());
    }
    let message = Message {
        kind: MessageKind::System,
        text_key,
        facts: json!({ "items": job.items, "failed": job.failed, "task": job.id }),
    };
    drive.tell(tx, job.tenant, job.member, &message, now)
}
