//! What the fuzz targets run. Each function reads bytes as one entry point would get them, and
//! checks what must hold for every input.

pub mod smoke;

// The dialect keeps its parser to itself; the source is compiled here once more (and formatted
// where it lives: its tests cannot be found from here).
#[rustfmt::skip]
#[path = "../../crates/api/src/dialects/koodrive/signature.rs"]
mod signature;

#[cfg(fuzzing)]
#[doc(hidden)]
pub use libfuzzer_sys;

use axum::body::Body;
use bytes::Bytes;
use coffer_api::kit::cursor::CursorCodec;
use coffer_api::kit::form_data::{Field, FormData};
use coffer_api::kit::range::{Selection, select};
use coffer_core::images::{Instructions, Limits, process};
use coffer_core::signing::QuerySigner;
use coffer_model::{Code, Name, Timestamp};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderValue, header};
use signature::{AppAuthorization, SignedRequest};
use std::io;

/// The entry of a target: libFuzzer's under cargo-fuzz, else a plain program (see [`smoke`]).
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::$name(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::process::ExitCode {
            $crate::smoke::run(stringify!($name), $crate::$name)
        }
    };
}

/// An archive of any kind, with a password where it begins with a marked line.
pub fn archive(data: &[u8]) {
    let (password, content) = match data.strip_prefix(b"password ") {
        Some(rest) => match lines(rest) {
            Some(([password], content)) => (Some(password.to_owned()), content),
            None => return,
        },
        None => (None, data),
    };
    coffer_core::archives::exercise(Bytes::copy_from_slice(content), password);
}

/// 2024-09-09T03:33:25Z
const NOW: Timestamp = Timestamp::from_seconds(1_725_852_805);

