//! Reads of a SQLite file on the thread that asks.
//!
//! The pool hands each statement to a thread of its connection and its row back: two changes of threads, which cost more than
//! most statements do. An answer of one statement is spared them here (docs/adr/0029). What is asked is the bundled SQLite
//! that the pool has too, and it is asked for what a `Gather` asks for only. A statement that takes long, or that cannot be answered at once, is
//! left to the pool: other requests of the thread do not wait for it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::types::Value as Stored;
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};
use sea_orm::Statement;
use sea_orm::sea_query::Value;

use crate::store::rows::Rows;
use crate::telemetry::metrics::StoreMetrics;

/// How many prepared statements a connection keeps: as many as the pool's do.
const KEPT: usize = 100;
/// After how many steps of its machine SQLite asks whether it is to go on: some tens of microseconds.
const STEPS: i32 = 2_000;
/// How often it may go on: for about two milliseconds of work. It is the work that counts and not the time, because on a
/// machine that has much to do each statement takes long, and to ask the pool once more would make that worse.
const SHORT: u32 = 50;
/// How long it may take at most, where it waits for a disk.
const LONG: Duration = Duration::from_millis(20);

/// Connections to a file that only read. Nobody waits for one: there are never more in use than threads.
#[derive(Clone)]
pub struct Direct {
    file: PathBuf,
    metrics: StoreMetrics,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl fmt::Debug for Direct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Direct").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Direct {
    /// Reads of a file that is there.
    pub(super) fn new(file: &Path, metrics: StoreMetrics) -> Self {
        Self { file: file.to_owned(), metrics, idle: Arc::default() }
    }

    /// The columns of the only row that a statement finds, each a text; `None` when it is to be asked of the pool, which knows
    /// how to wait and how to tell what is wrong.
    pub(super) fn texts(&self, statement: &Statement) -> Option<Vec<String>> {
        self.ask(|connection| texts(connection, statement))
    }

    /// The rows that a statement finds, and the texts of another one about them, if there is one; both see the database at one
    /// moment. `None` as for [`Direct::texts`].
    pub(super) fn page(
        &self,
        statement: &Statement,
        about: impl FnOnce(&Rows) -> Option<Statement>,
    ) -> Option<(Rows, Vec<String>)> {
        self.ask(|connection| {
            let run = |sql: &str| connection.prepare_cached(sql).and_then(|mut sql| sql.execute([]));
            run("BEGIN")?;
            let rows = rows(connection, statement)?;
            let texts = about(&rows).map_or_else(|| Ok(Vec::new()), |about| texts(connection, &about))?;
            run("COMMIT")?;
            Ok((rows, texts))
        })
    }

    fn ask<T>(&self, asked: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        let connection = match self.taken() {
            Some(connection) => connection,
            None => self.open().ok()?,
        };
        let (begun, mut looks) = (Instant::now(), 0_u32);
        let is_long = move || {
            looks += 1;
            looks > SHORT || begun.elapsed() > LONG
        };
        connection.progress_handler(STEPS, Some(is_long)).ok()?;
        let found = asked(&connection);
        match &found {
            Ok(_) => self.metrics.statement(begun.elapsed(), false),
            // What was broken off is over, and the connection is as good as before; after another failure it is not kept.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                if !connection.is_autocommit() {
                    connection.execute_batch("ROLLBACK").ok()?;
                }
            }
            Err(_) => return None,
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        found.ok()
    }

    /// Closes the connections that nobody uses.
    pub(super) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn taken(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        // A connection that may not write could not make the index of the journal anew; that it does not is set below.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(Duration::ZERO)?;
        connection.pragma_update(None, "query_only", "ON")?;
        connection.pragma_update(None, "mmap_size", 0)?;
        connection.set_prepared_statement_cache_capacity(KEPT);
        Ok(connection)
    }
}

fn values(statement: &Statement) -> rusqlite::Result<Vec<Stored>> {
    statement.values.iter().flat_map(|values| &values.0).map(stored).collect()
}

fn texts(connection: &Connection, statement: &Statement) -> rusqlite::Result<Vec<String>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns = prepared.column_count();
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
    prepared.query_row(params_from_iter(values(statement)?), read)
}

fn rows(connection: &Connection, statement: &Statement) -> rusqlite::Result<Rows> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns = prepared.column_count();
    Rows::read(columns, prepared.query(params_from_iter(values(statement)?))?)
}

/// A value as the pool's driver binds it.
fn stored(value: &Value) -> rusqlite::Result<Stored> {
    let unknown = |detail: String| rusqlite::Error::ToSqlConversionFailure(detail.into());
    let number = |number: Option<i64>| number.map_or(Stored::Null, Stored::Integer);
    Ok(match value {
        Value::Bool(flag) => number(flag.map(i64::from)),
        Value::Int(value) => number(value.map(i64::from)),
        Value::BigInt(value) => number(*value),
        Value::BigUnsigned(value) => {
            number(value.map(|value| i64::try_from(value).map_err(|error| unknown(error.to_string()))).transpose()?)
        }
        Value::Double(value) => value.map_or(Stored::Null, Stored::Real),
        Value::String(text) => text.clone().map_or(Stored::Null, Stored::Text),
        Value::Uuid(id) => id.map_or(Stored::Null, |id| Stored::Blob(id.as_bytes().to_vec())),
        other => return Err(unknown(format!("a value of a kind that reads do not bind: {other:?}"))),
    })
}
