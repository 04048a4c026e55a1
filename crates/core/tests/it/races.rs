//! Things that happen at the same time.

use crate::uploads::long;
use crate::world::{LONG, World, assert_code, body, parts};
use bytes::Bytes;
use coffer_core::NodeRef;
use coffer_core::uploads::{Begun, MIN_PART};
use coffer_model::Code;
use futures_util::future::{join, join_all};
use futures_util::stream;
use std::pin::pin;
use std::task::Poll;

const CONTENT: &[u8] = b"a content for races";

/// Begins `call`, or goes on with it, and says whether it waits for something.
async fn is_waiting<F: Future + Unpin>(call: &mut F) -> bool {
    std::future::poll_fn(|cx| Poll::Ready(std::pin::Pin::new(&mut *call).poll(cx).is_pending()))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_uploads_at_once_exactly_those_that_fit_are_taken() {
    let world = World::new().await;
    world.set_capacity(10 * CONTENT.len() as u64 + 5).await;
    let begun = join_all((0..32).map(|number| {
        let file = world.file(NodeRef::Root, &format!("file {number}"), CONTENT);
        let (drive, ctx) = (world.drive.clone(), world.ctx());
        let call = async move { drive.begin_upload(&ctx, file).await };
        #[expect(clippy::disallowed_methods, reason = "joined below, within the test")]
        tokio::spawn(call)
    }))
    .await;
    let mut taken = Vec::new();
    for outcome in begun {
        match outcome.unwrap() {
            Ok(Begun::Open(open)) => taken.push(open),
            Ok(other) => panic!("not open: {other:?}"),
            Err(error) => assert_eq!(error.code(), Code::QuotaExceeded),
        }
    }
    assert_eq!(taken.len(), 10);
    let completed = join_all(taken.iter().map(async |open| {
        world.send_all(open, CONTENT).await;
        world.complete(open.node).await
    }));
    assert!(completed.await.iter().all(Result::is_ok));
    let view = world.view().await;
    assert_eq!((view.used, view.reserved), (10 * CONTENT.len() as u64, 0));
    assert_code(
        world
            .begin(world.file(NodeRef::Root, "more", CONTENT))
            .await,
        Code::QuotaExceeded,
    );
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_completes_at_once_both_succeed_and_make_one_file() {
    let world = World::new().await;
    for name in ["new content", "known content"] {
        let open = world.open(world.file(NodeRef::Root, name, CONTENT)).await;
        world.send_all(&open, CONTENT).await;
        let (first, second) = join(world.complete(open.node), world.complete(open.node)).await;
        first.unwrap();
        second.unwrap();
        assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
    }
    assert_eq!(world.view().await.used, 2 * CONTENT.len() as u64);
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_completes_of_an_empty_file_leave_no_bytes_behind() {
    let world = World::new().await;
    world.upload(NodeRef::Root, "first", b"").await;
    let open = world.open(world.file(NodeRef::Root, "second", b"")).await;
    let (first, second) = join(world.complete(open.node), world.complete(open.node)).await;
    first.unwrap();
    second.unwrap();
    world.assert_whole().await;
}

#[tokio::test]
async fn a_part_that_is_sent_again_takes_the_place_of_one_that_hangs() {
    let world = World::new().await;
    let open = world.open(world.file(NodeRef::Root, "file", CONTENT)).await;
    let length = CONTENT.len() as u64;
    let first = Bytes::from_static(&CONTENT[..4]);
    let hangs = stream::once(async { Ok(first) });
    let hangs = Box::pin(futures_util::StreamExt::chain(hangs, stream::pending()));
    let mut hanging = pin!(
        world
            .drive
            .receive_part(open.id, 1, length, hangs, world.now())
    );
    assert!(is_waiting(&mut hanging).await);
    let again = world
        .drive
        .receive_part(open.id, 1, length, body(CONTENT), world.now());
    let (hanging, again) = join(hanging, again).await;
    assert_code(hanging, Code::UploadIncomplete);
    again.unwrap();
    world.complete(open.node).await.unwrap();
    assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
    world.assert_whole().await;
}

#[tokio::test]
async fn a_part_under_way_is_cancelled_by_completing() {
    let world = World::new().await;
    let open = world.open(world.file(NodeRef::Root, "file", CONTENT)).await;
    world.send_all(&open, CONTENT).await;
    let length = CONTENT.len() as u64;
    let never = Box::pin(stream::pending());
    let mut again = pin!(
        world
            .drive
            .receive_part(open.id, 1, length, never, world.now())
    );
    assert!(is_waiting(&mut again).await);
    let (again, completed) = join(again, world.complete(open.node)).await;
    assert_code(again, Code::UploadIncomplete);
    completed.unwrap();
    assert_eq!(world.read(open.node).await.unwrap(), CONTENT);
    assert_eq!(world.staged().await, 0);
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_part_sent_again_while_completing_changes_nothing_or_comes_before() {
    let world = World::new().await;
    let content = long(MIN_PART + 100, 5);
    let mut file = world.file(NodeRef::Root, "file", &content);
    file.parts = parts(&[MIN_PART, 100]);
    for _ in 0..4 {
        let open = world.open(file.clone()).await;
        world.send_all(&open, &content).await;
        let last = &content[usize::try_from(MIN_PART).unwrap()..];
        let (sent, completed) = join(world.send(open.id, 2, last), world.complete(open.node)).await;
        completed.unwrap();
        if let Err(error) = sent {
            let code = error.code();
            assert!(
                matches!(code, Code::UploadNotFound | Code::UploadIncomplete),
                "{code:?}"
            );
        }
        assert!(world.read(open.node).await.unwrap() == content);
    }
    world.drive.sweep().await.unwrap();
    assert_eq!((world.staged().await, world.stored().await.len()), (0, 1));
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_upload_is_either_completed_or_abandoned() {
    let world = World::new().await;
    for number in 0..16 {
        let name = format!("file {number}");
        let open = world.open(world.file(NodeRef::Root, &name, CONTENT)).await;
        world.send_all(&open, CONTENT).await;
        // The request to complete came in time; the sweeper looks later.
        let ctx = world.ctx();
        world.pass(LONG);
        let complete = world.drive.complete_upload(&ctx, open.node, None);
        let (completed, abandoned) = join(complete, world.drive.abandon_expired_uploads()).await;
        abandoned.unwrap();
        match completed {
            Ok(()) => assert_eq!(world.read(open.node).await.unwrap(), CONTENT),
            Err(error) => assert_eq!(error.code(), Code::UploadNotFound),
        }
        assert_eq!(world.view().await.reserved, 0);
        world.assert_whole().await;
    }
}
