//! Yardsticks that are no server: the disk, and SQLite with nothing around it.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::{Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::serve::ListenerExt;
use rusqlite::Connection;

/// Writers that wait for their row.
const WRITERS: usize = 16;

/// MB/s of `dd conv=fsync` for so many MiB.
pub fn dd(folder: &Path, mebibytes: usize) -> Result<f64> {
    let file = folder.join("dd");
    let started = Instant::now();
    let status = Command::new("dd")
        .args(["if=/dev/zero", "bs=1M", "conv=fsync"])
        .arg(format!("of={}", file.display()))
        .arg(format!("count={mebibytes}"))
        .stderr(Stdio::null())
        .status()?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(status.success(), "dd failed");
    std::fs::remove_file(file)?;
    Ok(mebibytes as f64 * 1.048_576 / seconds)
}

/// Writes what is dirty, so that a measurement does not pay for the one before.
pub fn settle() {
    let _ = Command::new("sync").status();
}

/// Answers everything with the same few bytes, after it has read the body, as a process of its own.
pub async fn answer_nothing(address: SocketAddr) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let router = Router::new().fallback(async |_: Bytes| "{\"code\":0}");
    Ok(axum::serve(listener, router).await?)
}

/// Rows a second: 16 writers that each wait for the commit of their row, one thread that commits
/// in groups with `synchronous=FULL`, a table with a unique index on parent and name.
pub fn sqlite_groups(folder: &Path, rows: usize) -> Result<f64> {
    let file = folder.join("bare.db");
    let (send, receive) = mpsc::channel::<(i64, mpsc::Sender<()>)>();
    let connection = Connection::open(&file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000;
         CREATE TABLE node (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, name TEXT NOT NULL,
             size INTEGER NOT NULL, made INTEGER NOT NULL) STRICT;
         CREATE UNIQUE INDEX node_name ON node (parent, name);",
    )?;
    let started = Instant::now();
    let writer = thread::spawn(move || commit_groups(&connection, &receive));
    let writers: Vec<_> = (0..WRITERS as i64)
        .map(|first| {
            let send = send.clone();
            thread::spawn(move || {
                let (done, answer) = mpsc::channel();
                for row in (first..rows as i64).step_by(WRITERS) {
                    if send.send((row, done.clone())).is_err() || answer.recv().is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    drop(send);
    for thread in writers {
        let _ = thread.join();
    }
    let rate = rows as f64 / started.elapsed().as_secs_f64();
    let committed = writer
        .join()
        .map_err(|_| anyhow::anyhow!("the writer died"))?;
    committed?;
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("bare.db{end}")));
    }
    Ok(rate)
}

fn commit_groups(
    connection: &Connection,
    receive: &mpsc::Receiver<(i64, mpsc::Sender<()>)>,
) -> Result<()> {
    let mut group = Vec::new();
    while let Ok(first) = receive.recv() {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let mut next = Some(first);
        while let Some((row, answer)) = next {
            let parent = (row * 7_919) % 1_000;
            connection
                .prepare_cached("INSERT INTO node VALUES (?1, ?2, ?3, 0, 0)")?
                .execute((row, parent, format!("folder {row}")))?;
            group.push(answer);
            next = receive.try_recv().ok();
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        for answer in group.drain(..) {
            let _ = answer.send(());
        }
    }
    Ok(())
}
