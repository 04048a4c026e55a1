//! People, departments and spaces that go, with what is in them.

use crate::world::{World, assert_code};
use coffer_core::NodeRef;
use coffer_core::organisation::NewDepartment;
use coffer_model::Code;
use coffer_model::space::SpaceKind;

#[tokio::test]
async fn the_content_of_a_space_goes_whenever_servers_are_killed() {
    for steps in 0..4 {
        let admin = World::new().await;
        let leaver = admin.somebody("leaver").await;
        let shared = admin.upload(NodeRef::Root, "kept", b"shared").await;
        leaver.upload(NodeRef::Safe, "secret", b"secret").await;
        for number in 0..4 {
            let folder = leaver.folder(NodeRef::Root, &format!("f{number}")).await;
            for file in 0..300 {
                let name = format!("{file}");
                leaver.upload(NodeRef::Id(folder), &name, b"shared").await;
            }
            leaver.recycle(folder).await;
        }
        let open = leaver
            .open(leaver.file(NodeRef::Root, "open", b"never"))
            .await;
        leaver.send_all(&open, b"never").await;
        admin
            .drive
            .remove_member(&admin.ctx(), leaver.user)
            .await
            .unwrap();
        let space = admin.drive.space(&admin.ctx(), leaver.space).await;
        assert_code(space, Code::SpaceNotFound);
        let complete = leaver.complete(open.node).await;
        assert_code(complete, Code::UploadNotFound);
        for _ in 0..steps {
            admin.step_job().await;
            admin.assert_whole().await;
        }
        if steps < 3 {
            admin.take_job_and_die().await;
            admin.assert_whole().await;
            admin.pass(61);
        }
        admin.run_jobs().await;
        assert_eq!(admin.drive.usage(&admin.ctx()).await.unwrap().used(), 6);
        admin.sweep_long().await;
        assert_eq!(admin.stored().await.len(), 1);
        assert_eq!(admin.staged().await, 0);
        assert_eq!(admin.read(shared).await.unwrap(), b"shared");
        admin.assert_whole().await;
    }
}

#[tokio::test]
async fn an_owner_has_another_space_while_the_old_one_goes() {
    let world = World::new().await;
    let ctx = world.ctx();
    let new = NewDepartment {
        name: "R&D".to_owned(),
        parent: world.department,
    };
    let department = world.drive.create_department(&ctx, new).await.unwrap();
    let (drive, kind) = (&world.drive, SpaceKind::Department);
    let old = drive
        .space_of_owner(&ctx, kind, department.0)
        .await
        .unwrap();
    let before = drive.usage(&ctx).await.unwrap().assigned();
    let mut team = world.clone();
    team.space = old.id;
    team.upload(NodeRef::Root, "plan", &[1; 50]).await;
    drive.delete_space(&ctx, kind, department.0).await.unwrap();
    let usage = drive.usage(&ctx).await.unwrap();
    assert_eq!(usage.assigned(), before - old.capacity, "free at once");
    assert_eq!(usage.used(), 50, "there until it is gone");
    let new = drive
        .create_space(&ctx, kind, department.0, 3)
        .await
        .unwrap();
    assert_ne!(new.id, old.id);
    assert_eq!((new.used, new.capacity), (0, 3 << 30));
    let again = drive.create_space(&ctx, kind, department.0, 3).await;
    assert_code(again, Code::Conflict);
    world.run_jobs().await;
    assert_eq!(drive.usage(&ctx).await.unwrap().used(), 0);
    world.assert_whole().await;
}
