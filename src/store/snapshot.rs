//! One view of the database for all statements of a read.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::sync::OnceCell;

use crate::error::{Error, Result};
use crate::store::direct::Direct;
use crate::store::error::internal;
use crate::store::gather::{Gather, Gathered};
use crate::store::{Conn, Store};
use crate::telemetry::metrics::StoreMetrics;

/// What the database held at the first statement; writes that come later are not seen.
///
/// Begun by the first [`Snapshot::conn`] and ended by being dropped. Its statements run one after another.
pub struct Snapshot {
    pool: DatabaseConnection,
    direct: Option<Direct>,
    begun: OnceCell<DatabaseTransaction>,
    held: AtomicBool,
    /// Whether the last statement was asked outside.
    over: AtomicBool,
    metrics: StoreMetrics,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("begun", &self.begun.initialized()).finish_non_exhaustive()
    }
}

impl Store {
    /// A snapshot that no statement has begun yet.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            pool: self.read.clone(),
            direct: self.direct.clone(),
            begun: OnceCell::new(),
            held: AtomicBool::new(false),
            over: AtomicBool::new(false),
            metrics: self.metrics.clone(),
        }
    }
}

impl Snapshot {
    /// The connection inside the snapshot.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when no connection is free in time.
    pub async fn conn(&self) -> Result<Conn<'_>> {
        let is_torn = self.over.load(Ordering::Relaxed) && !self.held.load(Ordering::Relaxed);
        if is_torn {
            return Err(Error::internal("a statement after the last one would see the database at another moment"));
        }
        let begun = self.begun.get_or_try_init(|| self.begin()).await.map_err(internal)?;
        Ok(DatabaseExecutor::Transaction(begun))
    }

    /// Whether nothing was asked of it, and nobody said that more will come.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        !self.begun.initialized() && !self.held.load(Ordering::Relaxed)
    }

    /// Asks the only statement, outside of the snapshot, because one statement sees the database at one moment anyway: on
    /// this thread where the engine is in it.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when no connection is free in time; when the database fails.
    pub async fn only(&self, gather: Gather) -> Result<Gathered> {
        self.over.store(true, Ordering::Relaxed);
        let pool = DatabaseExecutor::Connection(&self.pool);
        match &self.direct {
            Some(direct) => gather.run_on(direct, &pool).await,
            None => gather.run(&pool).await,
        }
    }

    /// Says that more statements will come, so that all of them are asked inside the snapshot.
    pub fn hold(&self) {
        self.held.store(true, Ordering::Relaxed);
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let start = Instant::now();
        let begun = self.pool.begin().await?;
        self.metrics.read_wait.observe(start.elapsed().as_secs_f64());
        Ok(begun)
    }
}
