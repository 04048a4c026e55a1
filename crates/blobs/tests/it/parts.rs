//! Writing parts and their digests.

use crate::support::*;
use coffer_blobs::{BlobError, HashStart, PartSpec, Sha1State, Sha256State};
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use proptest::prelude::*;
use std::sync::Arc;

const LONG: usize = 3 * 1024 * 1024 + 17;

#[tokio::test]
async fn a_part_gives_the_digests_of_its_bytes() {
    everywhere(|blobs| async move {
        for length in [1, 1023, 1024, 1025, 256 * 1024, 256 * 1024 + 1, LONG] {
            let data = sample(length as u64, length);
            let mut spec = first_part(length);
            spec.upload.0 += length as i64;
            let receipt = blobs.write_part(spec, body(&data)).await.unwrap();
            assert_eq!(receipt.head_sha256, Some(sha256(&data[..length.min(1024)])));
            assert_eq!(digests(receipt.end), (sha256(&data), sha1(&data)));
        }
    })
    .await;
}

#[tokio::test]
async fn an_unknown_digest_stays_unknown() {
    everywhere(|blobs| async move {
        let data = sample(1, 1000);
        let mut spec = later_part(2, 640, 1000);
        spec.start.sha1 = Sha1State::from_words([1, 2, 3, 4, 5], 640);
        let receipt = blobs.write_part(spec, body(&data)).await.unwrap();
        assert_eq!(receipt.end.sha256, None);
        assert_eq!(receipt.end.sha1.unwrap().length(), 1640);
        assert_eq!(receipt.head_sha256, None);
    })
    .await;
}

#[tokio::test]
async fn parts_come_in_any_order_and_in_parallel() {
    everywhere(|blobs| async move {
        let data = Arc::new(sample(7, 5 * 700_000));
        let order = [4, 2, 5, 1, 3];
        let writes = order.map(|number| {
            let (blobs, data) = (Arc::clone(&blobs), Arc::clone(&data));
            async move {
                let offset = (number as usize - 1) * 700_000;
                let spec = later_part(number, offset, 700_000);
                write(&*blobs, spec, &data[offset..offset + 700_000]).await
            }
        });
        let content = content(join_all(writes).await);
        let end = blobs
            .digest(&content, HashStart::beginning(), 0)
            .await
            .unwrap();
        assert_eq!(digests(end), (sha256(&data), sha1(&data)));
        blobs.publish(&content).await.unwrap();
        let read = read(&*blobs, &plain_blob(data.len())).await.unwrap();
        assert!(read == *data);
    })
    .await;
}

#[tokio::test]
async fn bodies_of_another_length_or_without_end_count_for_nothing() {
    everywhere(|blobs| async move {
        for length in [1000, LONG] {
            let data = sample(3, length);
            let short = blobs.write_part(first_part(length + 1), body(&data)).await;
            assert!(matches!(
                short,
                Err(BlobError::LengthMismatch { expected, received })
                    if expected == length as u64 + 1 && received == length as u64
            ));
            let long = blobs.write_part(first_part(length - 1), body(&data)).await;
            assert!(matches!(long, Err(BlobError::LengthMismatch { .. })));
            let failed = blobs.write_part(first_part(length), broken(&data)).await;
            assert!(matches!(failed, Err(BlobError::Body(_))));
            for whole in [short_whole(length + 1), short_whole(length - 1)] {
                assert!(blobs.write_part(whole, body(&data)).await.is_err());
            }
            let whole = blobs.write_part(short_whole(length), broken(&data)).await;
            assert!(matches!(whole, Err(BlobError::Body(_))));
        }
        let opened = blobs.open(&plain_blob(1000)).await;
        assert!(matches!(opened, Err(BlobError::Missing)));
    })
    .await;
}

fn short_whole(length: usize) -> PartSpec {
    PartSpec {
        whole: Some(BLOB),
        ..first_part(length)
    }
}

#[tokio::test]
async fn an_endless_body_is_stopped_at_the_announced_length() {
    everywhere(|blobs| async move {
        let endless = stream::repeat(bytes::Bytes::from_static(&[0; 1000])).map(Ok);
        let result = blobs
            .write_part(first_part(600_000), Box::pin(endless))
            .await;
        assert!(matches!(
            result,
            Err(BlobError::LengthMismatch {
                received: 601_000,
                ..
            })
        ));
    })
    .await;
}

