//! Links to contents, and what becomes of them.

use crate::world::{World, assert_code};
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_model::{Code, VersionId};

async fn version_of(world: &World, node: coffer_model::NodeId) -> VersionId {
    let links = world
        .drive
        .download_links(&world.ctx(), world.space, vec![node])
        .await;
    links.unwrap().pop().unwrap().unwrap().version
}

#[tokio::test]
async fn a_link_dies_with_its_file() {
    let world = World::new().await;
    let file = world.upload(NodeRef::Root, "file", b"content").await;
    let version = version_of(&world, file).await;
    world.act(BatchAct::Erase, file).await.unwrap();
    assert_code(world.drive.open_content(version).await, Code::NodeNotFound);
}

#[tokio::test]
async fn a_link_dies_with_the_folder_of_its_file() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    let file = world.upload(NodeRef::Id(folder), "file", b"content").await;
    let version = version_of(&world, file).await;
    world.act(BatchAct::Erase, folder).await.unwrap();
    assert_code(world.drive.open_content(version).await, Code::NodeNotFound);
    world.run_jobs().await;
    assert_code(world.drive.open_content(version).await, Code::NodeNotFound);
}
