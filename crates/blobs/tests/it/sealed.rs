//! Sealed content through the storage.

use crate::support::*;
use coffer_blobs::{BlobError, Blobs, HashStart, PartSpec, SealKey, Sealed};
use futures_util::TryStreamExt;
use std::fs;
use std::sync::Arc;

const LENGTHS: [usize; 4] = [200_000, 65_536, 1, 131_072];

fn total() -> usize {
    LENGTHS.iter().sum()
}

async fn published(blobs: &dyn Blobs) -> Vec<u8> {
    let data = sample(11, total());
    let content = write_all(blobs, &data, &LENGTHS, Some(part_seal(&LENGTHS))).await;
    let end = blobs
        .digest(&content, HashStart::beginning(), 0)
        .await
        .unwrap();
    assert_eq!(digests(end), (sha256(&data), sha1(&data)));
    blobs.publish(&content).await.unwrap();
    let end = blobs
        .digest(&content, HashStart::beginning(), 0)
        .await
        .unwrap();
    assert_eq!(digests(end), (sha256(&data), sha1(&data)));
    data
}

#[tokio::test]
async fn ranges_of_sealed_content_are_those_of_the_plain_one() {
    everywhere(|blobs| async move {
        let data = published(&*blobs).await;
        let reader = blobs.open(&sealed_blob(&LENGTHS)).await.unwrap();
        assert_eq!(reader.size(), data.len() as u64);
        let mut random = sample(99, 300).into_iter().map(usize::from);
        for _ in 0..50 {
            let mut position = || {
                let digits = (
                    random.next().unwrap(),
                    random.next().unwrap(),
                    random.next().unwrap(),
                );
                (digits.0 * 65_536 + digits.1 * 256 + digits.2) % (total() + 1)
            };
            let (a, b) = (position(), position());
            let (from, to) = (a.min(b), a.max(b));
            let frames: Vec<_> = reader
                .stream(from as u64..to as u64)
                .try_collect()
                .await
                .unwrap();
            assert!(frames.concat() == data[from..to]);
            let at = reader.read_at(from as u64, to - from).await.unwrap();
            assert!(at == data[from..to]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_sealed_part_sent_again_takes_the_old_ones_place() {
    everywhere(|blobs| async move {
        let mut data = sample(11, total());
        let seal = part_seal(&LENGTHS);
        let mut content = write_all(&*blobs, &data, &LENGTHS, Some(seal.clone())).await;
        let again = PartSpec {
            present: true,
            seal: Some(seal),
            ..later_part(2, 200_000, 65_536)
        };
        let new = sample(12, 65_536);
        content.parts[1] = write(&*blobs, again, &new).await;
        data[200_000..265_536].copy_from_slice(&new);
        let end = blobs
            .digest(&content, HashStart::beginning(), 0)
            .await
            .unwrap();
        assert_eq!(digests(end), (sha256(&data), sha1(&data)));
        blobs.publish(&content).await.unwrap();
        assert!(read(&*blobs, &sealed_blob(&LENGTHS)).await.unwrap() == data);
    })
    .await;
}

#[tokio::test]
async fn a_long_sealed_whole_part_is_read_back() {
    everywhere(|blobs| async move {
        let data = sample(3, 3_000_000);
        let spec = PartSpec {
            whole: Some(BLOB),
            seal: Some(part_seal(&[data.len()])),
            ..first_part(data.len())
        };
        let receipt = blobs.write_part(spec, body(&data)).await.unwrap();
        assert_eq!(receipt.end.sha256.unwrap().finish(), sha256(&data));
        assert!(read(&*blobs, &sealed_blob(&[data.len()])).await.unwrap() == data);
    })
    .await;
}

#[tokio::test]
async fn another_key_or_other_parts_do_not_open_it() {
    everywhere(|blobs| async move {
        published(&*blobs).await;
        let mut other = sealed_blob(&LENGTHS);
        let part_lengths = Arc::clone(&other.sealed.as_ref().unwrap().part_lengths);
        other.sealed = Some(Sealed {
            key: SealKey::new([1; 32]),
            part_lengths,
        });
        assert!(matches!(
            read(&*blobs, &other).await,
            Err(BlobError::Corrupt)
        ));
        let shifted = [LENGTHS[0] - 1, LENGTHS[1] + 1, LENGTHS[2], LENGTHS[3]];
        assert!(read(&*blobs, &sealed_blob(&shifted)).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_part_that_its_seal_does_not_describe_is_refused() {
    let (_dir, disk) = disk();
    for lengths in [&[10, 10][..], &[5], &[]] {
        let spec = PartSpec {
            seal: Some(part_seal(lengths)),
            ..later_part(2, 10, 11)
        };
        let result = disk.write_part(spec, body(&[0; 11])).await;
        assert!(matches!(result, Err(BlobError::Io(_))));
    }
}

#[tokio::test]
async fn the_disk_never_holds_plain_bytes() {
    let (dir, disk) = disk();
    let text = b"nobody but the reader shall see this sentence. ".repeat(20_000);
    let seal = Some(part_seal(&[text.len()]));
    let content = write_all(&disk, &text, &[text.len()], seal).await;
    let needle = &text[..30];
    let staged = files(dir.path(), "staging").remove(0);
    let seen = |path| {
        fs::read(path)
            .unwrap()
            .windows(30)
            .any(|window| window == needle)
    };
    assert!(!seen(staged));
    disk.publish(&content).await.unwrap();
    assert!(!seen(blob_file(dir.path())));
    assert!(read(&disk, &sealed_blob(&[text.len()])).await.unwrap() == text);
}

#[tokio::test]
async fn flipped_bits_and_swapped_chunks_are_found() {
    let (dir, disk) = disk();
    published(&disk).await;
    let path = blob_file(dir.path());
    let good = fs::read(&path).unwrap();
    for position in (0..good.len()).step_by(good.len() / 23) {
        let mut bad = good.clone();
        bad[position] ^= 0x10;
        fs::write(&path, &bad).unwrap();
        let result = read(&disk, &sealed_blob(&LENGTHS)).await;
        assert!(matches!(result, Err(BlobError::Corrupt)));
    }
    let chunk = 65_536 + 28;
    let mut swapped = good.clone();
    swapped[..chunk].copy_from_slice(&good[chunk..2 * chunk]);
    swapped[chunk..2 * chunk].copy_from_slice(&good[..chunk]);
    fs::write(&path, &swapped).unwrap();
    let reader = disk.open(&sealed_blob(&LENGTHS)).await.unwrap();
    assert!(matches!(
        reader.read_at(0, 1).await,
        Err(BlobError::Corrupt)
    ));
    // Chunks that are not needed are not looked at.
    assert!(reader.read_at(2 * 65_536, 10).await.is_ok());
}
