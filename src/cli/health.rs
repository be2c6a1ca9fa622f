//! `dateline health`: asks a running server whether it is ready, for containers that have no other program to ask with.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::cli::{say, warn};
use crate::error::{Code, Error, Result};

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(3);
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 16 * 1024;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to ask, such as http://127.0.0.1:8080/healthz; /readyz at the address of --listen when left out.
    url: Option<String>,
    /// Where the server listens.
    #[arg(long, env = "DATELINE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (host, path) = match &arguments.url {
        Some(url) => parts(url)?,
        None => (reachable(&arguments.listen), "/readyz".to_owned()),
    };
    let answer = ask(&host, &path).map_err(|error| Error::new(Code::ServiceUnavailable, format!("{host}: {error}")))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let is_good = head.split(' ').nth(1) == Some("200");
    if is_good {
        say(body);
        Ok(ExitCode::SUCCESS)
    } else {
        warn(if body.is_empty() { head } else { body });
        Ok(ExitCode::FAILURE)
    }
}

/// Host and port, and the path, of an address.
fn parts(url: &str) -> Result<(String, String)> {
    let rest = url.strip_prefix("http://").filter(|rest| !rest.is_empty());
    let rest = rest.ok_or_else(|| {
        Error::new(Code::BadUserInput, format!("«{url}» is not an address such as http://127.0.0.1:8080/readyz"))
    })?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, "readyz"));
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let host = if has_port { host.to_owned() } else { format!("{host}:80") };
    Ok((host, format!("/{path}")))
}

/// Where to ask a server that listens on every address.
fn reachable(listen: &str) -> String {
    match listen.rsplit_once(':') {
        Some(("0.0.0.0", port)) => format!("127.0.0.1:{port}"),
        Some(("[::]", port)) => format!("[::1]:{port}"),
        _ => listen.to_owned(),
    }
}

/// Sends the request and reads the answer to its end.
fn ask(host: &str, path: &str) -> std::io::Result<String> {
    let address = host.to_socket_addrs()?.next().ok_or_else(|| std::io::Error::other("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
