use super::*;
use futures_util::FutureExt;
use proptest::prelude::*;
use std::convert::Infallible;

fn collect(answer: MultipartRanges, content: &[u8]) -> Vec<u8> {
    let open = |range: Range<u64>| {
        let part = content[range.start as usize..range.end as usize].to_vec();
        // In pieces, as a file is read.
        let pieces: Vec<_> = part
            .chunks(7)
            .map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)))
            .collect();
        stream::iter(pieces)
    };
    let pieces = answer
        .stream(open)
        .collect::<Vec<_>>()
        .now_or_never()
        .unwrap();
    pieces.into_iter().flat_map(Result::unwrap).collect()
}

#[test]
fn the_body_is_as_the_standard_shows_it() {
    let answer = MultipartRanges::new([0xab; 16], "text/plain", 26, vec![0..3, 20..26]);
    let boundary = "ab".repeat(16);
    assert_eq!(
        answer.content_type(),
        format!("multipart/byteranges; boundary={boundary}")
    );
    let wanted = format!(
        "--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-2/26\r\n\r\nabc\
         \r\n--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 20-25/26\r\n\r\nuvwxyz\
         \r\n--{boundary}--\r\n"
    );
    assert_eq!(answer.content_length(), wanted.len() as u64);
    assert_eq!(
        collect(answer, b"abcdefghijklmnopqrstuvwxyz"),
        wanted.into_bytes()
    );
}

#[test]
fn an_error_while_reading_reaches_the_body() {
    let answer = MultipartRanges::new([0; 16], "a/b", 10, vec![0..1, 5..6]);
    let stream = answer.stream(|_| stream::iter([Err::<Bytes, &str>("gone")]));
    let pieces = stream.collect::<Vec<_>>().now_or_never().unwrap();
    assert!(pieces.contains(&Err("gone")));
}

proptest! {
    #[test]
    fn the_announced_length_is_exact(starts in proptest::collection::vec((0_u64..900, 1_u64..100), 1..8)) {
        let content = vec![b'x'; 1_000];
        let ranges = starts.into_iter().map(|(start, length)| start..start + length).collect();
        let answer = MultipartRanges::new([1; 16], "application/octet-stream", 1_000, ranges);
        let length = answer.content_length();
        prop_assert_eq!(collect(answer, &content).len() as u64, length);
    }
}
