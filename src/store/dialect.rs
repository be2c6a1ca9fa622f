//! The few lines in which the engines differ.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sea_query::extension::postgres::PgBinOper;
use sea_orm::sea_query::extension::sqlite::SqliteBinOper;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::config::DatabaseSettings;
use crate::error::{Code, Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite, inside this process.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Names the lock under which `seq` is given, among PostgreSQL's advisory locks.
const LOG_LOCK: i64 = 0x6461_7465_6c6f_6701;
/// Names the lock under which the schema is changed.
const SCHEMA_LOCK: i64 = 0x6461_7465_6c6f_6702;
/// Names the lock under which rates come in.
const RATES_LOCK: i64 = 0x6461_7465_6c6f_6703;
/// Names the lock of who writes sections, tags and authors, which those share who link articles to them.
const NAMES_LOCK: i64 = 0x6461_7465_6c6f_6704;
/// Names the lock of who says out of which articles others came or which they translate.
const RELATIONS_LOCK: i64 = 0x6461_7465_6c6f_6705;

/// Names the locks of networks.
const NETWORK_LOCKS: i32 = 0x6461_7465;

impl Engine {
    /// The engine that an address names.
    ///
    /// # Errors
    /// When it is neither of the two.
    pub fn of_url(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Ok(Self::Sqlite)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Ok(Self::Postgres)
        } else {
            Err(Error::new(
                Code::BadUserInput,
                "The database address must begin with sqlite: or postgres:, such as sqlite:dateline.db.",
            ))
        }
    }
}

/// Opens the connections for reading and for writing.
///
/// # Errors
/// When the database does not answer.
pub async fn connect(engine: Engine, settings: &DatabaseSettings) -> Result<(DatabaseConnection, DatabaseConnection)> {
    let many = u32::try_from(settings.database_connections.get()).unwrap_or(8);
    match engine {
        Engine::Sqlite => {
            // The writer comes first: it makes the file and sets its journal, which readers then find.
            let write = make(settings).await?;
            let read = open(sqlite(settings, many, true), settings).await?;
            Ok((read, write))
        }
        Engine::Postgres => {
            let write = open(postgres(settings, many, false), settings).await?;
            let read = open(postgres(settings, many, true), settings).await?;
            Ok((read, write))
        }
    }
}

/// Opens the writer of a SQLite file. While another program turns the journal of a new file to WAL, SQLite refuses at once,
/// without its busy timeout; so we ask again.
async fn make(settings: &DatabaseSettings) -> Result<DatabaseConnection> {
    for _ in 0..TRIES {
        match open(sqlite(settings, 1, false), settings).await {
            Err(error) if is_locked(&error) => tokio::time::sleep(Duration::from_millis(50)).await,
            done => return done,
        }
    }
    open(sqlite(settings, 1, false), settings).await
}

/// How often a file that is being made is tried: for about five seconds.
const TRIES: usize = 100;

fn is_locked(error: &Error) -> bool {
    error.cause.as_ref().is_some_and(|cause| cause.to_string().contains("database is locked"))
}

async fn open(mut options: ConnectOptions, settings: &DatabaseSettings) -> Result<DatabaseConnection> {
    options.sqlx_logging(false).acquire_timeout(wait(settings)).connect_timeout(wait(settings));
    Database::connect(options).await.map_err(internal)
}

/// How long a request waits for a connection.
fn wait(settings: &DatabaseSettings) -> Duration {
    Duration::from_secs(settings.database_wait_seconds.into())
}

fn postgres(settings: &DatabaseSettings, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.database_url);
    options
        .max_connections(connections)
        .statement_timeout(Duration::from_secs(settings.database_statement_seconds.into()));
    if read_only {
        // A plain BEGIN then begins a snapshot, without a statement of its own for each setting.
        let snapshots = [("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")];
        options.map_sqlx_postgres_opts(move |options| options.options(snapshots));
    }
    options
}

fn sqlite(settings: &DatabaseSettings, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.database_url);
    let wait = wait(settings);
    // A file does not go away: nothing is asked of a connection before it is used.
    options.max_connections(connections).min_connections(1).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(move |options| {
        let options = options
            .create_if_missing(true)
            .busy_timeout(wait)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("journal_size_limit", "67108864")
            .pragma("mmap_size", "0");
        if read_only { options.pragma("query_only", "ON") } else { options }
    });
    options
}

/// The file of a SQLite database; `None` for PostgreSQL.
///
/// # Errors
/// When the address cannot be read.
pub fn file_of(engine: Engine, url: &str) -> Result<Option<PathBuf>> {
    if engine == Engine::Postgres {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::new(Code::BadUserInput, format!("The database address cannot be read: {error}")))?;
    Ok(Some(options.get_filename().to_owned()))
}

