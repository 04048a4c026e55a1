//! Archives taken apart step by step, as by servers that are stopped between any two.

use crate::world::{LONG, World};
use coffer_core::archives::{ArchiveWork, ReadArchive};
use coffer_core::jobs::JobStatus;
use coffer_core::{Access, NodeRef};
use coffer_model::space::SpaceKind;
use coffer_model::{Code, JobId, NodeId};
use coffer_store::{Sql, args};
use coffer_testkit::{ZipEntry, zip_of};

/// More than three slices of files, most of which are like no other.
const FILES: usize = 700;

fn zip() -> Vec<u8> {
    let entries: Vec<_> = (0..FILES)
        .map(|number| ZipEntry::new(format!("all/{number}.txt"), format!("{}", number / 2)))
        .collect();
    zip_of(&entries)
}

fn of_nothing(count: usize) -> Vec<u8> {
    let entries: Vec<_> = (0..count)
        .map(|number| ZipEntry::new(format!("all/{number}/empty.txt"), ""))
        .collect();
    zip_of(&entries)
}

impl World {
    async fn extract(&self, archive: NodeId, folder: NodeRef) -> JobId {
        let command = ReadArchive {
            space: self.space,
            archive,
            password: Some("open sesame".to_owned()),
            work: ArchiveWork::Extract {
                space: self.space,
                folder,
                paths: Vec::new(),
            },
        };
        self.drive
            .start_archive(&self.ctx(), command)
            .await
            .unwrap()
    }

    /// How many files the job has made, and how many folders.
    async fn made(&self, job: JobId) -> (usize, usize) {
        let view = self.drive.job(&self.ctx(), job).await.unwrap();
        let entries = self.drive.archive_entries(&view).await.unwrap();
        let made = entries.iter().filter(|entry| entry.node.is_some());
        let (folders, files): (Vec<_>, Vec<_>) = made.partition(|entry| entry.folder);
        (files.len(), folders.len())
    }
}

#[tokio::test]
async fn every_step_leaves_everything_whole_and_the_last_one_everything_made() {
    for folder in [NodeRef::Root, NodeRef::Safe] {
        let world = World::new().await;
        let archive = world.upload(NodeRef::Root, "all.zip", &zip()).await;
        let job = world.extract(archive, folder).await;
        let mut steps = 0;
        let mut before = 0;
        while world.step_job().await {
            steps += 1;
            let (files, _) = world.made(job).await;
            assert!(files > before, "a step makes something");
            before = files;
            world.assert_whole().await;
        }
        assert!(steps > 2, "{FILES} files in slices of 256: {steps}");
        assert_eq!(world.made(job).await, (FILES, 1));
        let view = world.drive.job(&world.ctx(), job).await.unwrap();
        assert_eq!(view.summary.status, JobStatus::Done);
        assert_eq!((view.summary.failed, view.summary.progress), (0, 100));
        world.pass(LONG);
        world.drive.sweep().await.unwrap();
        world.assert_whole().await;
    }
}

#[tokio::test]
async fn what_is_out_stays_when_the_rest_is_called_off() {
    let world = World::new().await;
    let archive = world.upload(NodeRef::Root, "all.zip", &zip()).await;
    let job = world.extract(archive, NodeRef::Root).await;
    assert!(world.step_job().await);
    let (files, folders) = world.made(job).await;
    assert!((1..FILES).contains(&files), "{files}");
    world.drive.cancel_job(&world.ctx(), job).await.unwrap();
    assert!(!world.step_job().await, "nobody goes on with it");
    assert_eq!(world.made(job).await, (files, folders));
    let view = world.drive.job(&world.ctx(), job).await.unwrap();
    assert_eq!(view.summary.status, JobStatus::Cancelled);
    let again = world.drive.cancel_job(&world.ctx(), job).await;
    assert_eq!(again.unwrap_err().code(), Code::JobFinished);
    // What was to come is garbage, and goes.
    world.pass(LONG);
    world.drive.sweep().await.unwrap();
    world.assert_whole().await;
}

#[tokio::test]
async fn a_password_is_kept_in_no_row_that_can_be_read() {
    let world = World::new().await;
    let archive = world.upload(NodeRef::Root, "all.zip", &zip()).await;
    let job = world.extract(archive, NodeRef::Root).await;
    let row = world
        .store
        .read(move |tx| coffer_store::jobs::find(tx, job))
        .await
        .unwrap()
        .unwrap();
    assert!(row.command.contains("\"password\""));
    let hex = "6f70656e20736573616d65";
    for spelled in ["open sesame", hex] {
        assert!(!row.command.contains(spelled), "{}", row.command);
    }
}

