//! Measures the storage of content on a folder: `measure FOLDER [RUNS]`. Put `dd conv=fsync` into
//! the same folder beside it; only ratios mean something.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use bytes::Bytes;
use coffer_blobs::{
    BlobError, BlobRef, Blobs, Disk, HashStart, PartSeal, PartSpec, SealKey, Sealed, StoredPart,
    UploadContent,
};
use coffer_model::{BlobId, UploadId};
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::time::Instant;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;
const TASKS: i64 = 16;
const SMALL_FILES: i64 = 20_000;

#[tokio::main]
async fn main() -> Result<(), BlobError> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "measure".to_owned());
    let runs = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3);
    let disk = Arc::new(Disk::open(folder)?);
    let frame = Bytes::from(vec![0xa5; 256 * 1024]);
    for run in 0..runs {
        println!("run {}", run + 1);
        let ids = (1_i64 << 50) + (run << 40);
        one_part(&disk, &frame, ids, HashStart::beginning(), None).await?;
        read(&disk, ids, None).await?;
        small_reads(&disk, ids).await?;
        disk.remove(BlobId(ids)).await?;
        one_part(&disk, &frame, ids + 1, HashStart::default(), None).await?;
        disk.remove(BlobId(ids + 1)).await?;
        let key = SealKey::new([7; 32]);
        one_part(
            &disk,
            &frame,
            ids + 2,
            HashStart::beginning(),
            Some(key.clone()),
        )
        .await?;
        read(&disk, ids + 2, Some(key)).await?;
        disk.remove(BlobId(ids + 2)).await?;
        four_parts(&disk, &frame, ids + 3).await?;
        disk.remove(BlobId(ids + 3)).await?;
        small_files(&disk, &frame, ids + 4).await?;
    }
    Ok(())
}

fn report(what: &str, bytes: u64, since: Instant) {
    let seconds = since.elapsed().as_secs_f64();
    println!("  {what}: {:.0} MB/s", bytes as f64 / 1e6 / seconds);
}

fn spec(id: i64, length: u64, start: HashStart) -> PartSpec {
    PartSpec {
        upload: UploadId(id),
        number: 1,
        offset: 0,
        length,
        start,
        whole: Some(BlobId(id)),
        present: false,
        seal: None,
    }
}

fn body(frame: &Bytes, length: u64) -> coffer_blobs::ByteStream {
    let count = length / frame.len() as u64;
    let frame = frame.clone();
    Box::pin(stream::iter(0..count).map(move |_| Ok(frame.clone())))
}

async fn one_part(
    disk: &Disk,
    frame: &Bytes,
    id: i64,
    start: HashStart,
    key: Option<SealKey>,
) -> Result<(), BlobError> {
    let what = match (&key, start.is_unknown()) {
        (Some(_), _) => "write 1 GiB, one part, hashed and sealed",
        (None, false) => "write 1 GiB, one part, hashed",
        (None, true) => "write 1 GiB, one part, not hashed",
    };
    let mut spec = spec(id, GIB, start);
    spec.seal = key.map(|key| PartSeal {
        key,
        part_lengths: [GIB].into(),
    });
    let since = Instant::now();
    disk.write_part(spec, body(frame, GIB)).await?;
    report(what, GIB, since);
    Ok(())
}

async fn four_parts(disk: &Arc<Disk>, frame: &Bytes, id: i64) -> Result<(), BlobError> {
    let since = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 1..=4_u32 {
        let (disk, frame) = (Arc::clone(disk), frame.clone());
        tasks.spawn(async move {
            let length = GIB / 4;
            let mut spec = spec(id, length, HashStart::beginning());
            spec.number = number;
            spec.offset = u64::from(number - 1) * length;
            spec.whole = None;
            let offset = spec.offset;
            let receipt = disk.write_part(spec, body(&frame, length)).await?;
            Ok::<_, BlobError>(StoredPart {
                number,
                offset,
                length,
                place: receipt.place,
            })
        });
    }
    let parts = tasks
        .join_all()
        .await
        .into_iter()
        .collect::<Result<_, _>>()?;
    let content = UploadContent {
        upload: UploadId(id),
        blob: BlobId(id),
        size: GIB,
        parts,
        seal: None,
    };
    report("write 1 GiB, four parts at once, hashed", GIB, since);
    let since = Instant::now();
    disk.digest(&content, HashStart::beginning(), 0).await?;
    report("digest of the staged parts", GIB, since);
    let since = Instant::now();
    disk.publish(&content).await?;
    println!("  publish: {:.2} ms", since.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

fn reference(id: i64, size: u64, key: Option<SealKey>) -> BlobRef {
    BlobRef {
        id: BlobId(id),
        size,
        sealed: key.map(|key| Sealed {
            key,
            part_lengths: [size].into(),
        }),
    }
}

async fn read(disk: &Disk, id: i64, key: Option<SealKey>) -> Result<(), BlobError> {
    let what = if key.is_some() {
        "read 1 GiB, sealed"
    } else {
        "read 1 GiB"
    };
    let since = Instant::now();
    let reader = disk.open(&reference(id, GIB, key)).await?;
    let mut stream = reader.stream(0..GIB);
    let mut length = 0;
    while let Some(bytes) = stream.next().await {
        length += bytes?.len() as u64;
    }
    report(what, length, since);
    Ok(())
}

async fn small_reads(disk: &Disk, id: i64) -> Result<(), BlobError> {
    let (since, count) = (Instant::now(), 100_000_u64);
    for index in 0..count {
        let reader = disk.open(&reference(id, GIB, None)).await?;
        reader.read_at(index * 4096, 4096).await?;
    }
    let rate = count as f64 / since.elapsed().as_secs_f64();
    println!("  open and read 4 KiB, one task: {rate:.0}/s");
    Ok(())
}

async fn small_files(disk: &Arc<Disk>, frame: &Bytes, first: i64) -> Result<(), BlobError> {
    let since = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let (disk, frame) = (Arc::clone(disk), frame.slice(..4096));
        tasks.spawn(async move {
            for index in 0..SMALL_FILES / TASKS {
                let id = first + index * TASKS + task;
                let spec = spec(id, 4096, HashStart::beginning());
                disk.write_part(spec, body(&frame, 4096)).await?;
            }
            Ok::<_, BlobError>(())
        });
    }
    for result in tasks.join_all().await {
        result?;
    }
    let rate = SMALL_FILES as f64 / since.elapsed().as_secs_f64();
    println!("  4 KiB blobs, {TASKS} tasks: {rate:.0}/s");
    Ok(())
}
