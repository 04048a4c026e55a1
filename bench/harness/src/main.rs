//! Measures the server and, beside it and in the same run, its yardsticks; prints one table and
//! writes it as markdown. `docs/performance.md` says what the figures mean.

mod api;
mod client;
mod figures;
mod place;
mod table;
mod yards;

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use api::Api;
use client::Conn;
use figures::{
    Bench, folders, idle, large, lists, organisation, reads, rights, shares, trees, uploads, work,
};
use place::Place;
use table::{Table, number};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("empty") {
        let address = arguments.next().context("an address")?.parse()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        return runtime.block_on(yards::answer_nothing(address));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, run())
}

/// A variable of the environment.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

async fn run() -> Result<()> {
    let path = |name: &str| {
        variable(name)
            .map(PathBuf::from)
            .with_context(|| name.to_owned())
    };
    let place = Place {
        coffer: path("BENCH_COFFER")?,
        seed: path("BENCH_SEED")?,
        folder: path("BENCH_DIR")?,
        database: variable("BENCH_DATABASE"),
    };
    let only = variable("ONLY").unwrap_or_default();
    let wanted = |figure: &str| only.is_empty() || only.contains(figure);
    let runs = variable("RUNS").map_or(Ok(3), |text| text.parse())?;
    let mut counts = vec![1_000, 10_000, 100_000];
    if variable("BIG").is_some() {
        counts.push(1_000_000);
    }
    let mut table = Table::default();
    let address = if wanted("i") {
        Some(idle::measure(&place, runs, &mut table).await?)
    } else {
        None
    };
    let server = place.serve(address).await?;
    let (nginx, files) = place.nginx().await?;
    let api = Api::log_in(server.address).await?;
    let mut bench = Bench {
        place,
        server,
        api,
        nginx,
        files,
        table,
        runs,
    };
    if wanted("a") || wanted("b") {
        large::measure(&mut bench).await?;
    }
    if wanted("j") || wanted("k") {
        reads::measure(&mut bench, &wanted).await?;
    }
    if ["c", "d", "e", "f", "h"].into_iter().any(&wanted) {
        grow(&mut bench, &counts, &wanted).await?;
    }
    if wanted("o") {
        let files = variable("FILES").map_or(Ok(100_000), |text| text.parse())?;
        organisation::measure(&mut bench, files).await?;
    }
    if wanted("p") {
        work::measure(&mut bench).await?;
    }
    if wanted("s") {
        shares::measure(&mut bench).await?;
    }
    if wanted("r") {
        rights::measure(&mut bench, variable("RIGHTS")).await?;
    }
    let text = bench.table.markdown();
    println!("{text}");
    if let Some(file) = variable("BENCH_RESULT") {
        std::fs::write(file, text)?;
    }
    Ok(())
}

/// What is measured in an empty space and in a full one.
async fn grow(bench: &mut Bench, counts: &[usize], wanted: impl Fn(&str) -> bool) -> Result<()> {
    let (mut small, mut made) = (0.0, 0.0);
    if wanted("c") {
        small = uploads::measure(bench, 0).await?;
    }
    if wanted("e") {
        made = folders::measure(bench, 0).await?;
    }
    let names: Vec<_> = counts.iter().map(usize::to_string).collect();
    bench.fill(&names).await?;
    let folders = bench.find(counts).await?;
    if wanted("d") {
        lists::measure(bench, &folders).await?;
    }
    if wanted("f") || wanted("h") {
        trees::measure(bench, &folders).await?;
    }
    let full = number(counts.iter().sum::<usize>() as f64);
    if wanted("c") {
        let after = uploads::measure(bench, 1).await?;
        let nginx = uploads::nginx(bench).await?;
        uploads::report(bench, small, after, nginx, &full);
    }
    if wanted("e") {
        let after = folders::measure(bench, 1).await?;
        let yards = folders::yardsticks(bench).await?;
        folders::report(bench, made, after, yards, &full);
    }
    Ok(())
}

impl Bench {
    /// Fills the drive while the server is stopped, and starts it again.
    async fn fill(&mut self, what: &[String]) -> Result<()> {
        let address = self.server.address;
        self.server.end()?;
        eprintln!("{}", self.place.fill(what)?);
        self.server = self.place.serve(Some(address)).await?;
        Ok(())
    }

    /// The big folders' ids.
    async fn find(&self, counts: &[usize]) -> Result<Vec<(usize, String)>> {
        let mut conn = Conn::open(self.server.address).await?;
        let answer = conn.ask_ok(&self.api.list("root", 1_000, "", None)).await?;
        let page: Value = serde_json::from_slice(answer)?;
        let entries = page["files"].as_array().context("the root")?;
        let id = |count: &usize| {
            let name = format!("seed-{count}");
            let found = entries.iter().find(|entry| entry["fileName"] == *name);
            let id = found.and_then(|entry| entry["id"].as_str());
            Ok((*count, id.with_context(|| name.clone())?.to_owned()))
        };
        counts.iter().map(id).collect()
    }
}
