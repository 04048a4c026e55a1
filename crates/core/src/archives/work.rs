//! What is asked of an archive, and the job that does it.

use super::fault::Fault;
use super::source::{Control, Source};
use crate::access::{self, Expect, NodeRef};
use crate::files::StoredTarget;
use crate::jobs::{Command, JobAct, NewJob, StoredCtx};
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::{Code, Error, JobId, Name, NodeId, Result, SpaceId, VersionId};
use coffer_store::{ReadTx, contents, nodes};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Paths of one request.
const MAX_PATHS: usize = 10_000;
/// Characters of a password.
const MAX_PASSWORD: usize = 1_024;
/// What passwords are wrapped as.
const PASSWORD: &str = "archive password";

/// What is done with an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveWork {
    /// See what is in it.
    List,
    /// Take it apart.
    Extract {
        /// The space that gets it.
        space: SpaceId,
        /// The folder that gets it.
        folder: NodeRef,
        /// What to take, as paths of the listing; a folder means everything in it. Empty for all.
        paths: Vec<String>,
    },
}

/// An archive, and what to do with it.
#[derive(Clone)]
pub struct ReadArchive {
    /// The space of the archive.
    pub space: SpaceId,
    /// The archive.
    pub archive: NodeId,
    /// Its password.
    pub password: Option<String>,
    /// What to do.
    pub work: ArchiveWork,
}

/// The password is nobody's business.
impl std::fmt::Debug for ReadArchive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadArchive")
            .field("space", &self.space)
            .field("archive", &self.archive)
            .field("work", &self.work)
            .finish_non_exhaustive()
    }
}

/// The same as a job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ArchiveCommand {
    pub(crate) ctx: StoredCtx,
    pub(crate) space: SpaceId,
    pub(crate) archive: NodeId,
    /// The content that the file had when it was asked.
    pub(super) version: VersionId,
    /// The archive's name.
    pub(super) name: String,
    /// Wrapped with the installation's key, in hexadecimal digits.
    pub(super) password: Option<String>,
    /// `None`: to look at it.
    pub(super) target: Option<Target>,
    pub(super) paths: Vec<String>,
}

/// Where to take an archive apart.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Target {
    pub(super) space: SpaceId,
    pub(super) folder: StoredTarget,
}

impl ArchiveCommand {
    /// What its asker has to be allowed to do with the archive.
    pub(super) fn right(&self) -> Right {
        match self.target {
            Some(_) => Right::Download,
            None => Right::Preview,
        }
    }

    /// Demands that the asker may go on reading the archive. One that was erased since is read to its end.
    pub(super) fn require_readable(
        tx: &mut ReadTx<'_>,
        ctx: &Ctx,
        (space, archive): (SpaceId, NodeId),
        right: Right,
    ) -> Result<()> {
        let space = access::load_space(tx, ctx, space, Expect::Any)?;
        let way = nodes::list_ancestors(tx, archive)?;
        if way.is_empty() || access::is_erased(&way) {
            return Ok(());
        }
        access::locate(tx, &space, archive, right).map(drop)
    }

    /// What its asker follows.
    pub(crate) fn act(&self) -> JobAct {
        match (&self.target, self.paths.is_empty()) {
            (None, _) => JobAct::ListArchive,
            (Some(_), true) => JobAct::Extract,
            (Some(_), false) => JobAct::ExtractSome,
        }
    }

    /// The space that it changes; the archive's own where it only looks.
    pub(crate) fn changed_space(&self) -> SpaceId {
        self.target.map_or(self.space, |target| target.space)
    }
}

/// The content of an archive as it was found.
pub(super) struct Found {
    pub(super) version: VersionId,
    pub(super) name: Name,
}

