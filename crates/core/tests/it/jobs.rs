//! Jobs whose runner is killed.

use crate::world::World;
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_core::jobs::JobStatus;
use coffer_core::organisation::ImportRow;
use coffer_model::{Code, Error, NodeId};
use coffer_store::jobs;

/// Folders with files, more than one slice of erasing takes.
async fn tree(world: &World) -> NodeId {
    let top = world.folder(NodeRef::Root, "top").await;
    for number in 0..6 {
        let folder = world.folder(NodeRef::Id(top), &number.to_string()).await;
        for file in 0..100 {
            world
                .upload(NodeRef::Id(folder), &file.to_string(), &[number; 10])
                .await;
        }
    }
    top
}

#[tokio::test]
async fn an_erase_whose_servers_are_killed_ends_in_the_same_state() {
    for steps in 0..2 {
        let world = World::new().await;
        let keep = world.upload(NodeRef::Root, "keep", &[3; 10]).await;
        let top = tree(&world).await;
        world.act(BatchAct::Erase, top).await.unwrap();
        for _ in 0..steps {
            assert!(world.step_job().await);
        }
        world.take_job_and_die().await;
        world.assert_whole().await;
        // The lease of the one that was killed ends, and the job is done to its end.
        world.pass(61);
        world.run_jobs().await;
        assert_eq!(world.view().await.used, 10);
        world.sweep_long().await;
        assert_eq!(world.stored().await.len(), 1);
        assert_eq!(world.read(keep).await.unwrap(), [3; 10]);
        world.assert_whole().await;
    }
}

#[tokio::test]
async fn a_runner_that_is_stopped_puts_its_job_back_after_a_step() {
    let world = World::new().await;
    let top = tree(&world).await;
    world.recycle(top).await;
    world
        .drive
        .empty_bin(&world.ctx(), world.space)
        .await
        .unwrap();
    let mut steps = 0;
    while world.step_job().await {
        steps += 1;
        world.assert_whole().await;
    }
    assert_eq!(steps, 2, "607 nodes in slices of 500");
    assert_eq!(world.view().await.used, 0);
}

#[tokio::test]
async fn emptying_the_bin_leaves_what_was_thrown_away_later() {
    let world = World::new().await;
    let early = world.upload(NodeRef::Root, "early", b"early").await;
    let late = world.upload(NodeRef::Root, "late", b"late").await;
    world.recycle(early).await;
    world
        .drive
        .empty_bin(&world.ctx(), world.space)
        .await
        .unwrap();
    world.pass(1);
    world.recycle(late).await;
    world.run_jobs().await;
    assert_eq!(
        world.act(BatchAct::Restore, early).await,
        Err("node_not_found".to_owned())
    );
    world.act(BatchAct::Restore, late).await.unwrap();
    assert_eq!(world.read(late).await.unwrap(), b"late");
    world.assert_whole().await;
}

#[tokio::test]
async fn a_long_batch_is_done_in_slices_with_an_outcome_for_each_item() {
    let world = World::new().await;
    let mut files = Vec::new();
    for number in 0..450 {
        files.push(
            world
                .folder(NodeRef::Root, &format!("folder {number}"))
                .await,
        );
    }
    files.push(NodeId(17));
    let outcomes = world.batch(BatchAct::Recycle, &files).await;
    assert_eq!(outcomes.len(), 200, "the first slice is done at once");
    let command = coffer_core::files::StartBatch {
        space: world.space,
        act: BatchAct::Restore,
        nodes: files.clone(),
    };
    world.run_jobs().await;
    let job = world
        .drive
        .start_batch(&world.ctx(), command)
        .await
        .unwrap();
    world.take_job_and_die().await;
    world.pass(61);
    world.run_jobs().await;
    let view = world.drive.job(&world.ctx(), job).await.unwrap();
    assert_eq!(
        (view.summary.items as usize, view.outcomes.len()),
        (451, 451)
    );
    let failed: Vec<_> = view
        .outcomes
        .iter()
        .filter(|item| item.failure.is_some())
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].failure.as_deref(), Some(Code::NodeNotFound.key()));
    world.assert_whole().await;
}

#[tokio::test]
async fn a_server_that_lost_its_lease_changes_nothing() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    world.act(BatchAct::Erase, folder).await.unwrap();
    let now = world.now();
    let claims = world
        .store
        .write(move |tx| {
            let lost = jobs::claim(
                tx,
                coffer_store::jobs::Lane::Rows,
                now,
                now.plus_seconds(60),
                1,
            )?
            .unwrap();
            let later = now.plus_seconds(61);
            let taken = jobs::claim(
                tx,
                coffer_store::jobs::Lane::Rows,
                later,
                later.plus_seconds(60),
                2,
            )?
            .unwrap();
            assert_eq!(lost.id, taken.id);
            let by_the_late = jobs::save(tx, &lost, later, later)?;
            let by_the_holder = jobs::save(tx, &taken, later, later)?;
            Ok::<_, Error>((by_the_late, by_the_holder))
        })
        .await
        .unwrap();
    assert_eq!(claims, (false, true));
}

#[tokio::test]
async fn a_long_job_lets_others_have_their_turn() {
    let world = World::new().await;
    let other = world.somebody("other").await;
    let mut rows = Vec::new();
    for number in 0..2_500 {
        rows.push(ImportRow {
            subject: format!("p{number}"),
            ..ImportRow::default()
        });
    }
    let ctx = world.ctx();
    let verified = world
        .drive
        .verify_import(&ctx, world.department, rows)
        .await
        .unwrap();
    let import = world
        .drive
        .import_people(&ctx, verified.list)
        .await
        .unwrap();
    let file = other.upload(NodeRef::Root, "file", &[1; 10]).await;
    world.pass(1);
    other.act(BatchAct::Erase, file).await.unwrap();
    world.pass(1);
    assert!(world.run_job().await, "the first turn of the import");
    let task = world.drive.task(&ctx, import).await.unwrap();
    assert_eq!(task.status, JobStatus::Running);
    assert!(world.run_job().await, "the other's job");
    assert_eq!(other.view().await.used, 0);
    world.run_jobs().await;
    let task = world.drive.task(&ctx, import).await.unwrap();
    assert_eq!(task.status, JobStatus::Done);
}
