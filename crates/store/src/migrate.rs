//! Brings a database's tables up to date.
//!
//! A migration is one text for both databases with PostgreSQL's types; [`dialect`] derives SQLite's.
//! Each runs in a transaction of its own and is recorded with a checksum. A database that was
//! changed by other migrations than ours is refused.

mod dialect;

use crate::args;
use crate::db::{FromRow, Row, Sql, StoreError, Transactions, Tx};
use dialect::Dialect;

struct Migration {
    version: i64,
    name: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($version:literal $file:literal)*) => {
        &[$(Migration {
            version: $version,
            name: $file,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $file, ".sql")),
        }),*]
    };
}

/// Every migration, oldest first. One that was released is never changed.
const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_start"
    2 "0002_identity"
    3 "0003_organisation"
    4 "0004_external_login"
    5 "0005_sdk"
    6 "0006_groups"
    7 "0007_audit_names"
    8 "0008_jobs"
    9 "0009_archives"
    10 "0010_copies"
    11 "0011_shares"
    12 "0012_portal"
    13 "0013_packs"
    14 "0014_received"
    15 "0015_remembered"
    16 "0016_watch"
    17 "0017_rights"
};

/// What was applied; a migration like the others, except that nothing records it.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS migration (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);";

static LIST: Sql = Sql::both("SELECT version, name, checksum FROM migration ORDER BY version");
/// The moment is the database's: it is for people, and no clock of ours is at hand here.
static RECORD: Sql = Sql::split(
    "INSERT INTO migration (version, name, checksum, applied_at)
    VALUES (?1, ?2, ?3, unixepoch() * 1000000)",
    "INSERT INTO migration (version, name, checksum, applied_at)
    VALUES (?1, ?2, ?3, CAST(EXTRACT(EPOCH FROM now()) * 1000000 AS BIGINT))",
);

/// Migrates a SQLite database. The caller holds its lock.
pub(crate) fn sqlite(connection: &mut dyn Transactions) -> Result<(), StoreError> {
    run(connection, Dialect::Sqlite, MIGRATIONS)
}

/// Migrates a PostgreSQL database. The caller holds its lock.
pub(crate) fn postgres(connection: &mut dyn Transactions) -> Result<(), StoreError> {
    run(connection, Dialect::Postgres, MIGRATIONS)
}

fn run(
    connection: &mut dyn Transactions,
    dialect: Dialect,
    migrations: &[Migration],
) -> Result<(), StoreError> {
    let mut applied = 0;
    connection.transaction(&mut |tx| {
        tx.script(&dialect.translate(CREATE))?;
        applied = count_applied(&tx.list(&LIST, args![])?, migrations)?;
        Ok(())
    })?;
    for migration in &migrations[applied..] {
        connection.transaction(&mut |tx| apply(tx, dialect, migration))?;
        tracing::info!(migration = migration.name, "the database was migrated");
    }
    Ok(())
}

fn apply(tx: &mut Tx<'_>, dialect: Dialect, migration: &Migration) -> Result<(), StoreError> {
    tx.script(&dialect.translate(migration.text))?;
    let checksum = checksum(migration.text);
    tx.execute(&RECORD, args![migration.version, migration.name, checksum])?;
    Ok(())
}

struct Applied {
    version: i64,
    name: String,
    checksum: String,
}

impl FromRow for Applied {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: row.get(2)?,
        })
    }
}

/// How many of `migrations` the database has; a failure when it has others.
fn count_applied(applied: &[Applied], migrations: &[Migration]) -> Result<usize, StoreError> {
    for (n, found) in applied.iter().enumerate() {
        let Some(ours) = migrations.get(n) else {
            return Err(StoreError::refused(format!(
                "the database belongs to a newer server: it has migration {}, this server ends at {}",
                found.name,
                migrations.last().map_or("none", |last| last.name),
            )));
        };
        if found.version != ours.version || found.checksum != checksum(ours.text) {
            return Err(StoreError::refused(format!(
                "the database was made by another text of migration {}: it has {} ({})",
                ours.name, found.name, found.checksum,
            )));
        }
    }
    Ok(applied.len())
}

/// FNV-1a of the text: finds edits, not attacks.
fn checksum(text: &str) -> String {
    let hash = text
        .bytes()
        .filter(|byte| *byte != b'\r')
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests;
