//! Personal spaces that were opened for reading close by themselves, and their rows go.

use crate::world::{World, assert_code};
use coffer_core::{NodeRef, files::ListFolder};
use coffer_model::node::SortField;
use coffer_model::{Code, SpaceId, UserId};
use coffer_store::{Sql, args};

async fn rows(world: &World) -> usize {
    static ROWS: Sql = Sql::both("SELECT space_id, member_id FROM emergency");
    let read = world
        .store
        .read(move |tx| tx.list::<(SpaceId, UserId)>(&ROWS, args![]));
    read.await.unwrap().len()
}

#[tokio::test]
async fn what_has_ended_is_swept() {
    let admin = World::new().await;
    let (owner, other) = (admin.somebody("owner").await, admin.somebody("other").await);
    for (space, minutes) in [(owner.space, 10), (other.space, 20)] {
        let ctx = admin.ctx();
        let opened = admin.drive.open_emergency(&ctx, space, "why", minutes);
        opened.await.unwrap();
    }
    let list = |space| {
        let command = ListFolder {
            space,
            expect: coffer_core::Expect::Any,
            folder: NodeRef::Root,
            bin: false,
            sort: SortField::Name,
            descending: false,
            file_type: None,
            after: None,
            limit: 10,
        };
        let (drive, ctx) = (admin.drive.clone(), admin.ctx());
        async move { drive.list_folder(&ctx, command).await }
    };
    admin.pass(599);
    admin.drive.sweep().await.unwrap();
    list(owner.space).await.unwrap();
    assert_eq!(rows(&admin).await, 2);
    admin.pass(1);
    // It is over with or without a sweep.
    assert_code(list(owner.space).await, Code::SpaceForbidden);
    admin.drive.sweep().await.unwrap();
    assert_eq!(rows(&admin).await, 1);
    list(other.space).await.unwrap();
    admin.pass(600);
    admin.drive.sweep().await.unwrap();
    assert_eq!(rows(&admin).await, 0);
}
