//! Servers and people for tests.

use coffer::config::Config;
use coffer_core::Drive;
use coffer_core::identity::NewUser;
use coffer_core::organisation::ChangeTenant;
use coffer_model::TenantId;
use coffer_model::user::Role;
use coffer_store::{Sql, Store, StoreError, StoreSettings, args};
use coffer_testkit::{Database, KooDrive, Login, Place, Server, eventually};
use futures_util::FutureExt;
use serde_json::Value;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// The program under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_coffer");
/// People of a shared server: each is used by one test only.
const PEOPLE: usize = 650;

/// Defines each of the named functions as a test on a server on SQLite and on one on PostgreSQL that
/// it shares with others.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                $crate::support::run(coffer_testkit::Database::Sqlite, super::$name).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                $crate::support::run(coffer_testkit::Database::Postgres, super::$name).await;
            })*
        }
    };
}
pub(crate) use on_both_databases;

/// The same for tests that stop, kill or fill their server: each gets a place of its own.
macro_rules! alone_on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                $crate::support::run_alone(coffer_testkit::Database::Sqlite, super::$name).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                $crate::support::run_alone(coffer_testkit::Database::Postgres, super::$name).await;
            })*
        }
    };
}
pub(crate) use alone_on_both_databases;

/// A server that tests share, and the people that nobody uses yet.
pub(crate) struct Shared {
    server: Server,
    used: AtomicUsize,
    app: coffer_testkit::App,
}

/// Runs a test on the shared server of a database; shows the server's log when it fails.
pub(crate) async fn run<F: Future<Output = ()>>(
    database: Database,
    test: impl FnOnce(&'static Shared) -> F,
) {
    let Some(shared) = shared(database) else {
        return;
    };
    let line = shared.server.log_length();
    if let Err(panic) = AssertUnwindSafe(test(shared)).catch_unwind().await {
        shared.server.show_log(line);
        resume_unwind(panic);
    }
}

/// Runs a test with a running server of its own.
pub(crate) async fn run_alone<F: AsyncFnOnce(&mut Server)>(database: Database, test: F) {
    let Some(place) = Place::make(database) else {
        return;
    };
    let mut server = Server::start(Path::new(BINARY), place);
    let outcome = AssertUnwindSafe(test(&mut server)).catch_unwind().await;
    if let Err(panic) = outcome {
        server.show_log(0);
        resume_unwind(panic);
    }
}

fn shared(database: Database) -> Option<&'static Shared> {
    static SQLITE: OnceLock<Option<Shared>> = OnceLock::new();
    static POSTGRES: OnceLock<Option<Shared>> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());
    let cell = match database {
        Database::Sqlite => &SQLITE,
        Database::Postgres => &POSTGRES,
    };
    // A start that fails is not tried again by every test of the suite at the same time.
    let _one = STARTING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    // On a thread of its own: a runtime cannot wait inside another.
    cell.get_or_init(|| std::thread::spawn(move || start(database)).join().unwrap())
        .as_ref()
}

