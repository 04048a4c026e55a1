//! Copies of trees: whole or not there, whoever is killed, however much there is.

use crate::world::World;
use coffer_core::{Expect, NodeRef};

use coffer_core::files::{BatchAct, ListFolder, StartCopy};
use coffer_core::jobs::{JobStatus, JobView};
use coffer_model::node::SortField;
use coffer_model::{Code, JobId, NodeId};

async fn start(world: &World, nodes: &[NodeId], target: NodeRef) -> JobId {
    let copy = StartCopy {
        source: world.space,
        nodes: nodes.to_vec(),
        target_space: world.space,
        target,
    };
    world.drive.start_copy(&world.ctx(), copy).await.unwrap()
}

async fn job(world: &World, id: JobId) -> JobView {
    world.drive.job(&world.ctx(), id).await.unwrap()
}

/// The names and ids in a folder.
async fn entries(world: &World, folder: NodeRef) -> Vec<(String, NodeId)> {
    let list = ListFolder {
        space: world.space,
        expect: Expect::Any,
        folder,
        bin: false,
        sort: SortField::Name,
        descending: false,
        file_type: None,
        after: None,
        limit: 1_000,
    };
    let listed = world.drive.list_folder(&world.ctx(), list).await.unwrap();
    let entries = listed.entries.into_iter();
    entries
        .map(|entry| (entry.name.as_str().to_owned(), entry.id))
        .collect()
}

/// Three folders with 300 files each, and one in the folder itself.
async fn tree(world: &World) -> NodeId {
    let top = world.folder(NodeRef::Root, "top").await;
    world.upload(NodeRef::Id(top), "file", b"file").await;
    for number in 0..3 {
        let folder = world.folder(NodeRef::Id(top), &number.to_string()).await;
        for file in 0..300 {
            world
                .upload(NodeRef::Id(folder), &file.to_string(), &[number; 10])
                .await;
        }
    }
    top
}

/// That `copy` holds what [`tree`] made.
async fn assert_copied(world: &World, copy: NodeId) {
    let children = entries(world, NodeRef::Id(copy)).await;
    let names: Vec<&str> = children.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["0", "1", "2", "file"]);
    assert_eq!(world.read(children[3].1).await.unwrap(), b"file");
    for (number, (_, folder)) in (0..3).zip(&children) {
        let files = entries(world, NodeRef::Id(*folder)).await;
        assert_eq!(files.len(), 300);
        assert_eq!(world.read(files[299].1).await.unwrap(), [number; 10]);
    }
}

#[tokio::test]
async fn a_copy_whose_servers_are_killed_is_whole_or_not_there() {
    for kills in 0..2 {
        let world = World::new().await;
        let top = tree(&world).await;
        let target = world.folder(NodeRef::Root, "target").await;
        let id = start(&world, &[top], NodeRef::Id(target)).await;
        let early = job(&world, id).await;
        assert!(early.outcomes.is_empty());
        assert!((1..100).contains(&early.summary.progress));
        for _ in 0..kills {
            world.take_job_and_die().await;
            world.pass(61);
            assert!(world.step_job().await);
        }
        assert!(kills == 1 || entries(&world, NodeRef::Id(target)).await.is_empty());
        world.run_jobs().await;
        let copied = job(&world, id).await;
        assert_eq!(copied.summary.status, JobStatus::Done);
        let copy = copied.outcomes[0].copy.unwrap();
        assert_eq!(
            entries(&world, NodeRef::Id(target)).await,
            [("top".to_owned(), copy)]
        );
        assert_copied(&world, copy).await;
        assert_eq!(world.view().await.used, 2 * (4 + 900 * 10));
        world.assert_whole().await;
        // The copy is a tree of its own.
        world.act(BatchAct::Erase, top).await.unwrap();
        world.run_jobs().await;
        world.sweep_long().await;
        assert_copied(&world, copy).await;
        world.assert_whole().await;
    }
}

