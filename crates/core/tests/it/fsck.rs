//! Faults made on purpose are found, and put right where counting can do it.

use crate::world::{World, body, parts};
use bytes::Bytes;
use coffer_blobs::{Blobs, HashStart, PartSpec};
use coffer_core::NodeRef;
use coffer_core::fsck::{Fault, Finding, FsckOptions};
use coffer_core::uploads::MIN_PART;
use coffer_model::{BlobId, NodeId, UploadId};
use coffer_store::{Arg, Sql, args};

const CONTENT: &[u8] = b"a content to be damaged";

pub(crate) struct Damaged {
    pub(crate) world: World,
    pub(crate) folder: NodeId,
    file: NodeId,
    blob: BlobId,
}

impl Damaged {
    /// A folder in a folder, with a file in it.
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let chain = world.chain(NodeRef::Root, 2).await;
        let folder = chain[0];
        let file = world.upload(NodeRef::Id(chain[1]), "file", CONTENT).await;
        let blob = world.stored().await[0];
        world.assert_whole().await;
        Self {
            world,
            folder,
            file,
            blob,
        }
    }

    /// Changes the schema.
    pub(crate) async fn define(&self, sql: &'static Sql) {
        let defined = self.world.store.write(move |tx| tx.execute(sql, args![]));
        defined.await.unwrap();
    }

    /// Changes one row.
    pub(crate) async fn execute(&self, sql: &'static Sql, args: &[Arg<'static>]) {
        let args = args.to_vec();
        let changed = self
            .world
            .store
            .write(move |tx| tx.execute(sql, &args))
            .await
            .unwrap();
        assert_eq!(changed, 1, "{sql:?}");
    }

    /// Expects these faults, and that a repair puts all of them right.
    pub(crate) async fn expect_repair(&self, faults: Vec<Fault>) {
        let found = |repaired| {
            let with = |fault: &Fault| Finding {
                fault: fault.clone(),
                repaired,
            };
            faults.iter().map(with).collect::<Vec<_>>()
        };
        assert_eq!(self.world.fsck(false).await.0, found(false));
        let (findings, summary) = self.world.fsck(true).await;
        assert_eq!(findings, found(true));
        assert_eq!(summary.repaired, faults.len() as u64);
        self.world.assert_whole().await;
    }

    /// Expects these faults, and that a repair leaves them to the operator.
    async fn expect_report(&self, faults: Vec<Fault>) {
        for repair in [false, true, false] {
            let (findings, summary) = self.world.fsck(repair).await;
            assert_eq!(summary.repaired, 0);
            let found: Vec<_> = findings.into_iter().map(|finding| finding.fault).collect();
            assert_eq!(found, faults);
        }
    }
}

#[tokio::test]
async fn figures_of_a_space_are_summed_up_again() {
    static SET: Sql =
        Sql::both("UPDATE space SET used = used + 5, reserved = 7, stamp = 1 WHERE id = ?1");
    static LAST: Sql = Sql::both("SELECT MAX(stamp) FROM event WHERE space_id = ?1");
    let damaged = Damaged::new().await;
    let space = damaged.world.space;
    damaged.execute(&SET, args![space]).await;
    let last = damaged
        .world
        .store
        .read(move |tx| tx.find::<(i64,)>(&LAST, args![space]));
    let event = last.await.unwrap().unwrap().0;
    let sum = CONTENT.len() as i64;
    let faults = vec![
        Fault::SpaceUsed {
            space,
            stored: sum + 5,
            sum,
        },
        Fault::SpaceReserved {
            space,
            stored: 7,
            sum: 0,
        },
        Fault::SpaceStamp {
            space,
            stamp: 1,
            event,
        },
    ];
    damaged.expect_repair(faults).await;
    let view = damaged.world.view().await;
    assert_eq!((view.used, view.reserved), (CONTENT.len() as u64, 0));
    damaged.world.folder(NodeRef::Root, "works again").await;
}

