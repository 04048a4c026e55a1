//! a and b: one large file.
//!
//! A client that sends parts side by side announces the state of SHA-256 before each, so that the
//! server hashes every part as it arrives; its own hashing is no part of the measured time.

use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result};
use coffer_blobs::Sha256State;
use serde_json::{Value, json};

use super::{Bench, content};
use crate::api::{of_link, request, text_of};
use crate::client::{Conn, median, rate};
use crate::table::{Row, number};
use crate::yards;

/// Bytes.
const SIZE: usize = 1 << 30;
/// Connections that send parts.
const SENDERS: usize = 4;
/// Bytes of a part.
const PART: usize = 8 << 20;
/// Links of one answer.
const LINKS: usize = 100;
/// Bytes of each part that make it differ from all others.
const MARK: usize = 8;

/// A part to send: the head of its request, its mark and how long it is.
struct Part {
    head: Vec<u8>,
    mark: [u8; MARK],
    length: usize,
}

/// Uploads and downloads 1 GiB.
pub async fn measure(bench: &mut Bench) -> Result<()> {
    let (mut ours, mut unannounced, mut ours_one) = (vec![], vec![], vec![]);
    let (mut nginx, mut dd) = (vec![], vec![]);
    let block = Rc::new(content(1, 64 << 20));
    let mut file = String::new();
    for run in 0..bench.runs {
        yards::settle();
        let (id, speed) = upload(bench, &block, run, SENDERS, true).await?;
        (file, _) = (id, ours.push(speed));
        yards::settle();
        unannounced.push(upload(bench, &block, run + 100, SENDERS, false).await?.1);
        yards::settle();
        ours_one.push(upload(bench, &block, run + 200, 1, false).await?.1);
        yards::settle();
        nginx.push(put(bench, &block).await?);
        yards::settle();
        dd.push(yards::dd(&bench.place.folder, SIZE >> 20)?);
    }
    let (ours, unannounced, ours_one) = (median(ours), median(unannounced), median(ours_one));
    let (nginx, dd) = (median(nginx), median(dd));
    bench.table.add(
        Row::new(
            "a. upload 1 GiB, MB/s, 4 parts at once, hash states announced",
            number(ours),
        )
        .beside("nginx PUT, no fsync", ours, nginx)
        .goal("≥ nginx PUT", ours >= nginx),
    );
    bench.table.add(
        Row::new("a. the same, no states announced", number(unannounced)).beside(
            "nginx PUT, no fsync",
            unannounced,
            nginx,
        ),
    );
    bench.table.add(
        Row::new("a. the same, parts one by one", number(ours_one)).beside(
            "dd conv=fsync",
            ours_one,
            dd,
        ),
    );
    download(bench, &file).await
}

/// The first bytes of a part.
fn mark(run: usize, index: usize) -> [u8; MARK] {
    ((run * 10_000 + index) as u64).to_be_bytes()
}

/// The parts of an upload, with the state of SHA-256 before each but the first when it is announced.
fn announce(block: &[u8], run: usize, states: bool) -> Vec<Value> {
    let mut state = Sha256State::new();
    let mut parts = Vec::new();
    for index in 0..SIZE / PART {
        let mut part = json!({"partNumber": index + 1, "partSize": PART});
        if states {
            if let Some(words) = state.words().filter(|_| index > 0) {
                part["partOffset"] = json!(index * PART);
                part["hashCtx"] = json!(words);
            }
            state.update(&mark(run, index));
            state.update(&block[MARK..PART]);
        }
        parts.push(part);
    }
    parts
}

