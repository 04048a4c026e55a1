//! Jobs in the numbers of KooDrive.

use crate::dialects::koodrive::errors;
use coffer_core::jobs::{JobAct, JobStatus, JobSummary};
use coffer_model::Timestamp;

/// Hours east of UTC in which the vendor writes the times of tasks.
const TASK_TIME_ZONE: i8 = 8;

/// A kind of task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) task_type: u8,
    pub(super) action_type: Option<u32>,
    pub(super) name: &'static str,
}

const fn of(task_type: u8, action_type: Option<u32>, name: &'static str) -> Kind {
    Kind {
        task_type,
        action_type,
        name,
    }
}

pub(super) fn kind(act: JobAct) -> Kind {
    match act {
        JobAct::Copy => of(1, Some(101), "copy"),
        JobAct::Recycle => of(2, Some(201), "recycle"),
        JobAct::Erase => of(2, Some(202), "delete"),
        JobAct::Move => of(3, Some(301), "move"),
        JobAct::Restore => of(4, None, "restore"),
        JobAct::ListArchive => of(5, Some(501), "list archive"),
        JobAct::Extract => of(5, Some(502), "extract"),
        JobAct::ExtractSome => of(5, Some(503), "extract"),
        JobAct::Pack => of(6, None, "pack"),
    }
}

/// The acts of a task type; none for one that there is not.
pub(super) fn acts(task_type: u8) -> Vec<JobAct> {
    let all = JobAct::ALL.into_iter();
    all.filter(|act| kind(*act).task_type == task_type)
        .collect()
}

/// 0 waiting, 1 under way, 2 ended, 3 cancelled.
pub(in super::super) fn status(status: JobStatus) -> i64 {
    match status {
        JobStatus::Waiting => 0,
        JobStatus::Running => 1,
        JobStatus::Done | JobStatus::Failed => 2,
        JobStatus::Cancelled => 3,
    }
}

/// 1 all succeeded, 2 some failed, 3 all failed; `None` until the task has ended.
pub(in super::super) fn result(job: &JobSummary) -> Option<i64> {
    match job.status {
        JobStatus::Done if job.failed == 0 => Some(1),
        JobStatus::Done | JobStatus::Failed if (1..job.items).contains(&job.failed) => Some(2),
        JobStatus::Done | JobStatus::Failed => Some(3),
        JobStatus::Waiting | JobStatus::Running | JobStatus::Cancelled => None,
    }
}

/// 0, or the number of the first failure.
pub(super) fn failure(job: &JobSummary) -> i64 {
    job.failure.map_or(0, |code| errors::number(code).1)
}

/// `yyyyMMddHHmmss` in UTC+8.
pub(super) fn time(at: Timestamp) -> String {
    at.compact_at(TASK_TIME_ZONE)
}

/// `yyyyMMddHHmmss` in UTC, in which the vendor writes the times of tasks of shares.
pub(in super::super) fn time_of_share(at: Timestamp) -> String {
    at.compact_at(0)
}
