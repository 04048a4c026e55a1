use super::*;
use coffer_model::{Code, Error, Timestamp};
use std::collections::HashMap;
use std::io::{Cursor, Read, Seek, SeekFrom};
use zip::ZipArchive;

const AT: Timestamp = Timestamp(1_767_323_046_000_000);

/// Contents in memory, in pieces of 100,000 bytes.
struct Memory(HashMap<BlobId, Vec<u8>>);

#[async_trait::async_trait]
impl Contents for Memory {
    async fn open(&self, blob: BlobId, _: u64) -> Result<ByteStream> {
        let bytes = self.0.get(&blob).ok_or(Error::new(Code::ContentDamaged))?;
        let pieces: Vec<_> = bytes
            .chunks(100_000)
            .map(|piece| Ok(Bytes::copy_from_slice(piece)))
            .collect();
        Ok(Box::pin(stream::iter(pieces)))
    }
}

/// All bytes, and the length that was promised.
async fn sent(mut plan: Plan, contents: &[(i64, Vec<u8>)]) -> (io::Result<Vec<u8>>, u64) {
    let extent = plan.lay_out();
    let contents = contents
        .iter()
        .cloned()
        .map(|(id, bytes)| (BlobId(id), bytes));
    let mut stream = send(plan, extent, Arc::new(Memory(contents.collect())));
    let mut zip = Vec::new();
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => zip.extend_from_slice(&piece),
            Err(error) => return (Err(error), extent.total),
        }
    }
    (Ok(zip), extent.total)
}

#[tokio::test]
async fn a_zip_is_as_long_as_was_promised_and_read_by_others() {
    let big: Vec<u8> = (0..1_000_003_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let mut plan = Plan::default();
    plan.add(None, "资料", AT, 0, Body::Folder);
    plan.add(None, "a.txt", AT, 5, Body::Blob(BlobId(1)));
    plan.add(Some(0), "empty", AT, 0, Body::Folder);
    plan.add(Some(0), "nothing", AT, 0, Body::Blob(BlobId(9)));
    plan.add(
        Some(2),
        "big.bin",
        AT,
        big.len() as u64,
        Body::Blob(BlobId(2)),
    );
    plan.add(Some(0), "gone", AT, 77, Body::Damaged);
    plan.add(
        None,
        "list.txt",
        AT,
        4,
        Body::Text(Bytes::from_static(b"list")),
    );
    let (zip, length) = sent(plan, &[(1, b"hello".to_vec()), (2, big.clone())]).await;
    let zip = zip.unwrap();
    assert_eq!(zip.len() as u64, length);
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let names: Vec<_> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let expected = [
        "资料/",
        "a.txt",
        "资料/empty/",
        "资料/nothing",
        "资料/empty/big.bin",
        "list.txt",
    ];
    assert_eq!(names, expected);
    for (name, content) in [
        ("a.txt", b"hello".to_vec()),
        ("资料/nothing", Vec::new()),
        ("资料/empty/big.bin", big),
        ("list.txt", b"list".to_vec()),
    ] {
        let mut file = archive.by_name(name).unwrap();
        let mut read = Vec::new();
        // Compares the CRC, too.
        file.read_to_end(&mut read).unwrap();
        assert!(read == content, "{name}");
    }
    assert!(archive.by_name("资料/empty/").unwrap().is_dir());
}

#[tokio::test]
async fn more_entries_than_16_bits_count_are_all_there() {
    let mut plan = Plan::default();
    for number in 0..70_000_u32 {
        plan.add(None, &number.to_string(), AT, 1, Body::Blob(BlobId(1)));
    }
    let (zip, length) = sent(plan, &[(1, b"x".to_vec())]).await;
    let zip = zip.unwrap();
    assert_eq!(zip.len() as u64, length);
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    assert_eq!(archive.len(), 70_000);
    let mut content = String::new();
    let mut last = archive.by_name("69999").unwrap();
    last.read_to_string(&mut content).unwrap();
    assert_eq!(content, "x");
}

#[tokio::test]
async fn contents_that_are_not_as_promised_break_the_stream() {
    for content in [b"four".to_vec(), b"sixsix".to_vec()] {
        let mut plan = Plan::default();
        plan.add(None, "a", AT, 5, Body::Blob(BlobId(1)));
        assert!(sent(plan, &[(1, content)]).await.0.is_err());
    }
    let mut plan = Plan::default();
    plan.add(None, "a", AT, 5, Body::Blob(BlobId(1)));
    assert!(sent(plan, &[]).await.0.is_err());
}

/// A file that is zero where nothing was put.
struct Sparse {
    pieces: Vec<(u64, Vec<u8>)>,
    size: u64,
    at: u64,
}

impl Read for Sparse {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = (self.size - self.at).min(buffer.len() as u64) as usize;
        for (index, byte) in buffer[..length].iter_mut().enumerate() {
            let at = self.at + index as u64;
            *byte = self
                .pieces
                .iter()
                .find_map(|(begin, bytes)| bytes.get(at.checked_sub(*begin)? as usize).copied())
                .unwrap_or(0);
        }
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(back) => self.size.saturating_add_signed(back),
            SeekFrom::Current(step) => self.at.saturating_add_signed(step),
        };
        Ok(self.at)
    }
}

#[test]
fn what_is_longer_than_32_bits_say_is_found_by_others() {
    const LONG: u64 = 5 << 30;
    let mut plan = Plan::default();
    plan.add(None, "long", AT, LONG, Body::Blob(BlobId(1)));
    plan.add(
        None,
        "behind",
        AT,
        3,
        Body::Text(Bytes::from_static(b"abc")),
    );
    let extent = plan.lay_out();
    let (mut pieces, mut directory) = (Vec::new(), Vec::new());
    for (entry, content) in plan.entries.iter().zip([b"".as_slice(), b"abc"]) {
        let crc = crc32fast::hash(content);
        let mut bytes = Vec::new();
        plan.with_header(entry, |header| header.write(&mut bytes));
        bytes.extend_from_slice(content);
        pieces.push((entry.offset, bytes));
        plan.with_header(entry, |header| {
            header.write_central(crc, entry.offset, &mut directory);
        });
    }
    layout::write_end(2, extent.directory, extent.directory_size, &mut directory);
    assert_eq!(extent.directory + directory.len() as u64, extent.total);
    pieces.push((extent.directory, directory));
    let (size, at) = (extent.total, 0);
    let mut archive = ZipArchive::new(Sparse { pieces, size, at }).unwrap();
    assert_eq!(archive.by_name("long").unwrap().size(), LONG);
    let mut behind = archive.by_name("behind").unwrap();
    assert!(behind.header_start() > LONG);
    let mut read = String::new();
    behind.read_to_string(&mut read).unwrap();
    assert_eq!(read, "abc");
}
