use super::*;

/// A route that says when it has begun and ends when it is told to.
fn gated() -> (Router, Arc<Notify>, Arc<Semaphore>) {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let (of_route, of_gate) = (Arc::clone(&begun), Arc::clone(&gate));
    let handler = async move || {
        of_route.notify_one();
        drop(of_gate.acquire().await);
        "finished"
    };
    (Router::new().route("/", get(handler)), begun, gate)
}

#[tokio::test]
async fn a_running_request_is_finished_and_nothing_new_is_accepted() {
    let (router, begun, gate) = gated();
    let server = TestServer::start(router, &[]).await;
    let mut idle = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(GET).await.unwrap();
    begun.notified().await;

    server.lifecycle.stop.cancel();
    // The connection without a request is closed at once, and by then the port is, too.
    assert_eq!(read_all(&mut idle).await, "");
    assert!(TcpStream::connect(server.address).await.is_err());
    assert!(!server.serving.is_finished());

    gate.add_permits(1);
    let answer = read_all(&mut busy).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("finished"), "{answer}");
    server.serving.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_request_that_does_not_finish_in_time_is_cut_off() {
    let (router, begun, _gate) = gated();
    let server = TestServer::start(router, &[("COFFER_LIMITS_SHUTDOWN_SECONDS", "7")]).await;
    let mut busy = server.connect().await;
    busy.write_all(GET).await.unwrap();
    begun.notified().await;
    let told = tokio::time::Instant::now();
    server.lifecycle.stop.cancel();
    server.serving.await.unwrap().unwrap();
    assert_eq!(told.elapsed().as_secs(), 7);
    assert_eq!(read_all(&mut busy).await, "");
}

#[tokio::test]
async fn an_aborted_server_waits_for_nobody() {
    let (router, begun, _gate) = gated();
    let server = TestServer::start(router, &[]).await;
    let mut busy = server.connect().await;
    busy.write_all(GET).await.unwrap();
    begun.notified().await;
    server.lifecycle.stop.cancel();
    server.lifecycle.abort.cancel();
    server.serving.await.unwrap().unwrap();
    assert_eq!(read_all(&mut busy).await, "");
}

#[tokio::test]
async fn background_tasks_are_told_to_stop_and_waited_for() {
    let lifecycle = Lifecycle::default();
    let (ended, seen) = tokio::sync::oneshot::channel();
    lifecycle.background.spawn(|stop| async move {
        stop.cancelled().await;
        ended.send(()).unwrap();
    });
    assert!(lifecycle.background.stop(Duration::from_secs(60)).await);
    assert_eq!(seen.await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_background_task_that_does_not_listen_is_reported() {
    let lifecycle = Lifecycle::default();
    lifecycle.background.spawn(|_| std::future::pending());
    assert!(!lifecycle.background.stop(Duration::from_secs(60)).await);
}

#[tokio::test(start_paused = true)]
async fn periodic_work_is_done_until_the_end() {
    let lifecycle = Lifecycle::default();
    let (done, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let begun = tokio::time::Instant::now();
    lifecycle
        .background
        .every(Duration::from_secs(5), move || done.send(()).unwrap());
    for _ in 0..4 {
        seen.recv().await.unwrap();
    }
    assert_eq!(begun.elapsed().as_secs(), 15);
    assert!(lifecycle.background.stop(Duration::from_secs(60)).await);
    assert_eq!(seen.recv().await, None);
}

#[tokio::test]
async fn a_connection_that_is_cut_off_ends_in_the_middle() {
    use axum::body::{Body, Bytes};
    use axum::extract::Extension;
    use coffer_core::watch::CutOff;

    // An answer that never ends, of which nothing is read.
    let (send, cut) = tokio::sync::mpsc::channel(1);
    let handler = async move |Extension(cut_off): Extension<CutOff>| {
        send.send(cut_off).await.unwrap();
        let chunk = || async { Some((Ok::<_, std::io::Error>(Bytes::from(vec![0; 1 << 16])), ())) };
        Body::from_stream(futures_util::stream::unfold((), move |()| chunk()))
    };
    let mut cut = cut;
    let server = TestServer::start(Router::new().route("/", get(handler)), &[]).await;
    let mut stalled = server.connect().await;
    stalled.write_all(GET).await.unwrap();
    cut.recv().await.unwrap().cut();
    // What was on its way arrives, and then no more.
    let mut read = Vec::new();
    let _ = stalled.read_to_end(&mut read).await;
    assert!(read.starts_with(b"HTTP/1.1 200 OK\r\n"));
    server.lifecycle.stop.cancel();
    server.serving.await.unwrap().unwrap();
}
