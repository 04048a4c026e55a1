//! `fsck` beside a server at work, and on PostgreSQL.

use crate::world::{World, proof, sha256};
use coffer_core::files::BatchAct;
use coffer_core::fsck::Fault;
use coffer_core::uploads::Begun;
use coffer_core::{NodeRef, Settings};
use coffer_model::node::OnClash;
use coffer_model::{Code, NodeId};
use coffer_store::{DatabaseUrl, Sql, args};
use coffer_testkit::{Database, Place};
use futures_util::future::{join, join_all};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const CLIENTS: u8 = 4;
const ROUNDS: u8 = 12;

/// A database of its own on the server for tests, and what removes it; `None` when those are off.
fn postgres() -> Option<(DatabaseUrl, Place)> {
    let place = Place::make(Database::Postgres)?;
    let url = place
        .environment()
        .find(|(name, _)| name == "COFFER_DATABASE_URL")
        .map(|(_, url)| url.into_string().unwrap().parse().unwrap());
    Some((url.unwrap(), place))
}

/// Content that nobody refers to goes at once.
fn without_grace() -> Settings {
    Settings {
        grace: Duration::ZERO,
        ..Settings::default()
    }
}

/// Makes, changes and erases things, of which some have the same content as those of others.
async fn work(world: &World, client: u8) {
    let home = world.folder(NodeRef::Root, &format!("home {client}")).await;
    for round in 0..ROUNDS {
        let parent = NodeRef::Id(home);
        let inner = world.folder(parent, &format!("{round}")).await;
        let content = [round; 2_000];
        let file = upload(world, NodeRef::Id(inner), &content).await;
        let sealed = upload(world, NodeRef::Safe, &content).await;
        let left = world.open(world.file(parent, "left", &content)).await;
        world.send_all(&left, &content).await;
        world.chain(NodeRef::Id(inner), 3).await;
        world.move_to(file, parent).await.unwrap();
        world.recycle(inner).await;
        if round % 3 == 0 {
            world.act(BatchAct::Restore, inner).await.unwrap();
        }
        for gone in [sealed, inner, file] {
            world.act(BatchAct::Erase, gone).await.unwrap();
        }
        world.run_jobs().await;
        world.drive.sweep().await.unwrap();
    }
}

async fn upload(world: &World, parent: NodeRef, content: &[u8]) -> NodeId {
    let mut command = world.file(parent, "file", content);
    command.sha256 = Some(sha256(content));
    command.proof = Some(proof(content));
    match world.begin(command).await.unwrap() {
        Begun::Stored { node, .. } => node,
        Begun::Open(open) => {
            world.send_all(&open, content).await;
            world.complete(open.node).await.unwrap();
            open.node
        }
        other => panic!("{other:?}"),
    }
}

/// Work and `fsck` at the same time: nothing that is under way looks like a fault.
async fn stays_whole(world: &World) {
    let busy = AtomicUsize::new(usize::from(CLIENTS));
    let clients = join_all((0..CLIENTS).map(async |client| {
        work(world, client).await;
        busy.fetch_sub(1, Ordering::SeqCst);
    }));
    let proving = async {
        let mut runs = 0;
        while busy.load(Ordering::SeqCst) > 0 {
            let (findings, _) = world.fsck(runs % 2 == 1).await;
            assert!(findings.is_empty(), "run {runs}: {findings:?}");
            runs += 1;
        }
        runs
    };
    let (_, runs) = join(clients, proving).await;
    assert!(runs > 1);
    world.sweep_long().await;
    assert!(world.stored().await.is_empty());
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn work_under_way_is_no_fault_on_sqlite() {
    stays_whole(&World::on(DatabaseUrl::Memory, without_grace()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn work_under_way_is_no_fault_on_postgres() {
    let Some((url, _place)) = postgres() else {
        return;
    };
    let world = World::on(url, without_grace()).await;
    stays_whole(&world).await;
    world.drive.close().await;
}

#[tokio::test]
async fn faults_are_put_right_on_postgres_too() {
    static SPACE: Sql = Sql::both("UPDATE space SET used = 1, reserved = 1, stamp = 1");
    static BLOB: Sql = Sql::both("UPDATE blob SET refs = 0, unreferenced_at = 1");
    static NODE: Sql =
        Sql::both("UPDATE node SET name_key = CAST(id AS TEXT), height = 0, size = 0");
    static NAMES: Sql = Sql::both("UPDATE node_name SET node_id = -node_id");
    static PART: Sql = Sql::both("INSERT INTO upload_part (upload_id, number) VALUES (17, 1)");
    let Some((url, _place)) = postgres() else {
        return;
    };
    let world = World::on(url, Settings::default()).await;
    let chain = world.chain(NodeRef::Root, 3).await;
    let file = world
        .upload(NodeRef::Id(chain[2]), "file", b"content")
        .await;
    for sql in [&SPACE, &BLOB, &NODE, &PART] {
        let changed = world.store.write(move |tx| tx.execute(sql, args![])).await;
        assert!(changed.unwrap() > 0);
    }
    let (findings, summary) = world.fsck(true).await;
    // The roots have no names: theirs were changed too, and nothing computes them.
    let left: Vec<_> = findings
        .iter()
        .filter(|finding| !finding.repaired)
        .collect();
    assert!(
        left.iter()
            .all(|left| matches!(left.fault, Fault::NodeKeys { .. })),
        "{left:?}"
    );
    assert_eq!((left.len(), summary.faults), (4, findings.len() as u64));
    let found = |wanted: fn(&Fault) -> bool| findings.iter().any(|finding| wanted(&finding.fault));
    assert!(found(|fault| matches!(fault, Fault::SpaceUsed { .. })));
    assert!(found(|fault| matches!(fault, Fault::SpaceReserved { .. })));
    assert!(found(|fault| matches!(fault, Fault::SpaceStamp { .. })));
    assert!(found(|fault| matches!(fault, Fault::BlobRefs { .. })));
    assert!(found(|fault| matches!(fault, Fault::FolderHeight { .. })));
    assert!(found(|fault| matches!(fault, Fault::NodeSize { .. })));
    assert!(found(|fault| matches!(fault, Fault::PartsStray { .. })));
    let (again, _) = world.fsck(false).await;
    assert_eq!(again.len(), 4, "{again:?}");
    let changed = world.store.write(|tx| tx.execute(&NAMES, args![])).await;
    assert_eq!(changed.unwrap(), 4);
    let (_, summary) = world.fsck(true).await;
    assert_eq!(
        (summary.faults, summary.repaired),
        (4 + 8, 8),
        "missing and stray names"
    );
    assert_eq!(world.fsck(false).await.1.faults, 4);
    assert_eq!(world.read(file).await.unwrap(), b"content");
    let clash = world
        .try_folder(NodeRef::Id(chain[2]), "FILE", OnClash::Refuse)
        .await;
    crate::world::assert_code(clash, Code::NameTaken);
    world.drive.close().await;
}
