//! Floor 7: what is done without a request. Each job has a `run_once`, which tests call; one loop calls them all.

pub mod clock;

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::app::App;
use crate::error::Error;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// So many things were done; 0 when there was nothing to do.
    Done(usize),
    /// Another process holds the job's lease.
    HeldElsewhere,
}

/// How often the jobs look for work: twice within the second by which the clock may be late.
const EVERY: Duration = Duration::from_millis(500);

/// Runs the jobs until the handle is aborted. A job that fails is logged, and tried again in its turn.
#[must_use]
pub fn spawn(app: App) -> JoinHandle<()> {
    let holder = Uuid::new_v4().to_string();
    tokio::spawn(async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = clock::run_once(&app, &holder).await {
                failed("clock", &error);
            }
        }
    })
}

fn failed(job: &str, error: &Error) {
    let cause = error.cause.as_ref().map(ToString::to_string).unwrap_or_default();
    tracing::error!(job, detail = error.detail, cause, "a job failed and will be tried again");
}
