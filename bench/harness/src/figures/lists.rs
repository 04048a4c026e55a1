//! d: listing folders.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Bench;
use crate::api::request;
use crate::client::{Conn, latency, median, millis};
use crate::table::{Row, number};

/// Requests of each median.
const TIMES: usize = 101;
/// The orders other than by name, with their numbers in the protocol.
const ORDERS: [u8; 4] = [2, 3, 4, 6];

/// Lists folders with 1,000, 10,000 and 100,000 entries.
pub async fn measure(bench: &mut Bench, folders: &[(usize, String)]) -> Result<()> {
    let mut conn = Conn::open(bench.server.address).await?;
    let mut first = vec![];
    for (_, id) in folders {
        let request = bench.api.list(id, 100, "", None);
        first.push(latency(&mut conn, TIMES, &request).await?);
    }
    let list = first.iter().map(|ms| number(*ms)).collect::<Vec<_>>();
    bench.table.add(
        Row::new(
            "d. first 100 by name of 1,000 / 10,000 / 100,000, ms",
            list.join(" / "),
        )
        .goal("≤ 1", first[1] <= 1.0)
        .growth(factors(&first)),
    );
    let (_, largest) = folders
        .iter()
        .find(|(count, _)| *count == 100_000)
        .context("100,000")?;
    page_500(bench, &mut conn, largest).await?;
    other_orders(bench, &mut conn, folders).await?;
    let (_, middle) = folders
        .iter()
        .find(|(count, _)| *count == 10_000)
        .context("10,000")?;
    everything(bench, &mut conn, middle).await
}

async fn page_500(bench: &mut Bench, conn: &mut Conn, folder: &str) -> Result<()> {
    let mut cursor = String::new();
    for _ in 1..500 {
        let answer = conn
            .ask_ok(&bench.api.list(folder, 100, &cursor, None))
            .await?;
        cursor = crate::api::text_of(answer, "nextCursor")?;
    }
    let (mut late, mut early) = (vec![], vec![]);
    for _ in 0..bench.runs {
        early.push(latency(conn, TIMES, &bench.api.list(folder, 100, "", None)).await?);
        late.push(latency(conn, TIMES, &bench.api.list(folder, 100, &cursor, None)).await?);
    }
    let (late, early) = (median(late), median(early));
    bench.table.add(
        Row::new("d. page 500 by name of 100,000, ms", number(late))
            .beside("page 1", late, early)
            .goal("≤ 2 and ≤ 1.5 × page 1", late <= 2.0 && late <= 1.5 * early),
    );
    Ok(())
}

async fn other_orders(
    bench: &mut Bench,
    conn: &mut Conn,
    folders: &[(usize, String)],
) -> Result<()> {
    let (mut cold, mut warm) = (vec![], vec![]);
    for (_, folder) in folders {
        let (mut firsts, mut laters) = (vec![], vec![]);
        for order in ORDERS {
            let request = bench.api.list(folder, 100, "", Some((order, 2)));
            let started = Instant::now();
            conn.ask_ok(&request).await?;
            firsts.push(millis(started));
            laters.push(latency(conn, TIMES, &request).await?);
        }
        cold.push(median(firsts));
        warm.push(median(laters));
    }
    let show = |values: &[f64]| {
        let list: Vec<_> = values.iter().map(|ms| number(*ms)).collect();
        list.join(" / ")
    };
    let met = cold.iter().all(|ms| *ms <= 100.0);
    bench.table.add(
        Row::new("d. first 100 in another order, first time, ms", show(&cold))
            .goal("≤ 100", met)
            .growth(factors(&cold)),
    );
    let met = warm.iter().all(|ms| *ms <= 2.0);
    bench.table.add(
        Row::new("d. the same again, ms", show(&warm))
            .goal("≤ 2", met)
            .growth(factors(&warm)),
    );
    Ok(())
}

async fn everything(bench: &mut Bench, conn: &mut Conn, folder: &str) -> Result<()> {
    let directory = bench.files.join("listed");
    std::fs::create_dir_all(&directory)?;
    for index in 0..10_000 {
        std::fs::write(directory.join(format!("报告 {index}.docx")), b"")?;
    }
    let mut nginx_conn = Conn::open(bench.nginx.address).await?;
    let nginx_request = request("GET", "/listed/", "", b"");
    let (mut ours, mut nginx) = (vec![], vec![]);
    for _ in 0..bench.runs.max(5) {
        // What the client makes of a page is not the server's time.
        let (mut cursor, mut seen, mut took) = (String::new(), 0, 0.0);
        loop {
            let started = Instant::now();
            let answer = conn
                .ask_ok(&bench.api.list(folder, 1_000, &cursor, None))
                .await?;
            took += millis(started);
            let page: Value = serde_json::from_slice(answer)?;
            seen += page["files"].as_array().context("files")?.len();
            match page["nextCursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => break,
            }
        }
        ours.push(took);
        anyhow::ensure!(seen == 10_000, "{seen} entries");
        nginx.push(latency(&mut nginx_conn, 1, &nginx_request).await?);
    }
    let (ours, nginx) = (median(ours), median(nginx));
    bench.table.add(
        Row::new("d'. all of 10,000, pages of 1,000, ms", number(ours))
            .beside("nginx autoindex", ours, nginx)
            .goal("≤ 60", ours <= 60.0),
    );
    Ok(())
}

/// How values grow from each to the next.
pub fn factors(values: &[f64]) -> String {
    let factors = values
        .windows(2)
        .map(|pair| format!("{:.2} ×", pair[1] / pair[0]));
    factors.collect::<Vec<_>>().join(", ")
}
