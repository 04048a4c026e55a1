//! A task as lists and details show it.

use crate::dialects::koodrive::errors::number;
use coffer_core::jobs::JobStatus;
use coffer_core::organisation::{TaskKind, TaskSubject, TaskView};
use coffer_model::Locale;
use coffer_model::error::{Texts, fill};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// A task (reference, tables 4-194 and 4-197).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdministratorTask)]
pub(super) struct TaskInfo {
    /// The id.
    task_id: String,
    /// The name of who leaves, or how many people are imported.
    task_name: String,
    /// 0 hand-over, 1 import.
    task_type: i64,
    /// The tenant.
    tenant_id: String,
    /// The user who asked for it.
    user_id: String,
    /// 0 new, 1 at work, 2 succeeded, 3 failed.
    status: i64,
    /// JSON: what was asked.
    init_params: String,
    /// The language of the user who asked.
    locale: String,
    /// Number of the failure; absent unless it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    result_code: Option<String>,
    /// When it was asked for.
    create_time: String,
    /// When it began; absent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    /// When it ended; absent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
}

impl TaskInfo {
    pub(super) fn new(task: TaskView, locale: Locale) -> Self {
        let (name, params) = match &task.subject {
            TaskSubject::Leaver {
                leaver,
                name,
                receiver,
            } => (
                name.clone(),
                json!({"srcUserId": leaver, "dstUserId": receiver}),
            ),
            TaskSubject::Rows(rows) => {
                let text = Texts::get(locale).text("task.import");
                let name = fill(text, &[("rows", &rows.to_string())]);
                (name, json!({"users": rows}))
            }
        };
        Self {
            task_id: task.id.to_string(),
            task_name: name,
            task_type: type_of(task.kind),
            tenant_id: task.tenant.to_string(),
            user_id: task.user.to_string(),
            status: match task.status {
                JobStatus::Waiting => 0,
                JobStatus::Running => 1,
                JobStatus::Done => 2,
                JobStatus::Failed | JobStatus::Cancelled => 3,
            },
            init_params: params.to_string(),
            locale: task.locale,
            result_code: task.failure.map(|code| number(code).1.to_string()),
            create_time: task.created_at.rfc3339_millis(),
            start_time: task.started_at.map(|time| time.rfc3339_millis()),
            end_time: task.finished_at.map(|time| time.rfc3339_millis()),
        }
    }
}

fn type_of(kind: TaskKind) -> i64 {
    match kind {
        TaskKind::HandOver => 0,
        TaskKind::Import => 1,
    }
}

/// The kind with this number.
pub(super) fn kind_of(number: i64) -> Option<TaskKind> {
    [TaskKind::HandOver, TaskKind::Import]
        .into_iter()
        .find(|kind| type_of(*kind) == number)
}
