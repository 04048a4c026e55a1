//! The servers that are measured: ours, nginx, and a handler that does nothing.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::api::ADMIN;
use crate::client::{Conn, millis};

/// What a run knows of its surroundings.
#[derive(Debug, Clone)]
pub struct Place {
    /// The server's program.
    pub coffer: PathBuf,
    /// The program that fills folders.
    pub seed: PathBuf,
    /// An empty folder on the disk that is measured.
    pub folder: PathBuf,
    /// The database, if not SQLite in the data folder.
    pub database: Option<String>,
}

/// A process that ends with its owner.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Milliseconds until it answered.
    pub started_in: f64,
}

impl Place {
    fn command(&self, program: &Path, listen: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("COFFER_") {
                command.env_remove(name);
            }
        }
        command
            .env("COFFER_DATA_DIR", self.folder.join("data"))
            .env("COFFER_LISTEN", listen)
            .env("COFFER_ADMIN_USER", ADMIN.0)
            .env("COFFER_ADMIN_PASSWORD", ADMIN.1)
            .env("COFFER_LOG", "warn")
            .current_dir(&self.folder);
        if let Some(database) = &self.database {
            command.env("COFFER_DATABASE_URL", database);
        }
        command
    }

    /// Starts the server and waits until it answers.
    pub async fn serve(&self, address: Option<SocketAddr>) -> Result<Running> {
        let listen = address.unwrap_or(free_address()?);
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("server.log"))?;
        let started = Instant::now();
        let mut child = self
            .command(&self.coffer, &listen.to_string())
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", self.coffer.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        let said = lines.next().context("the server ended at once")??;
        ensure!(said.starts_with("listening on "), "{said}");
        let mut conn = Conn::open(listen).await?;
        conn.ask_ok(&crate::api::request("GET", "/readyz", "", b""))
            .await?;
        Ok(Running {
            child,
            address: listen,
            started_in: millis(started),
        })
    }

    /// Fills the drive while no server runs; answers what the program says, a line for each thing
    /// that it made.
    pub fn fill(&self, what: &[String]) -> Result<String> {
        let output = self
            .command(&self.seed, "127.0.0.1:0")
            .args(what)
            .output()
            .with_context(|| format!("starting {}", self.seed.display()))?;
        ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Starts nginx on a folder of its own; answers it and its files' folder.
    pub async fn nginx(&self) -> Result<(Running, PathBuf)> {
        let folder = self.folder.join("nginx");
        let files = folder.join("files");
        fs::create_dir_all(&files)?;
        let address = free_address()?;
        let conf = folder.join("nginx.conf");
        let user = if is_root()? { "user root;" } else { "" };
        let at = folder.display();
        fs::write(
            &conf,
            format!(
                "daemon off; {user} pid {at}/pid; error_log {at}/error.log; worker_processes auto;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
  client_max_body_size 0; client_body_temp_path {at}/body;
  server {{
    listen {address}; root {at}/files; autoindex on; autoindex_format json;
    dav_methods PUT DELETE MKCOL COPY MOVE;
  }}
}}
"
            ),
        )?;
        let mut command = Command::new("nginx");
        command.arg("-c").arg(&conf).arg("-p").arg(&folder);
        Ok((start(command, address).await?, files))
    }

    /// Starts this program as a server that answers everything with the same few bytes.
    pub async fn empty_handler(&self) -> Result<Running> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("empty").arg(address.to_string());
        start(command, address).await
    }
}

impl Running {
    /// Resident memory of the process and its children, in MiB.
    pub fn memory(&self) -> Result<f64> {
        let own = self.child.id();
        let children = fs::read_to_string(format!("/proc/{own}/task/{own}/children"))?;
        let all = children
            .split_whitespace()
            .map(str::to_owned)
            .chain([own.to_string()]);
        let mut sum = 0.0;
        for id in all {
            let status = fs::read_to_string(format!("/proc/{id}/status"))?;
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("VmRSS:"))
                .context("VmRSS")?;
            let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
            sum += kib / 1024.0;
        }
        Ok(sum)
    }

    /// Ends it as an operator does.
    pub fn end(&mut self) -> Result<()> {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status()?;
        ensure!(asked.success(), "the server is gone already");
        let status = self.child.wait()?;
        ensure!(status.success(), "it ended with {status}");
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // nginx leaves its workers behind when it is killed, so it is asked first.
        let id = self.child.id().to_string();
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = Command::new("kill").args(["-TERM", &id]).status();
            let _ = self.child.wait();
        }
    }
}

async fn start(mut command: Command, address: SocketAddr) -> Result<Running> {
    let started = Instant::now();
    let child = command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("starting {:?}", command.get_program()))?;
    let running = |started_in| Running {
        child,
        address,
        started_in,
    };
    while started.elapsed() < Duration::from_secs(10) {
        if Conn::open(address).await.is_ok() {
            return Ok(running(millis(started)));
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(running(0.0));
    bail!("it does not listen");
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(output.stdout.starts_with(b"0\n"))
}