/// Opens a SQLite file that is there, as it is: nothing is made, and the journal stays what it is.
///
/// # Errors
/// When there is no such file, or it is no database.
pub async fn existing(file: &Path) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite:file");
    let unusable = |error| Error {
        cause: Some(Box::new(error)),
        ..Error::new(Code::BadUserInput, format!("{} cannot be opened as a database.", file.display()))
    };
    let file = file.to_owned();
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |options| {
        options.filename(&file).create_if_missing(false).busy_timeout(Duration::from_secs(5)).pragma("mmap_size", "0")
    });
    Database::connect(options).await.map_err(unusable)
}

/// How many connections of a pool are open, and how many of them nobody uses.
pub(super) fn pool(connection: &DatabaseConnection, engine: Engine) -> (i64, i64) {
    let (open, idle) = match engine {
        Engine::Sqlite => {
            let pool = connection.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        }
        Engine::Postgres => {
            let pool = connection.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        }
    };
    (open.into(), i64::try_from(idle).unwrap_or(i64::MAX))
}

/// Begins a writing transaction; on SQLite it takes the write lock at once, because a later upgrade could not wait.
///
/// # Errors
/// `SERVICE_UNAVAILABLE` when the lock cannot be had in time.
pub async fn begin(write: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    write.begin_with_options(options).await.map_err(internal)
}

/// Takes the lock under which `seq` is given; SQLite's single writer holds it already.
///
/// # Errors
/// When the database refuses.
pub async fn lock_log(tx: &DatabaseTransaction, engine: Engine) -> Result<()> {
    lock(tx, engine, LOG_LOCK).await
}

/// Takes the lock under which the schema is changed.
///
/// # Errors
/// When the database refuses.
pub async fn lock_schema(tx: &DatabaseTransaction, engine: Engine) -> Result<()> {
    lock(tx, engine, SCHEMA_LOCK).await
}

/// Takes the lock under which rates come in; SQLite's single writer holds it already.
///
/// # Errors
/// When the database refuses.
pub async fn lock_rates(tx: &DatabaseTransaction, engine: Engine) -> Result<()> {
    lock(tx, engine, RATES_LOCK).await
}

/// Takes the lock under which articles are related to one another; SQLite's single writer holds it already.
///
/// # Errors
/// When the database refuses.
pub async fn lock_relations(tx: &DatabaseTransaction, engine: Engine) -> Result<()> {
    lock(tx, engine, RELATIONS_LOCK).await
}

/// Takes the lock of sections, tags and authors for oneself; SQLite's single writer holds it already.
///
/// # Errors
/// When the database refuses.
pub async fn lock_names(tx: &DatabaseTransaction, engine: Engine) -> Result<()> {
    lock(tx, engine, NAMES_LOCK).await
}

/// Shares that lock with others who only link to what is there, so that nothing of it goes meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn share_names(conn: &Conn<'_>) -> Result<()> {
    if conn.get_database_backend() == DbBackend::Postgres {
        let sql = format!("SELECT pg_advisory_xact_lock_shared({NAMES_LOCK})");
        conn.execute_unprepared(&sql).await.map_err(internal)?;
    }
    Ok(())
}

/// Takes the lock of a network, from which comments come one after another; SQLite's single writer holds it already.
///
/// # Errors
/// When the database refuses.
pub async fn lock_network(tx: &DatabaseTransaction, engine: Engine, number: i32) -> Result<()> {
    if engine == Engine::Postgres {
        // A lock of two numbers never meets one of a single number.
        let sql = format!("SELECT pg_advisory_xact_lock({NETWORK_LOCKS}, {number})");
        tx.execute_unprepared(&sql).await.map_err(internal)?;
    }
    Ok(())
}

async fn lock(tx: &DatabaseTransaction, engine: Engine, name: i64) -> Result<()> {
    if engine == Engine::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({name})")).await.map_err(internal)?;
    }
    Ok(())
}

/// Whether a text holds a word, capitals or not. SQLite folds only ASCII, and PostgreSQL what its locale knows; so the pattern
/// names both forms of each letter.
#[must_use]
pub fn holds_word(backend: DbBackend, text: SimpleExpr, word: &str) -> SimpleExpr {
    let both = |c: char| {
        let mut forms = vec![c];
        for other in [one(c.to_lowercase()), one(c.to_uppercase())].into_iter().flatten() {
            if !forms.contains(&other) {
                forms.push(other);
            }
        }
        forms
    };
    let postgres = backend == DbBackend::Postgres;
    let sign = |c: char| match both(c).as_slice() {
        [_] if postgres && c.is_ascii_punctuation() => format!("\\{c}"),
        [_] if !postgres && matches!(c, '*' | '?' | '[') => format!("[{c}]"),
        [_] => c.to_string(),
        forms => format!("[{}]", forms.iter().collect::<String>()),
    };
    let pattern: String = word.chars().map(sign).collect();
    if postgres {
        text.binary(PgBinOper::Regex, pattern)
    } else {
        text.binary(SqliteBinOper::Glob, format!("*{pattern}*"))
    }
}

/// The character, where it is only one.
fn one(mut forms: impl Iterator<Item = char>) -> Option<char> {
    let first = forms.next();
    if forms.next().is_some() { None } else { first }
}