#[tokio::test]
async fn references_of_a_blob_are_counted_again() {
    static SET: Sql = Sql::both("UPDATE blob SET refs = 0, unreferenced_at = 5 WHERE id = ?1");
    static UNMARK: Sql = Sql::both("UPDATE blob SET unreferenced_at = 5 WHERE id = ?1");
    let damaged = Damaged::new().await;
    let blob = damaged.blob;
    damaged.execute(&SET, args![blob]).await;
    damaged
        .expect_repair(vec![Fault::BlobRefs {
            blob,
            stored: 0,
            counted: 1,
        }])
        .await;
    damaged.execute(&UNMARK, args![blob]).await;
    damaged
        .expect_repair(vec![Fault::BlobMark { blob, refs: 1 }])
        .await;
    damaged.world.sweep_long().await;
    assert_eq!(damaged.world.read(damaged.file).await.unwrap(), CONTENT);
}

#[tokio::test]
async fn keys_sizes_and_heights_are_computed_again() {
    static KEYS: Sql = Sql::both("UPDATE node SET name_key = 'x', sort_key = ?2 WHERE id = ?1");
    static SIZE: Sql = Sql::both("UPDATE node SET size = 1 WHERE id = ?1");
    static HEIGHT: Sql = Sql::both("UPDATE node SET height = 0 WHERE id = ?1");
    let damaged = Damaged::new().await;
    let (file, folder) = (damaged.file, damaged.folder);
    damaged.execute(&KEYS, args![file, vec![1_u8]]).await;
    damaged
        .expect_repair(vec![Fault::NodeKeys { node: file }])
        .await;
    damaged.execute(&SIZE, args![file]).await;
    let version_size = CONTENT.len() as i64;
    damaged
        .expect_repair(vec![Fault::NodeSize {
            node: file,
            size: 1,
            version_size,
        }])
        .await;
    let root = damaged.world.view().await.root;
    damaged.execute(&HEIGHT, args![folder]).await;
    damaged.execute(&HEIGHT, args![root]).await;
    let (findings, _) = damaged.world.fsck(true).await;
    assert!(
        findings.iter().all(|finding| finding.repaired),
        "{findings:?}"
    );
    assert!(matches!(findings[0].fault, Fault::FolderHeight { .. }));
    damaged.world.assert_whole().await;
}

#[tokio::test]
async fn the_search_index_gets_an_entry_for_every_node_and_loses_all_others() {
    static DELETE: Sql = Sql::both("DELETE FROM node_name WHERE rowid = ?1");
    static INSERT: Sql =
        Sql::both("INSERT INTO node_name (rowid, pairs, scope) VALUES (?1, 'a', 'b')");
    let damaged = Damaged::new().await;
    let stray = NodeId(17);
    damaged.execute(&DELETE, args![damaged.file]).await;
    damaged.execute(&INSERT, args![stray]).await;
    let faults = vec![
        Fault::NameMissing { node: damaged.file },
        Fault::NameStray { node: stray },
    ];
    damaged.expect_repair(faults).await;
}

#[tokio::test]
async fn a_node_out_of_place_is_reported() {
    static PARENT: Sql = Sql::both("UPDATE node SET parent_id = ?2 WHERE id = ?1");
    static ROOT: Sql = Sql::both("UPDATE node SET root_id = ?2 WHERE id = ?1");
    static VERSION: Sql = Sql::both("UPDATE node SET version_id = NULL WHERE id = ?1");
    let damaged = Damaged::new().await;
    let (file, folder) = (damaged.file, damaged.folder);
    let inner = damaged.world.parent_of(file).await.unwrap();
    let root = damaged.world.view().await.root;
    damaged.execute(&PARENT, args![file, 17_i64]).await;
    damaged
        .expect_report(vec![Fault::NodeParent { node: file }])
        .await;
    damaged.execute(&PARENT, args![file, inner]).await;
    damaged
        .execute(&ROOT, args![file, damaged.world.view().await.safe])
        .await;
    let (findings, _) = damaged.world.fsck(true).await;
    assert_eq!(findings[0].fault, Fault::NodePlace { node: file });
    assert!(matches!(findings[1].fault, Fault::VersionSeal { node, .. } if node == file));
    damaged.execute(&ROOT, args![file, root]).await;
    damaged.execute(&VERSION, args![file]).await;
    damaged
        .expect_report(vec![Fault::NodeContent { node: file }])
        .await;
    // Two folders in each other: nothing leads up to the root any more.
    damaged.execute(&PARENT, args![folder, inner]).await;
    let (findings, _) = damaged.world.fsck(false).await;
    for node in [folder, inner] {
        let fault = Fault::NodeWay { node };
        assert!(
            findings.iter().any(|finding| finding.fault == fault),
            "{findings:?}"
        );
    }
}

