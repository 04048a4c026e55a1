//! 4.10.2 with task type 5: seeing what is in an archive, and taking it apart.

use super::create::CreateJobRequest;
use crate::dialects::koodrive::ids::Ids;
use coffer_core::archives::{ArchiveWork, ReadArchive};
use coffer_model::{Error, Result, SpaceId};

pub(super) const TASK_TYPE: u8 = 5;
const VIEW: u32 = 501;
const ALL: u32 = 502;
const SOME: u32 = 503;

/// What the request asks of the archive, which lies in `space`.
pub(super) fn command(
    request: &CreateJobRequest,
    ids: Ids<'_>,
    space: SpaceId,
) -> Result<ReadArchive> {
    let info = &request.task_info;
    let [archive] = info.file_info.as_slice() else {
        return Err(Error::parameter("fileInfo").with_limit("1"));
    };
    let work = match request.action_type {
        Some(VIEW) => ArchiveWork::List,
        Some(ALL) => extract(request, ids, Vec::new())?,
        Some(SOME) if info.uncompress_file_paths.is_empty() => {
            return Err(Error::parameter("uncompressFilePaths").with_limit("1-10000"));
        }
        // Which of the two it is shows.
        None | Some(SOME) => extract(request, ids, info.uncompress_file_paths.clone())?,
        _ => return Err(Error::parameter("actionType").with_limit("501-503")),
    };
    let password = request.password.as_ref();
    Ok(ReadArchive {
        space,
        archive: ids.read_file(&archive.file_id)?,
        password: password
            .filter(|password| !password.trim().is_empty())
            .cloned(),
        work,
    })
}

fn extract(request: &CreateJobRequest, ids: Ids<'_>, paths: Vec<String>) -> Result<ArchiveWork> {
    let container = request.dst_container_id.as_deref();
    let container = container.ok_or_else(|| Error::parameter("dstContainerId"))?;
    let space = ids.read_container(container)?;
    let folder = request.task_info.new_file_path.as_deref();
    let folder = folder.ok_or_else(|| Error::parameter("newFilePath"))?;
    let folder = ids.read_target(space, folder)?;
    Ok(ArchiveWork::Extract {
        space,
        folder,
        paths,
    })
}
