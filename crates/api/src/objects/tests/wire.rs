//! What only a connection shows: interim answers, exact heads, broken bodies.

use super::*;
use crate::objects::outgoing::Exact;
use futures_util::{StreamExt, stream};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

/// Lets `client` speak with `router` over one connection; answers how the server ended it.
async fn converse(
    router: Router,
    client: impl AsyncFnOnce(&mut DuplexStream),
) -> hyper::Result<()> {
    let (mut near, far) = tokio::io::duplex(1 << 20);
    let service = TowerToHyperService::new(router);
    let server = http1::Builder::new().serve_connection(TokioIo::new(far), service);
    let talk = async {
        client(&mut near).await;
        drop(near);
    };
    tokio::join!(server, talk).0
}

async fn read_until(io: &mut DuplexStream, end: &str) -> String {
    let mut seen = Vec::new();
    while !seen.ends_with(end.as_bytes()) {
        seen.push(io.read_u8().await.unwrap());
    }
    String::from_utf8(seen).unwrap().to_ascii_lowercase()
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n",
        target(&url)
    );
    converse(world.router.clone(), async |io| {
        io.write_all(head.as_bytes()).await.unwrap();
        let interim = read_until(io, "\r\n\r\n").await;
        assert!(interim.starts_with("http/1.1 100"), "{interim}");
        io.write_all(b"0123456789").await.unwrap();
        let answer = read_until(io, "\r\n\r\n").await;
        assert!(answer.starts_with("http/1.1 200"), "{answer}");
    })
    .await
    .unwrap();
    world.complete(&open).await;
}

#[tokio::test]
async fn a_client_that_asks_first_is_refused_before_it_sends() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: evil\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n",
        target(&url)
    );
    converse(world.router.clone(), async |io| {
        io.write_all(head.as_bytes()).await.unwrap();
        let answer = read_until(io, "</Error>").await;
        assert!(answer.starts_with("http/1.1 403"), "{answer}");
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn heads_without_bodies_are_exact_on_the_wire() {
    let world = World::new().await;
    let version = world.upload("a.bin", noise(100_000)).await;
    let url = world.url(version);
    let etag = world.head(&url, &[]).await.header("etag").to_owned();
    let path = target(&url);
    converse(world.router.clone(), async |io| {
        let ask = |method: &str, more: &str| {
            format!("{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{more}\r\n")
        };
        io.write_all(ask("HEAD", "").as_bytes()).await.unwrap();
        let head = read_until(io, "\r\n\r\n").await;
        assert!(head.contains("\r\ncontent-length: 100000\r\n"), "{head}");
        let condition = format!("If-None-Match: {etag}\r\n");
        io.write_all(ask("GET", &condition).as_bytes())
            .await
            .unwrap();
        let head = read_until(io, "\r\n\r\n").await;
        assert!(head.starts_with("http/1.1 304"), "{head}");
        assert!(!head.contains("\r\ncontent-length: 0"), "{head}");
        io.write_all(ask("GET", "Connection: close\r\n").as_bytes())
            .await
            .unwrap();
        let head = read_until(io, "\r\n\r\n").await;
        assert!(head.contains("\r\ncontent-length: 100000\r\n"), "{head}");
        let mut body = Vec::new();
        io.read_to_end(&mut body).await.unwrap();
        assert!(body == noise(100_000));
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_content_that_breaks_off_breaks_the_connection_off() {
    for ends_with in [None, Some(io::ErrorKind::Other)] {
        let answer = move || async move {
            // Yields, so that what is there is sent before the content fails.
            let end = async move {
                tokio::task::yield_now().await;
                stream::iter(ends_with.map(|kind| Err(kind.into())))
            };
            let chunks =
                stream::iter([Ok(Bytes::from_static(b"01234"))]).chain(stream::once(end).flatten());
            Body::new(Exact::new(Box::pin(chunks), 10))
        };
        let router = Router::new().route("/", axum::routing::get(answer));
        let ended = converse(router, async |io| {
            io.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                .await
                .unwrap();
            let mut seen = Vec::new();
            io.read_to_end(&mut seen).await.unwrap();
            let seen = String::from_utf8(seen).unwrap();
            assert!(seen.contains("content-length: 10"), "{seen}");
            assert!(seen.ends_with("01234"), "{seen}");
        })
        .await;
        assert!(ended.is_err(), "{ends_with:?}");
    }
}
