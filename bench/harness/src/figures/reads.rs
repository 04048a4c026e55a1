//! j and k: small things read by many.

use std::rc::Rc;

use anyhow::Result;
use serde_json::json;

use super::{Bench, content, large};
use crate::api::{of_link, request};
use crate::client::{Conn, median, rate};
use crate::table::{Row, number};

/// Clients.
const CLIENTS: usize = 32;
/// Requests of one measurement.
const REQUESTS: usize = 60_000;
/// Different files.
const FILES: usize = 500;

/// Downloads of 4 KiB and details of files.
pub async fn measure(bench: &mut Bench, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let api = bench.api.clone();
    let mut conn = Conn::open(api.address).await?;
    let folder = api.make_folder(&mut conn, "root", "read").await?;
    let (mut downloads, mut statics, mut details) = (vec![], vec![], vec![]);
    std::fs::create_dir_all(bench.files.join("read"))?;
    for number in 0..FILES {
        let body = content(900_000_000 + number as u64, 4_096);
        let name = format!("{number}.bin");
        let file = api.upload(&mut conn, &folder, &name, &body).await?;
        let link = large::link(bench, &mut conn, &file).await?;
        downloads.push(of_link("GET", &link, 0)?);
        let container = json!({"containerId": api.container});
        details.push(api.post(&format!("/files/{file}/detail"), &container));
        std::fs::write(bench.files.join("read").join(&name), &body)?;
        statics.push(request("GET", &format!("/read/{name}"), "", b""));
    }
    if wanted("j") {
        compare_downloads(bench, &Rc::new(downloads), &Rc::new(statics)).await?;
    }
    if wanted("k") {
        compare_details(bench, &Rc::new(details)).await?;
    }
    Ok(())
}

async fn compare_downloads(bench: &mut Bench, links: &Requests, statics: &Requests) -> Result<()> {
    let (mut ours, mut nginx) = (vec![], vec![]);
    for _ in 0..bench.runs {
        ours.push(all(bench.server.address, links).await?);
        nginx.push(all(bench.nginx.address, statics).await?);
    }
    let (ours, nginx) = (median(ours), median(nginx));
    bench.table.add(
        Row::new("j. 4 KiB downloads, 32 clients, /s", number(ours))
            .beside("nginx", ours, nginx)
            .goal("≥ 0.6 × nginx", ours >= 0.6 * nginx),
    );
    Ok(())
}

async fn compare_details(bench: &mut Bench, details: &Requests) -> Result<()> {
    let empty = bench.place.empty_handler().await?;
    let (mut ours, mut nothing) = (vec![], vec![]);
    for _ in 0..bench.runs {
        ours.push(all(bench.server.address, details).await?);
        nothing.push(all(empty.address, details).await?);
    }
    let (ours, nothing) = (median(ours), median(nothing));
    bench.table.add(
        Row::new("k. file details, 32 clients, /s", number(ours))
            .beside("empty axum handler", ours, nothing)
            .goal("≥ 0.4 × empty handler", ours >= 0.4 * nothing),
    );
    Ok(())
}

/// Requests to choose from in turn.
type Requests = Rc<Vec<Vec<u8>>>;

async fn all(address: std::net::SocketAddr, requests: &Requests) -> Result<f64> {
    let requests = Rc::clone(requests);
    rate(
        address,
        CLIENTS,
        REQUESTS,
        async move |conn: &mut Conn, number: usize| {
            conn.ask_ok(&requests[number % requests.len()]).await?;
            Ok(())
        },
    )
    .await
}
