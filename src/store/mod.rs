//! Floor 3: rows and queries. One file a noun, and here the connections and the transaction of a write.
//!
//! SQLite has one writing connection and several reading ones; PostgreSQL has a pool for each. Every write goes
//! through [`Tx`], whose commit appends to the change log.

pub mod articles;
pub mod authors;
pub mod backup;
pub mod changes;
pub mod channels;
pub mod comments;
pub mod datelines;
pub mod dialect;
pub mod direct;
pub mod disk;
pub mod error;
pub mod gather;
pub mod jobs;
pub mod keys;
pub mod links;
pub mod lists;
pub mod media;
pub mod once;
pub mod paging;
pub mod places;
pub mod rates;
pub mod readers;
pub mod round;
mod rows;
pub mod schema;
pub mod secrets;
pub mod sections;
pub mod site;
pub mod slugs;
pub mod snapshot;
pub mod tags;
pub mod verify;
mod written;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant as Moment;

use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction};
use uuid::Uuid;

use crate::config::DatabaseSettings;
use crate::domain::changes::NewChange;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::telemetry::metrics::StoreMetrics;
use dialect::Engine;
use direct::Direct;
use error::internal;

/// A connection or a transaction: what every query takes.
pub type Conn<'a> = DatabaseExecutor<'a>;

/// The database, cheap to clone.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    engine: Engine,
    /// The file of a SQLite database.
    file: Option<PathBuf>,
    direct: Option<Direct>,
    metrics: StoreMetrics,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database; a SQLite file is made when it is not there.
    ///
    /// # Errors
    /// When the address is not of a known engine or the database does not answer.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self> {
        let engine = Engine::of_url(&settings.database_url)?;
        let (read, write) = dialect::connect(engine, settings).await?;
        let file = dialect::file_of(engine, &settings.database_url)?;
        Ok(Self::new((read, write), engine, file))
    }

    fn new(
        (mut read, mut write): (DatabaseConnection, DatabaseConnection),
        engine: Engine,
        file: Option<PathBuf>,
    ) -> Self {
        let metrics = StoreMetrics::default();
        for connection in [&mut read, &mut write] {
            let metrics = metrics.clone();
            connection.set_metric_callback(move |info| metrics.statement(info.elapsed, info.failed));
        }
        let direct = file.as_deref().map(|file| Direct::new(file, metrics.clone()));
        Self { read, write, engine, file, direct, metrics }
    }

    /// The connection for reads.
    #[must_use]
    pub fn reader(&self) -> Conn<'_> {
        DatabaseExecutor::Connection(&self.read)
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The engine behind the store.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// How many SQL statements were sent since the start.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.metrics.statements()
    }

    /// What is counted here.
    #[must_use]
    pub const fn metrics(&self) -> &StoreMetrics {
        &self.metrics
    }

    /// How many connections are open, and how many of them nobody uses.
    #[must_use]
    pub fn connections(&self) -> (i64, i64) {
        let pools = [&self.read, &self.write].map(|connection| dialect::pool(connection, self.engine));
        pools.into_iter().fold((0, 0), |sum, (open, idle)| (sum.0 + open, sum.1 + idle))
    }

    /// Asks the database for nothing, to learn that it answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.read.execute_unprepared("SELECT 1").await.map_err(internal)?;
        Ok(())
    }

    /// Whether the disk of a SQLite file has room; of PostgreSQL's disk nothing is known, so it has.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn has_room(&self) -> Result<bool> {
        self.file.as_deref().map_or(Ok(true), disk::under)
    }

    /// Begins a write.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when another writer holds the database for too long.
    pub async fn begin(&self) -> Result<Tx> {
        let start = Moment::now();
        let inner = dialect::begin(&self.write).await?;
        self.metrics.write_wait.observe(start.elapsed().as_secs_f64());
        Ok(Tx { inner, engine: self.engine })
    }

    /// Closes the connections; a SQLite file is left without its side files.
    ///
    /// # Errors
    /// When the database reports a failure.
    pub async fn close(&self) -> Result<()> {
        self.direct.iter().for_each(Direct::close);
        self.read.close_by_ref().await.map_err(internal)?;
        self.write.close_by_ref().await.map_err(internal)
    }
}

/// A write in progress; dropped without a commit, it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    engine: Engine,
}

impl Tx {
    /// The connection inside the transaction.
    #[must_use]
    pub fn conn(&self) -> Conn<'_> {
        DatabaseExecutor::Transaction(&self.inner)
    }

    /// Holds the other writes back that ask for the network of this number, until the transaction ends.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock_network(&self, number: i32) -> Result<()> {
        dialect::lock_network(&self.inner, self.engine, number).await
    }

    /// Holds everybody back who writes sections, tags and authors, or links articles to them, until the transaction ends. It
    /// is taken before any row.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock_names(&self) -> Result<()> {
        dialect::lock_names(&self.inner, self.engine).await
    }

    /// Holds everybody back who says out of which articles others came or which they translate, until the transaction ends: two
    /// of them could close a circle that neither sees. It is taken before any row.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock_relations(&self) -> Result<()> {
        dialect::lock_relations(&self.inner, self.engine).await
    }

    /// Holds the other imports of rates back until the transaction ends.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock_rates(&self) -> Result<()> {
        dialect::lock_rates(&self.inner, self.engine).await
    }

    /// Appends the changes to the log and commits.
    ///
    /// The lock under which `seq` is given is the last thing taken, so the order of `seq` is the order of commits and a
    /// reader that follows the log skips nothing.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the write is kept.
    pub async fn commit(self, changes: Vec<NewChange>, now: Instant) -> Result<()> {
        if !changes.is_empty() {
            dialect::lock_log(&self.inner, self.engine).await?;
            changes::append(&self.conn(), changes, now).await?;
        }
        self.inner.commit().await.map_err(internal)
    }
}

/// How many rows of a table name this thing in a column.
async fn count_where(conn: &Conn<'_>, table: &'static str, column: &'static str, id: Uuid) -> Result<i64> {
    let count = Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from(table)
        .and_where(Expr::col(column).eq(id))
        .to_owned();
    let row = conn.query_one(&count).await.map_err(internal)?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0).map_err(internal))
}
