//! 4.9.1: what is in an archive.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::{self, FailureBody};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_ARCHIVES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::archives::{ArchiveEntry, Contents};
use coffer_model::{Error, JobId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-152).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListArchiveRequest {
    /// The space.
    container_id: String,
    /// The archive.
    file_id: String,
    /// Its password; blanks alone are none.
    #[serde(default, deserialize_with = "lenient::optional")]
    pwd: Option<String>,
}

/// What is in an archive, or the task that finds out (reference, table 4-154).
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListArchiveData)]
pub(super) struct ListData {
    /// All files and folders, each folder before what is in it; absent when it takes longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncompressed_file_list: Option<Vec<UncompressedFileinfoList>>,
    /// The task again, as its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    task_key: Option<JobId>,
    /// The task again, as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    task_value: Option<TaskValue>,
    /// Percent done.
    progress: u32,
    /// The task that finds out (4.10.3), when it takes longer than two seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    task_id: Option<JobId>,
}

/// A task as an object.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TaskValue {
    /// The task.
    #[schema(value_type = String)]
    task_id: JobId,
}

/// A file or folder in an archive (reference, table 4-155).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UncompressedFileinfoList {
    /// `0`, or the number of the reason why it will not be taken out.
    code: String,
    /// The whole path in the archive.
    name: String,
    /// `1` file, `2` folder.
    #[serde(rename = "type")]
    kind: &'static str,
    /// When it was changed, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    update_at: Option<String>,
    /// Bytes; of a folder, of all files in it.
    file_size: String,
}

impl From<ArchiveEntry> for UncompressedFileinfoList {
    fn from(entry: ArchiveEntry) -> Self {
        let failure = entry
            .failure
            .as_deref()
            .map(|key| Error::of_key(key).code());
        Self {
            code: failure.map_or(0, |code| errors::number(code).1).to_string(),
            name: entry.path,
            kind: if entry.folder { "2" } else { "1" },
            update_at: entry.modified.map(|at| at.millis().to_string()),
            file_size: entry.size.to_string(),
        }
    }
}

/// What is in an archive (4.9.1): at once when that takes under two seconds, else by a task.
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/archive/listFile",
    tag = TAG_ARCHIVES,
    request_body = ListArchiveRequest,
    responses((status = 200, body = Reply<Data<ListData>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<ListArchiveRequest>,
) -> Result<Reply<Data<ListData>>, Failed> {
    let ids = Ids::of(&koo.drive);
    let space = ids.read_container(&request.container_id)?;
    let archive = ids.read_file(&request.file_id)?;
    let password = request.pwd.filter(|password| !password.trim().is_empty());
    let contents = koo
        .drive
        .list_archive(&caller.ctx, space, archive, password)
        .await?;
    let data = match contents {
        Contents::Listed(entries) => ListData {
            uncompressed_file_list: Some(entries.into_iter().map(Into::into).collect()),
            progress: 100,
            ..ListData::default()
        },
        Contents::Job(task_id) => ListData {
            task_key: Some(task_id),
            task_value: Some(TaskValue { task_id }),
            task_id: Some(task_id),
            ..ListData::default()
        },
    };
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
