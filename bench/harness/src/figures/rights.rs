//! r: rights on a deep way with many roles, folders with hidden entries, spaces with many guards.

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Bench;
use crate::api::Api;
use crate::client::{Conn, latency};
use crate::table::{Row, number};

/// Depth, groups of the caller, grants on the way, children, hidden ones, guards of another space.
const USUAL: &str = "30 200 50 10000 1000 2000";
/// Requests of the median.
const TIMES: usize = 501;
/// What the core may take for a read on SQLite, in microseconds.
const GOAL: f64 = 200.0;

/// What the program says that fills the drive and measures the core.
struct Said(HashMap<String, String>);

impl Said {
    fn value(&self, name: &str) -> Result<f64> {
        let text = self.0.get(name).with_context(|| name.to_owned())?;
        Ok(text.parse()?)
    }
}

/// Measures the core while no server runs, then a call.
pub async fn measure(bench: &mut Bench, sizes: Option<String>) -> Result<()> {
    let sizes = sizes.unwrap_or_else(|| USUAL.to_owned());
    let words = ["rights"].into_iter().chain(sizes.split_whitespace());
    let words: Vec<String> = words.map(str::to_owned).collect();
    let address = bench.server.address;
    bench.server.end()?;
    let said = bench.place.fill(&words)?;
    bench.server = bench.place.serve(Some(address)).await?;
    let pairs = said.lines().filter_map(|line| line.split_once(' '));
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let said = Said(pairs.collect());
    reads(bench, &said).await?;
    lists(bench, &said)
}

async fn reads(bench: &mut Bench, said: &Said) -> Result<()> {
    let (read, detail) = (said.value("read-us")?, said.value("detail-us")?);
    let row = Row::new(
        "r. the core: a way and the rights on it / with the details, µs",
        format!("{} / {}", number(read), number(detail)),
    );
    // Elsewhere each statement is a way over the network and back.
    let row = match bench.place.database {
        None => row.goal("≤ 200 for rights", read <= GOAL),
        Some(_) => row,
    };
    bench.table.add(row);
    let reader = Api::log_in_as(bench.server.address, "reader", "correct-horse").await?;
    let mut conn = Conn::open(bench.server.address).await?;
    let body = json!({"searchType": "team", "filter": {"keyWord": "hiding"}});
    let found = conn.ask_ok(&reader.post("/files/search", &body)).await?;
    let found: Value = serde_json::from_slice(found)?;
    let folder = found["files"][0]["id"].as_str().context("the folder")?;
    let body = json!({"containerId": found["files"][0]["containerId"]});
    let detail = reader.post(&format!("/files/{folder}/detail"), &body);
    let call = latency(&mut conn, TIMES, &detail).await? * 1e3;
    bench.table.add(Row::new(
        "r. the call for details of that folder, µs",
        number(call),
    ));
    Ok(())
}

fn lists(bench: &mut Bench, said: &Said) -> Result<()> {
    let rows = [
        ("r. page 1 with hidden entries, ms", "first", "without"),
        ("r. all pages with hidden entries, ms", "through", "without"),
        (
            "r. search that meets hidden entries, ms",
            "search",
            "without",
        ),
    ];
    for (what, figure, beside) in rows {
        let hiding = said.value(&format!("hiding-{figure}-ms"))?;
        let plain = said.value(&format!("plain-{figure}-ms"))?;
        bench
            .table
            .add(Row::new(what, number(hiding)).beside(beside, hiding, plain));
    }
    let guarded = said.value("recycle-guarded-ms")?;
    let unguarded = said.value("recycle-unguarded-ms")?;
    bench.table.add(
        Row::new(
            "r. throw a folder away where there are as many guards as may be, ms",
            number(guarded),
        )
        .beside("without guards", guarded, unguarded),
    );
    Ok(())
}
