//! Stars: their bound, and what `fsck` says of those that nobody has.

use crate::world::World;
use coffer_core::NodeRef;
use coffer_core::favourites::{ListFavourites, MAX_FAVOURITES, StarItem};
use coffer_core::fsck::{Fault, Finding};
use coffer_model::{Code, NodeId, UserId};
use coffer_store::{Sql, args};

static FILL: Sql = Sql::both(
    "INSERT INTO favourite (member_id, node_id, starred_at)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
     SELECT ?1, -n.i, n.i FROM n",
);
static STRAY: Sql =
    Sql::both("INSERT INTO favourite (member_id, node_id, starred_at) VALUES (17, 1, 1)");

impl World {
    async fn stars(&self, nodes: &[NodeId]) -> Vec<Option<Code>> {
        let space = self.space;
        let items = nodes.iter().map(|node| StarItem { space, node: *node });
        let given = self.drive.star(&self.ctx(), items.collect()).await.unwrap();
        let code = |outcome: coffer_model::Result<()>| outcome.err().map(|error| error.code());
        given.into_iter().map(code).collect()
    }
}

fn page(limit: u32) -> ListFavourites {
    ListFavourites {
        descending: false,
        file_type: None,
        after: None,
        limit,
    }
}

#[tokio::test]
async fn nobody_stars_without_end() {
    let world = World::new().await;
    let member = world.user;
    let filled = world
        .store
        .write(move |tx| tx.execute(&FILL, args![member]))
        .await;
    assert_eq!(filled.unwrap(), MAX_FAVOURITES - 1);
    let mut files = Vec::new();
    for name in ["a", "b", "c"] {
        files.push(world.upload(NodeRef::Root, name, name.as_bytes()).await);
    }
    let full = Some(Code::TenantLimit);
    assert_eq!(world.stars(&files).await, [None, full, full]);
    // What has a star is no more than it was.
    assert_eq!(world.stars(&files[..1]).await, [None]);
    // All others are of nodes that are not there: the list loses them, a slice at a time.
    let (mut command, mut removed, mut seen) = (page(100), 0, 0);
    loop {
        let ctx = world.ctx();
        let page = world.drive.list_favourites(&ctx, command.clone()).await;
        let page = page.unwrap();
        assert!(page.removed <= 202);
        removed += page.removed as u64;
        seen += page.favourites.len();
        match page.next {
            Some(next) => command.after = Some(next),
            None => break,
        }
    }
    assert_eq!((removed, seen), (MAX_FAVOURITES - 1, 1));
    assert_eq!(world.stars(&files).await, [None, None, None]);
    world.assert_whole().await;
}

#[tokio::test]
async fn a_small_page_of_dead_stars_is_filled_up() {
    let world = World::new().await;
    let mut files = Vec::new();
    for number in 0..30 {
        let name = number.to_string();
        files.push(world.upload(NodeRef::Root, &name, &[number]).await);
        world.pass(1);
        assert_eq!(world.stars(&files[files.len() - 1..]).await, [None]);
    }
    for file in &files[..28] {
        world
            .act(coffer_core::files::BatchAct::Erase, *file)
            .await
            .unwrap();
    }
    let listed = world.drive.list_favourites(&world.ctx(), page(1)).await;
    let listed = listed.unwrap();
    assert_eq!(listed.removed, 28);
    assert_eq!(listed.favourites[0].star.node, files[28]);
    let next = ListFavourites {
        after: listed.next,
        ..page(1)
    };
    let listed = world
        .drive
        .list_favourites(&world.ctx(), next)
        .await
        .unwrap();
    assert_eq!(listed.favourites[0].star.node, files[29]);
    assert_eq!((listed.next, listed.removed), (None, 0));
    world.run_jobs().await;
    world.assert_whole().await;
}

static STRAY_USE: Sql =
    Sql::both("INSERT INTO recent (member_id, node_id, used_at, edited) VALUES (17, 1, 1, FALSE)");

#[tokio::test]
async fn what_nobody_used_is_found_and_removed() {
    let world = World::new().await;
    world
        .store
        .write(|tx| tx.execute(&STRAY_USE, args![]))
        .await
        .unwrap();
    for repaired in [false, true] {
        let fault = Fault::RecentsStray { member: UserId(17) };
        let (findings, _) = world.fsck(repaired).await;
        assert_eq!(findings, [Finding { fault, repaired }]);
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn stars_of_nobody_are_found_and_removed() {
    let world = World::new().await;
    world
        .store
        .write(|tx| tx.execute(&STRAY, args![]))
        .await
        .unwrap();
    for repaired in [false, true] {
        let fault = Fault::FavouritesStray { member: UserId(17) };
        let (findings, _) = world.fsck(repaired).await;
        assert_eq!(findings, [Finding { fault, repaired }]);
    }
    world.assert_whole().await;
}
