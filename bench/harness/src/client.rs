//! A lean HTTP/1.1 client, so that what is measured is the server: one connection that stays open,
//! requests as bytes, answers looked at no more than needed.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a read takes at most.
const BUFFER: usize = 256 * 1024;

/// An open connection.
pub struct Conn {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// The head of an answer.
#[derive(Debug, Clone, Copy)]
struct Head {
    status: u16,
    bytes: usize,
    length: Length,
}

#[derive(Debug, Clone, Copy)]
enum Length {
    Known(usize),
    Chunked,
}

impl Conn {
    /// Connects, without Nagle's algorithm.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 16 * 1024],
            filled: 0,
        })
    }

    /// Sends a request and answers the status and what came, head and body.
    pub async fn ask(&mut self, request: &[u8]) -> Result<(u16, &[u8], &[u8])> {
        self.ask_with(&[request]).await
    }

    /// The same with a request in pieces.
    pub async fn ask_with(&mut self, pieces: &[&[u8]]) -> Result<(u16, &[u8], &[u8])> {
        for piece in pieces {
            self.stream.write_all(piece).await?;
        }
        let head = self.head().await?;
        let end = match head.length {
            Length::Known(length) => head.bytes + length,
            Length::Chunked => {
                // Only whole answers are counted here, so the end is all that has to be found.
                while !self.buffer[..self.filled].ends_with(b"\r\n0\r\n\r\n") {
                    self.fill().await?;
                }
                self.filled
            }
        };
        while self.filled < end {
            self.fill().await?;
        }
        ensure!(self.filled == end, "bytes after the answer");
        self.filled = 0;
        let (first, rest) = self.buffer[..end].split_at(head.bytes);
        Ok((head.status, first, rest))
    }

    /// Sends a request whose answer has to be a success.
    pub async fn ask_ok(&mut self, request: &[u8]) -> Result<&[u8]> {
        let (status, _, body) = self.ask(request).await?;
        ensure!(
            (200..300).contains(&status),
            "{status}: {}",
            String::from_utf8_lossy(body)
        );
        Ok(body)
    }

    /// Fetches and throws away; answers the bytes of the body.
    pub async fn fetch(&mut self, request: &[u8]) -> Result<usize> {
        self.stream.write_all(request).await?;
        let head = self.head().await?;
        let Length::Known(length) = head.length else {
            bail!("no length");
        };
        ensure!(head.status == 200, "status {}", head.status);
        let mut got = self.filled - head.bytes;
        self.filled = 0;
        self.buffer.resize(BUFFER.max(self.buffer.len()), 0);
        while got < length {
            let read = self.stream.read(&mut self.buffer).await?;
            ensure!(read > 0, "the answer ends early");
            got += read;
        }
        Ok(got)
    }

    async fn head(&mut self) -> Result<Head> {
        loop {
            let seen = &self.buffer[..self.filled];
            if let Some(at) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
                return parse(&seen[..at + 4]);
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(2 * self.filled, 0);
        }
        let read = self.stream.read(&mut self.buffer[self.filled..]).await?;
        ensure!(read > 0, "the connection was closed");
        self.filled += read;
        Ok(())
    }
}

fn parse(head: &[u8]) -> Result<Head> {
    let status = std::str::from_utf8(head.get(9..12).context("a status line")?)?.parse()?;
    let mut length = Length::Known(0);
    for line in head.split(|byte| *byte == b'\n') {
        if starts_with(line, b"content-length:") {
            length = Length::Known(std::str::from_utf8(&line[15..])?.trim().parse()?);
        } else if starts_with(line, b"transfer-encoding:") {
            length = Length::Chunked;
        }
    }
    Ok(Head {
        status,
        bytes: head.len(),
        length,
    })
}

fn starts_with(line: &[u8], name: &[u8]) -> bool {
    line.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// Runs `work` for each of `total` numbers on so many connections, and answers how many a second.
pub async fn rate<W>(address: SocketAddr, clients: usize, total: usize, work: W) -> Result<f64>
where
    W: AsyncFn(&mut Conn, usize) -> Result<()> + 'static,
{
    let work = Rc::new(work);
    let next = Rc::new(Cell::new(0));
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(Conn::open(address).await?);
    }
    let started = Instant::now();
    let mut tasks = Vec::new();
    for mut connection in connections {
        let (work, next) = (Rc::clone(&work), Rc::clone(&next));
        tasks.push(tokio::task::spawn_local(async move {
            loop {
                let number = next.replace(next.get() + 1);
                if number >= total {
                    return Ok::<_, anyhow::Error>(());
                }
                work(&mut connection, number).await?;
            }
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(total as f64 / started.elapsed().as_secs_f64())
}

/// Milliseconds of each of `times` requests, one after the other: the median.
pub async fn latency(connection: &mut Conn, times: usize, request: &[u8]) -> Result<f64> {
    let mut samples = Vec::with_capacity(times);
    for _ in 0..times {
        let started = Instant::now();
        connection.ask_ok(request).await?;
        samples.push(millis(started));
    }
    Ok(median(samples))
}

/// Milliseconds since then.
pub fn millis(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e3
}

/// The middle one.
pub fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
