//! The runs on one database, and what they showed.

use std::time::{Duration, Instant};

use super::Result;
use super::cases::{self, Case};
use super::data::Database;
use super::load::{self, Run};
use super::options::Options;
use super::{bare, process};

/// How often the server is started to see how long that takes.
const STARTS: u32 = 5;
/// How long a server that is ready rests before its memory is read.
const REST: Duration = Duration::from_secs(2);
/// How long, in seconds, a server is asked for an address before it counts.
const WARMING: u32 = 1;

/// Runs of one address, in the order of their cost.
#[derive(Debug)]
pub(super) struct Runs(Vec<Run>);

/// A number of every run: the least, the middle and the greatest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    /// The least.
    pub(super) least: f64,
    /// The one in the middle, which counts.
    pub(super) middle: f64,
    /// The greatest.
    pub(super) most: f64,
}

impl Spread {
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_by(f64::total_cmp);
        let at = |place: usize| numbers.get(place).copied().unwrap_or(f64::NAN);
        Self { least: at(0), middle: at(numbers.len() / 2), most: at(numbers.len().saturating_sub(1)) }
    }
}

impl Runs {
    /// A number of the runs.
    pub(super) fn spread(&self, number: impl Fn(&Run) -> f64) -> Spread {
        Spread::of(self.0.iter().map(number))
    }
}

/// What one address showed.
#[derive(Debug)]
pub(super) struct Row {
    /// What was asked.
    pub(super) case: Case,
    /// Dateline.
    pub(super) ours: Runs,
    /// The bare handler.
    pub(super) bare: Runs,
}

impl Row {
    /// How many times the bare handler's CPU time Dateline took.
    pub(super) fn ratio(&self) -> f64 {
        self.ours.spread(|run| run.cost).middle / self.bare.spread(|run| run.cost).middle
    }
}

/// What one database showed.
#[derive(Debug)]
pub(super) struct Figures {
    /// The engine.
    pub(super) engine: &'static str,
    /// How long `dateline generate` took.
    pub(super) filled_in: Duration,
    /// Milliseconds from the start of the process to its first 200 at `/readyz`.
    pub(super) ready: Spread,
    /// Resident memory of a server that was asked for nothing but whether it is ready, in megabytes.
    pub(super) idle: f64,
    /// Resident memory after all runs, in megabytes.
    pub(super) after: f64,
    /// The addresses.
    pub(super) rows: Vec<Row>,
}

/// Fills the database and measures everything on it.
pub(super) async fn all(database: &Database, options: &Options) -> Result<Figures> {
    let filled_in = database.fill(options).await?;
    let ready = Spread::of((0..STARTS).map(|_| start(database)).collect::<Result<Vec<_>>>()?.into_iter());
    let server = database.serve()?;
    server.wait_until_ready()?;
    std::thread::sleep(REST);
    let idle = server.memory()?;
    let mut rows = Vec::new();
    for case in cases::of(&server).await? {
        let row = measure(&server, case, options)?;
        let (cost, bare) = (row.ours.spread(|run| run.cost), row.bare.spread(|run| run.cost));
        println!(
            "{}: {}: {:.0} µs ({:.0} to {:.0}), bare {:.1} µs ({:.1} to {:.1}), {:.1} times",
            database.engine,
            row.case.name,
            cost.middle,
            cost.least,
            cost.most,
            bare.middle,
            bare.least,
            bare.most,
            row.ratio()
        );
        rows.push(row);
    }
    Ok(Figures { engine: database.engine, filled_in, ready, idle, after: server.memory()?, rows })
}

/// Milliseconds until a server that is started is ready.
fn start(database: &Database) -> Result<f64> {
    let start = Instant::now();
    let server = database.serve()?;
    server.wait_until_ready()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// Measures one address in turns with the bare handler, so that both meet the same machine.
fn measure(server: &process::Served, case: Case, options: &Options) -> Result<Row> {
    let handler = bare::start(&case.answer)?;
    let run = |server, seconds| load::run(server, &case.path, &case.headers, seconds, options);
    run(server, WARMING)?;
    run(&handler, WARMING)?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        bare.push(run(&handler, options.seconds)?);
        ours.push(run(server, options.seconds)?);
    }
    Ok(Row { case, ours: Runs(ours), bare: Runs(bare) })
}
