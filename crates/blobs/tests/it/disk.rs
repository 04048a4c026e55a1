//! What only a disk has to prove: crashes, leftovers, damage.

use crate::support::*;
use coffer_blobs::{BlobError, Blobs, Disk, HashStart, PartSpec};
use coffer_model::Code;
use futures_util::{StreamExt, stream};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

fn whole(length: usize) -> PartSpec {
    PartSpec {
        whole: Some(BLOB),
        ..first_part(length)
    }
}

/// Starts a write, waits until its file is there, and drops the future.
async fn give_up_half_way(disk: &Disk, dir: &std::path::Path, spec: PartSpec, folder: &str) {
    let data = sample(1, spec.length as usize / 2);
    let endless = Box::pin(body(&data).chain(stream::pending()));
    let write = disk.write_part(spec, endless);
    let appeared = async {
        while files(dir, folder)
            .iter()
            .all(|file| fs::metadata(file).unwrap().len() == 0)
        {
            tokio::task::yield_now().await;
        }
    };
    futures_util::future::select(write, Box::pin(appeared)).await;
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_no_file_and_no_descriptor() {
    let (dir, disk) = disk();
    give_up_half_way(&disk, dir.path(), whole(6_000_000), "tmp").await;
    let open_here = || {
        let links = fs::read_dir("/proc/self/fd").unwrap();
        links
            .filter_map(|link| fs::read_link(link.unwrap().path()).ok())
            .filter(|target| target.starts_with(dir.path().join("tmp")))
            .count()
    };
    // The batch in hand is written by a thread that then finds nobody waiting.
    while !files(dir.path(), "tmp").is_empty() || open_here() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(files(dir.path(), "blobs").is_empty());
    let data = sample(2, 6_000_000);
    let receipt = disk
        .write_part(whole(data.len()), body(&data))
        .await
        .unwrap();
    assert_eq!(receipt.end.sha256.unwrap().finish(), sha256(&data));
    assert!(read(&disk, &plain_blob(data.len())).await.unwrap() == data);
}

#[tokio::test]
async fn a_writer_that_was_given_up_does_not_touch_its_successor() {
    let (dir, disk) = disk();
    give_up_half_way(&disk, dir.path(), first_part(6_000_000), "staging").await;
    let data = sample(2, 6_000_000);
    let content = content(vec![write(&disk, first_part(data.len()), &data).await]);
    disk.publish(&content).await.unwrap();
    assert!(read(&disk, &plain_blob(data.len())).await.unwrap() == data);
}

#[tokio::test]
async fn a_slow_writer_fails_once_the_upload_was_abandoned() {
    let (dir, disk) = disk();
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let data = sample(1, 4_000_000);
    let rest = bytes::Bytes::copy_from_slice(&data[3_000_000..]);
    let rest = stream::once(async move {
        gone.await.unwrap();
        Ok(rest)
    });
    let slow = disk.write_part(
        first_part(data.len()),
        Box::pin(body(&data[..3_000_000]).chain(rest)),
    );
    let abandoned = async {
        while files(dir.path(), "staging").is_empty() {
            tokio::task::yield_now().await;
        }
        disk.abandon(UPLOAD, BLOB).await.unwrap();
        // The writer may have failed already, over bytes that it had before.
        let _ = go.send(());
    };
    let (result, ()) = futures_util::future::join(slow, abandoned).await;
    assert!(matches!(result, Err(BlobError::Io(_))));
    assert!(files(dir.path(), "staging").is_empty());
}

#[tokio::test]
async fn failed_bodies_leave_no_files() {
    let (dir, disk) = disk();
    for length in [1000, 5_000_000] {
        let data = sample(1, length);
        let mut side = first_part(length);
        side.present = true;
        for spec in [whole(length), side] {
            assert!(disk.write_part(spec.clone(), broken(&data)).await.is_err());
            assert!(disk.write_part(spec, body(&data[1..])).await.is_err());
        }
    }
    for folder in ["tmp", "staging", "blobs"] {
        assert_eq!(files(dir.path(), folder), Vec::<std::path::PathBuf>::new());
    }
}

#[tokio::test]
async fn a_start_clears_what_a_crash_left_but_not_while_another_process_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let first = Disk::open(dir.path()).unwrap();
    let left = dir.path().join("tmp/5.1.abc");
    fs::write(&left, b"half").unwrap();
    let second = Disk::open(dir.path()).unwrap();
    assert!(left.exists());
    drop((first, second));
    Disk::open(dir.path()).unwrap();
    assert!(!left.exists());
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let data = sample(1, 900_000);
    let content = {
        let disk = Disk::open(dir.path()).unwrap();
        let mut content = write_all(&disk, &data, &[400_000, 500_000], None).await;
        let mut again = later_part(1, 0, 400_000);
        again.present = true;
        content.parts[0] = write(&disk, again, &data[..400_000]).await;
        content
    };
    let disk = Disk::open(dir.path()).unwrap();
    let end = disk
        .digest(&content, HashStart::beginning(), 0)
        .await
        .unwrap();
    assert_eq!(end.sha256.unwrap().finish(), sha256(&data));
    disk.publish(&content).await.unwrap();
    assert!(
        read(&Disk::open(dir.path()).unwrap(), &plain_blob(900_000))
            .await
            .unwrap()
            == data
    );
}

