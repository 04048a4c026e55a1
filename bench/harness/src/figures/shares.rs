//! s: many shares of one person, and many strangers at one share.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Bench;
use crate::api::{Api, of_link};
use crate::client::{Conn, latency, millis, rate};
use crate::table::{Row, number};

/// Shares of the person.
const SHARES: usize = 10_000;
/// Strangers, each on a connection of his own, and how often each looks.
const STRANGERS: (usize, usize) = (1_000, 10);
/// Requests of each median.
const TIMES: usize = 51;
/// What a page may take, in milliseconds.
const GOAL: f64 = 20.0;

/// Makes the shares, lists them, and lets strangers look at one.
pub async fn measure(bench: &mut Bench) -> Result<()> {
    let mut conn = Conn::open(bench.server.address).await?;
    let api = bench.api.clone();
    let folder = api.make_folder(&mut conn, "root", "shared").await?;
    let file = api.upload(&mut conn, &folder, "a.txt", b"hello").await?;
    let body = json!({
        "containerId": api.container, "fileIds": [folder], "scope": 1, "validDays": 7,
        "permission": {"preview": true, "download": true},
    });
    let create = Rc::new(api.post("/share", &body));
    let made = rate(api.address, 16, SHARES, async move |conn, _| {
        conn.ask_ok(&create).await.map(drop)
    });
    let made = made.await?;
    bench
        .table
        .add(Row::new("s. share a folder, 16 clients, /s", number(made)));
    let link = lists(bench, &mut conn).await?;
    strangers(bench, &link, &file).await
}

/// Answers a share.
async fn lists(bench: &mut Bench, conn: &mut Conn) -> Result<Value> {
    let api = bench.api.clone();
    let page = |cursor: &str| api.get(&format!("/share?pageSize=100&pageCursor={cursor}"));
    let (mut cursor, mut last, mut first) = (String::new(), String::new(), Value::Null);
    loop {
        let shown: Value = serde_json::from_slice(conn.ask_ok(&page(&cursor)).await?)?;
        if first.is_null() {
            first = shown["shareLinks"][0].clone();
        }
        match shown["nextCursor"].as_str() {
            Some(next) => (last, cursor) = (cursor, next.to_owned()),
            None => break,
        }
    }
    let took = [
        latency(conn, TIMES, &page("")).await?,
        latency(conn, TIMES, &page(&last)).await?,
        latency(conn, TIMES, &api.get("/share/received?pageSize=100")).await?,
    ];
    let values: Vec<_> = took.iter().map(|ms| number(*ms)).collect();
    let met = took.iter().all(|ms| *ms <= GOAL);
    bench.table.add(
        Row::new(
            "s. 100 of 10,000 shares: first / last but one page / received, ms",
            values.join(" / "),
        )
        .goal("≤ 20", met),
    );
    Ok(first)
}

async fn strangers(bench: &mut Bench, link: &Value, file: &str) -> Result<()> {
    let (clients, times) = STRANGERS;
    let body = json!({"shortUrl": link["shortUrl"], "sortType": 1, "sortDirection": 1});
    let files = Api::post_as_stranger("/share/files", &body);
    let (speed, slowest) = crowd(bench, clients, times, files).await?;
    bench.table.add(Row::new(
        "s. 1,000 strangers look at a share at once, each counted, /s (slowest, ms)",
        format!("{} ({})", number(speed), number(slowest)),
    ));
    let body = json!({"shareId": link["shareId"], "fileId": file});
    let download = Api::post_as_stranger("/share/download", &body);
    let mut conn = Conn::open(bench.server.address).await?;
    let answer: Value = serde_json::from_slice(conn.ask_ok(&download).await?)?;
    let url = answer["downloadUrl"].as_str().context("a link")?;
    let get = of_link("GET", url, 0)?;
    let (speed, slowest) = crowd(bench, clients, times, get).await?;
    bench.table.add(Row::new(
        "s. 1,000 strangers fetch its file at once, /s (slowest, ms)",
        format!("{} ({})", number(speed), number(slowest)),
    ));
    Ok(())
}

/// So many clients ask so often: requests a second, and the milliseconds of the slowest.
async fn crowd(bench: &Bench, clients: usize, times: usize, ask: Vec<u8>) -> Result<(f64, f64)> {
    let slowest = Rc::new(Cell::new(0.0_f64));
    let seen = Rc::clone(&slowest);
    let address = bench.server.address;
    let speed = rate(address, clients, clients * times, async move |conn, _| {
        let started = Instant::now();
        conn.ask_ok(&ask).await?;
        seen.set(seen.get().max(millis(started)));
        Ok(())
    });
    Ok((speed.await?, slowest.get()))
}
