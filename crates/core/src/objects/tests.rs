use super::*;
use crate::{Clock, Settings};
use coffer_model::Code;
use coffer_store::{DatabaseUrl, Store, StoreSettings};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

const NOW: i64 = 1_767_225_600_000_000;

async fn drive(public_url: &str) -> Drive {
    let store = Store::open(StoreSettings::new(DatabaseUrl::Memory))
        .await
        .unwrap();
    let clock = Clock::Fixed(Arc::new(AtomicI64::new(NOW)));
    let settings = Settings {
        public_url: public_url.to_owned(),
        ..Settings::default()
    };
    let blobs = Arc::new(coffer_blobs::Memory::new());
    Drive::open(store, blobs, clock, [7; 32], settings)
        .await
        .unwrap()
}

fn content_url(drive: &Drive) -> String {
    drive.content_url(
        VersionId(77),
        "attachment; filename=\"a b.txt\"",
        None,
        Timestamp(NOW),
    )
}

/// Path and query below the public address.
fn target<'a>(url: &'a str, public_url: &str) -> (&'a str, &'a str) {
    url.strip_prefix(public_url)
        .unwrap()
        .split_once('?')
        .unwrap()
}

fn holds(drive: &Drive, method: &str, url: &str, host: &str) -> bool {
    let (path, query) = target(url, &drive.settings().public_url);
    let header = |name: &str| (name == "host").then_some(host);
    match drive.verify_link(method, path, query, header) {
        Ok(_) => true,
        Err(error) if error.code() == Code::SignatureInvalid => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn links_hold_for_the_host_that_clients_send() {
    for (public_url, hosts) in [
        ("https://drive.example.com", &["drive.example.com"][..]),
        (
            "https://drive.example.com:443",
            &["drive.example.com", "drive.example.com:443"],
        ),
        (
            "http://Drive.Example.com:80",
            &["drive.example.com", "Drive.Example.com:80"],
        ),
        ("https://drive.example.com:80", &["drive.example.com:80"]),
        ("http://127.0.0.1:8080", &["127.0.0.1:8080"]),
        ("http://[::1]", &["[::1]", "[::1]:80"]),
        ("https://user@drive.example.com/box", &["drive.example.com"]),
    ] {
        let drive = drive(public_url).await;
        let url = content_url(&drive);
        for host in hosts {
            assert!(holds(&drive, "GET", &url, host), "{public_url} {host}");
        }
        for host in ["evil.example.com", "drive.example.com:8443", ""] {
            assert!(!holds(&drive, "GET", &url, host), "{public_url} {host}");
        }
    }
}

#[tokio::test]
async fn only_the_scheme_s_own_port_is_left_out() {
    let drive = drive("https://drive.example.com").await;
    let url = content_url(&drive);
    assert!(holds(&drive, "GET", &url, "drive.example.com:443"));
    assert!(!holds(&drive, "GET", &url, "drive.example.com:80"));
}

#[tokio::test]
async fn the_path_of_the_public_address_is_signed_and_cut_off_by_the_proxy() {
    let drive = drive("https://example.com/tools/drive").await;
    let url = content_url(&drive);
    assert!(url.starts_with("https://example.com/tools/drive/o/"));
    assert!(holds(&drive, "GET", &url, "example.com"));
    // As any signer of this kind would check the link, without knowing of the proxy.
    let (path, query) = url["https://example.com".len()..].split_once('?').unwrap();
    let header = |name: &str| (name == "host").then_some("example.com");
    let signer = &drive.inner.keys.objects;
    assert!(
        signer
            .verify("GET", path, query, header, drive.now())
            .is_ok()
    );
}

#[tokio::test]
async fn links_of_another_public_address_do_not_hold() {
    let here = drive("https://drive.example.com").await;
    let (path, query) = {
        let url = content_url(&drive("https://drive.example.com/box").await);
        let (path, query) = target(&url, "https://drive.example.com/box");
        (path.to_owned(), query.to_owned())
    };
    let header = |name: &str| (name == "host").then_some("drive.example.com");
    let refused = here.verify_link("GET", &path, &query, header).unwrap_err();
    assert_eq!(refused.code(), Code::SignatureInvalid);
}

#[tokio::test]
async fn a_link_holds_for_its_method_and_get_for_head() {
    let drive = drive("https://drive.example.com").await;
    let url = content_url(&drive);
    for (method, expected) in [
        ("GET", true),
        ("HEAD", true),
        ("PUT", false),
        ("DELETE", false),
    ] {
        assert_eq!(holds(&drive, method, &url, "drive.example.com"), expected);
    }
}

#[tokio::test]
async fn part_links_hold_for_their_length_only() {
    let drive = drive("https://drive.example.com").await;
    let url = drive.part_url(UploadId(5), 3, 1_000, Timestamp(NOW));
    let (path, query) = target(&url, "https://drive.example.com");
    let verify = |method: &str, length: Option<&'static str>| {
        drive.verify_link(method, path, query, move |name| match name {
            "host" => Some("drive.example.com"),
            "content-length" => length,
            _ => None,
        })
    };
    let verified = verify("PUT", Some("1000")).unwrap();
    assert!(verified.is_signed("content-length"));
    assert_eq!(verified.get("partNumber"), Some("3"));
    assert_eq!(path, format!("/o/{}", verified.get("uploadId").unwrap()));
    for (method, length) in [
        ("PUT", Some("1001")),
        ("PUT", None),
        ("GET", Some("1000")),
        ("HEAD", Some("1000")),
    ] {
        assert!(verify(method, length).is_err(), "{method} {length:?}");
    }
}

#[tokio::test]
async fn what_the_answer_obeys_is_signed() {
    let drive = drive("https://drive.example.com").await;
    let disposition = "inline; filename=\"_.jpg\"; filename*=UTF-8''%E5%9B%BE.jpg";
    let process = "image/resize,m_lfit,h_128,w_128";
    let url = drive.content_url(VersionId(1), disposition, Some(process), Timestamp(NOW));
    let (path, query) = target(&url, "https://drive.example.com");
    let header = |name: &str| (name == "host").then_some("drive.example.com");
    let verified = drive.verify_link("GET", path, query, header).unwrap();
    assert_eq!(verified.get(RESPONSE_DISPOSITION), Some(disposition));
    assert_eq!(verified.get(IMAGE_PROCESS), Some(process));
    for changed in [
        query.replace("128", "999"),
        query.replace("inline", "attachment"),
    ] {
        assert!(drive.verify_link("GET", path, &changed, header).is_err());
    }
    let added = format!("{query}&{IMAGE_PROCESS}x=1");
    assert!(drive.verify_link("GET", path, &added, header).is_err());
}
