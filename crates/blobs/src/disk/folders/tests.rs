use super::*;
use std::sync::atomic::AtomicU32;

#[test]
fn blobs_of_the_same_moment_share_a_folder() {
    let id = |milliseconds: i64| BlobId(milliseconds << 23 | 77);
    let now = 250_000_000_000;
    let now = now - now % (1 << 14);
    assert_eq!(Folder::of_blob(id(now)), Folder::of_blob(id(now + 16_383)));
    assert_ne!(Folder::of_blob(id(now)), Folder::of_blob(id(now + 16_384)));
}

#[test]
fn a_folder_is_made_once_with_those_above() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("blobs")).unwrap();
    let folders = Folders::new(dir.path().to_owned());
    folders.ready(Folder::Blobs(0xab01)).unwrap();
    assert!(dir.path().join("blobs/ab/01").is_dir());
    folders.ready(Folder::Blobs(0xab01)).unwrap();
    folders.sync(Folder::Blobs(0xab01)).unwrap();
    assert!(lock(&folders.turns).is_empty());
}

#[test]
fn all_who_wait_share_one_turn_and_its_failure() {
    let turns = Arc::new(Turns::default());
    let runs = Arc::new(AtomicU32::new(0));
    let (started, wait_started) = std::sync::mpsc::channel();
    let (go, wait_go) = std::sync::mpsc::channel::<()>();
    let first = std::thread::spawn({
        let (turns, runs) = (Arc::clone(&turns), Arc::clone(&runs));
        move || {
            turns.take(|| {
                runs.fetch_add(1, Ordering::SeqCst);
                started.send(()).unwrap();
                wait_go.recv().unwrap();
                Ok(())
            })
        }
    });
    wait_started.recv().unwrap();
    let others: Vec<_> = (0..8)
        .map(|_| {
            let (turns, runs) = (Arc::clone(&turns), Arc::clone(&runs));
            std::thread::spawn(move || {
                turns.take(|| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    Err(io::ErrorKind::StorageFull.into())
                })
            })
        })
        .collect();
    while lock(&turns.state).asked < 9 {
        std::thread::yield_now();
    }
    go.send(()).unwrap();
    first.join().unwrap().unwrap();
    for other in others {
        let error = other.join().unwrap().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}
