//! Where a server keeps its data, and how that goes away again.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use tempfile::TempDir;

use crate::Random;

/// Which database a server runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Database {
    /// A file in the data folder.
    Sqlite,
    /// A database of its own on the server that `COFFER_TEST_POSTGRES` names.
    Postgres,
}

/// The data of one server, and the environment that leads the program to it. Everything is removed
/// at the end, also when this process is killed: another one, the janitor, waits for that.
#[derive(Debug)]
pub struct Place {
    database: Database,
    folder: PathBuf,
    variables: Vec<(String, String)>,
    janitor: Mutex<Child>,
}

impl Place {
    /// The login name of the administrator.
    pub const ADMIN: &str = "admin";
    /// The password of everybody.
    pub const PASSWORD: &str = "correct horse battery";

    /// An empty place; `None` when tests on this database are switched off.
    #[must_use]
    pub fn make(database: Database) -> Option<Self> {
        let (url, base, name) = match database {
            Database::Sqlite => (None, String::new(), String::new()),
            Database::Postgres => {
                let base = postgres_server()?;
                let name = format!("coffer_it_{:016x}", Random::fresh_seed());
                psql(&base, &format!("CREATE DATABASE {name}"));
                let (server, _) = base
                    .rsplit_once('/')
                    .expect("the address ends in a database");
                (Some(format!("{server}/{name}")), base, name)
            }
        };
        // The janitor removes it.
        let folder = TempDir::with_prefix("coffer-it-").unwrap().keep();
        let janitor = janitor(&folder, &base, &name);
        let data = folder.join("data");
        let mut variables = vec![
            variable("COFFER_DATA_DIR", data.to_str().unwrap()),
            variable("COFFER_ADMIN_USER", Self::ADMIN),
            variable("COFFER_ADMIN_PASSWORD", Self::PASSWORD),
            variable("COFFER_LOG", "info"),
            // Tests log in often, and all from one address.
            variable("COFFER_LOGIN_ATTEMPTS_PER_ADDRESS", "1000000"),
        ];
        variables.extend(url.map(|url| variable("COFFER_DATABASE_URL", &url)));
        Some(Self {
            database,
            folder,
            variables,
            janitor: Mutex::new(janitor),
        })
    }

    /// The same with another environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push(variable(name, value));
        self
    }

    /// Which database it is on.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database
    }

    /// The data folder of the server.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The environment that the program needs.
    pub fn environment(&self) -> impl Iterator<Item = (OsString, OsString)> + '_ {
        let pairs = self.variables.iter();
        pairs.map(|(name, value)| (name.into(), value.into()))
    }

    /// The program, ready to be run on this place with these arguments.
    #[must_use]
    pub fn command(&self, binary: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary);
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment())
            .current_dir(&self.folder);
        command
    }

    /// Runs a command of the program with something typed, and answers what it printed.
    #[track_caller]
    pub fn run(&self, binary: &Path, arguments: &[&str], typed: &str) -> String {
        let mut child = self
            .command(binary, arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(typed.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "coffer {} failed: {}{}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Tells the janitor which process to end; `None` when it has ended.
    pub(crate) fn note_process(&self, id: Option<u32>) {
        let line = id.map_or_else(String::new, |id| id.to_string());
        let mut janitor = self.janitor.lock().unwrap();
        let stdin = janitor.stdin.as_mut().unwrap();
        stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let janitor = self.janitor.get_mut().unwrap();
        drop(janitor.stdin.take());
        let _ = janitor.wait();
    }
}

fn variable(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The server for tests on PostgreSQL. That it is missing is a failure, not a reason to skip.
fn postgres_server() -> Option<String> {
    let base = std::env::var("COFFER_TEST_POSTGRES").expect(
        "COFFER_TEST_POSTGRES names no PostgreSQL server: use `make test`, which starts one, or \
         set it to `skip`",
    );
    (base != "skip").then_some(base)
}

fn psql(base: &str, statement: &str) {
    let output = Command::new("psql")
        .args([
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            base,
            "-c",
            statement,
        ])
        .output()
        .expect("psql is installed");
    assert!(
        output.status.success(),
        "{statement}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Waits until this process ends, however it ends, and clears up. Lines tell it the process to end.
fn janitor(folder: &Path, base: &str, name: &str) -> Child {
    let script = r#"trap '' INT TERM HUP
        process=
        while read -r line; do process=$line; done
        [ -z "$process" ] || kill -9 "$process" 2>/dev/null
        rm -rf "$1"
        [ -z "$3" ] || psql -X -q -d "$2" -c "DROP DATABASE IF EXISTS $3 WITH (FORCE)""#;
    Command::new("sh")
        .args(["-c", script, "janitor"])
        .args([folder.as_os_str(), base.as_ref(), name.as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell")
}
