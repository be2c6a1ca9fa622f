//! `wrk` and what it tells.

use std::fs;
use std::process::{Command, Stdio};

use super::Result;
use super::options::Options;
use super::process::Served;

/// Prints what was measured in one line that a program can read: requests, microseconds, p50, p99, errors.
const SCRIPT: &str = r#"
done = function(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("measured %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
"#;

/// What one run of wrk showed of a server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// CPU time of the server's process for one request, in microseconds.
    pub(super) cost: f64,
    /// Requests a second.
    pub(super) rate: f64,
    /// The time in which half of the requests were answered, in milliseconds.
    pub(super) p50: f64,
    /// The time in which 99 of 100 requests were answered, in milliseconds.
    pub(super) p99: f64,
}

/// Says clearly when wrk is missing.
pub(super) fn look_for_wrk() -> Result<()> {
    let found = Command::new("wrk").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.map(drop).map_err(|_| "the program wrk is needed and is not here: on Debian, apt-get install wrk".into())
}

/// Asks a server for an address as fast as it answers, so many seconds long.
pub(super) fn run(
    server: &Served,
    path: &str,
    headers: &[(&str, String)],
    seconds: u32,
    options: &Options,
) -> Result<Run> {
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("told.lua");
    fs::write(&script, SCRIPT)?;
    let mut command = Command::new("wrk");
    command.args(["--threads", "1", "--timeout", "10s"]);
    command.arg("--connections").arg(options.connections.to_string()).arg("--duration").arg(format!("{seconds}s"));
    for (name, value) in headers {
        command.arg("--header").arg(format!("{name}: {value}"));
    }
    command.arg("--script").arg(&script).arg(format!("http://{}{path}", server.address));
    let before = server.cpu()?;
    let output = command.output()?;
    let cpu = server.cpu()? - before;
    let said = String::from_utf8_lossy(&output.stdout);
    let told = said.lines().find_map(|line| line.strip_prefix("measured "));
    let told = told
        .ok_or_else(|| format!("wrk failed ({}): {said}{}", output.status, String::from_utf8_lossy(&output.stderr)))?;
    let numbers: Vec<f64> = told.split(' ').map(str::parse).collect::<std::result::Result<_, _>>()?;
    match numbers.as_slice() {
        [requests, microseconds, p50, p99, 0.0] if *requests > 0.0 => {
            Ok(Run { cost: cpu * 1e6 / requests, rate: requests * 1e6 / microseconds, p50: p50 / 1e3, p99: p99 / 1e3 })
        }
        [requests, _, _, _, failed] => {
            let path = path.split('?').next().unwrap_or_default();
            Err(format!("{path}: of {requests} requests in {seconds} s {failed} failed").into())
        }
        _ => Err(format!("wrk measured other numbers than it should: {told}").into()),
    }
}
