//! f and h: big folders renamed, moved and thrown away.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::Bench;
use super::lists::factors;
use crate::api::request;
use crate::client::{Conn, median, millis};
use crate::table::{Row, number};

/// Times that each is done.
const TIMES: usize = 21;

/// Renames, moves and recycles each folder.
pub async fn measure(bench: &mut Bench, folders: &[(usize, String)]) -> Result<()> {
    let mut conn = Conn::open(bench.server.address).await?;
    let api = bench.api.clone();
    let target = api.make_folder(&mut conn, "root", "moved here").await?;
    let (mut renames, mut moves, mut recycles) = (vec![], vec![], vec![]);
    for (count, folder) in folders {
        let (mut rename, mut relocate, mut recycle) = (vec![], vec![], vec![]);
        for time in 0..TIMES {
            let name = if time % 2 == 0 { "renamed" } else { "seed" };
            let body = json!({"containerId": api.container, "name": format!("{name}-{count}"), "renameMode": 3});
            let path = format!("/files/rename/{folder}");
            rename.push(time_of(&mut conn, &api.post(&path, &body)).await?);
            let to = if time % 2 == 0 {
                target.as_str()
            } else {
                "root"
            };
            relocate.push(time_of(&mut conn, &api.job(3, 301, folder, to)).await?);
            recycle.push(time_of(&mut conn, &api.job(2, 201, folder, "")).await?);
            conn.ask_ok(&api.job(4, 401, folder, "")).await?;
        }
        renames.push(median(rename));
        moves.push(median(relocate));
        recycles.push(median(recycle));
    }
    let (relocate, delete) = nginx(bench).await?;
    let counts = folders.iter().map(|(count, _)| number(*count as f64));
    let counts = counts.collect::<Vec<_>>().join(" / ");
    for (what, values, yard, name) in [
        (
            "f. rename a folder of",
            &renames,
            relocate,
            "nginx MOVE of 10,000",
        ),
        (
            "f. move a folder of",
            &moves,
            relocate,
            "nginx MOVE of 10,000",
        ),
        (
            "h. throw away a folder of",
            &recycles,
            delete,
            "nginx DELETE of 10,000",
        ),
    ] {
        let shown: Vec<_> = values.iter().map(|ms| number(*ms)).collect();
        let met = values.iter().all(|ms| *ms <= 2.0);
        bench.table.add(
            Row::new(format!("{what} {counts}, ms"), shown.join(" / "))
                .beside(name, values[1], yard)
                .goal("≤ 2, all the same", met)
                .growth(factors(values)),
        );
    }
    Ok(())
}

async fn time_of(conn: &mut Conn, request: &[u8]) -> Result<f64> {
    let started = Instant::now();
    conn.ask_ok(request).await?;
    Ok(millis(started))
}

/// Milliseconds of MOVE and DELETE of a folder of 10,000 files.
async fn nginx(bench: &Bench) -> Result<(f64, f64)> {
    let mut conn = Conn::open(bench.nginx.address).await?;
    let (mut moves, mut deletes) = (vec![], vec![]);
    for _ in 0..bench.runs {
        let folder = bench.files.join("tree");
        std::fs::create_dir_all(&folder)?;
        for index in 0..10_000 {
            std::fs::write(folder.join(index.to_string()), b"")?;
        }
        let to = "Destination: http://coffer/moved/\r\n";
        moves.push(time_of(&mut conn, &request("MOVE", "/tree/", to, b"")).await?);
        let deep = "Depth: infinity\r\n";
        deletes.push(time_of(&mut conn, &request("DELETE", "/moved/", deep, b"")).await?);
    }
    Ok((median(moves), median(deletes)))
}
