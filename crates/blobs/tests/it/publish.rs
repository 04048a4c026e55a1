//! From parts to blobs, and what becomes of them.

use crate::support::*;
use coffer_blobs::{BlobError, BlobRef, PartSpec};
use coffer_model::{BlobId, UploadId};
use futures_util::TryStreamExt;
use std::collections::BTreeSet;

#[tokio::test]
async fn publishing_again_changes_nothing() {
    everywhere(|blobs| async move {
        let data = sample(1, 600_000);
        let content = write_all(&*blobs, &data, &[500_000, 100_000], None).await;
        for _ in 0..3 {
            blobs.publish(&content).await.unwrap();
            assert!(read(&*blobs, &plain_blob(600_000)).await.unwrap() == data);
        }
        blobs.forget_staging(UPLOAD).await.unwrap();
        blobs.publish(&content).await.unwrap();
        assert!(read(&*blobs, &plain_blob(600_000)).await.unwrap() == data);
    })
    .await;
}

#[tokio::test]
async fn a_whole_part_is_the_blob_at_once() {
    everywhere(|blobs| async move {
        for length in [1, 100_000, 2_000_000] {
            let data = sample(9, length);
            let spec = PartSpec {
                whole: Some(BLOB),
                ..first_part(length)
            };
            let content = content(vec![write(&*blobs, spec, &data).await]);
            assert!(read(&*blobs, &plain_blob(length)).await.unwrap() == data);
            blobs.publish(&content).await.unwrap();
            blobs.publish(&content).await.unwrap();
            assert!(read(&*blobs, &plain_blob(length)).await.unwrap() == data);
            blobs.remove(BLOB).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_whole_part_sent_again_is_the_blob_once_published() {
    everywhere(|blobs| async move {
        let (old, new) = (sample(1, 4000), sample(2, 4000));
        let spec = PartSpec {
            whole: Some(BLOB),
            ..first_part(4000)
        };
        write(&*blobs, spec.clone(), &old).await;
        let again = PartSpec {
            present: true,
            ..spec
        };
        let content = content(vec![write(&*blobs, again, &new).await]);
        assert!(read(&*blobs, &plain_blob(4000)).await.unwrap() == old);
        for _ in 0..2 {
            blobs.publish(&content).await.unwrap();
            assert!(read(&*blobs, &plain_blob(4000)).await.unwrap() == new);
        }
    })
    .await;
}

#[tokio::test]
async fn publishing_what_is_not_there_fails() {
    everywhere(|blobs| async move {
        let data = sample(1, 2000);
        let content = write_all(&*blobs, &data, &[1000, 1000], None).await;
        blobs.abandon(UPLOAD, BLOB).await.unwrap();
        let result = blobs.publish(&content).await;
        assert!(matches!(result, Err(BlobError::Missing)));
        blobs.abandon(UPLOAD, BLOB).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_abandoned_upload_leaves_nothing() {
    everywhere(|blobs| async move {
        let data = sample(1, 2000);
        let content = write_all(&*blobs, &data, &[1000, 1000], None).await;
        let mut again = later_part(1, 0, 1000);
        again.present = true;
        write(&*blobs, again, &data[..1000]).await;
        blobs.publish(&content).await.unwrap();
        blobs.abandon(UPLOAD, BLOB).await.unwrap();
        let mut left = 0;
        blobs.list_uploads(&mut |_| left += 1).await.unwrap();
        blobs.list_blobs(&mut |_, _| left += 1).await.unwrap();
        assert_eq!(left, 0);
        // The same numbers are free again.
        let content = write_all(&*blobs, &data, &[1000, 1000], None).await;
        blobs.publish(&content).await.unwrap();
        assert!(read(&*blobs, &plain_blob(2000)).await.unwrap() == data);
    })
    .await;
}

#[tokio::test]
async fn a_content_of_no_bytes_is_a_blob() {
    everywhere(|blobs| async move {
        blobs.write_empty(BLOB).await.unwrap();
        blobs.write_empty(BLOB).await.unwrap();
        assert!(read(&*blobs, &plain_blob(0)).await.unwrap().is_empty());
        assert!(read(&*blobs, &sealed_blob(&[])).await.unwrap().is_empty());
        let reader = blobs.open(&plain_blob(0)).await.unwrap();
        assert!(reader.read_at(0, 10).await.unwrap().is_empty());
        let longer = blobs.open(&plain_blob(1)).await;
        assert!(matches!(
            longer,
            Err(BlobError::Truncated {
                expected: 1,
                found: 0
            })
        ));
        blobs.remove(BLOB).await.unwrap();
        blobs.publish(&content(vec![])).await.unwrap();
        assert!(read(&*blobs, &plain_blob(0)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_removed_blob_is_missing_and_open_readers_finish() {
    everywhere(|blobs| async move {
        let data = sample(1, 700_000);
        let content = write_all(&*blobs, &data, &[700_000], None).await;
        blobs.publish(&content).await.unwrap();
        let reader = blobs.open(&plain_blob(700_000)).await.unwrap();
        blobs.remove(BLOB).await.unwrap();
        blobs.remove(BLOB).await.unwrap();
        assert!(matches!(
            blobs.open(&plain_blob(700_000)).await,
            Err(BlobError::Missing)
        ));
        let frames: Vec<_> = reader.stream(0..700_000).try_collect().await.unwrap();
        assert!(frames.concat() == data);
    })
    .await;
}

#[tokio::test]
async fn ranges_are_cut_at_the_end() {
    everywhere(|blobs| async move {
        let data = sample(1, 600_000);
        let content = write_all(&*blobs, &data, &[600_000], None).await;
        blobs.publish(&content).await.unwrap();
        let reader = blobs.open(&plain_blob(600_000)).await.unwrap();
        assert_eq!(reader.size(), 600_000);
        for (from, to) in [
            (0, 0),
            (0, 1),
            (262_143, 262_145),
            (599_999, 700_000),
            (600_000, 600_001),
            (900_000, 900_001),
        ] {
            let frames: Vec<_> = reader.stream(from..to).try_collect().await.unwrap();
            let wanted = &data[(from as usize).min(600_000)..(to as usize).min(600_000)];
            assert!(frames.concat() == wanted);
            let at = reader.read_at(from, (to - from) as usize).await.unwrap();
            assert!(at == wanted);
        }
        let all = reader.read_at(0, usize::MAX).await.unwrap();
        assert!(all == data);
    })
    .await;
}

#[tokio::test]
async fn lists_show_every_blob_and_every_upload_once() {
    everywhere(|blobs| async move {
        let mut wanted = BTreeSet::new();
        for index in 0..40_i64 {
            let blob = BlobId(index << 36 | 5);
            let data = sample(1, index as usize + 1);
            let spec = PartSpec {
                whole: Some(blob),
                upload: UploadId(index + 1),
                ..first_part(data.len())
            };
            write(&*blobs, spec, &data).await;
            wanted.insert((blob, data.len() as u64));
        }
        for number in [1, 2] {
            for present in [false, true] {
                let mut spec = later_part(number, number as usize * 10, 10);
                spec.present = present;
                write(&*blobs, spec, &[1; 10]).await;
            }
        }
        let (mut seen, mut uploads) = (Vec::new(), Vec::new());
        blobs
            .list_blobs(&mut |id, length| seen.push((id, length)))
            .await
            .unwrap();
        blobs
            .list_uploads(&mut |upload| uploads.push(upload))
            .await
            .unwrap();
        assert_eq!(seen.len(), wanted.len());
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), wanted);
        assert_eq!(uploads, [UPLOAD]);
        blobs.forget_staging(UPLOAD).await.unwrap();
        blobs
            .list_uploads(&mut |upload| uploads.push(upload))
            .await
            .unwrap();
        assert_eq!(uploads.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_blob_of_another_length_is_not_given_out() {
    everywhere(|blobs| async move {
        let content = write_all(&*blobs, &sample(1, 100), &[100], None).await;
        blobs.publish(&content).await.unwrap();
        let result = blobs.open(&plain_blob(101)).await;
        assert!(matches!(
            result,
            Err(BlobError::Truncated {
                expected: 101,
                found: 100
            })
        ));
        let other = BlobRef {
            id: BlobId(77),
            ..plain_blob(100)
        };
        assert!(matches!(blobs.open(&other).await, Err(BlobError::Missing)));
        blobs.check().await.unwrap();
    })
    .await;
}
