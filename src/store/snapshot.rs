//! One view of the database for all statements of a read.

use std::fmt;
use std::time::Instant;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::sync::OnceCell;

use crate::error::Result;
use crate::store::error::internal;
use crate::store::{Conn, Store};
use crate::telemetry::metrics::StoreMetrics;

/// What the database held at the first statement; writes that come later are not seen.
///
/// Begun by the first [`Snapshot::conn`] and ended by being dropped. Its statements run one after another.
pub struct Snapshot {
    pool: DatabaseConnection,
    begun: OnceCell<DatabaseTransaction>,
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
        Snapshot { pool: self.read.clone(), begun: OnceCell::new(), metrics: self.metrics.clone() }
    }
}

impl Snapshot {
    /// The connection inside the snapshot.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when no connection is free in time.
    pub async fn conn(&self) -> Result<Conn<'_>> {
        let begun = self.begun.get_or_try_init(|| self.begin()).await.map_err(internal)?;
        Ok(DatabaseExecutor::Transaction(begun))
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let start = Instant::now();
        let begun = self.pool.begin().await?;
        self.metrics.read_wait.observe(start.elapsed().as_secs_f64());
        Ok(begun)
    }
}
