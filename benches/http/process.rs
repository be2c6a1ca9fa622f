//! A server's process: started, asked whether it is ready, and what the system accounts for it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Result;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// The ticks of a second in which Linux tells programs their CPU time, on every machine.
const TICKS: f64 = 100.0;

/// A server that runs; it is killed when it goes out of sight.
#[derive(Debug)]
pub(super) struct Served {
    child: Child,
    /// Where it listens, as HOST:PORT.
    pub(super) address: String,
}

impl Served {
    /// Starts a program and waits until it says where it listens; what it logs goes into a file.
    pub(super) fn start(mut command: Command, log: &Path) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut child = command.spawn()?;
        let output = child.stdout.take();
        // From here on it is killed whatever happens.
        let mut served = Self { child, address: String::new() };
        let mut lines = BufReader::new(output.ok_or("the server has no output")?).lines();
        let address = lines.by_ref().map_while(std::result::Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("listens at http://")?;
            Some(rest.trim_end_matches('/').to_owned())
        });
        let logged = || fs::read_to_string(log).unwrap_or_default();
        served.address = address.ok_or_else(|| format!("the server does not start: {}", logged()))?;
        // Whatever else it prints is read, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(served)
    }

    /// Waits until it calls itself ready.
    pub(super) fn wait_until_ready(&self) -> Result<()> {
        let start = Instant::now();
        while !matches!(self.is_ready(), Ok(true)) {
            if start.elapsed() > PATIENCE {
                return Err("the server does not become ready".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn is_ready(&self) -> Result<bool> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200 "))
    }

    fn proc(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        fs::read_to_string(&path).map_err(|error| format!("{path}: {error} (this benchmark needs Linux)").into())
    }

    /// The CPU time of all its threads so far, in the program and in the system for it, in seconds.
    pub(super) fn cpu(&self) -> Result<f64> {
        let stat = self.proc("stat")?;
        // The second field is the name in parentheses, which may hold anything; user and system time are the 14th and 15th.
        let (_, rest) = stat.rsplit_once(") ").ok_or("the account of the process cannot be read")?;
        let ticks = rest.split(' ').skip(11).take(2).map(str::parse::<f64>).sum::<std::result::Result<f64, _>>()?;
        Ok(ticks / TICKS)
    }

    /// Its resident memory in megabytes (10⁶ bytes).
    pub(super) fn memory(&self) -> Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("there is no VmRSS")?;
        let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kibibytes * 1_024.0 / 1e6)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
