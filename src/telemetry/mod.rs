//! Floor 2: the log, and what is counted ([`metrics`]).

pub mod metrics;
mod process;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::LogSettings;

/// Starts the log on standard error.
///
/// # Errors
/// When the filter cannot be read, in words for the operator.
pub fn start(settings: &LogSettings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.log).map_err(|error| format!("--log: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_target(false).with_ansi(std::io::stderr().is_terminal());
    let started = if settings.log_json { log.json().try_init() } else { log.try_init() };
    // A second start in one process (tests) keeps the first log.
    drop(started);
    Ok(())
}
