//! What a running server counts, and how it is printed for Prometheus.
//!
//! No label has unbounded values: routes are patterns, methods and statuses are from short lists. Nothing is global, so
//! that several servers in one process each count for themselves.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::process::Process;

/// The media type of [`Metrics::printed`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of times, in seconds: from what an answer from memory takes to the time of a request.
const TIMES: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

fn times() -> Histogram {
    Histogram::new(TIMES)
}

/// A request that was answered or given up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    /// Which door: `rest`, `graphql` or `meta`.
    pub door: &'static str,
    /// The pattern of the address, such as `/v1/articles/{article}`.
    pub route: String,
    /// The method; `OTHER` for those that nobody knows.
    pub method: &'static str,
    /// The class of the status, such as `2xx`; `none` when the client went away before the answer.
    pub status: &'static str,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Route {
    /// Which door: `rest`, `graphql` or `meta`.
    pub door: &'static str,
    /// The pattern of the address.
    pub route: String,
}

/// A request that was refused for the load.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Refused {
    /// Which door: `rest`, `graphql` or `meta`.
    pub door: &'static str,
    /// Whether the client showed a key: `key` or `anonymous`.
    pub client: &'static str,
}

/// How a run of a job ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Run {
    /// The job's name.
    pub job: &'static str,
    /// `done`, `held` (another process does it) or `failed`.
    pub outcome: &'static str,
}

/// What the doors count.
#[derive(Debug)]
pub struct HttpMetrics {
    /// Requests.
    pub requests: Family<Answered, Counter>,
    /// Seconds from the first byte of the head to the last of the answer.
    pub seconds: Family<Route, Histogram, fn() -> Histogram>,
    /// Requests in progress.
    pub in_flight: Gauge,
    /// Requests that were over a limit of requests (429).
    pub rate_limited: Family<Refused, Counter>,
}

/// What the store counts; its clones count together.
#[derive(Debug, Clone)]
pub struct StoreMetrics {
    statements: Counter,
    failed: Counter,
    seconds: Histogram,
    /// Seconds until a read had its connection and had begun.
    pub read_wait: Histogram,
    /// Seconds until a write had its connection, on SQLite also the writer's lock, and had begun.
    pub write_wait: Histogram,
}

impl Default for StoreMetrics {
    fn default() -> Self {
        Self {
            statements: Counter::default(),
            failed: Counter::default(),
            seconds: times(),
            read_wait: times(),
            write_wait: times(),
        }
    }
}

impl StoreMetrics {
    /// Counts a statement.
    pub fn statement(&self, took: Duration, failed: bool) {
        self.statements.inc();
        if failed {
            self.failed.inc();
        }
        self.seconds.observe(took.as_secs_f64());
    }

    /// How many statements were sent.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.get()
    }

    fn register(&self, registry: &mut Registry) {
        registry.register("dateline_sql_statements", "SQL statements sent", self.statements.clone());
        registry.register("dateline_sql_failed", "SQL statements that the database refused", self.failed.clone());
        registry.register("dateline_sql_seconds", "Seconds that SQL statements took", self.seconds.clone());
        let help = "Seconds until a read had a connection and had begun";
        registry.register("dateline_read_wait_seconds", help, self.read_wait.clone());
        let help = "Seconds until a write had a connection, on SQLite the lock too, and had begun";
        registry.register("dateline_write_wait_seconds", help, self.write_wait.clone());
    }
}

/// What the jobs count.
#[derive(Debug)]
pub struct JobMetrics {
    /// Runs by how they ended.
    pub runs: Family<Run, Counter>,
    /// Seconds that runs of the clock took.
    pub clock_seconds: Histogram,
    /// Whole seconds between the instant of a change by the clock and its row in the log.
    pub clock_lateness: Histogram,
}

/// Everything that one server counts.
#[derive(Debug)]
pub struct Metrics {
    /// What the doors count.
    pub http: HttpMetrics,
    /// What the jobs count.
    pub jobs: JobMetrics,
    /// The position of the newest row of the change log, as the last look at it found.
    pub position: Gauge,
    /// Connections to the database that are open.
    pub connections: Gauge,
    /// Connections to the database that nobody uses.
    pub idle: Gauge,
    registry: Registry,
}

impl Metrics {
    /// Nothing is counted yet but what the store did.
    #[must_use]
    pub fn new(store: &StoreMetrics) -> Self {
        let mut metrics = Self {
            http: HttpMetrics {
                requests: Family::default(),
                seconds: Family::new_with_constructor(times),
                in_flight: Gauge::default(),
                rate_limited: Family::default(),
            },
            jobs: JobMetrics {
                runs: Family::default(),
                clock_seconds: times(),
                clock_lateness: Histogram::new([0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0]),
            },
            position: Gauge::default(),
            connections: Gauge::default(),
            idle: Gauge::default(),
            registry: Registry::default(),
        };
        metrics.register(store);
        metrics
    }

    fn register(&mut self, store: &StoreMetrics) {
        let (registry, http, jobs) = (&mut self.registry, &self.http, &self.jobs);
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("dateline_build", "The program", version);
        registry.register("dateline_http_requests", "Requests", http.requests.clone());
        let help = "Seconds from the head of a request to the end of its answer";
        registry.register("dateline_http_seconds", help, http.seconds.clone());
        registry.register("dateline_http_in_flight", "Requests in progress", http.in_flight.clone());
        let help = "Requests over a limit of requests, points or writes";
        registry.register("dateline_http_rate_limited", help, http.rate_limited.clone());
        store.register(registry);
        registry.register("dateline_db_connections", "Open connections to the database", self.connections.clone());
        registry.register("dateline_db_idle", "Connections to the database that nobody uses", self.idle.clone());
        registry.register(
            "dateline_changes_seq",
            "Position of the newest row of the change log",
            self.position.clone(),
        );
        registry.register("dateline_job_runs", "Runs of jobs", jobs.runs.clone());
        registry.register("dateline_clock_seconds", "Seconds that a run of the clock took", jobs.clock_seconds.clone());
        let help = "Seconds between the instant of a change by the clock and its row in the log";
        registry.register("dateline_clock_lateness_seconds", help, jobs.clock_lateness.clone());
        registry.register_collector(Box::new(Process));
    }

    /// Everything as text (OpenMetrics 1.0), which Prometheus reads.
    #[must_use]
    pub fn printed(&self) -> String {
        let mut text = String::new();
        match text::encode(&mut text, &self.registry) {
            Ok(()) => text,
            // Writing into memory does not fail; half a text would be worse than none.
            Err(_) => String::new(),
        }
    }
}