/// Up to `N` lines and the rest.
fn lines<const N: usize>(data: &[u8]) -> Option<([&str; N], &[u8])> {
    let mut rest = data;
    let mut lines = [""; N];
    for line in &mut lines {
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(rest.len());
        *line = std::str::from_utf8(&rest[..end]).ok()?;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Some((lines, rest))
}

/// Header, path and query on a line each, then the body.
pub fn authorization_header(data: &[u8]) {
    let Some(([header, path, query], body)) = lines(data) else {
        return;
    };
    let Ok(parsed) = AppAuthorization::parse(header) else {
        return;
    };
    assert!(!parsed.app_id.is_empty() && AppAuthorization::is_scheme(header));
    let request = SignedRequest {
        method: "POST",
        path,
        query,
        body,
    };
    let sent = |name: &str| {
        Some(if name == "x-date" {
            "20240909T033325Z"
        } else {
            "value"
        })
    };
    assert!(
        parsed
            .verify(b"a secret nobody knows", request, sent, NOW)
            .is_err()
    );
}

/// Path and query on a line each.
pub fn s3_query_signature(data: &[u8]) {
    let Some(([path, query], _)) = lines(data) else {
        return;
    };
    let signer = QuerySigner::new("key", "a secret nobody knows", "local");
    assert!(
        signer
            .verify("GET", path, query, |_| Some("h"), NOW)
            .is_err()
    );

    // Whatever the texts are: what is signed for them is valid for them.
    let extra = [("a", path), ("b", query)];
    let signed = signer.presign("PUT", "h", "/o/x", &extra, &[], NOW, 60);
    let verified = signer.verify("PUT", "/o/x", &signed, |_| Some("h"), NOW);
    match verified {
        Ok(verified) => assert_eq!(
            (verified.get("a"), verified.get("b")),
            (Some(path), Some(query))
        ),
        Err(_) => assert!(signed.len() > coffer_core::signing::query::MAX_QUERY),
    }
}

/// Eight bytes of length, then the header.
pub fn range(data: &[u8]) {
    let Some((length, header)) = data.split_first_chunk::<8>() else {
        return;
    };
    let Ok(header) = std::str::from_utf8(header) else {
        return;
    };
    let length = u64::from_le_bytes(*length);
    let ranges = match select(Some(header), length) {
        Selection::Full | Selection::NotSatisfiable => return,
        Selection::One(range) => vec![range],
        Selection::Many(ranges) => ranges,
    };
    let mut sorted = ranges;
    sorted.sort_by_key(|range| range.start);
    assert!(
        sorted
            .iter()
            .all(|range| !range.is_empty() && range.end <= length)
    );
    assert!(sorted.windows(2).all(|pair| pair[0].end < pair[1].start));
}

/// A name as a client sends it.
pub fn name(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(name) = Name::parse(text) else { return };
    let again = Name::parse(name.as_str());
    assert!(again.is_ok_and(|again| again.as_str() == name.as_str() && again.key() == name.key()));
    _ = name.sort_key();
    assert!(!name.with_timestamp(NOW, 3).as_str().is_empty());
}

/// A cursor as a client sends it, and the same bytes as the payload of one of ours.
pub fn cursor(data: &[u8]) {
    let codec = CursorCodec::new(&[7; 32]);
    if let Ok(text) = std::str::from_utf8(data) {
        assert!(codec.decode("list", text).is_err());
    }
    if let Ok(cursor) = codec.encode("list", data) {
        assert!(
            codec
                .decode("list", &cursor)
                .is_ok_and(|payload| payload == data)
        );
    }
}

/// Instructions on a line, then the file. `process` answers a decoder's panic with an error; libFuzzer
/// stops at it all the same, the plain program prints it.
pub fn image_process(data: &[u8]) {
    let Some(([text], file)) = lines(data) else {
        return;
    };
    let Ok(instructions) = Instructions::parse(text) else {
        return;
    };
    let limits = Limits {
        max_input: 1 << 20,
        max_pixels: 1 << 20,
        max_side: 4_096,
        max_alloc: 8 << 20,
    };
    if let Ok(rendered) = process(&Bytes::copy_from_slice(file), &instructions, &limits) {
        assert!(!rendered.bytes.is_empty() && rendered.content_type.starts_with("image/"));
    }
}

/// More than a target's form may have: what is longer is not counted before it is read.
const MAX_FORM: usize = 60_000;

/// The content type on a line, a byte that says how the body is cut, then the body: however it is cut,
/// the same comes out. Then all of it as the content of a field, which has to come back.
pub fn form_data(data: &[u8]) {
    if data.len() > MAX_FORM {
        return;
    }
    if let Some(([content_type], [step, body @ ..])) = lines(data) {
        let whole = read_form(content_type, Body::from(Bytes::copy_from_slice(body)));
        let cut = read_form(content_type, cut(body, usize::from(*step).max(1)));
        assert_eq!(whole, cut);
    }
    let delimiter = b"\r\n--xYz";
    if data.windows(delimiter.len()).any(|part| part == delimiter) {
        return;
    }
    let head = b"--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n\"\r\n\r\n";
    let body = [&head[..], data, delimiter, b"--\r\n"].concat();
    let read = read_form("multipart/form-data; boundary=xYz", cut(&body, 100));
    assert!(read.is_ok_and(|fields| fields.len() == 1 && fields[0].1 == data));
}

fn cut(body: &[u8], length: usize) -> Body {
    let pieces: Vec<_> = body.chunks(length).map(Bytes::copy_from_slice).collect();
    Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, io::Error>)))
}

/// The fields with their contents, up to the first file, as an upload reads them.
fn read_form(content_type: &str, body: Body) -> Result<Vec<(Field, Vec<u8>)>, Code> {
    let mut headers = HeaderMap::new();
    let content_type = HeaderValue::from_str(content_type).map_err(|_| Code::BadRequest)?;
    headers.insert(header::CONTENT_TYPE, content_type);
    let read = async {
        let mut form = FormData::new(&headers, body)?;
        let mut fields = Vec::new();
        while let Some(field) = form.next_field().await? {
            let length = form.length().await?;
            if field.file_name.is_some() {
                let content = form.into_content().map_ok(|piece| piece.to_vec()).boxed();
                let content: Vec<u8> = content.try_concat().await.expect("it was counted");
                assert_eq!(length, Some(content.len() as u64));
                fields.push((field, content));
                break;
            }
            let content = form.text(&field.name, 1_024).await?.into_bytes();
            assert_eq!(length, Some(content.len() as u64));
            fields.push((field, content));
        }
        Ok(fields)
    };
    // The body is here: nothing waits.
    let read: coffer_model::Result<_> = read.now_or_never().expect("nothing to wait for");
    read.map_err(|error| error.code())
}