#[tokio::test]
async fn two_live_siblings_of_one_name_are_reported() {
    static DROP: Sql = Sql::both("DROP INDEX node_sibling");
    static NAME: Sql = Sql::both(
        "UPDATE node SET name = ?2, name_key = ?2, sort_key = (SELECT sort_key FROM node WHERE id = ?3)
        WHERE id = ?1",
    );
    let damaged = Damaged::new().await;
    let second = damaged.world.folder(NodeRef::Root, "second").await;
    damaged
        .world
        .store
        .write(|tx| tx.execute(&DROP, args![]))
        .await
        .unwrap();
    damaged
        .execute(&NAME, args![second, "1", damaged.folder])
        .await;
    let (folder, node) = (damaged.world.view().await.root, damaged.folder);
    damaged
        .expect_report(vec![Fault::NameClash {
            folder,
            node,
            count: 2,
        }])
        .await;
}

#[tokio::test]
async fn a_version_without_its_node_or_blob_is_reported() {
    static NODE: Sql = Sql::both("UPDATE version SET node_id = 17 WHERE node_id = ?1");
    static BLOB: Sql = Sql::both("DELETE FROM blob WHERE id = ?1");
    let damaged = Damaged::new().await;
    damaged.execute(&BLOB, args![damaged.blob]).await;
    let (findings, _) = damaged.world.fsck(false).await;
    assert!(matches!(findings[0].fault, Fault::VersionBlob { blob, .. } if blob == damaged.blob));
    assert!(matches!(findings[1].fault, Fault::BlobOrphan { blob, .. } if blob == damaged.blob));
    assert_eq!(findings.len(), 2);
    let damaged = Damaged::new().await;
    damaged.execute(&NODE, args![damaged.file]).await;
    let (findings, _) = damaged.world.fsck(false).await;
    assert_eq!(findings[0].fault, Fault::NodeContent { node: damaged.file });
    assert!(matches!(
        findings[1].fault,
        Fault::VersionNode {
            node: NodeId(17),
            ..
        }
    ));
}

#[tokio::test]
async fn missing_short_and_changed_bytes_are_reported_and_the_file_stays() {
    let damaged = Damaged::new().await;
    let blob = damaged.blob;
    let replace = async |bytes: &'static [u8]| {
        damaged.world.blobs.remove(blob).await.unwrap();
        let spec = PartSpec {
            upload: UploadId(1),
            number: 1,
            offset: 0,
            length: bytes.len() as u64,
            start: HashStart::beginning(),
            whole: Some(blob),
            present: false,
            seal: None,
        };
        damaged
            .world
            .blobs
            .write_part(spec, body(bytes))
            .await
            .unwrap();
    };
    replace(b"short").await;
    let expected = CONTENT.len() as u64;
    damaged
        .expect_report(vec![Fault::BlobLength {
            blob,
            expected,
            found: 5,
        }])
        .await;
    replace(b"a content to be damageD").await;
    damaged
        .expect_report(vec![Fault::BlobDigest { blob }])
        .await;
    damaged.world.blobs.remove(blob).await.unwrap();
    damaged
        .expect_report(vec![Fault::BlobMissing { blob }])
        .await;
    replace(CONTENT).await;
    assert_eq!(damaged.world.read(damaged.file).await.unwrap(), CONTENT);
    damaged.world.assert_whole().await;
}