fn start(database: Database) -> Option<Shared> {
    let place = Place::make(database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let app = place.run(
        Path::new(BINARY),
        &["init", "--password-stdin", Place::ADMIN],
        &typed(),
    );
    assert!(!app.is_empty());
    runtime.block_on(people(&place));
    let app =
        coffer_testkit::App::parse(&place.run(Path::new(BINARY), &["app", "add", "robot"], ""));
    let server = Server::start(Path::new(BINARY), place);
    Some(Shared {
        server,
        used: AtomicUsize::new(0),
        app,
    })
}

fn typed() -> String {
    format!("{}\n", Place::PASSWORD)
}

/// Adds the people while no server runs: there is one process at a time on SQLite.
async fn people(place: &Place) {
    static ROOM: Sql = Sql::both("UPDATE tenant SET capacity = capacity * 16");
    change(place, &ROOM, Vec::new()).await;
    let drive = open(place).await;
    let adding = (0..PEOPLE).map(|number| add(&drive, None, format!("person{number}")));
    for added in futures_util::future::join_all(adding).await {
        assert!(!added.is_empty());
    }
    drive.close().await;
}

/// Adds somebody and answers the id.
pub(crate) async fn add(drive: &Drive, tenant: Option<TenantId>, login: String) -> String {
    let new = NewUser {
        tenant,
        department: None,
        login,
        password: Place::PASSWORD.to_owned(),
        name: String::new(),
        mobile: String::new(),
        email: String::new(),
        role: Role::Member,
    };
    loop {
        match drive.add_user(new.clone()).await {
            // Only so many passwords are hashed at the same time.
            Err(error) if error.code() == coffer_model::Code::Busy => {
                tokio::task::yield_now().await
            }
            added => return added.unwrap().to_string(),
        }
    }
}

/// Changes a tenant so often that its audit log has as many more entries.
pub(crate) async fn fill_audit_log(server: &mut Server, entries: usize) {
    server.stop();
    let drive = open(server.place()).await;
    let tenant = drive.find_tenant(None).await.unwrap().unwrap();
    let numbers: Vec<usize> = (0..entries).collect();
    // No more at once than the queue of the database takes.
    for some in numbers.chunks(50) {
        let changing = some.iter().map(|number| {
            let change = ChangeTenant {
                user_limit: Some(i64::try_from(*number).unwrap()),
                ..ChangeTenant::default()
            };
            drive.change_tenant(tenant, change)
        });
        for changed in futures_util::future::join_all(changing).await {
            changed.unwrap();
        }
    }
    drive.close().await;
    server.start_again();
}

/// The drive of a place whose server does not run. A process that another test starts holds our lock
/// on a database until it has become its own program: opening may have to wait for that.
pub(crate) async fn open(place: &Place) -> Drive {
    let settings = settings(place, None);
    eventually("the drive opens", || async {
        coffer::drive::open(&settings).await.ok()
    })
    .await
}

/// The settings that the program reads of a place.
pub(crate) fn settings(place: &Place, address: Option<&str>) -> coffer::config::Settings {
    let mut environment: Vec<_> = place.environment().collect();
    environment.extend(address.map(|address| ("COFFER_LISTEN".into(), address.into())));
    Config::load(None, environment).unwrap().settings
}

/// Changes rows for what no operation does yet. On SQLite no server may run meanwhile.
pub(crate) async fn change(place: &Place, statement: &'static Sql, arguments: Vec<i64>) -> u64 {
    let store = store(place).await;
    let changed = store
        .write(move |tx| {
            let changed = match arguments[..] {
                [] => tx.execute(statement, args![])?,
                [one] => tx.execute(statement, args![one])?,
                [one, two] => tx.execute(statement, args![one, two])?,
                _ => panic!("more arguments than any statement has"),
            };
            Ok::<_, StoreError>(changed)
        })
        .await
        .unwrap();
    store.close().await;
    changed
}

/// Ends the leases of a server that was killed: on PostgreSQL, where there may be others, that takes a
/// minute, for which no test waits.
pub(crate) async fn end_leases(place: &Place) {
    static END: Sql = Sql::both("UPDATE job SET lease_until = 0 WHERE status = 1");
    change(place, &END, Vec::new()).await;
}

/// The database of a place.
pub(crate) async fn store(place: &Place) -> Store {
    let url = settings(place, None).database_url;
    eventually("the database opens", || async {
        Store::open(StoreSettings::new(url.clone())).await.ok()
    })
    .await
}

/// The database of a place whose server runs.
pub(crate) async fn store_beside(place: &Place) -> Store {
    let settings = StoreSettings {
        beside_server: true,
        ..StoreSettings::new(settings(place, None).database_url)
    };
    Store::open(settings).await.unwrap()
}

impl Shared {
    /// Somebody whom no other test uses, logged in, with an empty space.
    pub(crate) async fn person(&self) -> Person {
        let number = self.used.fetch_add(1, Ordering::Relaxed);
        assert!(number < PEOPLE, "more people are needed");
        Person::log_in(self.server.url(), &format!("person{number}")).await
    }

    /// The administrator.
    pub(crate) async fn admin(&self) -> Person {
        Person::log_in(self.server.url(), Place::ADMIN).await
    }

    /// Somebody without a credential.
    pub(crate) fn stranger(&self) -> KooDrive {
        KooDrive::anonymous(self.server.url())
    }

    /// A registered app.
    pub(crate) fn app(&self) -> &coffer_testkit::App {
        &self.app
    }

    /// The server.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }
}

/// Somebody with a personal space.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    client: KooDrive,
    pub(crate) login: Login,
    /// The login name.
    pub(crate) name: String,
    /// What 4.3.2 says of the space.
    pub(crate) space: Value,
}

impl Deref for Person {
    type Target = KooDrive;

    fn deref(&self) -> &KooDrive {
        &self.client
    }
}

impl Person {
    /// Logs in with everybody's password.
    pub(crate) async fn log_in(url: &str, name: &str) -> Self {
        let (client, login) = KooDrive::log_in(url, name, Place::PASSWORD).await;
        let space = client.space(&login.user, "1").await.ok()["data"].clone();
        Self {
            client,
            login,
            name: name.to_owned(),
            space,
        }
    }

    /// Goes on after the server was started again.
    pub(crate) fn reconnect(&mut self) {
        self.client.reconnect();
    }

    /// The id of the space.
    pub(crate) fn container(&self) -> &str {
        self.space["containerId"].as_str().unwrap()
    }

    /// The person's id.
    pub(crate) fn user(&self) -> &str {
        &self.login.user
    }
}
