//! Who may only look changes nothing, whatever the person may do.

use crate::world::{World, assert_code};
use coffer_core::files::{BatchAct, CreateFolder, Rename, StartBatch};
use coffer_core::{Access, Ctx, NodeRef};
use coffer_model::Code;
use coffer_model::node::OnClash;

fn reading(world: &World) -> Ctx {
    let mut ctx = world.ctx();
    ctx.actor.access = Access::Reading;
    ctx
}

#[tokio::test]
async fn who_may_only_look_sees_what_the_person_sees() {
    let world = World::new().await;
    let file = world.upload(NodeRef::Root, "a.txt", b"content").await;
    let ctx = reading(&world);
    let space = world.space;
    let spaces = world.drive.spaces_of_user(&ctx, ctx.user(), None).await;
    assert!(spaces.unwrap().iter().any(|view| view.id == space));
    let detail = world.drive.node_detail(&ctx, space, file).await.unwrap();
    assert_eq!(detail.node.size, 7);
    let links = world.drive.download_links(&ctx, space, vec![file]).await;
    assert_eq!(links.unwrap().len(), 1);
}

#[tokio::test]
async fn who_may_only_look_changes_nothing() {
    let world = World::new().await;
    let file = world.upload(NodeRef::Root, "a.txt", b"content").await;
    let open = world.open(world.file(NodeRef::Root, "b", b"more")).await;
    world.send_all(&open, b"more").await;
    let (ctx, drive, space) = (reading(&world), &world.drive, world.space);
    let folder = CreateFolder {
        space,
        parent: NodeRef::Root,
        name: "folder".to_owned(),
        on_clash: OnClash::Refuse,
        description: String::new(),
        created_at: None,
        edited_at: None,
    };
    assert_code(drive.create_folder(&ctx, folder).await, Code::Forbidden);
    let rename = Rename {
        space,
        node: file,
        name: "other".to_owned(),
        on_clash: OnClash::Refuse,
    };
    assert_code(drive.rename(&ctx, rename).await, Code::Forbidden);
    let upload = world.file(NodeRef::Root, "c", b"content");
    assert_code(drive.begin_upload(&ctx, upload).await, Code::Forbidden);
    assert_code(
        drive.complete_upload(&ctx, open.node, None).await,
        Code::Forbidden,
    );
    for act in [BatchAct::Recycle, BatchAct::Erase] {
        let batch = StartBatch {
            space,
            act,
            nodes: vec![file],
        };
        assert_code(drive.start_batch(&ctx, batch).await, Code::Forbidden);
    }
    assert_code(drive.empty_bin(&ctx, space).await, Code::Forbidden);
    assert_eq!(world.read(file).await.unwrap(), b"content");
    world.complete(open.node).await.unwrap();
    world.assert_whole().await;
}