#[tokio::test]
async fn what_is_taken_away_meanwhile_takes_nothing_more() {
    let world = World::new().await;
    let archive = world.upload(NodeRef::Root, "all.zip", &zip()).await;
    let target = world.folder(NodeRef::Root, "target").await;
    let job = world.extract(archive, NodeRef::Id(target)).await;
    assert!(world.step_job().await);
    world.recycle(target).await;
    while world.step_job().await {}
    let view = world.drive.job(&world.ctx(), job).await.unwrap();
    assert_eq!(view.summary.status, JobStatus::Failed);
    assert_eq!(view.summary.failure, Some(Code::TargetRecycled));
    world.pass(LONG);
    world.drive.sweep().await.unwrap();
    world.assert_whole().await;
}

#[tokio::test]
async fn folders_and_empty_files_are_made_as_many_as_there_are() {
    let world = World::new().await;
    let archive = world
        .upload(NodeRef::Root, "all.zip", &of_nothing(800))
        .await;
    let job = world.extract(archive, NodeRef::Root).await;
    while world.step_job().await {}
    assert_eq!(world.made(job).await, (800, 801));
    world.pass(LONG);
    world.drive.sweep().await.unwrap();
    world.assert_whole().await;
    assert_eq!(
        world.stored().await.len(),
        2,
        "the archive, and the content of no bytes"
    );
}

#[tokio::test]
async fn who_may_only_look_takes_nothing_apart() {
    let world = World::new().await;
    let archive = world.upload(NodeRef::Root, "all.zip", &zip()).await;
    let mut ctx = world.ctx();
    ctx.actor.access = Access::Reading;
    let command = ReadArchive {
        space: world.space,
        archive,
        password: None,
        work: ArchiveWork::List,
    };
    let refused = world.drive.start_archive(&ctx, command).await;
    assert_eq!(refused.unwrap_err().code(), Code::Forbidden);
}

#[tokio::test]
async fn a_turn_that_fails_behind_its_first_slices_ends_the_job() {
    static DISABLE: Sql = Sql::both("UPDATE space SET status = 1 WHERE id = ?1");
    let world = World::new().await;
    let entries: Vec<_> = (0..4_000)
        .map(|number| ZipEntry::new(format!("all/{number}.txt"), format!("{number}")))
        .collect();
    let archive = world
        .upload(NodeRef::Root, "all.zip", &zip_of(&entries))
        .await;
    let job = world.extract(archive, NodeRef::Root).await;
    // Leases are told apart by the time at which they end.
    let fault = async {
        while world.made(job).await.0 == 0 {
            world.pass(1);
            tokio::task::yield_now().await;
        }
        let space = world.space;
        let disabled = world
            .store
            .write(move |tx| tx.execute(&DISABLE, args![space]));
        disabled.await.unwrap();
    };
    tokio::join!(world.run_job(), fault);
    let view = world.drive.job(&world.ctx(), job).await.unwrap();
    assert_eq!(view.summary.status, JobStatus::Failed);
    assert_eq!(view.summary.failure, Some(Code::SpaceDisabled));
    assert!(world.made(job).await.0 < 4_000);
}

#[tokio::test]
async fn who_loses_the_archive_within_a_turn_gets_no_more_of_it() {
    let mut admin = World::new().await;
    let member = admin.somebody("member").await;
    let (kind, owner) = (SpaceKind::Department, admin.department.0);
    let space = admin
        .drive
        .space_of_owner(&admin.ctx(), kind, owner)
        .await
        .unwrap();
    admin.space = space.id;
    let folder = admin.folder(NodeRef::Root, "folder").await;
    let entries: Vec<_> = (0..4_000)
        .map(|number| ZipEntry::new(format!("all/{number}.txt"), format!("{number}")))
        .collect();
    let archive = admin
        .upload(NodeRef::Id(folder), "all.zip", &zip_of(&entries))
        .await;
    let command = ReadArchive {
        space: admin.space,
        archive,
        password: None,
        work: ArchiveWork::Extract {
            space: member.space,
            folder: NodeRef::Root,
            paths: Vec::new(),
        },
    };
    let job = member.drive.start_archive(&member.ctx(), command).await;
    let job = job.unwrap();
    let loss = async {
        while member.made(job).await.0 == 0 {
            member.pass(1);
            tokio::task::yield_now().await;
        }
        let ctx = admin.ctx();
        let broken = admin.drive.set_inheritance(&ctx, folder, false, false);
        broken.await.unwrap();
    };
    tokio::join!(member.run_job(), loss);
    let view = member.drive.job(&member.ctx(), job).await.unwrap();
    assert_eq!(view.summary.status, JobStatus::Failed);
    assert_eq!(view.summary.failure, Some(Code::NodeNotFound));
    assert!(member.made(job).await.0 < 4_000);
}
