//! Content goes when nothing refers to it any more, and not before.

use crate::world::{LONG, World, proof, sha256};
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_core::uploads::Begun;

const CONTENT: &[u8] = b"a content that several files have";

#[tokio::test]
async fn content_stays_as_long_as_one_file_has_it() {
    let world = World::new().await;
    let first = world.upload(NodeRef::Root, "first", CONTENT).await;
    let second = world.upload(NodeRef::Root, "second", CONTENT).await;
    assert_eq!(world.stored().await.len(), 1);
    world.act(BatchAct::Erase, first).await.unwrap();
    world.run_jobs().await;
    world.sweep_long().await;
    assert_eq!(world.read(second).await.unwrap(), CONTENT);
    world.act(BatchAct::Erase, second).await.unwrap();
    world.run_jobs().await;
    world.drive.sweep().await.unwrap();
    assert_eq!(world.stored().await.len(), 1, "the grace is not over");
    world.assert_whole().await;
    world.sweep_long().await;
    assert!(world.stored().await.is_empty());
    world.assert_whole().await;
}

#[tokio::test]
async fn content_that_is_referred_to_again_within_its_grace_stays() {
    let world = World::new().await;
    let first = world.upload(NodeRef::Root, "first", CONTENT).await;
    world.act(BatchAct::Erase, first).await.unwrap();
    world.run_jobs().await;
    let mut again = world.file(NodeRef::Root, "again", CONTENT);
    again.sha256 = Some(sha256(CONTENT));
    again.proof = Some(proof(CONTENT));
    let Begun::Stored { node, .. } = world.begin(again).await.unwrap() else {
        panic!("it is known");
    };
    world.sweep_long().await;
    assert_eq!(world.read(node).await.unwrap(), CONTENT);
    world.assert_whole().await;
}

#[tokio::test]
async fn the_bytes_of_an_upload_that_expired_are_removed_and_its_room_given_back() {
    let world = World::new().await;
    let open = world.open(world.file(NodeRef::Root, "file", CONTENT)).await;
    world.send_all(&open, CONTENT).await;
    assert_eq!(world.view().await.reserved, CONTENT.len() as u64);
    world.assert_whole().await;
    world.pass(LONG);
    assert_eq!(world.drive.abandon_expired_uploads().await.unwrap(), 1);
    assert_eq!(world.view().await.reserved, 0);
    assert!(world.stored().await.is_empty());
    world.assert_whole().await;
}

#[tokio::test]
async fn parts_of_a_completed_upload_leave_nothing_staged() {
    let world = World::new().await;
    let open = world.open(world.file(NodeRef::Root, "file", CONTENT)).await;
    for _ in 0..3 {
        world.send_all(&open, CONTENT).await;
    }
    world.complete(open.node).await.unwrap();
    assert_eq!(world.staged().await, 0);
    assert_eq!(world.stored().await.len(), 1);
    world.assert_whole().await;
}