#[tokio::test]
async fn wrongly_recorded_digests_and_keys_are_reported() {
    static SHA1: Sql = Sql::both("UPDATE blob SET sha1 = ?2 WHERE id = ?1");
    static HEAD: Sql = Sql::both("UPDATE blob SET head_sha256 = ?2 WHERE id = ?1");
    static SEAL: Sql = Sql::both("UPDATE blob SET seal = ?2 WHERE id = ?1");
    let damaged = Damaged::new().await;
    let blob = damaged.blob;
    damaged.execute(&SHA1, args![blob, [1_u8; 20]]).await;
    damaged
        .expect_report(vec![Fault::BlobSecondDigest { blob }])
        .await;
    damaged.execute(&SHA1, args![blob, None::<Vec<u8>>]).await;
    damaged.execute(&HEAD, args![blob, [1_u8; 32]]).await;
    damaged.expect_report(vec![Fault::BlobHead { blob }]).await;
    let damaged = Damaged::new().await;
    damaged.world.upload(NodeRef::Safe, "sealed", CONTENT).await;
    damaged.world.assert_whole().await;
    let sealed = damaged.world.stored().await[1];
    damaged.execute(&SEAL, args![sealed, vec![9_u8; 68]]).await;
    damaged
        .expect_report(vec![Fault::BlobSeal { blob: sealed }])
        .await;
}

#[tokio::test]
async fn bytes_that_nothing_names_are_left_to_the_sweeper() {
    let damaged = Damaged::new().await;
    let (blob, upload) = (BlobId(18), UploadId(19));
    damaged.world.blobs.write_empty(blob).await.unwrap();
    let spec = PartSpec {
        upload,
        number: 1,
        offset: 0,
        length: 4,
        start: HashStart::beginning(),
        whole: None,
        present: false,
        seal: None,
    };
    let bytes = Bytes::from_static(b"part");
    damaged
        .world
        .blobs
        .write_part(spec, body(&bytes))
        .await
        .unwrap();
    let faults = vec![
        Fault::BlobOrphan { blob, bytes: 0 },
        Fault::StagingOrphan { upload },
    ];
    damaged.expect_repair(faults).await;
    damaged.world.drive.sweep().await.unwrap();
    assert_eq!(damaged.world.stored().await, [damaged.blob]);
    assert_eq!(damaged.world.staged().await, 0);
    damaged.world.assert_whole().await;
}

#[tokio::test]
async fn parts_that_were_lost_are_reported_and_parts_of_nothing_go() {
    static STRAY: Sql = Sql::both("INSERT INTO upload_part (upload_id, number) VALUES (?1, 1)");
    let damaged = Damaged::new().await;
    let world = &damaged.world;
    let content = crate::uploads::long(MIN_PART + 1, 7);
    let mut file = world.file(NodeRef::Safe, "parts", &content);
    file.parts = parts(&[MIN_PART, 1]);
    let open = world.open(file).await;
    world.send_all(&open, &content).await;
    world.assert_whole().await;
    world.blobs.forget_staging(open.id).await.unwrap();
    damaged
        .expect_report(vec![Fault::PartsLost { upload: open.id }])
        .await;
    world.send_all(&open, &content).await;
    let upload = UploadId(17);
    damaged.execute(&STRAY, args![upload]).await;
    damaged
        .expect_repair(vec![Fault::PartsStray { upload }])
        .await;
    world.complete(open.node).await.unwrap();
    world.assert_whole().await;
}

#[tokio::test]
async fn a_quick_run_reads_what_is_small_and_a_sample_of_the_rest() {
    let world = World::new().await;
    for seed in 0..64 {
        let content = crate::uploads::long(70_000 + u64::from(seed), seed);
        world.upload(NodeRef::Root, "large", &content).await;
    }
    world.upload(NodeRef::Root, "small", CONTENT).await;
    let quick = world
        .drive
        .fsck(FsckOptions::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!((quick.blobs, quick.nodes, quick.faults), (65, 69, 0));
    assert!((1..20).contains(&quick.blobs_read), "{quick:?}");
    let full = FsckOptions {
        full: true,
        repair: false,
    };
    let full = world.drive.fsck(full, &mut |_| {}).await.unwrap();
    assert_eq!(full.blobs_read, 65);
}

#[test]
fn a_finding_is_one_line() {
    let fault = Fault::BlobRefs {
        blob: BlobId(7),
        stored: 1,
        counted: 2,
    };
    let finding = Finding {
        fault,
        repaired: true,
    };
    let line = "blob 7: 1 references are recorded, there are 2 (repaired)";
    assert_eq!(finding.to_string(), line);
}
