//! A disk without room. The process that meets it is this test binary once more, under a limit on
//! the length of files, which needs no rights and no second file system.

use crate::support::*;
use coffer_blobs::{BlobError, Blobs, PartSpec};
use coffer_model::{BlobId, Code};
use std::process::Command;

const NAME: &str = "full::inside_the_limit";

#[test]
fn a_full_disk_is_told_apart_and_leaves_what_was_there() {
    let script =
        format!("trap '' XFSZ; ulimit -f 4096; exec \"$0\" --exact {NAME} --ignored --nocapture");
    let status = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("FILE_LENGTH_IS_LIMITED", "1")
        .status()
        .unwrap();
    assert!(status.success());
}

/// `ulimit -f 4096` is 2 MiB or 4 MiB, depending on the shell.
#[tokio::test]
#[ignore = "run by the test above, under a limit"]
async fn inside_the_limit() {
    assert!(std::env::var_os("FILE_LENGTH_IS_LIMITED").is_some());
    let (dir, disk) = disk();
    let small = sample(1, 1000);
    let first = write(&disk, first_part(1000), &small).await;
    let data = sample(2, 5_000_000);
    let whole = PartSpec {
        whole: Some(BlobId(9)),
        upload: coffer_model::UploadId(8),
        ..first_part(data.len())
    };
    let mut side = later_part(2, 1000, data.len());
    side.present = true;
    for spec in [whole, side, later_part(2, 1000, data.len())] {
        let error = disk.write_part(spec, body(&data)).await.unwrap_err();
        assert!(matches!(error, BlobError::Full), "{error:?}");
        assert_eq!(coffer_model::Error::from(error).code(), Code::StorageFull);
    }
    assert!(files(dir.path(), "tmp").is_empty());
    assert!(files(dir.path(), "blobs").is_empty());
    assert_eq!(files(dir.path(), "staging").len(), 1);
    let second = write(&disk, later_part(2, 1000, 1000), &small).await;
    disk.publish(&content(vec![first, second])).await.unwrap();
}