#[tokio::test]
async fn half_a_copy_is_never_seen_and_goes_when_it_is_called_off() {
    let world = World::new().await;
    let top = tree(&world).await;
    let target = world.folder(NodeRef::Root, "target").await;
    let id = start(&world, &[top], NodeRef::Id(target)).await;
    assert!(entries(&world, NodeRef::Id(target)).await.is_empty());
    let stranger = world.somebody("stranger").await;
    for (who, code) in [(&stranger, Code::JobNotFound)] {
        let refused = who.drive.cancel_job(&who.ctx(), id).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    world.drive.cancel_job(&world.ctx(), id).await.unwrap();
    assert_eq!(job(&world, id).await.summary.status, JobStatus::Cancelled);
    let again = world.drive.cancel_job(&world.ctx(), id).await.unwrap_err();
    assert_eq!(again.code(), Code::JobFinished);
    world.run_jobs().await;
    assert!(entries(&world, NodeRef::Id(target)).await.is_empty());
    assert_eq!(world.view().await.used, 4 + 900 * 10);
    world.assert_whole().await;
}

#[tokio::test]
async fn emptying_the_bin_leaves_half_a_copy_alone() {
    let world = World::new().await;
    let top = tree(&world).await;
    let target = world.folder(NodeRef::Root, "target").await;
    let id = start(&world, &[top], NodeRef::Id(target)).await;
    let (drive, ctx) = (&world.drive, world.ctx());
    drive.empty_bin(&ctx, world.space).await.unwrap();
    world.run_jobs().await;
    let copied = job(&world, id).await;
    assert_copied(&world, copied.outcomes[0].copy.unwrap()).await;
    world.assert_whole().await;
}

#[tokio::test]
async fn a_copy_whose_target_or_source_goes_meanwhile_leaves_nothing() {
    for gone in ["target", "source"] {
        let world = World::new().await;
        let top = tree(&world).await;
        let target = world.folder(NodeRef::Root, "target").await;
        let id = start(&world, &[top], NodeRef::Id(target)).await;
        let goes = if gone == "target" { target } else { top };
        world.act(BatchAct::Erase, goes).await.unwrap();
        world.run_jobs().await;
        let failed = job(&world, id).await;
        assert_eq!(failed.summary.status, JobStatus::Done);
        assert_eq!(failed.summary.failed, 1, "{gone}");
        let left = if gone == "target" { 4 + 900 * 10 } else { 0 };
        assert_eq!(world.view().await.used, left);
        world.assert_whole().await;
    }
}

#[tokio::test]
async fn what_does_not_fit_is_not_begun() {
    let world = World::new().await;
    let top = world.folder(NodeRef::Root, "top").await;
    world.upload(NodeRef::Id(top), "file", &[1; 60]).await;
    world.set_capacity(100).await;
    let copy = StartCopy {
        source: world.space,
        nodes: vec![top],
        target_space: world.space,
        target: NodeRef::Root,
    };
    let refused = world.drive.start_copy(&world.ctx(), copy).await;
    assert_eq!(refused.unwrap_err().code(), Code::QuotaExceeded);
    assert_eq!(world.view().await.used, 60);
    world.assert_whole().await;
}

#[tokio::test]
async fn items_fail_one_by_one() {
    let world = World::new().await;
    let top = world.folder(NodeRef::Root, "top").await;
    let below = world.folder(NodeRef::Id(top), "below").await;
    let file = world.upload(NodeRef::Root, "file.txt", b"file").await;
    let safe = world.upload(NodeRef::Safe, "sealed", b"sealed").await;
    let thrown = world.upload(NodeRef::Root, "thrown", b"away").await;
    world.recycle(thrown).await;
    let items = [file, top, safe, thrown, NodeId(17)];
    let copied = job(&world, start(&world, &items, NodeRef::Id(below)).await).await;
    let failures: Vec<_> = copied
        .outcomes
        .iter()
        .map(|o| o.failure.as_deref())
        .collect();
    assert_eq!(
        failures,
        [
            None,
            Some("target_below_source"),
            Some("target_invalid"),
            Some("node_recycled"),
            Some("node_not_found")
        ]
    );
    assert_eq!((copied.summary.items, copied.summary.failed), (5, 4));
    // Into the folder where it is: beside itself, under another name.
    let beside = job(&world, start(&world, &[file], NodeRef::Root).await).await;
    assert_eq!(beside.summary.status, JobStatus::Done);
    let names = entries(&world, NodeRef::Root).await;
    assert_eq!(names.len(), 3);
    assert!(
        names.iter().any(|(name, _)| name.starts_with("file_")),
        "{names:?}"
    );
    // A copy of what is sealed stays sealed.
    let sealed = job(&world, start(&world, &[safe], NodeRef::Safe).await).await;
    let sealed = sealed.outcomes[0].copy.unwrap();
    assert_eq!(world.read(sealed).await.unwrap(), b"sealed");
    world.assert_whole().await;
}

#[tokio::test]
async fn folders_do_not_nest_deeper_through_a_copy() {
    let world = World::new().await;
    let chain = world.chain(NodeRef::Root, 20).await;
    let top = world.folder(NodeRef::Root, "top").await;
    world.chain(NodeRef::Id(top), 10).await;
    let deep = job(&world, start(&world, &[top], NodeRef::Id(chain[19])).await).await;
    assert_eq!(deep.outcomes[0].failure.as_deref(), Some("too_deep"));
    let fits = job(&world, start(&world, &[top], NodeRef::Id(chain[18])).await).await;
    assert_eq!(fits.outcomes[0].failure, None);
    world.run_jobs().await;
    world.assert_whole().await;
}

#[tokio::test]
async fn somebodys_many_jobs_do_not_hold_up_anothers() {
    let world = World::new().await;
    let other = world.somebody("other").await;
    let top = tree(&world).await;
    let theirs = tree(&other).await;
    for number in 0..20 {
        let target = world
            .folder(NodeRef::Root, &format!("target {number}"))
            .await;
        start(&world, &[top], NodeRef::Id(target)).await;
    }
    let id = start(&other, &[theirs], NodeRef::Root).await;
    // Whoever has had no turn yet is next, or after the one that is.
    assert!(world.run_job().await);
    assert!(world.run_job().await);
    assert_eq!(job(&other, id).await.summary.status, JobStatus::Done);
    world.run_jobs().await;
    world.assert_whole().await;
    other.assert_whole().await;
}

#[tokio::test]
async fn many_empty_folders_are_copied_in_slices_too() {
    let world = World::new().await;
    let top = world.folder(NodeRef::Root, "top").await;
    for number in 0..600 {
        world.folder(NodeRef::Id(top), &number.to_string()).await;
    }
    let target = world.folder(NodeRef::Root, "target").await;
    let id = start(&world, &[top, top], NodeRef::Id(target)).await;
    let mut steps = 0;
    while world.step_job().await {
        steps += 1;
    }
    assert!(steps >= 2, "601 folders, each made and finished: {steps}");
    let copied = job(&world, id).await;
    assert_eq!((copied.summary.items, copied.outcomes.len()), (1, 1));
    let copy = copied.outcomes[0].copy.unwrap();
    assert_eq!(entries(&world, NodeRef::Id(copy)).await.len(), 600);
    world.assert_whole().await;
}

#[tokio::test]
async fn many_items_that_cannot_be_copied_are_refused_in_slices() {
    let world = World::new().await;
    let items: Vec<_> = (1..=1_200).map(NodeId).collect();
    let id = start(&world, &items, NodeRef::Root).await;
    let first = job(&world, id).await;
    assert_eq!(first.outcomes.len(), 500, "the first slice");
    world.run_jobs().await;
    let all = job(&world, id).await;
    assert_eq!((all.outcomes.len(), all.summary.failed), (1_200, 1_200));
}

#[tokio::test]
async fn a_job_does_not_tell_where_things_are_that_its_asker_may_not_see() {
    let world = World::new().await;
    let other = world.somebody("other").await;
    let folder = other.folder(NodeRef::Root, "private").await;
    let file = other.upload(NodeRef::Id(folder), "file", b"file").await;
    let own = world.upload(NodeRef::Root, "own", b"own").await;
    let copied = job(&world, start(&world, &[file, own], NodeRef::Root).await).await;
    assert!(copied.outcomes[0].failure.is_some());
    assert!(copied.ways[0].item.is_none());
    assert_eq!(copied.ways[1].item.as_ref().unwrap().steps.len(), 2);
    assert_eq!(copied.ways[1].copy.as_ref().unwrap().steps.len(), 2);
}

#[tokio::test]
async fn what_leaves_a_folder_while_it_is_copied_is_left_out_with_what_comes_into_it() {
    let world = World::new().await;
    let top = tree(&world).await;
    let target = world.folder(NodeRef::Root, "target").await;
    let folders = entries(&world, NodeRef::Id(top)).await;
    let (moved, thrown) = (folders[2].1, folders[1].1);
    let id = start(&world, &[top], NodeRef::Id(target)).await;
    assert_eq!(job(&world, id).await.summary.status, JobStatus::Waiting);
    let elsewhere = world.folder(NodeRef::Root, "elsewhere").await;
    let elsewhere = NodeRef::Id(elsewhere);
    world.move_to(moved, elsewhere).await.unwrap();
    world.recycle(thrown).await;
    world.upload(NodeRef::Id(moved), "secret", b"secret").await;
    world.run_jobs().await;
    let done = job(&world, id).await;
    assert_eq!(done.summary.status, JobStatus::Done);
    let copy = done.outcomes[0].copy.unwrap();
    let copied = entries(&world, NodeRef::Id(copy)).await;
    let names: Vec<&str> = copied.iter().map(|(name, _)| name.as_str()).collect();
    // The folders were there when the top was copied; one was begun.
    assert_eq!(names, ["0", "1", "2", "file"]);
    let mut files = Vec::new();
    for (_, folder) in &copied[..3] {
        files.push(entries(&world, NodeRef::Id(*folder)).await.len());
    }
    assert_eq!((files[0], files[2]), (300, 0));
    assert!(files[1] < 300, "{files:?}");
    world.assert_whole().await;
}
