//! Reads of a SQLite file on the thread that asks.
//!
//! The pool hands each statement to a thread of its connection and its row back: two changes of threads, which cost more than
//! most statements do. An answer of one statement is spared them here (docs/adr/0029). What is asked is the bundled SQLite
//! that the pool has too, and it is asked for texts only. A statement that takes long, or that cannot be answered at once, is
//! left to the pool: other requests of the thread do not wait for it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use sea_orm::Statement;
use sea_orm::sea_query::Value;

use crate::error::{Error, Result};
use crate::telemetry::metrics::StoreMetrics;

/// How many prepared statements a connection keeps: as many as the pool's do.
const KEPT: usize = 100;
/// How long a statement may take here.
const SHORT: Duration = Duration::from_millis(2);
/// After how many steps of its machine SQLite looks at the clock: some tens of microseconds.
const STEPS: i32 = 2_000;

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
        let begun = Instant::now();
        let connection = match self.taken() {
            Some(connection) => connection,
            None => self.open().ok()?,
        };
        let texts = ask(&connection, statement, begun).ok()?;
        self.metrics.statement(begun.elapsed(), false);
        // One that failed is not kept.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Some(texts)
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

fn ask(connection: &Connection, statement: &Statement, begun: Instant) -> Result<Vec<String>> {
    let values = statement.values.iter().flat_map(|values| &values.0).map(stored).collect::<Result<Vec<_>>>()?;
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(Error::internal)?;
    connection.progress_handler(STEPS, Some(move || begun.elapsed() > SHORT)).map_err(Error::internal)?;
    let columns = prepared.column_count();
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
    prepared.query_row(params_from_iter(values), read).map_err(Error::internal)
}

/// A value as the pool's driver binds it.
fn stored(value: &Value) -> Result<Stored> {
    let number = |number: Option<i64>| number.map_or(Stored::Null, Stored::Integer);
    Ok(match value {
        Value::Bool(flag) => number(flag.map(i64::from)),
        Value::Int(value) => number(value.map(i64::from)),
        Value::BigInt(value) => number(*value),
        Value::BigUnsigned(value) => {
            number(value.map(|value| i64::try_from(value).map_err(Error::internal)).transpose()?)
        }
        Value::Double(value) => value.map_or(Stored::Null, Stored::Real),
        Value::String(text) => text.clone().map_or(Stored::Null, Stored::Text),
        Value::Uuid(id) => id.map_or(Stored::Null, |id| Stored::Blob(id.as_bytes().to_vec())),
        other => return Err(Error::internal(format!("a value of a kind that reads do not bind: {other:?}"))),
    })
}
