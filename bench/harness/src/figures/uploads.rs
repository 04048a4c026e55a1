//! c: many small files.

use anyhow::Result;

use super::{Bench, content};
use crate::api::request;
use crate::client::{median, rate};
use crate::table::{Row, number};
use crate::yards;

/// Bytes of a file.
const SIZE: usize = 4_096;
/// Clients.
const CLIENTS: usize = 16;
/// Files of one measurement.
const FILES: usize = 3_000;

/// Files a second through create, PUT and complete, into 16 folders.
pub async fn measure(bench: &mut Bench, round: usize) -> Result<f64> {
    let mut rates = vec![];
    for run in 0..bench.runs {
        yards::settle();
        let api = bench.api.clone();
        let mut conn = crate::client::Conn::open(api.address).await?;
        let mut folders = Vec::new();
        for number in 0..CLIENTS {
            let name = format!("small {round} {run} {number}");
            folders.push(api.make_folder(&mut conn, "root", &name).await?);
        }
        let first = ((round * 100 + run) * FILES) as u64;
        let work = async move |conn: &mut crate::client::Conn, number: usize| {
            let body = content(first + number as u64 + 1, SIZE);
            let folder = &folders[number % CLIENTS];
            let name = format!("file {number}.bin");
            api.upload(conn, folder, &name, &body).await?;
            Ok(())
        };
        rates.push(rate(bench.server.address, CLIENTS, FILES, work).await?);
    }
    Ok(median(rates))
}

/// The same with DAV PUT at nginx.
pub async fn nginx(bench: &Bench) -> Result<f64> {
    let mut rates = vec![];
    for run in 0..bench.runs {
        std::fs::create_dir_all(bench.files.join(format!("small-{run}")))?;
        let work = async move |conn: &mut crate::client::Conn, number: usize| {
            let body = content(number as u64 + 1, SIZE);
            let path = format!("/small-{run}/{number}.bin");
            conn.ask_ok(&request("PUT", &path, "", &body)).await?;
            Ok(())
        };
        rates.push(rate(bench.nginx.address, CLIENTS, FILES, work).await?);
    }
    Ok(median(rates))
}

/// Adds the lines: `before` in an empty space, `after` in a full one.
pub fn report(bench: &mut Bench, before: f64, after: f64, nginx: f64, full: &str) {
    bench.table.add(
        Row::new("c. 4 KiB uploads, 16 clients, files/s", number(before))
            .beside("nginx PUT, no fsync", before, nginx)
            .goal("≥ 1,000", before >= 1_000.0)
            .growth(format!("{:.2} × with {full} nodes", after / before)),
    );
}
