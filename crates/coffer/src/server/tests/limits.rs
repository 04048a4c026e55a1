use axum::body::Bytes;
use axum::routing::post;
use tokio::time::{Instant, sleep};

use super::*;

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = TestServer::start(hello(), &[("COFFER_LIMITS_HEADER_BYTES", "8192")]).await;
    for (length, status) in [
        (8000, "200 OK"),
        (9000, "431 Request Header Fields Too Large"),
    ] {
        let mut stream = server.connect().await;
        let head = format!(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: {}\r\n\r\n",
            "y".repeat(length)
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = read_all(&mut stream).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}\r\n")),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn more_connections_than_allowed_wait_for_their_turn() {
    let server = TestServer::start(hello(), &[("COFFER_LIMITS_MAX_CONNECTIONS", "1")]).await;
    let mut first = server.connect().await;
    first.write_all(GET).await.unwrap();
    read_until(&mut first, "hello").await;
    let mut second = server.connect().await;
    second.write_all(GET).await.unwrap();
    // The first is answered once more, while the second, which asked before, is not.
    first.write_all(GET).await.unwrap();
    read_until(&mut first, "hello").await;
    let mut byte = [0];
    let early = second.try_read(&mut byte).unwrap_err();
    assert_eq!(early.kind(), io::ErrorKind::WouldBlock);
    drop(first);
    read_until(&mut second, "hello").await;
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_to_its_end_costs_the_connection() {
    let variables = [
        ("COFFER_LIMITS_HEADER_TIMEOUT_SECONDS", "10"),
        ("COFFER_LIMITS_KEEP_ALIVE_SECONDS", "1000"),
    ];
    let server = TestServer::start(hello(), &variables).await;
    for begin in [&b""[..], b"GET / HTTP/1.1\r\nHo"] {
        let mut stream = server.connect().await;
        let begun = Instant::now();
        stream.write_all(begin).await.unwrap();
        assert_eq!(read_all(&mut stream).await, "");
        assert_eq!(begun.elapsed().as_secs(), 10);
    }
    // The head of a second request has its own time, which begins with its first byte.
    let mut stream = server.connect().await;
    stream.write_all(GET).await.unwrap();
    read_until(&mut stream, "hello").await;
    sleep(Duration::from_secs(100)).await;
    let begun = Instant::now();
    stream.write_all(b"GET /").await.unwrap();
    assert_eq!(read_all(&mut stream).await, "");
    assert!(
        (10..1000).contains(&begun.elapsed().as_secs()),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_requests_is_closed_after_a_while() {
    let server = TestServer::start(hello(), &[("COFFER_LIMITS_KEEP_ALIVE_SECONDS", "75")]).await;
    let mut stream = server.connect().await;
    stream.write_all(GET).await.unwrap();
    read_until(&mut stream, "hello").await;
    let answered = Instant::now();
    assert_eq!(read_all(&mut stream).await, "");
    assert!(
        (75..=105).contains(&answered.elapsed().as_secs()),
        "{:?}",
        answered.elapsed()
    );
}

/// A route that reads its whole body, waits, and answers.
fn patient(wait: Duration) -> Router {
    let handler = async move |body: Bytes| {
        sleep(wait).await;
        format!("{} bytes", body.len())
    };
    Router::new().route("/", post(handler))
}

const POST: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n";
const PROGRESS: (&str, &str) = ("COFFER_LIMITS_REQUEST_TIMEOUT_SECONDS", "20");

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_is_given_up() {
    let server = TestServer::start(patient(Duration::from_secs(3600)), &[PROGRESS]).await;
    let mut stream = server.connect().await;
    stream.write_all(POST).await.unwrap();
    stream.write_all(b"body").await.unwrap();
    let begun = Instant::now();
    let answer = read_all(&mut stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
        "{answer}"
    );
    assert_eq!(begun.elapsed().as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_given_up() {
    let server = TestServer::start(patient(Duration::ZERO), &[PROGRESS]).await;
    let mut stream = server.connect().await;
    stream.write_all(POST).await.unwrap();
    stream.write_all(b"bo").await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"),
        "{answer}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_that_keeps_coming_is_waited_for() {
    let server = TestServer::start(patient(Duration::from_secs(15)), &[PROGRESS]).await;
    let mut stream = server.connect().await;
    stream.write_all(POST).await.unwrap();
    for byte in b"body" {
        sleep(Duration::from_secs(15)).await;
        stream.write_all(&[*byte]).await.unwrap();
    }
    let answer = read_until(&mut stream, "4 bytes").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_long_answer_does_not_count_as_idle() {
    let stream_slowly = async || {
        let chunks = futures_util::stream::unfold(0, async |sent| {
            sleep(Duration::from_secs(600)).await;
            (sent < 3).then(|| (Ok::<_, io::Error>("chunk."), sent + 1))
        });
        axum::body::Body::from_stream(chunks)
    };
    let server = TestServer::start(Router::new().route("/", get(stream_slowly)), &[]).await;
    let mut stream = server.connect().await;
    stream.write_all(GET).await.unwrap();
    let answer = read_until(&mut stream, "\r\n0\r\n\r\n").await;
    assert_eq!(answer.matches("chunk.").count(), 3, "{answer}");
}
