use super::*;

const TYPE: &str = "multipart/form-data; boundary=xYz";

fn form(pieces: Vec<&'static [u8]>) -> FormData {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, TYPE.parse().unwrap());
    let pieces = pieces
        .into_iter()
        .map(|piece| Ok::<_, io::Error>(Bytes::from_static(piece)));
    FormData::new(&headers, Body::from_stream(stream::iter(pieces))).unwrap()
}

fn whole(body: Vec<u8>) -> FormData {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, TYPE.parse().unwrap());
    FormData::new(&headers, Body::from(body)).unwrap()
}

async fn content(form: FormData) -> io::Result<Vec<u8>> {
    let mut content = std::pin::pin!(form.into_content());
    let mut bytes = Vec::new();
    while let Some(piece) = content.next().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok(bytes)
}

const FORM: &[u8] = b"--xYz\r\nContent-Disposition: form-data; name=\"dirId\"\r\n\r\n17\r\n--xYz\r\n\
    content-disposition: form-data; name=file; filename=\"a \\\"b%22.txt\"\r\nContent-Type: text/plain\r\n\r\n\
    one\r\ntwo\r\n--xY\r\r\n\r\n--xYz--\r\n";

#[tokio::test]
async fn fields_come_one_after_the_other_however_the_body_is_cut() {
    for length in [1, 2, 3, 7, 50, FORM.len()] {
        let mut form = form(FORM.chunks(length).collect());
        let field = form.next_field().await.unwrap().unwrap();
        assert_eq!((field.name.as_str(), field.file_name), ("dirId", None));
        assert_eq!(form.text("dirId", 2).await.unwrap(), "17");
        let field = form.next_field().await.unwrap().unwrap();
        assert_eq!(field.name, "file");
        assert_eq!(field.file_name.as_deref(), Some("a \"b\".txt"));
        assert_eq!(form.length().await.unwrap(), Some(17));
        assert_eq!(content(form).await.unwrap(), b"one\r\ntwo\r\n--xY\r\r\n");
    }
}

#[tokio::test]
async fn what_is_not_read_is_skipped_and_the_end_is_an_end() {
    let mut form = form(vec![FORM]);
    assert!(form.next_field().await.unwrap().is_some());
    assert!(form.next_field().await.unwrap().is_some());
    assert!(form.next_field().await.unwrap().is_none());
    assert!(form.next_field().await.unwrap().is_none());
}

#[tokio::test]
async fn the_length_of_a_long_last_field_follows_from_that_of_the_body() {
    let mut body = b"--xYz\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n".to_vec();
    body.extend(vec![7; 200_000]);
    body.extend(b"\r\n--xYz--\r\n");
    let mut form = whole(body);
    form.next_field().await.unwrap();
    assert_eq!(form.length().await.unwrap(), Some(200_000));
    assert_eq!(content(form).await.unwrap(), vec![7; 200_000]);
}

#[tokio::test]
async fn a_body_that_ends_early_is_no_content() {
    let cut = FORM.len() - 12;
    let mut form = form(vec![&FORM[..cut]]);
    form.next_field().await.unwrap();
    form.next_field().await.unwrap();
    assert_eq!(
        form.length().await.unwrap_err().code(),
        Code::UploadIncomplete
    );
    assert!(content(form).await.is_err());
}

#[tokio::test]
async fn other_bodies_are_no_forms() {
    let bad: [&'static [u8]; 4] = [
        b"--xYz\r\nContent-Type: text/plain\r\n\r\nx\r\n--xYz--",
        b"--xYz\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--xYz--",
        b"--xYz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xYz--",
        b"--xYzzz\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--xYz--",
    ];
    for body in bad {
        let error = form(vec![body]).next_field().await.unwrap_err();
        assert_eq!(error.code(), Code::BadRequest);
    }
    let error = whole(vec![b'x'; 100_000]).next_field().await.unwrap_err();
    assert_eq!(error.code(), Code::BadRequest);
    let error = form(vec![]).next_field().await.unwrap_err();
    assert_eq!(error.code(), Code::UploadIncomplete);
}

#[tokio::test]
async fn a_head_has_its_limit_however_the_body_is_cut() {
    let start = b"--xYz\r\nContent-Disposition: form-data; name=f\r\nX: ";
    let end = b"\r\n\r\n1\r\n--xYz--\r\n";
    // The head begins behind the boundary and ends with the empty line.
    let filler = MAX_HEAD - (start.len() - b"--xYz".len()) - b"\r\n\r\n".len();
    for (filler, fits) in [(filler, true), (filler + 1, false)] {
        let body = [&start[..], &vec![b'x'; filler], end].concat();
        let body: &'static [u8] = body.leak();
        for length in [1, 1_000, body.len()] {
            let mut form = form(body.chunks(length).collect());
            assert_eq!(form.next_field().await.is_ok(), fits, "{length}");
        }
    }
}

#[tokio::test]
async fn the_length_of_a_body_that_comes_byte_by_byte_is_counted() {
    let mut form = form(FORM.chunks(1).collect());
    form.next_field().await.unwrap();
    assert_eq!(form.length().await.unwrap(), Some(2));
    form.next_field().await.unwrap();
    assert_eq!(form.length().await.unwrap(), Some(17));
}

#[test]
fn boundaries_and_names_are_read_as_clients_write_them() {
    assert_eq!(
        boundary("Multipart/Form-Data; charset=x; boundary=\"a b\"").as_deref(),
        Some("a b")
    );
    for other in [
        "multipart/form-data",
        "multipart/mixed; boundary=a",
        "text/plain",
        "multipart/form-data; boundary=",
    ] {
        assert_eq!(boundary(other), None, "{other}");
    }
    let head = "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"?\"; filename*=UTF-8''%E6%96%87.txt\r\nContent-Length: 5\r\n\r\n";
    let head = FieldHead::parse(head.as_bytes()).unwrap();
    assert_eq!(head.file_name.as_deref(), Some("文.txt"));
    assert_eq!(head.length, Some(5));
}
