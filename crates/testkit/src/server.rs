//! The running program.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::{Database, Deadline, Place};

/// What the program prints once it serves.
const LISTENING: &str = "listening on ";
/// Lines of the log that a failing test shows.
const SHOWN: usize = 300;

/// A server on a place of its own. Dropping it kills it and removes its data.
pub struct Server {
    binary: PathBuf,
    place: Place,
    running: Option<Running>,
    url: String,
    log: Arc<Mutex<Vec<String>>>,
}

struct Running {
    child: Child,
    id: Pid,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Starts the program on an empty place, on a port that the system chooses.
    #[must_use]
    pub fn start(binary: &Path, place: Place) -> Self {
        let mut server = Self {
            binary: binary.to_owned(),
            place,
            running: None,
            url: String::new(),
            log: Arc::default(),
        };
        server.start_again();
        server
    }

    /// Starts the program again on the same data and port, after it was stopped or killed.
    pub fn start_again(&mut self) {
        assert!(self.running.is_none(), "it runs already");
        let address = self
            .url
            .strip_prefix("http://")
            .unwrap_or("127.0.0.1:0")
            .to_owned();
        let deadline = Deadline::default();
        loop {
            if self.try_start(&address, deadline) {
                return;
            }
            // Somebody's outgoing connection may have the port for a moment.
            let taken = self
                .log_since(0)
                .iter()
                .any(|line| line.contains("cannot listen"));
            assert!(
                taken && !deadline.is_over(),
                "it does not start:\n{}",
                self.log_tail()
            );
        }
    }

    fn try_start(&mut self, address: &str, deadline: Deadline) -> bool {
        let mut child = self
            .place
            .command(&self.binary, &["serve"])
            .env("COFFER_LISTEN", address)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let id = child.id();
        self.place.note_process(Some(id));
        let lines = self.follow(child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let pid = Pid::from_raw(id.try_into().unwrap()).unwrap();
        self.running = Some(Running { child, id: pid });
        loop {
            match lines.recv_timeout(deadline.left()) {
                Ok(line) => {
                    if let Some(url) = line.strip_prefix(LISTENING) {
                        self.url = url.trim_end().to_owned();
                        return true;
                    }
                }
                Err(_) => {
                    self.kill();
                    return false;
                }
            }
        }
    }

    /// Collects both outputs as the log; the lines of the first are handed on as well.
    fn follow(
        &self,
        stdout: impl Read + Send + 'static,
        stderr: impl Read + Send + 'static,
    ) -> Receiver<String> {
        let (send, receive) = channel();
        collect(stdout, Arc::clone(&self.log), Some(send));
        collect(stderr, Arc::clone(&self.log), None);
        receive
    }

    /// Starts a second server on the same data, which PostgreSQL allows.
    #[must_use]
    pub fn beside(&self) -> Companion {
        let mut child = self
            .place
            .command(&self.binary, &["serve"])
            .env("COFFER_LISTEN", "127.0.0.1:0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let (send, lines) = channel();
        collect(
            child.stdout.take().unwrap(),
            Arc::clone(&self.log),
            Some(send),
        );
        let deadline = Deadline::default();
        let mut companion = Companion {
            child,
            url: String::new(),
        };
        while companion.url.is_empty() {
            let line = lines.recv_timeout(deadline.left()).expect("it starts");
            if let Some(url) = line.strip_prefix(LISTENING) {
                url.trim_end().clone_into(&mut companion.url);
            }
        }
        companion
    }

    /// Its address, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where its data is.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Which database it is on.
    #[must_use]
    pub fn database(&self) -> Database {
        self.place.database()
    }

    /// The number of the process.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }

    /// Asks it to stop, without waiting.
    pub fn ask_to_stop(&self) {
        let running = self.running.as_ref().expect("it runs");
        kill_process(running.id, Signal::TERM).unwrap();
    }

    /// Waits until it has ended, and says how.
    pub fn wait(&mut self) -> ExitStatus {
        let mut running = self.running.take().expect("it runs");
        let deadline = Deadline::default();
        let status = loop {
            if let Some(status) = running.child.try_wait().unwrap() {
                break status;
            }
            if deadline.is_over() {
                let _ = running.child.kill();
                let _ = running.child.wait();
                panic!("it does not end:\n{}", self.log_tail());
            }
            pause();
        };
        self.place.note_process(None);
        status
    }

    /// Asks it to stop and waits; it has to end well.
    pub fn stop(&mut self) {
        self.ask_to_stop();
        let status = self.wait();
        assert!(
            status.success(),
            "it ended with {status}:\n{}",
            self.log_tail()
        );
    }

    /// Ends it as a power cut would (kill -9).
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.child.kill();
            running.child.wait().unwrap();
            self.place.note_process(None);
        }
    }

    /// Runs a command of the program on the same data, with something typed.
    #[track_caller]
    pub fn run(&self, arguments: &[&str], typed: &str) -> String {
        self.place.run(&self.binary, arguments, typed)
    }

    /// How many lines the log has.
    #[must_use]
    pub fn log_length(&self) -> usize {
        self.log.lock().unwrap().len()
    }

    /// The lines of the log from there on.
    #[must_use]
    pub fn log_since(&self, line: usize) -> Vec<String> {
        self.log.lock().unwrap()[line..].to_vec()
    }

    /// The end of the log, for the text of a failure.
    #[must_use]
    pub fn log_tail(&self) -> String {
        let lines = self.log.lock().unwrap();
        lines[lines.len().saturating_sub(SHOWN)..].join("\n")
    }

    /// Shows what was logged from `line` on: a test failed.
    pub fn show_log(&self, line: usize) {
        let lines = self.log_since(line);
        let first = lines.len().saturating_sub(SHOWN);
        eprintln!("--- log of {}\n{}", self.url, lines[first..].join("\n"));
    }
}

/// A second server on the data of another. Dropping it kills it.
#[derive(Debug)]
pub struct Companion {
    child: Child,
    url: String,
}

impl Companion {
    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn collect(
    output: impl Read + Send + 'static,
    log: Arc<Mutex<Vec<String>>>,
    lines: Option<Sender<String>>,
) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let Ok(line) = line else { return };
            if let Some(lines) = &lines {
                // Nobody listens any more once the server has started.
                let _ = lines.send(line.clone());
            }
            log.lock().unwrap().push(line);
        }
    });
}

/// The end of a process cannot be waited for together with a deadline, only looked for.
fn pause() {
    std::thread::park_timeout(Duration::from_millis(5));
}
