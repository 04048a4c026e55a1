//! e: making folders.

use anyhow::Result;

use super::Bench;
use crate::api::request;
use crate::client::{Conn, median, rate};
use crate::table::{Row, number};
use crate::yards;

/// Clients.
const CLIENTS: usize = 16;
/// Folders of one measurement.
const FOLDERS: usize = 20_000;
/// Parents among which they are scattered.
const PARENTS: usize = 1_000;

/// Folders a second over scattered parents.
pub async fn measure(bench: &mut Bench, round: usize) -> Result<f64> {
    let api = bench.api.clone();
    let mut conn = Conn::open(api.address).await?;
    let top = api
        .make_folder(&mut conn, "root", &format!("parents {round}"))
        .await?;
    let mut parents = Vec::with_capacity(PARENTS);
    for number in 0..PARENTS {
        parents.push(
            api.make_folder(&mut conn, &top, &format!("parent {number}"))
                .await?,
        );
    }
    let parents = std::rc::Rc::new(parents);
    let mut rates = vec![];
    for run in 0..bench.runs {
        yards::settle();
        let (api, parents) = (api.clone(), std::rc::Rc::clone(&parents));
        let work = async move |conn: &mut Conn, number: usize| {
            let parent = &parents[(number * 7_919) % PARENTS];
            let name = format!("folder {run} {number}");
            conn.ask_ok(&api.folder(parent, &name)).await?;
            Ok(())
        };
        rates.push(rate(bench.server.address, CLIENTS, FOLDERS, work).await?);
    }
    Ok(median(rates))
}

/// MKCOL at nginx and a bare group commit, per second.
pub async fn yardsticks(bench: &Bench) -> Result<(f64, f64)> {
    let (mut nginx, mut bare) = (vec![], vec![]);
    for run in 0..bench.runs {
        std::fs::create_dir_all(bench.files.join(format!("folders-{run}")))?;
        let work = async move |conn: &mut Conn, number: usize| {
            let path = format!("/folders-{run}/{number}/");
            conn.ask_ok(&request("MKCOL", &path, "", b"")).await?;
            Ok(())
        };
        nginx.push(rate(bench.nginx.address, CLIENTS, FOLDERS, work).await?);
        bare.push(yards::sqlite_groups(&bench.place.folder, FOLDERS)?);
    }
    Ok((median(nginx), median(bare)))
}

/// Adds the lines.
pub fn report(bench: &mut Bench, before: f64, after: f64, yards: (f64, f64), full: &str) {
    let goal = if bench.place.database.is_some() {
        1_500.0
    } else {
        4_000.0
    };
    bench.table.add(
        Row::new("e. create folders, 16 clients, /s", number(before))
            .beside("bare SQLite group commit", before, yards.1)
            .goal(format!("≥ {}", number(goal)), before >= goal)
            .growth(format!("{:.2} × with {full} nodes", after / before)),
    );
    bench
        .table
        .add(Row::new("e. the same beside nginx", number(before)).beside(
            "nginx MKCOL, no fsync",
            before,
            yards.0,
        ));
}
