//! i: memory when nothing happens, and the time of a start.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;

use crate::client::median;
use crate::place::Place;
use crate::table::{Row, Table, number};

/// Starts the server some times; answers where it listened.
pub async fn measure(place: &Place, runs: usize, table: &mut Table) -> Result<SocketAddr> {
    // The first start makes the tables, the keys and the administrator.
    let mut first = place.serve(None).await?;
    let address = first.address;
    first.end()?;
    let (mut starts, mut memory) = (vec![], vec![]);
    for _ in 0..runs.max(5) {
        let mut server = place.serve(Some(address)).await?;
        starts.push(server.started_in);
        tokio::time::sleep(Duration::from_secs(1)).await;
        memory.push(server.memory()?);
        server.end()?;
    }
    let (nginx, _) = place.nginx().await?;
    let (nginx_memory, nginx_start) = (nginx.memory()?, nginx.started_in);
    drop(nginx);
    let (start, memory) = (median(starts), median(memory));
    table.add(
        Row::new("i. idle memory, MiB", number(memory))
            .beside("nginx, all workers", memory, nginx_memory)
            .goal("≤ 40", memory <= 40.0),
    );
    table.add(
        Row::new("i. cold start until ready, ms", number(start))
            .beside("nginx", start, nginx_start)
            .goal("≤ 100", start <= 100.0),
    );
    Ok(address)
}