async fn upload(
    bench: &Bench,
    block: &Rc<Vec<u8>>,
    run: usize,
    senders: usize,
    states: bool,
) -> Result<(String, f64)> {
    let api = &bench.api;
    let mut conn = Conn::open(api.address).await?;
    let announced = announce(block, run, states);
    let name = format!("large {run}.bin");
    let create = api.create_in_parts("root", &name, SIZE, &announced);
    let started = Instant::now();
    let created: Value = serde_json::from_slice(conn.ask_ok(&create).await?)?;
    let mut links = created["multiParts"].as_array().context("parts")?.clone();
    let file = created["fileId"].as_str().context("a file")?.to_owned();
    for rest in announced[links.len()..].chunks(LINKS) {
        let body = json!({"fileId": file, "multiParts": rest});
        let more = api.post("/files/multipart/uploadUrl", &body);
        let more: Value = serde_json::from_slice(conn.ask_ok(&more).await?)?;
        links.extend_from_slice(more["multiParts"].as_array().context("more parts")?);
    }
    let parts = links
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let link = part["uploadUrl"].as_str().context("a link")?;
            Ok(Part {
                head: of_link("PUT", link, PART)?,
                mark: mark(run, index),
                length: PART,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let (block, total) = (Rc::clone(block), parts.len());
    rate(api.address, senders, total, async move |conn, index| {
        let part = &parts[index];
        let pieces: [&[u8]; 3] = [&part.head, &part.mark, &block[MARK..part.length]];
        let (status, _, body) = conn.ask_with(&pieces).await?;
        anyhow::ensure!(status == 200, "{}", String::from_utf8_lossy(body));
        Ok(())
    })
    .await?;
    conn.ask_ok(&api.complete(&file)).await?;
    Ok((file, SIZE as f64 / 1e6 / started.elapsed().as_secs_f64()))
}

async fn put(bench: &Bench, block: &[u8]) -> Result<f64> {
    let mut conn = Conn::open(bench.nginx.address).await?;
    let head = format!("PUT /large HTTP/1.1\r\nHost: nginx\r\nContent-Length: {SIZE}\r\n\r\n");
    let mut pieces = vec![head.as_bytes()];
    pieces.resize(1 + SIZE / block.len(), block);
    let started = Instant::now();
    let (status, _, _) = conn.ask_with(&pieces).await?;
    let speed = SIZE as f64 / 1e6 / started.elapsed().as_secs_f64();
    anyhow::ensure!(status < 300, "nginx answers {status}");
    Ok(speed)
}

async fn download(bench: &mut Bench, file: &str) -> Result<()> {
    let api = &bench.api;
    let mut conn = Conn::open(api.address).await?;
    let link = link(bench, &mut conn, file).await?;
    let ours_request = of_link("GET", &link, 0)?;
    let nginx_request = request("GET", "/large", "", b"");
    let mut nginx_conn = Conn::open(bench.nginx.address).await?;
    let (mut ours, mut nginx) = (vec![], vec![]);
    for _ in 0..bench.runs.max(5) {
        ours.push(fetch(&mut conn, &ours_request).await?);
        nginx.push(fetch(&mut nginx_conn, &nginx_request).await?);
    }
    let (ours, nginx) = (median(ours), median(nginx));
    bench.table.add(
        Row::new("b. download 1 GiB, MB/s", number(ours))
            .beside("nginx", ours, nginx)
            .goal("≥ 0.9 × nginx", ours >= 0.9 * nginx),
    );
    Ok(())
}

async fn fetch(conn: &mut Conn, request: &[u8]) -> Result<f64> {
    let started = Instant::now();
    let bytes = conn.fetch(request).await?;
    Ok(bytes as f64 / 1e6 / started.elapsed().as_secs_f64())
}

/// The link to a content.
pub async fn link(bench: &Bench, conn: &mut Conn, file: &str) -> Result<String> {
    let body = json!({"containerId": bench.api.container, "fileIds": [file]});
    let answer = conn
        .ask_ok(&bench.api.post("/files/download", &body))
        .await?;
    let answer: Value = serde_json::from_slice(answer)?;
    text_of(answer["downloads"][0].to_string().as_bytes(), "url")
}
