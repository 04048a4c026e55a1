use super::*;
use futures_util::stream;
use http_body_util::BodyExt;

fn exact(chunks: &[&'static str], length: u64) -> Exact {
    let chunks: Vec<_> = chunks
        .iter()
        .map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())))
        .collect();
    Exact::new(Box::pin(stream::iter(chunks)), length)
}

#[tokio::test]
async fn a_body_of_the_right_length_passes_and_says_what_is_left() {
    let mut body = exact(&["01234", "567"], 8);
    assert_eq!(body.size_hint().exact(), Some(8));
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "01234");
    assert_eq!(body.size_hint().exact(), Some(3));
    assert!(!body.is_end_stream());
    assert_eq!(body.collect().await.unwrap().to_bytes(), "567");
}

#[tokio::test]
async fn a_body_that_ends_early_or_goes_on_fails() {
    for chunks in [&["0123"][..], &["01234", "56789"], &[]] {
        assert!(exact(chunks, 8).collect().await.is_err(), "{chunks:?}");
    }
}

#[tokio::test]
async fn nothing_is_asked_for_behind_the_end() {
    let body = Exact::new(Box::pin(stream::pending()), 0);
    assert!(body.is_end_stream());
    assert_eq!(body.collect().await.unwrap().to_bytes(), "");
}
