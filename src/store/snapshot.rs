//! One view of the database for all statements of a read.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::sync::OnceCell;

use crate::error::{Code, Error, Result};
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
    /// Whether somebody waits for it to begin, or it has.
    wanted: AtomicBool,
    held: AtomicBool,
    /// Whether the first statement is asked outside, in the hope that it is the only one.
    tries: bool,
    /// Whether the last statement was asked outside.
    over: AtomicBool,
    /// Whether another statement was wanted after that.
    torn: AtomicBool,
    /// How many statements [`Snapshot::run`] was given.
    runs: AtomicUsize,
    /// Whether somebody had the connection for statements of his own.
    lent: AtomicBool,
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
            wanted: AtomicBool::new(false),
            held: AtomicBool::new(false),
            tries: false,
            over: AtomicBool::new(false),
            torn: AtomicBool::new(false),
            runs: AtomicUsize::new(0),
            lent: AtomicBool::new(false),
            metrics: self.metrics.clone(),
        }
    }

    /// A snapshot whose first statement is most likely the only one, so that nothing is begun for it. Where another follows,
    /// that fails and [`Snapshot::is_torn`] tells: the answer is to be begun anew, in a snapshot.
    #[must_use]
    pub fn single(&self) -> Snapshot {
        Snapshot { tries: true, ..self.snapshot() }
    }
}

impl Snapshot {
    /// The connection inside the snapshot.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when no connection is free in time.
    pub async fn conn(&self) -> Result<Conn<'_>> {
        self.lent.store(true, Ordering::Relaxed);
        self.inside().await
    }

    async fn inside(&self) -> Result<Conn<'_>> {
        let is_over = self.over.load(Ordering::Relaxed) && !self.held.load(Ordering::Relaxed);
        if is_over {
            self.torn.store(true, Ordering::Relaxed);
            let detail = "a statement after the last one would see the database at another moment";
            // Of a try it is no fault, and nobody is told.
            return Err(if self.tries {
                Error::new(Code::ServiceUnavailable, detail)
            } else {
                Error::internal(detail)
            });
        }
        self.wanted.store(true, Ordering::Relaxed);
        let begun = self.begun.get_or_try_init(|| self.begin()).await.map_err(internal)?;
        Ok(DatabaseExecutor::Transaction(begun))
    }

    /// Whether the next statement, if it stands alone, is asked outside.
    fn may_be_single(&self) -> bool {
        self.tries && self.runs.load(Ordering::Relaxed) == 0 && !self.lent.load(Ordering::Relaxed)
    }

    /// Waits for what the next [`Snapshot::run`] needs.
    ///
    /// # Errors
    /// As [`Snapshot::conn`].
    pub(super) async fn ready(&self) -> Result<()> {
        if self.may_be_single() { Ok(()) } else { self.inside().await.map(drop) }
    }

    /// Asks a statement; `alone` when no other one is known that follows.
    ///
    /// # Errors
    /// As [`Snapshot::conn`]; when the database fails.
    pub(super) async fn run(&self, gather: Gather, alone: bool) -> Result<Gathered> {
        let may_be_single = self.may_be_single();
        self.runs.fetch_add(1, Ordering::Relaxed);
        if alone && may_be_single {
            return self.only(gather).await;
        }
        gather.run(&self.inside().await?).await
    }

    /// Whether one statement was enough.
    #[must_use]
    pub fn was_single(&self) -> bool {
        self.runs.load(Ordering::Relaxed) == 1 && !self.lent.load(Ordering::Relaxed) && !self.is_torn()
    }

    /// Whether statements were wanted that could not see what the first one saw.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.torn.load(Ordering::Relaxed)
    }

    /// Whether nothing was asked of it, and nobody said that more will come.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        !self.tries && !self.wanted.load(Ordering::Relaxed) && !self.held.load(Ordering::Relaxed)
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
        // A try that was over stays so.
        self.held.store(!self.tries, Ordering::Relaxed);
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let start = Instant::now();
        let begun = self.pool.begin().await?;
        self.metrics.read_wait.observe(start.elapsed().as_secs_f64());
        Ok(begun)
    }
}