#[tokio::test]
async fn a_part_sent_again_replaces_the_old_one_only_in_the_end() {
    everywhere(|blobs| async move {
        let (old, new, next) = (sample(1, 9000), sample(2, 9000), sample(3, 500));
        let first = write(&*blobs, later_part(1, 0, 9000), &old).await;
        let second = write(&*blobs, later_part(2, 9000, 500), &next).await;
        let before = content(vec![first, second.clone()]);

        let mut again = later_part(1, 0, 9000);
        again.present = true;
        let failed = blobs.write_part(again.clone(), broken(&new)).await;
        assert!(matches!(failed, Err(BlobError::Body(_))));
        let replaced = write(&*blobs, again, &new).await;
        // The database has not recorded the new part yet: the old one still stands.
        let end = blobs
            .digest(&before, HashStart::beginning(), 0)
            .await
            .unwrap();
        assert_eq!(
            end.sha256.unwrap().finish(),
            sha256(&[&old[..], &next].concat())
        );

        let after = content(vec![second, replaced]);
        let wanted = [&new[..], &next].concat();
        let end = blobs
            .digest(&after, HashStart::beginning(), 0)
            .await
            .unwrap();
        assert_eq!(end.sha256.unwrap().finish(), sha256(&wanted));
        blobs.publish(&after).await.unwrap();
        assert!(read(&*blobs, &plain_blob(9500)).await.unwrap() == wanted);
    })
    .await;
}

#[tokio::test]
async fn a_receipt_holds_although_the_database_did_not_hear_of_it() {
    everywhere(|blobs| async move {
        for whole in [None, Some(BLOB)] {
            let (old, new) = (sample(1, 5000), sample(2, 5000));
            let spec = PartSpec {
                whole,
                ..first_part(5000)
            };
            let recorded = content(vec![write(&*blobs, spec.clone(), &old).await]);
            // Two requests for the same part: the other one does not know of the first.
            write(&*blobs, spec, &new).await;
            let end = blobs
                .digest(&recorded, HashStart::beginning(), 0)
                .await
                .unwrap();
            assert_eq!(end.sha256.unwrap().finish(), sha256(&old));
            blobs.publish(&recorded).await.unwrap();
            assert!(read(&*blobs, &plain_blob(5000)).await.unwrap() == old);
            blobs.abandon(UPLOAD, BLOB).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn digests_go_on_from_the_middle_of_a_part() {
    everywhere(|blobs| async move {
        let data = sample(5, 1_000_000);
        let content = write_all(&*blobs, &data, &[300_000, 300_000, 400_000], None).await;
        for offset in [0, 1, 299_999, 300_000, 512_345, 999_999, 1_000_000] {
            let mut from = HashStart::beginning();
            from.update(&data[..offset]);
            let end = blobs.digest(&content, from, offset as u64).await.unwrap();
            assert_eq!(digests(end), (sha256(&data), sha1(&data)));
        }
        let only_sha256 = HashStart {
            sha256: Some(Sha256State::new()),
            sha1: None,
        };
        let end = blobs.digest(&content, only_sha256, 0).await.unwrap();
        assert_eq!(end.sha256.unwrap().finish(), sha256(&data));
        assert_eq!(end.sha1, None);
        let behind = blobs
            .digest(&content, HashStart::beginning(), 1_000_001)
            .await;
        assert!(behind.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_digest_of_damaged_parts_fails() {
    everywhere(|blobs| async move {
        let data = sample(5, 20_000);
        let mut content = write_all(&*blobs, &data, &[10_000, 10_000], None).await;
        content.parts[1].offset = 10_001;
        let gap = blobs.digest(&content, HashStart::beginning(), 0).await;
        assert!(matches!(gap, Err(BlobError::LengthMismatch { .. })));
        assert!(blobs.publish(&content).await.is_err());
        content.parts[1].offset = 10_000;
        blobs.abandon(UPLOAD, BLOB).await.unwrap();
        let missing = blobs.digest(&content, HashStart::beginning(), 0).await;
        assert!(matches!(missing, Err(BlobError::Missing)));
    })
    .await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_chain_of_parts_gives_the_plain_digest(
        lengths in proptest::collection::vec(1_usize..40_000, 1..6),
        seed in any::<u32>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(everywhere(|blobs| {
            let lengths = lengths.clone();
            async move {
                let data = sample(seed.into(), lengths.iter().sum());
                let (mut states, mut offset) = (HashStart::beginning(), 0);
                for (length, number) in lengths.iter().zip(1..) {
                    let mut spec = later_part(number, offset, *length);
                    spec.start = states;
                    let part = &data[offset..offset + length];
                    states = blobs.write_part(spec, body(part)).await.unwrap().end;
                    offset += length;
                }
                assert_eq!(digests(states), (sha256(&data), sha1(&data)));
            }
        }));
    }
}
