use std::fs;

use axum::body::Body;
use axum::http::{Request, Version};
use http_body_util::BodyExt;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;

/// Writes a new certificate for `localhost` with its key, and gives the certificate back.
pub(super) fn certify(folder: &TempDir) -> rustls::pki_types::CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(folder.path().join("certificate.pem"), made.cert.pem()).unwrap();
    fs::write(
        folder.path().join("key.pem"),
        made.signing_key.serialize_pem(),
    )
    .unwrap();
    made.cert.der().clone()
}

async fn start(folder: &TempDir) -> TestServer {
    start_with(hello(), folder).await
}

pub(super) async fn start_with(router: Router, folder: &TempDir) -> TestServer {
    let file = |name| folder.path().join(name).to_str().unwrap().to_owned();
    let (certificate, key) = (file("certificate.pem"), file("key.pem"));
    let variables = [
        ("COFFER_TLS_CERTIFICATE", certificate.as_str()),
        ("COFFER_TLS_KEY", &key),
    ];
    TestServer::start(router, &variables).await
}

pub(super) async fn connect(
    server: &TestServer,
    trusted: rustls::pki_types::CertificateDer<'static>,
    protocol: &str,
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, server.connect().await)
        .await
}

#[tokio::test]
async fn http1_is_spoken_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certify(&folder);
    let server = start(&folder).await;
    let mut stream = connect(&server, certificate, "http/1.1").await.unwrap();
    stream.write_all(GET).await.unwrap();
    let answer = read_until(&mut stream, "hello").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

#[tokio::test]
async fn http2_is_spoken_to_those_who_ask_for_it_and_ends_gracefully() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certify(&folder);
    let server = start(&folder).await;
    let stream = connect(&server, certificate, "h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let driving = TaskTracker::new().spawn(connection);
    let request = Request::get("https://localhost/")
        .body(Body::empty())
        .unwrap();
    let answer = sender.send_request(request).await.unwrap();
    assert_eq!(answer.version(), Version::HTTP_2);
    assert_eq!(
        answer.into_body().collect().await.unwrap().to_bytes(),
        "hello"
    );
    server.lifecycle.stop.cancel();
    driving.await.unwrap().unwrap();
    server.serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_client_that_trusts_another_certificate_does_not_connect() {
    let folder = tempfile::tempdir().unwrap();
    let other = certify(&folder);
    certify(&folder);
    let server = start(&folder).await;
    assert!(connect(&server, other, "h2").await.is_err());
}

#[tokio::test]
async fn a_key_of_another_certificate_is_refused_before_the_first_connection() {
    let folder = tempfile::tempdir().unwrap();
    certify(&folder);
    let key = fs::read(folder.path().join("key.pem")).unwrap();
    certify(&folder);
    fs::write(folder.path().join("key.pem"), key).unwrap();
    let error = start(&folder).await.serving.await.unwrap().unwrap_err();
    assert!(
        matches!(error, ServerError::Tls(TlsError::Pair { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = start(&folder).await.serving.await.unwrap().unwrap_err();
    let text = crate::report::chain(&error);
    assert!(text.starts_with("cannot use the certificate: "), "{text}");
    assert!(text.contains("certificate.pem: "), "{text}");
}

#[test]
fn a_new_certificate_is_taken_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    certify(&folder);
    let files = crate::config::Tls {
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
    };
    let certificates = super::super::tls::Certificates::load(&files).unwrap();
    let renewed = certify(&folder);
    assert_ne!(certificates.current().cert[0], renewed);
    certificates.reload();
    assert_eq!(certificates.current().cert[0], renewed);
    fs::write(&files.key, "nothing").unwrap();
    certificates.reload();
    assert_eq!(certificates.current().cert[0], renewed);
    let read = rustls::pki_types::CertificateDer::from_pem_file(&files.certificate).unwrap();
    assert_eq!(read, renewed);
}
