//! Floor 7: what is done without a request. Each job has a `run_once`, which tests call; one loop calls them all.

pub mod clock;
pub mod ranks;
pub mod rates;

use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::telemetry::metrics::Run;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// So many things were done; 0 when there was nothing to do.
    Done(usize),
    /// Another process holds the job's lease.
    HeldElsewhere,
}

/// How often the clock looks for work: twice within the second by which it may be late.
const EVERY: Duration = Duration::from_millis(500);
/// How often the moving orders of comments are frozen.
const EVERY_RANKS: Duration = Duration::from_secs(60);
/// How often it is looked whether a bank is to be asked.
const EVERY_RATES: Duration = Duration::from_secs(20);

/// Runs the jobs until the handle is aborted. A job that fails is logged, and tried again in its turn.
#[must_use]
pub fn spawn(app: App) -> JoinHandle<()> {
    let holder = Uuid::new_v4().to_string();
    tokio::spawn(async move {
        tokio::join!(tell_the_time(&app, &holder), ask_the_banks(&app, &holder), rank_the_comments(&app, &holder));
    })
}

fn ticks(every: Duration) -> Interval {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn tell_the_time(app: &App, holder: &str) {
    let mut ticks = ticks(EVERY);
    loop {
        ticks.tick().await;
        let start = Instant::now();
        let outcome = clock::run_once(app, holder).await;
        app.metrics.jobs.clock_seconds.observe(start.elapsed().as_secs_f64());
        finish(app, "clock", outcome);
    }
}

async fn ask_the_banks(app: &App, holder: &str) {
    if !app.config.rates.rates_sync {
        return;
    }
    let mut ticks = ticks(EVERY_RATES);
    loop {
        ticks.tick().await;
        finish(app, "rates", rates::run_once(app, holder).await);
    }
}

async fn rank_the_comments(app: &App, holder: &str) {
    let mut ticks = ticks(EVERY_RANKS);
    loop {
        ticks.tick().await;
        finish(app, "ranks", ranks::run_once(app, holder).await);
    }
}

fn finish(app: &App, job: &'static str, outcome: Result<Outcome>) {
    count(app, job, &outcome);
    if let Err(error) = outcome {
        failed(job, &error);
    }
}

fn count(app: &App, job: &'static str, outcome: &Result<Outcome>) {
    let outcome = match outcome {
        Ok(Outcome::Done(_)) => "done",
        Ok(Outcome::HeldElsewhere) => "held",
        Err(_) => "failed",
    };
    app.metrics.jobs.runs.get_or_create(&Run { job, outcome }).inc();
}

fn failed(job: &str, error: &Error) {
    let cause = error.cause.as_ref().map(ToString::to_string).unwrap_or_default();
    tracing::error!(job, detail = error.detail, cause, "a job failed and will be tried again");
}
