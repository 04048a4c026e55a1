//! Uploads: proofs, plans, parts that come again, and what completing says.

use crate::world::{World, assert_code, parts, proof, sha256};
use coffer_blobs::Sha256State;
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_core::uploads::{AnnouncedPart, Begun, MIN_PART, Proof};
use coffer_model::Code;
use coffer_model::node::OnClash;

const CONTENT: &[u8] = b"what somebody else has stored already";

/// Bytes that differ everywhere.
pub(crate) fn long(length: u64, seed: u8) -> Vec<u8> {
    (0..length)
        .map(|at| (at.wrapping_mul(31) >> 3) as u8 ^ seed)
        .collect()
}

#[tokio::test]
async fn a_wrong_proof_is_an_ordinary_upload() {
    let world = World::new().await;
    world.upload(NodeRef::Root, "known", CONTENT).await;
    let wrong = [
        Proof {
            offset: 0,
            bytes: b"nothing ".to_vec(),
        },
        Proof {
            offset: 0,
            bytes: CONTENT[..7].to_vec(),
        },
        Proof {
            offset: 1_000,
            bytes: Vec::new(),
        },
        Proof {
            offset: u64::MAX,
            bytes: CONTENT[..8].to_vec(),
        },
    ];
    for proof in wrong {
        let mut file = world.file(NodeRef::Root, "file", CONTENT);
        file.sha256 = Some(sha256(CONTENT));
        file.proof = Some(proof);
        assert!(matches!(world.begin(file).await.unwrap(), Begun::Open(_)));
    }
    let mut file = world.file(NodeRef::Root, "file", CONTENT);
    file.sha256 = Some(sha256(CONTENT));
    file.proof = Some(proof(CONTENT));
    assert!(matches!(
        world.begin(file).await.unwrap(),
        Begun::Stored { .. }
    ));
    world.assert_whole().await;
}

#[tokio::test]
async fn a_proof_near_the_end_is_not_guessed_for_long() {
    const HOUR: i64 = 3_600;
    let world = World::new().await;
    world.upload(NodeRef::Root, "known", CONTENT).await;
    let last = Proof {
        offset: CONTENT.len() as u64 - 1,
        bytes: CONTENT[CONTENT.len() - 1..].to_vec(),
    };
    let is_taken_over = async |proof: &Proof| {
        let mut file = world.file(NodeRef::Root, "file", CONTENT);
        file.sha256 = Some(sha256(CONTENT));
        file.proof = Some(proof.clone());
        matches!(world.begin(file).await.unwrap(), Begun::Stored { .. })
    };
    // Right ones count nothing.
    for _ in 0..12 {
        assert!(is_taken_over(&last).await);
    }
    for guess in 0..10 {
        let wrong = Proof {
            bytes: vec![guess],
            ..last.clone()
        };
        assert!(!is_taken_over(&wrong).await);
    }
    assert!(!is_taken_over(&last).await);
    assert!(is_taken_over(&proof(CONTENT)).await);
    world.pass(HOUR);
    assert!(is_taken_over(&last).await);
}

#[tokio::test]
async fn the_head_of_a_short_content_is_not_guessed_for_long() {
    let world = World::new().await;
    world.upload(NodeRef::Root, "known", CONTENT).await;
    let long = long(2_000, 1);
    world.upload(NodeRef::Root, "long", &long).await;
    let is_known = async |content: &[u8]| {
        let mut file = world.file(NodeRef::Root, "file", content);
        file.head_sha256 = Some(sha256(&content[..content.len().min(1_024)]));
        matches!(world.begin(file).await.unwrap(), Begun::HeadKnown { .. })
    };
    // Right ones count nothing.
    for _ in 0..110 {
        assert!(is_known(CONTENT).await);
    }
    for guess in 0..100_u8 {
        assert!(!is_known(&[guess; 9]).await);
    }
    assert!(!is_known(CONTENT).await);
    // Nor is it told to who says that it is the head of something longer.
    let mut file = world.file(NodeRef::Root, "file", &long);
    file.head_sha256 = Some(sha256(CONTENT));
    assert!(matches!(world.begin(file).await.unwrap(), Begun::Open(_)));
    // Of a longer content the head is not all.
    assert!(is_known(&long).await);
    world.pass(3_600);
    assert!(is_known(CONTENT).await);
}

#[tokio::test]
async fn bytes_that_are_not_those_of_the_digest_make_no_file() {
    let world = World::new().await;
    let mut file = world.file(NodeRef::Root, "file", CONTENT);
    file.sha256 = Some(sha256(CONTENT));
    let open = world.open(file).await;
    let mut other = CONTENT.to_vec();
    other[3] ^= 1;
    world.send_all(&open, &other).await;
    assert_code(world.complete(open.node).await, Code::DigestMismatch);
    world.send_all(&open, CONTENT).await;
    world.complete(open.node).await.unwrap();
    assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
    world.assert_whole().await;
}

