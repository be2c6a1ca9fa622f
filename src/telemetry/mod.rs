//! Floor 2: the log, and what is counted ([`metrics`]).

pub mod metrics;
mod process;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::LogSettings;

/// Starts the log on standard error. A line that cannot be written is lost.
///
/// # Errors
/// When the filter cannot be read, in words for the operator.
pub fn start(settings: &LogSettings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.log).map_err(|error| format!("--log: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_target(false).with_ansi(std::io::stderr().is_terminal());
    // A line that cannot be written (its reader has closed the pipe, the disk is full) is lost, and nothing else: to tell of
    // it by standard error too would panic wherever something is logged.
    let log = log.log_internal_errors(false);
    let started = if settings.log_json { log.json().try_init() } else { log.try_init() };
    // A second start in one process (tests) keeps the first log.
    drop(started);
    Ok(())
}
