//! s: many shares of one person, and many strangers at many shares and at one.

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
    let links = lists(bench, &mut conn).await?;
    strangers(bench, &links, &file).await
}

/// Answers as many shares as there are strangers.
async fn lists(bench: &mut Bench, conn: &mut Conn) -> Result<Vec<Value>> {
    let api = bench.api.clone();
    let page = |cursor: &str| api.get(&format!("/share?pageSize=100&pageCursor={cursor}"));
    let (mut cursor, mut last, mut links) = (String::new(), String::new(), vec![]);
    loop {
        let shown: Value = serde_json::from_slice(conn.ask_ok(&page(&cursor)).await?)?;
        links.extend_from_slice(shown["shareLinks"].as_array().context("shares")?);
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
    links.truncate(STRANGERS.0);
    Ok(links)
}

async fn strangers(bench: &mut Bench, links: &[Value], file: &str) -> Result<()> {
    let looks: Vec<_> = links
        .iter()
        .map(|link| {
            let body = json!({"shortUrl": link["shortUrl"], "sortType": 1, "sortDirection": 1});
            Api::post_as_stranger("/share/files", &body)
        })
        .collect();
    let one = looks[..1].to_vec();
    crowd(bench, "look at 1,000 shares at once, each counted", looks).await?;
    crowd(bench, "look at one share at once, each counted", one).await?;
    let body = json!({"shareId": links[0]["shareId"], "fileId": file});
    let download = Api::post_as_stranger("/share/download", &body);
    let mut conn = Conn::open(bench.server.address).await?;
    let answer: Value = serde_json::from_slice(conn.ask_ok(&download).await?)?;
    let url = answer["downloadUrl"].as_str().context("a link")?;
    let get = vec![of_link("GET", url, 0)?];
    crowd(bench, "fetch a file of one at once", get).await
}

/// Measures so many clients who ask in turn what there is to ask.
async fn crowd(bench: &mut Bench, what: &str, asked: Vec<Vec<u8>>) -> Result<()> {
    let (clients, times) = STRANGERS;
    let slowest = Rc::new(Cell::new(0.0_f64));
    let seen = Rc::clone(&slowest);
    let address = bench.server.address;
    let speed = rate(
        address,
        clients,
        clients * times,
        async move |conn, number| {
            let started = Instant::now();
            conn.ask_ok(&asked[number % asked.len()]).await?;
            seen.set(seen.get().max(millis(started)));
            Ok(())
        },
    );
    let (speed, slowest) = (speed.await?, slowest.get());
    bench.table.add(Row::new(
        format!("s. 1,000 strangers {what}, /s (slowest, ms)"),
        format!("{} ({})", number(speed), number(slowest)),
    ));
    Ok(())
}
