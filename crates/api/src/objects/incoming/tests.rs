use super::*;
use futures_util::{StreamExt, stream};
use tokio::time::{advance, pause};

const IDLE: Duration = Duration::from_secs(30);

fn digests(name: &'static str, value: &str) -> Result<Digests> {
    let mut headers = HeaderMap::new();
    headers.insert(name, value.parse().unwrap());
    Digests::announced(&headers)
}

#[tokio::test]
async fn frames_pass_without_being_copied() {
    let frame = Bytes::from(vec![1; 1_000]);
    let place = frame.as_ptr();
    let mut incoming = Incoming::new(Body::from(frame), IDLE, Digests::default());
    let passed = incoming.next().await.unwrap().unwrap();
    assert_eq!(passed.as_ptr(), place);
    assert!(incoming.next().await.is_none());
}

#[tokio::test]
async fn only_the_time_that_the_client_takes_counts() {
    pause();
    let (sender, receiver) = tokio::sync::mpsc::channel::<io::Result<Bytes>>(4);
    let chunks = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|frame| (frame, receiver))
    });
    let mut incoming = Incoming::new(Body::from_stream(chunks), IDLE, Digests::default());
    let outcome = incoming.outcome();
    for _ in 0..3 {
        // The client pauses for nearly as long as it may, then the disk for longer.
        assert!(futures_util::poll!(incoming.next()).is_pending());
        advance(IDLE - Duration::from_secs(1)).await;
        assert!(futures_util::poll!(incoming.next()).is_pending());
        sender.send(Ok(Bytes::from_static(b"a"))).await.unwrap();
        assert!(incoming.next().await.unwrap().is_ok());
        advance(IDLE * 2).await;
    }
    assert!(futures_util::poll!(incoming.next()).is_pending());
    advance(IDLE + Duration::from_secs(1)).await;
    let stalled = incoming.next().await.unwrap().unwrap_err();
    assert_eq!(stalled.kind(), io::ErrorKind::TimedOut);
    let told = outcome.explain(Error::new(Code::Internal));
    assert_eq!(told.code(), Code::UploadIncomplete);
}

#[tokio::test]
async fn a_wrong_digest_fails_the_body_at_its_end() {
    let digests = digests("content-md5", &STANDARD.encode([0; 16])).unwrap();
    let mut incoming = Incoming::new(Body::from("abc"), IDLE, digests);
    let outcome = incoming.outcome();
    let other = Error::new(Code::StorageFull);
    assert_eq!(outcome.explain(other).code(), Code::StorageFull);
    assert!(incoming.next().await.unwrap().is_ok());
    assert!(incoming.next().await.unwrap().is_err());
    let told = outcome.explain(Error::new(Code::UploadIncomplete));
    assert_eq!(told.code(), Code::DigestMismatch);
}

#[test]
fn digests_that_cannot_be_read_are_refused() {
    for (name, value) in [
        ("content-md5", "AAAA"),
        ("content-md5", "!"),
        ("x-amz-checksum-sha256", "AAAA"),
        ("x-amz-content-sha256", "00"),
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    ] {
        let refused = digests(name, value).err().unwrap();
        assert_eq!(refused.code(), Code::BadRequest, "{name}: {value}");
    }
    let mut twice = HeaderMap::new();
    for fill in [1, 2] {
        let value = STANDARD.encode([fill; 16]).parse().unwrap();
        twice.append("content-md5", value);
    }
    assert!(Digests::announced(&twice).is_err());
}
