//! How deep folders nest, also after something above or below went.

use crate::world::{World, assert_code};
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_model::Code;
use coffer_model::node::{MAX_DEPTH, OnClash};

#[tokio::test]
async fn a_folder_at_the_limit_holds_files_and_no_folders() {
    let world = World::new().await;
    let chain = world.chain(NodeRef::Root, MAX_DEPTH as usize).await;
    let deepest = NodeRef::Id(*chain.last().unwrap());
    assert_code(
        world.try_folder(deepest, "x", OnClash::Refuse).await,
        Code::TooDeep,
    );
    let file = world.upload(deepest, "file", b"down here").await;
    assert_eq!(world.read(file).await.unwrap(), b"down here");
    world.assert_whole().await;
}

#[tokio::test]
async fn a_tree_that_would_nest_too_deep_is_not_moved_until_it_is_lower() {
    let world = World::new().await;
    let tall = world.chain(NodeRef::Root, 20).await;
    let other = world.folder(NodeRef::Root, "other").await;
    let deep = world.chain(NodeRef::Id(other), 10).await;
    let target = NodeRef::Id(*deep.last().unwrap());
    assert_eq!(
        world.move_to(tall[0], target).await,
        Err("too_deep".to_owned())
    );
    // What was thrown away counts as long as it may come back.
    world.recycle(tall[10]).await;
    assert_eq!(
        world.move_to(tall[0], target).await,
        Err("too_deep".to_owned())
    );
    world.act(BatchAct::Erase, tall[10]).await.unwrap();
    world.run_jobs().await;
    world.move_to(tall[0], target).await.unwrap();
    world.assert_whole().await;
    // The folders above know of the new levels: ten more do not fit on top of them.
    let low = world.chain(NodeRef::Root, 10).await;
    let refused = world.move_to(other, NodeRef::Id(low[9])).await;
    assert_eq!(refused, Err("too_deep".to_owned()));
}

#[tokio::test]
async fn what_is_restored_below_a_moved_folder_never_lies_too_deep() {
    let world = World::new().await;
    let moved = world.folder(NodeRef::Root, "moved").await;
    let inside = world.chain(NodeRef::Id(moved), 10).await;
    world.recycle(inside[0]).await;
    let deep = world.chain(NodeRef::Root, 25).await;
    let outcome = world.move_to(moved, NodeRef::Id(deep[24])).await;
    assert_eq!(outcome, Err("too_deep".to_owned()));
    world.move_to(moved, NodeRef::Id(deep[10])).await.unwrap();
    world.act(BatchAct::Restore, inside[0]).await.unwrap();
    assert_eq!(world.parent_of(inside[0]).await, Some(moved));
    world.assert_whole().await;
}

#[tokio::test]
async fn levels_that_come_after_a_recount_are_known_to_all_folders_above() {
    let world = World::new().await;
    let tall = world.chain(NodeRef::Root, 20).await;
    world.act(BatchAct::Erase, tall[10]).await.unwrap();
    world.run_jobs().await;
    let other = world.folder(NodeRef::Root, "other").await;
    let deep = world.chain(NodeRef::Id(other), 19).await;
    // Ten levels are left, which fit exactly; this counts them.
    world.move_to(tall[0], NodeRef::Id(deep[18])).await.unwrap();
    world.move_to(tall[0], NodeRef::Root).await.unwrap();
    world.chain(NodeRef::Id(tall[9]), 5).await;
    let refused = world.move_to(tall[0], NodeRef::Id(deep[18])).await;
    assert_eq!(refused, Err("too_deep".to_owned()));
    world.assert_whole().await;
}
