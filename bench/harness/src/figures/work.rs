//! p: what people have done for them: copies, archives taken apart, packs.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Bench, content};
use crate::api::{of_link, request, text_of};
use crate::client::{Conn, median, millis};
use crate::table::{Row, number};
use crate::yards;

/// Files of the folder that is copied, and of the archive.
const FILES: usize = 10_000;
/// Bytes of each file of the archive.
const SMALL: usize = 256;
/// Files of the pack, and bytes of each, sent as one part: 1 GiB.
const PACKED: (usize, usize) = (128, 8 << 20);

/// Copies, extracts and packs.
pub async fn measure(bench: &mut Bench) -> Result<()> {
    bench.fill(&[FILES.to_string()]).await?;
    let folder = bench.find(&[FILES]).await?.remove(0).1;
    copy(bench, &folder).await?;
    extract(bench).await?;
    pack(bench).await
}

async fn copy(bench: &mut Bench, folder: &str) -> Result<()> {
    let mut conn = Conn::open(bench.server.address).await?;
    let api = bench.api.clone();
    let (mut answers, mut all, mut yard) = (vec![], vec![], vec![]);
    for run in 0..bench.runs {
        let name = format!("copies {run}");
        let target = api.make_folder(&mut conn, "root", &name).await?;
        let started = Instant::now();
        let answer = conn.ask_ok(&api.job(1, 101, folder, &target)).await?;
        answers.push(millis(started));
        let job = text_of(answer, "data")?;
        api.finish(&mut conn, &job).await?;
        all.push(millis(started));
        yard.push(cp(&bench.files, run)?);
    }
    let (answers, all, yard) = (median(answers), median(all), median(yard));
    bench.table.add(
        Row::new("p. copy a folder of 10,000 files, ms", number(all))
            .beside("cp -a of 10,000 empty files, no fsync", all, yard)
            .goal("< 1,000", all < 1_000.0),
    );
    bench.table.add(Row::new(
        "p. the same, until it is answered, ms",
        number(answers),
    ));
    Ok(())
}

/// Milliseconds of a copy of so many empty files on the disk.
fn cp(files: &Path, run: usize) -> Result<f64> {
    let from = files.join("to copy");
    if !from.exists() {
        std::fs::create_dir_all(&from)?;
        for index in 0..FILES {
            std::fs::write(from.join(index.to_string()), b"")?;
        }
    }
    let started = Instant::now();
    let status = Command::new("cp")
        .arg("-a")
        .args([from, files.join(format!("copy {run}"))])
        .status()?;
    ensure!(status.success(), "cp failed");
    Ok(millis(started))
}

async fn extract(bench: &mut Bench) -> Result<()> {
    let mut conn = Conn::open(bench.server.address).await?;
    let api = bench.api.clone();
    let archive = zip()?;
    let file = api.upload(&mut conn, "root", "small.zip", &archive).await?;
    let (mut ours, mut yard) = (vec![], vec![]);
    for run in 0..bench.runs {
        let name = format!("extracted {run}");
        let target = api.make_folder(&mut conn, "root", &name).await?;
        yards::settle();
        let started = Instant::now();
        let answer = conn.ask_ok(&api.job(5, 502, &file, &target)).await?;
        let job = text_of(answer, "data")?;
        api.finish(&mut conn, &job).await?;
        ours.push(millis(started) / 1e3);
        yards::settle();
        yard.push(unzip(
            &archive,
            &bench.files.join(format!("unzipped {run}")),
        )?);
    }
    let (ours, yard) = (median(ours), median(yard));
    bench.table.add(
        Row::new(
            "p. extract a zip of 10,000 files of 256 bytes, s",
            number(ours),
        )
        .beside("zip crate into a folder, no fsync", ours, yard),
    );
    Ok(())
}

fn zip() -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..FILES {
        zip.start_file(format!("folder {}/{index}.bin", index % 100), options)?;
        zip.write_all(&content(index as u64 + 7, SMALL))?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Seconds.
fn unzip(archive: &[u8], target: &Path) -> Result<f64> {
    let started = Instant::now();
    zip::ZipArchive::new(Cursor::new(archive))?.extract(target)?;
    Ok(millis(started) / 1e3)
}

async fn pack(bench: &mut Bench) -> Result<()> {
    let mut conn = Conn::open(bench.server.address).await?;
    let api = bench.api.clone();
    let folder = api.make_folder(&mut conn, "root", "to pack").await?;
    for index in 0..PACKED.0 {
        let body = content(1_000 + index as u64, PACKED.1);
        let name = format!("{index}.bin");
        api.upload(&mut conn, &folder, &name, &body).await?;
    }
    let yard = bench.files.join("packed");
    std::fs::write(&yard, vec![1; PACKED.0 * PACKED.1])?;
    let info = json!({"srcContainerId": api.container, "fileInfo": [{"fileId": folder}]});
    let body = json!({"taskType": 6, "dstContainerId": api.container, "taskInfo": info});
    let job = text_of(conn.ask_ok(&api.post("/jobs", &body)).await?, "data")?;
    let shown: Value = api.finish(&mut conn, &job).await?;
    let link = shown["jobInfo"]["downloadUrl"].as_str().context("a link")?;
    let get = of_link("GET", link, 0)?;
    let mut nginx = Conn::open(bench.nginx.address).await?;
    let (mut ours, mut theirs) = (vec![], vec![]);
    for _ in 0..bench.runs {
        ours.push(fetch(&mut conn, &get).await?);
        theirs.push(fetch(&mut nginx, &request("GET", "/packed", "", b"")).await?);
    }
    std::fs::remove_file(yard)?;
    let (ours, theirs) = (median(ours), median(theirs));
    bench.table.add(
        Row::new("p. fetch a pack of 1 GiB in 128 files, MB/s", number(ours)).beside(
            "nginx, one file of 1 GiB",
            ours,
            theirs,
        ),
    );
    Ok(())
}

async fn fetch(conn: &mut Conn, request: &[u8]) -> Result<f64> {
    let started = Instant::now();
    let bytes = conn.fetch(request).await?;
    Ok(bytes as f64 / 1e6 / started.elapsed().as_secs_f64())
}
