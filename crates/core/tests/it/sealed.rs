//! The safe: content is encrypted, and is shared among encrypted content only.

use crate::world::{World, proof, sha256};
use coffer_core::NodeRef;
use coffer_core::uploads::Begun;

const CONTENT: &[u8] = b"a content that lies inside and outside of the safe";

#[tokio::test]
async fn content_of_the_safe_is_shared_with_the_safe_alone() {
    let world = World::new().await;
    world.upload(NodeRef::Root, "outside", CONTENT).await;
    let mut inside = world.file(NodeRef::Safe, "inside", CONTENT);
    inside.sha256 = Some(sha256(CONTENT));
    inside.proof = Some(proof(CONTENT));
    // The plain content is no reason to skip the upload.
    let open = world.open(inside.clone()).await;
    world.send_all(&open, CONTENT).await;
    world.complete(open.node).await.unwrap();
    assert_eq!(world.stored().await.len(), 2);
    inside.name = "again".to_owned();
    let Begun::Stored { node, .. } = world.begin(inside).await.unwrap() else {
        panic!("the safe has this content");
    };
    assert_eq!(world.stored().await.len(), 2);
    assert_eq!(world.read(node).await.unwrap(), CONTENT);
    assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
    world.assert_whole().await;
}

#[tokio::test]
async fn what_is_stored_of_the_safe_is_not_the_content() {
    let world = World::new().await;
    world.upload(NodeRef::Safe, "inside", CONTENT).await;
    let [blob] = world.stored().await[..] else {
        panic!("one blob")
    };
    let mut length = 0;
    coffer_blobs::Blobs::list_blobs(&world.blobs, &mut |_, bytes| length = bytes)
        .await
        .unwrap();
    assert!(length > CONTENT.len() as u64);
    // Opened without the key it has the length of what is stored, and none of the words.
    let raw = coffer_blobs::BlobRef {
        id: blob,
        size: length,
        sealed: None,
    };
    let reader = coffer_blobs::Blobs::open(&world.blobs, &raw).await.unwrap();
    let bytes = reader
        .read_at(0, usize::try_from(length).unwrap())
        .await
        .unwrap();
    assert!(
        !bytes
            .windows(8)
            .any(|window| CONTENT.windows(8).any(|words| words == window))
    );
}

#[tokio::test]
async fn two_uploads_of_one_content_into_the_safe_share_it() {
    let world = World::new().await;
    let first = world.upload(NodeRef::Safe, "first", CONTENT).await;
    let second = world.upload(NodeRef::Safe, "second", CONTENT).await;
    assert_eq!(world.stored().await.len(), 1);
    assert_eq!(world.read(first).await.unwrap(), CONTENT);
    assert_eq!(world.read(second).await.unwrap(), CONTENT);
    world.assert_whole().await;
}
