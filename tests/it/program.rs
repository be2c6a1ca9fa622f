//! The built program, run as an operator runs it: in a folder of its own, with no setting but the database's address.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::Value;

use crate::support::{self, TestApp};

/// How long a program may take to say or do what a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Program {
    folder: tempfile::TempDir,
    url: Option<String>,
}

/// What a program that has ended left behind.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Done {
    /// What it printed, after a look at its exit code.
    #[track_caller]
    pub fn expect(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        &self.out
    }
}

impl Program {
    /// With the database of a test's server.
    pub fn on(app: &TestApp) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: Some(app.app.config.database.database_url.clone()) }
    }

    /// With the database at an address.
    pub fn at(url: &str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: Some(url.to_owned()) }
    }

    /// With no setting at all.
    pub fn bare() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: None }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the folder.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DATELINE_")) {
            command.env_remove(name);
        }
        if let Some(url) = &self.url {
            command.env("DATELINE_DATABASE_URL", url);
        }
        // No test asks a bank.
        command.env("DATELINE_RATES_SYNC", "false");
        command.current_dir(self.folder()).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Done {
        finish(self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Starts `serve` on a free port and waits until it says where it listens.
    #[track_caller]
    pub fn serve(&self, arguments: &[&str]) -> Serving {
        let mut serving = self.start(arguments, &[]);
        serving.listen();
        serving
    }

    /// Starts `serve` on a free port, with these variables of the environment.
    pub fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Serving {
        let log = self.folder().join("serve.log");
        // The tests ask more often than one address may.
        let limits = ["--limit-requests-per-minute", "--limit-writes-per-minute", "--limit-writes-per-hour"];
        let limits = limits.map(|limit| [limit, "10000000"]);
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(limits.as_flattened()).args(arguments).envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let printed = lines(child.stdout.take().unwrap());
        Serving { child: Some(child), printed, log, said: Vec::new(), base: String::new() }
    }
}

/// Waits for the end of a program, but not for ever.
pub fn finish(child: Child) -> Done {
    let (send, receive) = mpsc::channel();
    let id = child.id();
    std::thread::spawn(move || send.send(child.wait_with_output().unwrap()));
    let Ok(output) = receive.recv_timeout(PATIENCE) else {
        signal("KILL", id);
        panic!("the program does not end");
    };
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), process.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Asks a program to end (SIGTERM), and waits so long at most; then it is killed.
pub fn terminate(mut child: Child, within: Duration) -> Option<ExitStatus> {
    let id = child.id();
    signal("TERM", id);
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait().unwrap()));
    let status = receive.recv_timeout(within).ok();
    if status.is_none() {
        signal("KILL", id);
    }
    status
}

/// The lines of a stream as they come; the stream is read on when nobody listens any more.
fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            drop(send.send(line));
        }
    });
    receive
}

/// A server that runs; it is killed when it goes out of sight.
pub struct Serving {
    child: Option<Child>,
    printed: Receiver<String>,
    log: PathBuf,
    pub said: Vec<String>,
    pub base: String,
}

impl Serving {
    /// Waits until it has said where it listens.
    #[track_caller]
    pub fn listen(&mut self) {
        while !self.said.last().is_some_and(|line| line.contains("OpenAPI document")) {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(line) => self.said.push(line),
                Err(_) => panic!("{:?} {}", self.said, self.logged()),
            }
        }
        let at = self.said.iter().find_map(|line| line.strip_prefix("Dateline listens at "));
        self.base = at.expect("the address").trim_end_matches('/').to_owned();
    }

    /// What it has logged so far.
    pub fn logged(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Kills it (SIGKILL), which must be its end.
    #[track_caller]
    pub fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "it had ended by itself: {}", self.logged());
    }

    /// Asks it to end, and waits so long at most.
    pub fn stop(mut self, within: Duration) -> Option<ExitStatus> {
        terminate(self.child.take().unwrap(), within)
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let response = support::client().get(format!("{}{path}", self.base)).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The items of a list that fits one page.
    pub async fn items(&self, path: &str) -> Vec<Value> {
        let (status, answer) = self.get(path).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer.get("nextCursor"), None, "{path}");
        answer["items"].as_array().unwrap().clone()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
