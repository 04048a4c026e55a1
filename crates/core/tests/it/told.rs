//! What people are told of their jobs, and how long messages are kept.

use crate::world::World;
use coffer_core::NodeRef;
use coffer_core::files::{BatchAct, StartBatch};
use coffer_core::jobs::JobStatus;
use coffer_core::messages::{ListMessages, MessageChange, MessageKind};
use coffer_model::group::GroupName;
use coffer_model::{GroupId, JobId, NodeId};
use coffer_store::{Sql, args};

const DAY: i64 = 24 * 3_600;

/// More than a batch does before its answer.
const MANY: usize = 230;

async fn folders(world: &World) -> Vec<NodeId> {
    let mut folders = Vec::with_capacity(MANY);
    for number in 0..MANY {
        folders.push(world.folder(NodeRef::Root, &number.to_string()).await);
    }
    folders
}

async fn recycle(world: &World, nodes: Vec<NodeId>) -> JobId {
    let command = StartBatch {
        space: world.space,
        act: BatchAct::Recycle,
        nodes,
    };
    world
        .drive
        .start_batch(&world.ctx(), command)
        .await
        .unwrap()
}

/// Kinds and texts of what somebody was told, the newest first.
async fn told(world: &World) -> Vec<(MessageKind, String)> {
    let list = ListMessages {
        limit: 100,
        ..ListMessages::default()
    };
    let page = world.drive.list_messages(&world.ctx(), list).await.unwrap();
    let messages = page.messages.into_iter();
    messages
        .map(|message| (message.kind, message.text))
        .collect()
}

/// Tells somebody twice as many things.
async fn tell(world: &World, reader: &World, group: GroupId, rounds: usize) {
    let (drive, ctx) = (&world.drive, world.ctx());
    for _ in 0..rounds {
        let people = vec![reader.user];
        let added = drive.add_group_members(&ctx, group, people.clone()).await;
        assert_eq!(added.unwrap(), []);
        let dismissed = drive.remove_group_members(&ctx, group, people).await;
        assert_eq!(dismissed.unwrap(), []);
    }
}

async fn unread(world: &World) -> u64 {
    world
        .drive
        .count_unread_messages(&world.ctx())
        .await
        .unwrap()
}

async fn status(world: &World, job: JobId) -> JobStatus {
    world
        .drive
        .job(&world.ctx(), job)
        .await
        .unwrap()
        .summary
        .status
}

#[tokio::test]
async fn the_end_of_a_job_that_nobody_waited_for_is_told_once() {
    let world = World::new().await;
    let nodes = folders(&world).await;
    // One of them is in the bin already: that item fails.
    world.recycle(nodes[MANY - 1]).await;
    let job = recycle(&world, nodes).await;
    assert_eq!(status(&world, job).await, JobStatus::Waiting);
    world.pass(31);
    world.run_jobs().await;
    assert_eq!(status(&world, job).await, JobStatus::Done);
    let text = format!("Your task with {MANY} items has ended; 1 of them failed.");
    assert_eq!(told(&world).await, [(MessageKind::System, text)]);
    assert_eq!(unread(&world).await, 1);
    world.pass(61);
    world.run_jobs().await;
    assert_eq!(unread(&world).await, 1);
}

#[tokio::test]
async fn who_waited_for_a_job_is_told_nothing_of_it() {
    let world = World::new().await;
    let nodes = folders(&world).await;
    let job = recycle(&world, nodes).await;
    world.pass(29);
    world.run_jobs().await;
    assert_eq!(status(&world, job).await, JobStatus::Done);
    // What nobody follows is not told either, however long it takes.
    world
        .drive
        .empty_bin(&world.ctx(), world.space)
        .await
        .unwrap();
    world.pass(3_600);
    world.run_jobs().await;
    assert_eq!(told(&world).await, []);
}

#[tokio::test]
async fn a_job_that_was_called_off_is_not_told() {
    let world = World::new().await;
    let nodes = folders(&world).await;
    let job = recycle(&world, nodes).await;
    world.pass(31);
    world.drive.cancel_job(&world.ctx(), job).await.unwrap();
    world.run_jobs().await;
    assert_eq!(status(&world, job).await, JobStatus::Cancelled);
    assert_eq!(told(&world).await, []);
}

#[tokio::test]
async fn the_failure_of_a_job_is_told() {
    static DISABLE: Sql = Sql::both("UPDATE space SET status = 1 WHERE id = ?1");
    let world = World::new().await;
    let nodes = folders(&world).await;
    let job = recycle(&world, nodes).await;
    let space = world.space;
    let disabled = world
        .store
        .write(move |tx| tx.execute(&DISABLE, args![space]));
    assert_eq!(disabled.await.unwrap(), 1);
    world.pass(31);
    world.run_jobs().await;
    assert_eq!(status(&world, job).await, JobStatus::Failed);
    let text = format!("Your task with {MANY} items could not be finished.");
    assert_eq!(told(&world).await, [(MessageKind::System, text)]);
}

#[tokio::test]
async fn messages_are_kept_for_half_a_year() {
    let world = World::new().await;
    let reader = world.somebody("reader").await;
    let group = GroupName::parse("name", "Team").unwrap();
    let group = world.drive.create_group(&world.ctx(), group).await.unwrap();
    // More than one slice of the sweep, and all of it read.
    tell(&world, &reader, group, 300).await;
    let read = MessageChange::Read;
    reader
        .drive
        .change_all_messages(&reader.ctx(), read)
        .await
        .unwrap();
    world.pass(90 * DAY);
    tell(&world, &reader, group, 2).await;
    world.pass(89 * DAY);
    world.drive.sweep().await.unwrap();
    assert_eq!((told(&reader).await.len(), unread(&reader).await), (100, 4));
    world.pass(2 * DAY);
    world.drive.sweep().await.unwrap();
    assert_eq!((told(&reader).await.len(), unread(&reader).await), (4, 4));
    world.pass(90 * DAY);
    world.drive.sweep().await.unwrap();
    assert_eq!((told(&reader).await.len(), unread(&reader).await), (0, 0));
    world.assert_whole().await;
}