#[tokio::test]
async fn parts_in_any_order_make_the_content() {
    let world = World::new().await;
    let content = long(2 * MIN_PART + 77, 1);
    let mut file = world.file(NodeRef::Root, "file", &content);
    file.parts = parts(&[MIN_PART, MIN_PART, 77]);
    let open = world.open(file).await;
    let first = usize::try_from(MIN_PART).unwrap();
    world.send(open.id, 3, &content[2 * first..]).await.unwrap();
    world.assert_whole().await;
    world.send(open.id, 1, &content[..first]).await.unwrap();
    assert_code(world.complete(open.node).await, Code::UploadIncomplete);
    world
        .send(open.id, 2, &content[first..2 * first])
        .await
        .unwrap();
    world.assert_whole().await;
    world.complete(open.node).await.unwrap();
    world.drive.sweep().await.unwrap();
    assert!(world.read(open.node).await.unwrap() == content);
    assert_eq!(world.staged().await, 0);
    world.assert_whole().await;
}

#[tokio::test]
async fn digests_are_those_of_the_parts_that_came_last() {
    let world = World::new().await;
    let content = long(MIN_PART + 100, 2);
    let wrong = long(MIN_PART, 3);
    let first = usize::try_from(MIN_PART).unwrap();
    let mut state = Sha256State::new();
    state.update(&content[..first]);
    let mut file = world.file(NodeRef::Root, "file", &content);
    file.parts = parts(&[MIN_PART, 100]);
    file.parts[1] = AnnouncedPart {
        state: state.words(),
        ..file.parts[1].clone()
    };
    let open = world.open(file).await;
    // The second part is received behind a first one that is replaced afterwards.
    world.send(open.id, 1, &wrong).await.unwrap();
    world.send(open.id, 2, &content[first..]).await.unwrap();
    world.send(open.id, 1, &content[..first]).await.unwrap();
    world.complete(open.node).await.unwrap();
    assert!(world.read(open.node).await.unwrap() == content);
    world.drive.sweep().await.unwrap();
    world.assert_whole().await;
}

#[tokio::test]
async fn completing_again_succeeds_also_when_the_content_was_known() {
    let world = World::new().await;
    for name in ["first", "second"] {
        let open = world.open(world.file(NodeRef::Root, name, CONTENT)).await;
        world.send_all(&open, CONTENT).await;
        world.complete(open.node).await.unwrap();
        world.complete(open.node).await.unwrap();
        assert_code(world.send(open.id, 1, CONTENT).await, Code::UploadNotFound);
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn a_file_whose_folder_went_meanwhile_stays_an_upload() {
    let world = World::new().await;
    let folder = world.folder(NodeRef::Root, "folder").await;
    let open = world
        .open(world.file(NodeRef::Id(folder), "file", CONTENT))
        .await;
    world.send_all(&open, CONTENT).await;
    world.recycle(folder).await;
    assert_code(world.complete(open.node).await, Code::UploadTargetRecycled);
    world.act(BatchAct::Restore, folder).await.unwrap();
    world.complete(open.node).await.unwrap();
    assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
    let open = world
        .open(world.file(NodeRef::Id(folder), "other", CONTENT))
        .await;
    world.send_all(&open, CONTENT).await;
    world.act(BatchAct::Erase, folder).await.unwrap();
    assert_code(world.complete(open.node).await, Code::TargetInvalid);
    world.run_jobs().await;
    assert_code(world.complete(open.node).await, Code::TargetInvalid);
    world.sweep_long().await;
    assert!(world.stored().await.is_empty());
    world.assert_whole().await;
}

#[tokio::test]
async fn the_policy_about_taken_names_holds_at_the_end_too() {
    let world = World::new().await;
    let mut refusing = world.file(NodeRef::Root, "file", CONTENT);
    refusing.on_clash = OnClash::Refuse;
    let open = world.open(refusing).await;
    world.send_all(&open, CONTENT).await;
    let first = world.upload(NodeRef::Root, "FILE", CONTENT).await;
    assert_code(world.complete(open.node).await, Code::NameTaken);
    world.act(BatchAct::Erase, first).await.unwrap();
    world.complete(open.node).await.unwrap();
    world.assert_whole().await;
}

#[tokio::test]
async fn an_empty_file_has_content_too() {
    let world = World::new().await;
    let first = world.upload(NodeRef::Root, "first", b"").await;
    let second = world.upload(NodeRef::Safe, "second", b"").await;
    let third = world.upload(NodeRef::Root, "third", b"").await;
    for file in [first, second, third] {
        assert_eq!(world.read(file).await.unwrap(), b"");
    }
    assert_eq!(world.stored().await.len(), 2);
    world.assert_whole().await;
}

#[tokio::test]
async fn damaged_content_is_replaced_when_its_bytes_come_again() {
    let world = World::new().await;
    world.upload(NodeRef::Root, "first", CONTENT).await;
    let [blob] = world.stored().await[..] else {
        panic!("one blob")
    };
    coffer_blobs::Blobs::remove(&world.blobs, blob)
        .await
        .unwrap();
    let mut file = world.file(NodeRef::Root, "second", CONTENT);
    file.sha256 = Some(sha256(CONTENT));
    file.proof = Some(proof(CONTENT));
    let open = world.open(file).await;
    world.send_all(&open, CONTENT).await;
    world.complete(open.node).await.unwrap();
    assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
}
