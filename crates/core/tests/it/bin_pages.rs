//! Pages of a recycle bin most of which is hidden.

use crate::world::World;
use coffer_core::files::{BatchAct, ListFolder};
use coffer_core::{Expect, NodeRef};
use coffer_model::NodeId;
use coffer_model::node::SortField;
use coffer_model::space::SpaceKind;

/// More than one page looks at.
const HIDDEN: usize = 2_100;

#[tokio::test]
async fn a_page_ends_early_and_the_next_goes_on() {
    let mut admin = World::new().await;
    let mut member = admin.somebody("member").await;
    let (kind, owner) = (SpaceKind::Department, admin.department.0);
    let space = admin.drive.space_of_owner(&admin.ctx(), kind, owner).await;
    (admin.space, member.space) = (space.as_ref().unwrap().id, space.unwrap().id);
    let folder = admin.folder(NodeRef::Root, "folder").await;
    let mut thrown_away = vec![admin.folder(NodeRef::Root, "a").await];
    for number in 0..HIDDEN {
        let name = format!("hidden {number:04}");
        thrown_away.push(admin.folder(NodeRef::Id(folder), &name).await);
    }
    thrown_away.push(admin.folder(NodeRef::Root, "z").await);
    let (first, last) = (thrown_away[0], thrown_away[HIDDEN + 1]);
    admin.batch(BatchAct::Recycle, &thrown_away).await;
    admin.run_jobs().await;
    let ctx = admin.ctx();
    let broken = admin.drive.set_inheritance(&ctx, folder, false, false);
    broken.await.unwrap();
    // The administrator sees all of it, ten at a time; the member two, on pages that may be empty.
    let (pages, seen) = through(&admin).await;
    assert_eq!((pages, seen.len()), (211, HIDDEN + 2));
    let (pages, seen) = through(&member).await;
    assert_eq!(seen, [first, last]);
    assert_eq!(pages, 2);
}

/// Number of pages, and what is on them.
async fn through(world: &World) -> (usize, Vec<NodeId>) {
    let mut command = ListFolder {
        space: world.space,
        expect: Expect::Any,
        folder: NodeRef::Root,
        bin: true,
        sort: SortField::Name,
        descending: false,
        file_type: None,
        after: None,
        limit: 10,
    };
    let (mut pages, mut seen) = (0, Vec::new());
    loop {
        let ctx = world.ctx();
        let page = world
            .drive
            .list_folder(&ctx, command.clone())
            .await
            .unwrap();
        pages += 1;
        seen.extend(page.entries.iter().map(|entry| entry.id));
        command.after = page.next;
        if command.after.is_none() {
            return (pages, seen);
        }
    }
}
