use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderValue};
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use super::proxies::client_address;
use super::*;
use crate::config::Config;

mod http2;
mod limits;
mod stopping;
mod tls;

/// A server on a free port.
struct TestServer {
    address: SocketAddr,
    lifecycle: Lifecycle,
    serving: JoinHandle<Result<(), ServerError>>,
}

impl TestServer {
    async fn start(router: Router, variables: &[(&str, &str)]) -> Self {
        let settings = settings(variables);
        let listener = bind(&settings).await.unwrap();
        let address = listener.local_addr().unwrap();
        let lifecycle = Lifecycle::default();
        let of_server = lifecycle.clone();
        let serving = TaskTracker::new()
            .spawn(async move { serve(listener, router, &settings, of_server).await });
        Self {
            address,
            lifecycle,
            serving,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

fn settings(variables: &[(&str, &str)]) -> Settings {
    let port = ("COFFER_LISTEN", "127.0.0.1:0");
    let variables = [port]
        .into_iter()
        .chain(variables.iter().copied())
        .map(|(name, value)| (name.into(), value.into()));
    Config::load(None, variables).unwrap().settings
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// Reads an answer that ends in these bytes.
async fn read_until(stream: &mut (impl AsyncReadExt + Unpin), end: &str) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        let read = stream.read_buf(&mut answer).await.unwrap();
        assert!(
            read > 0,
            "closed after {:?}",
            String::from_utf8_lossy(&answer)
        );
    }
    String::from_utf8(answer).unwrap()
}

/// Reads until the server closes the connection.
async fn read_all(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn small_answers_are_not_held_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (client, (accepted, peer)) = tokio::join!(TcpStream::connect(address), accept(&listener));
    assert!(accepted.nodelay().unwrap());
    assert_eq!(peer, client.unwrap().local_addr().unwrap());
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another_and_knows_its_client() {
    let who = async |ConnectInfo(address): ConnectInfo<SocketAddr>| format!("[{address}]");
    let server = TestServer::start(Router::new().route("/", get(who)), &[]).await;
    let mut stream = server.connect().await;
    let expected = format!("[{}]", stream.local_addr().unwrap());
    for _ in 0..3 {
        stream.write_all(GET).await.unwrap();
        read_until(&mut stream, &expected).await;
    }
}

#[tokio::test]
async fn a_port_in_use_is_reported_with_its_address() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = bind(&settings(&[])).await.map(drop);
    assert!(error.is_ok());
    let mut settings = settings(&[]);
    settings.listen = address.parse().unwrap();
    let error = bind(&settings).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {address}"));
}

#[test]
fn only_trusted_proxies_say_who_the_client_is() {
    let trusted = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1".parse().unwrap()];
    let client = |peer: &str, lines: &[&'static str]| {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        client_address(
            SocketAddr::new(peer.parse().unwrap(), 9),
            &headers,
            &trusted,
        )
        .to_string()
    };
    assert_eq!(client("8.8.8.8", &["1.2.3.4"]), "8.8.8.8:9");
    assert_eq!(client("10.1.1.1", &[]), "10.1.1.1:9");
    assert_eq!(client("10.1.1.1", &["1.2.3.4"]), "1.2.3.4:0");
    assert_eq!(
        client("::ffff:127.0.0.1", &["6.6.6.6, 1.2.3.4:55, 10.0.0.7"]),
        "1.2.3.4:55"
    );
    assert_eq!(
        client("127.0.0.1", &["6.6.6.6", "[2001:db8::1]:5", "10.0.0.7"]),
        "[2001:db8::1]:5"
    );
    assert_eq!(client("127.0.0.1", &["10.0.0.8, 10.0.0.7"]), "10.0.0.8:0");
    assert_eq!(
        client("127.0.0.1", &["1.2.3.4, nonsense, 10.0.0.7"]),
        "10.0.0.7:0"
    );
}