#[tokio::test]
async fn publishing_goes_on_where_a_crash_stopped_it() {
    for after_rename in [false, true] {
        let (dir, disk) = disk();
        let (old, new) = (sample(1, 300_000), sample(2, 300_000));
        let tail = sample(3, 1000);
        let mut content =
            write_all(&disk, &[&old[..], &tail].concat(), &[300_000, 1000], None).await;
        let mut again = later_part(1, 0, 300_000);
        again.present = true;
        content.parts[0] = write(&disk, again, &new).await;
        let staged = dir.path().join("staging");
        let [main, side] = ["", "."].map(|mark| {
            let wanted = |name: &str| name.contains('.') == (mark == ".");
            let mut found = files(&staged, "");
            found.retain(|path| wanted(path.file_name().unwrap().to_str().unwrap()));
            found.remove(0)
        });
        if after_rename {
            // Everything was done but the removal of the side file.
            let kept = fs::read(&side).unwrap();
            disk.publish(&content).await.unwrap();
            fs::write(&side, kept).unwrap();
        } else {
            // Half of the side file had been merged.
            let mut half = fs::read(&main).unwrap();
            half[..150_000].copy_from_slice(&new[..150_000]);
            fs::write(&main, half).unwrap();
        }
        let disk = Disk::open(dir.path()).unwrap();
        let wanted = [&new[..], &tail].concat();
        let end = disk
            .digest(&content, HashStart::beginning(), 0)
            .await
            .unwrap();
        assert_eq!(end.sha256.unwrap().finish(), sha256(&wanted));
        disk.publish(&content).await.unwrap();
        assert!(read(&disk, &plain_blob(301_000)).await.unwrap() == wanted);
        assert!(files(dir.path(), "staging").is_empty());
    }
}

#[tokio::test]
async fn truncated_content_is_reported_wherever_it_is() {
    let (dir, disk) = disk();
    let data = sample(1, 900_000);
    let content = write_all(&disk, &data, &[400_000, 500_000], None).await;
    let cut = |path: &std::path::Path, length| {
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(length).unwrap();
    };
    let staged = files(dir.path(), "staging").remove(0);
    cut(&staged, 700_000);
    for result in [
        disk.publish(&content).await,
        disk.digest(&content, HashStart::beginning(), 0)
            .await
            .map(|_| ()),
    ] {
        assert!(matches!(
            result,
            Err(BlobError::Truncated {
                expected: 900_000,
                found: 700_000
            })
        ));
    }
    fs::write(&staged, &data).unwrap();
    disk.publish(&content).await.unwrap();
    let reader = disk.open(&plain_blob(900_000)).await.unwrap();
    cut(&blob_file(dir.path()), 300_000);
    let result = disk.open(&plain_blob(900_000)).await;
    assert!(matches!(
        result,
        Err(BlobError::Truncated { found: 300_000, .. })
    ));
    let mut stream = reader.stream(0..900_000);
    let failure = loop {
        match stream.next().await.unwrap() {
            Ok(_) => {}
            Err(error) => break inner(error),
        }
    };
    assert!(matches!(
        failure,
        BlobError::Truncated { found: 300_000, .. }
    ));
    assert!(reader.read_at(200_000, 200_000).await.is_err());
    assert!(reader.read_at(299_000, 2_000).await.is_err());
}

#[tokio::test]
async fn places_of_other_uploads_are_refused() {
    let (_dir, disk) = disk();
    let data = sample(1, 2000);
    let good = write_all(&disk, &data, &[1000, 1000], None).await;
    for place in [
        "../../../etc/passwd",
        "1.1.ab",
        "",
        "blob",
        &format!("{UPLOAD}.1."),
        &format!("{UPLOAD}.1./x"),
    ] {
        let mut bad = good.clone();
        bad.parts[0].place = place.to_owned();
        assert!(matches!(disk.publish(&bad).await, Err(BlobError::Io(_))));
    }
    disk.publish(&good).await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_the_system_names_the_path_and_is_internal() {
    let (dir, disk) = disk();
    let blocked = dir.path().join("tmp");
    fs::remove_dir(&blocked).unwrap();
    fs::write(&blocked, b"not a folder").unwrap();
    let error = disk.write_part(whole(3), body(b"abc")).await.unwrap_err();
    assert!(matches!(error, BlobError::Io(_)));
    assert!(disk.check().await.is_err());
    let error = coffer_model::Error::from(error);
    assert_eq!(error.code(), Code::Internal);
    let mut chain = String::new();
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = source {
        chain = format!("{chain}: {error}");
        source = error.source();
    }
    assert!(
        chain.contains("tmp/") && chain.contains("Not a directory"),
        "{chain}"
    );
}

#[tokio::test]
async fn nobody_else_on_the_machine_can_look_inside() {
    let (dir, disk) = disk();
    let content = write_all(&disk, &[1, 2, 3], &[3], None).await;
    disk.publish(&content).await.unwrap();
    let mut path = blob_file(dir.path());
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    while path.pop() && path != dir.path() {
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o700
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_small_blobs_at_once_are_all_there() {
    let (_dir, disk) = disk();
    let disk = Arc::new(disk);
    let mut tasks = tokio::task::JoinSet::new();
    for index in 1..=200_i64 {
        let disk = Arc::clone(&disk);
        tasks.spawn(async move {
            let data = sample(index.cast_unsigned(), 4096);
            let spec = PartSpec {
                upload: coffer_model::UploadId(index),
                whole: Some(coffer_model::BlobId(index << 33)),
                ..first_part(4096)
            };
            disk.write_part(spec, body(&data)).await.unwrap();
        });
    }
    tasks.join_all().await;
    for index in 1..=200_i64 {
        let blob = coffer_blobs::BlobRef {
            id: coffer_model::BlobId(index << 33),
            ..plain_blob(4096)
        };
        assert!(read(&*disk, &blob).await.unwrap() == sample(index.cast_unsigned(), 4096));
    }
}