impl Drive {
    /// Records a job that reads an archive.
    ///
    /// # Errors
    /// `Forbidden` for a credential that is good for looking only; `BadRequest` for a password or a list
    /// of paths that is too long, `NotAFile`, `NodeRecycled`, `TargetInvalid`, `TargetRecycled`, and what
    /// loading the spaces fails with. What is wrong with the archive is in the job's outcome.
    pub async fn start_archive(&self, ctx: &Ctx, command: ReadArchive) -> Result<JobId> {
        // A task acts with all that its asker may do.
        ctx.require_full()?;
        let right = match command.work {
            ArchiveWork::List => Right::Preview,
            ArchiveWork::Extract { .. } => Right::Download,
        };
        let found = self
            .find_archive(ctx, command.space, command.archive, right)
            .await?;
        let (target, paths) = match command.work {
            ArchiveWork::List => (None, Vec::new()),
            ArchiveWork::Extract {
                space,
                folder,
                paths,
            } => {
                self.require_target(ctx, space, folder).await?;
                let folder = folder.into();
                (Some(Target { space, folder }), paths)
            }
        };
        if paths.len() > MAX_PATHS {
            return Err(Error::parameter("paths").with_limit(format!("0-{MAX_PATHS}")));
        }
        let stored = ArchiveCommand {
            ctx: StoredCtx::from(ctx),
            space: command.space,
            archive: command.archive,
            version: found.version,
            name: found.name.as_str().to_owned(),
            password: self.wrap_password(command.password.as_deref())?,
            target,
            paths,
        };
        let id = JobId(self.next_id());
        let command = Command::Archive(stored);
        let lane = command.lane();
        let row = NewJob { id, command }.row(ctx)?;
        self.store()
            .write(move |tx| Ok::<_, Error>(coffer_store::jobs::insert(tx, &row)?))
            .await?;
        self.wake(lane);
        Ok(id)
    }

    /// The file that may be an archive.
    pub(super) async fn find_archive(
        &self,
        ctx: &Ctx,
        space: SpaceId,
        archive: NodeId,
        right: Right,
    ) -> Result<Found> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let space = access::load_space(tx, &ctx, space, Expect::Any)?;
                let located = access::locate(tx, &space, archive, right)?;
                located.require_live()?;
                Ok(Found {
                    version: located.node.version.ok_or(Code::NotAFile)?,
                    name: located.node.name,
                })
            })
            .await
    }

    async fn require_target(&self, ctx: &Ctx, space: SpaceId, folder: NodeRef) -> Result<()> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let space = access::load_space(tx, &ctx, space, Expect::Any)?;
                access::locate_target(tx, &space, folder, Right::Upload).map(drop)
            })
            .await
    }

    /// The content to read, on a thread that may wait.
    pub(super) async fn archive_source(&self, version: VersionId) -> Result<Source> {
        let row = self
            .store()
            .read(move |tx| Ok::<_, Error>(contents::find_download(tx, version)?))
            .await?
            .ok_or(Code::NodeNotFound)?;
        let reference = self
            .blob_ref(row.tenant, row.blob, row.size, row.seal.as_deref())
            .await?;
        let reader = self.blobs().open(&reference).await?;
        let control = Arc::new(Control::default());
        Ok(Source::new(Arc::from(reader), Handle::current(), control))
    }

    fn wrap_password(&self, password: Option<&str>) -> Result<Option<String>> {
        let Some(password) = password else {
            return Ok(None);
        };
        if password.chars().count() > MAX_PASSWORD {
            return Err(Error::parameter("password").with_limit(format!("0-{MAX_PASSWORD}")));
        }
        let wrapped = self.inner.keys.wrap(PASSWORD, password.as_bytes())?;
        Ok(Some(hex::encode(wrapped)))
    }

    /// The password of a job.
    pub(super) fn unwrap_password(&self, command: &ArchiveCommand) -> Result<Option<String>> {
        let Some(wrapped) = &command.password else {
            return Ok(None);
        };
        let password = hex::decode(wrapped)
            .ok()
            .and_then(|wrapped| self.inner.keys.unwrap(PASSWORD, &wrapped))
            .and_then(|bytes| String::from_utf8(bytes).ok());
        match password {
            Some(password) => Ok(Some(password)),
            None => Err(Error::internal(
                "the password of an archive cannot be unwrapped",
            )),
        }
    }
}

/// What stopped the reading: the store of content, if it was that, else the archive itself.
pub(super) fn blame(control: &Control, fault: Fault) -> Error {
    match control.take_failure() {
        Some(failure) => failure.into(),
        None => fault.into(),
    }
}
