//! Where things go that come out of the recycle bin.

use crate::world::{World, assert_code};
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_model::Code;

#[tokio::test]
async fn a_node_goes_back_to_its_folder_under_a_free_name() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    let old = world.upload(NodeRef::Id(folder), "a.txt", b"old").await;
    world.recycle(old).await;
    let new = world.upload(NodeRef::Id(folder), "A.TXT", b"new").await;
    world.act(BatchAct::Restore, old).await.unwrap();
    assert_eq!(world.parent_of(old).await, Some(folder));
    let detail = world
        .drive
        .node_detail(&world.ctx(), world.space, old)
        .await
        .unwrap();
    assert_eq!(detail.node.name.as_str(), "a_20260101_080000.txt");
    assert_eq!(world.read(old).await.unwrap(), b"old");
    assert_eq!(world.read(new).await.unwrap(), b"new");
    world.assert_whole().await;
}

#[tokio::test]
async fn a_node_goes_to_the_root_when_its_folder_was_thrown_away() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    let file = world.upload(NodeRef::Id(folder), "file", b"kept").await;
    world.recycle(file).await;
    world.recycle(folder).await;
    world.act(BatchAct::Restore, file).await.unwrap();
    assert_eq!(world.parent_of(file).await, Some(world.view().await.root));
    world.act(BatchAct::Erase, folder).await.unwrap();
    world.run_jobs().await;
    assert_eq!(world.read(file).await.unwrap(), b"kept");
    world.assert_whole().await;
}

#[tokio::test]
async fn what_was_thrown_away_from_a_folder_outlives_the_folder() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    let early = world.upload(NodeRef::Id(folder), "early", b"before").await;
    let late = world.upload(NodeRef::Id(folder), "late", b"after").await;
    world.recycle(early).await;
    world.recycle(late).await;
    world.act(BatchAct::Erase, folder).await.unwrap();
    world.act(BatchAct::Restore, early).await.unwrap();
    world.run_jobs().await;
    world.act(BatchAct::Restore, late).await.unwrap();
    let root = world.view().await.root;
    for (file, bytes) in [(early, &b"before"[..]), (late, b"after")] {
        assert_eq!(world.parent_of(file).await, Some(root));
        assert_eq!(world.read(file).await.unwrap(), bytes);
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn a_node_of_the_safe_goes_back_into_the_safe() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Safe, "folder").await;
    let file = world.upload(NodeRef::Id(folder), "file", b"secret").await;
    world.recycle(file).await;
    world.recycle(folder).await;
    world.act(BatchAct::Restore, file).await.unwrap();
    assert_eq!(world.parent_of(file).await, Some(world.view().await.safe));
    world.assert_whole().await;
}

#[tokio::test]
async fn only_the_top_of_what_was_thrown_away_can_be_restored() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    let file = world.upload(NodeRef::Id(folder), "file", b"inside").await;
    world.recycle(folder).await;
    assert_eq!(
        world.act(BatchAct::Restore, file).await,
        Err("node_not_recycled".to_owned())
    );
    assert_code(world.read(file).await, Code::NodeRecycled);
    world.act(BatchAct::Restore, folder).await.unwrap();
    assert_eq!(world.read(file).await.unwrap(), b"inside");
}
