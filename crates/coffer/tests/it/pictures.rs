//! Pictures, and thumbnails of them.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::NewFile;
use serde_json::json;

on_both_databases! {
    a_picture_has_a_thumbnail,
    what_is_no_picture_has_no_thumbnail,
}

/// A PNG of one colour, written by hand: stored blocks, no compression.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let row = [&[0_u8][..], &[200, 30, 30].repeat(width as usize)].concat();
    let raw = row.repeat(height as usize);
    let mut zlib = vec![0x78, 0x01];
    let mut blocks = raw.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        zlib.push(u8::from(blocks.peek().is_none()));
        zlib.extend(length.to_le_bytes());
        zlib.extend((!length).to_le_bytes());
        zlib.extend(block);
    }
    zlib.extend(adler32(&raw).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    for (kind, data) in [(b"IHDR", head.as_slice()), (b"IDAT", &zlib), (b"IEND", &[])] {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [&kind[..], data].concat();
        png.extend(&body);
        png.extend(crc32(&body).to_be_bytes());
    }
    png
}

/// A small picture in a folder of somebody.
pub(crate) async fn stored(person: &Person, parent: &str) -> String {
    let picture = png(8, 8);
    let mut body = NewFile {
        container: person.container(),
        parent,
        name: "图.png",
        length: picture.len() as u64,
    }
    .body();
    body["fileType"] = json!("15");
    person.upload_as(&body, &picture).await
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

/// Width and height of a picture by its head.
fn size_of(picture: &[u8]) -> Option<(u32, u32)> {
    if picture.starts_with(b"\x89PNG") {
        let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
        return Some((number(16), number(20)));
    }
    // JPEG: the first frame header.
    let mut at = 2;
    while picture.starts_with(&[0xff, 0xd8]) && at + 9 < picture.len() {
        let (kind, length) = (
            picture[at + 1],
            u16::from_be_bytes([picture[at + 2], picture[at + 3]]),
        );
        if (0xc0..=0xc2).contains(&kind) {
            let number = |at: usize| u32::from(u16::from_be_bytes([picture[at], picture[at + 1]]));
            return Some((number(at + 7), number(at + 5)));
        }
        at += 2 + usize::from(length);
    }
    None
}

async fn a_picture_has_a_thumbnail(shared: &'static Shared) {
    let person = shared.person().await;
    let mut body = NewFile {
        container: person.container(),
        parent: "root",
        name: "图.png",
        length: 0,
    }
    .body();
    let picture = png(640, 320);
    body["length"] = json!(picture.len());
    body["fileType"] = json!("15");
    person.upload_as(&body, &picture).await;
    let entry = person.entries("root").await.remove(0);
    let object = &entry["attachments"][0]["asset"]["resource"]["object"];
    let links = [
        &entry["downloadLinks"][0]["downloadLink"],
        &object["image"][0]["downloadUrl"]["url"],
    ];
    assert_eq!(entry["downloadLinks"][0]["usage"], "thumbnail");
    for link in links {
        let response = person
            .http()
            .get(link.as_str().unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(kind.starts_with("image/"), "{kind}");
        let small = response.bytes().await.unwrap();
        assert_eq!(size_of(&small), Some((128, 64)), "fitted into 128 × 128");
    }
    // The processing is a part of what is signed.
    let forged = links[0].as_str().unwrap().replace("128", "129");
    let refused = person.http().get(forged).send().await.unwrap();
    assert!(refused.status().is_client_error(), "{}", refused.status());
    let body = json!({
        "searchType": "personal",
        "pageInfo": {"pageSize": 10, "pageCursor": ""},
        "filter": {"keyWord": "图"},
    });
    let found = person.search(&body).await.ok();
    assert_eq!(
        found["files"][0]["downloadLinks"][0]["usage"], "thumbnail",
        "{found}"
    );
}

async fn what_is_no_picture_has_no_thumbnail(shared: &'static Shared) {
    let person = shared.person().await;
    person.store("root", "a.txt", b"text").await;
    let mut body = NewFile {
        container: person.container(),
        parent: "root",
        name: "b.png",
        length: 10,
    }
    .body();
    body["fileType"] = json!("15");
    person.upload_as(&body, b"no picture").await;
    let entries = person.entries("root").await;
    assert_eq!(entries[0]["downloadLinks"], json!([]));
    if let Some(link) = entries[1]["downloadLinks"][0]["downloadLink"].as_str() {
        let answer = person.http().get(link).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
}
