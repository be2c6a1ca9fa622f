//! A database of its own for the run, filled by the program itself.

use std::process::Command;
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database as Sea, DatabaseConnection};
use tempfile::TempDir;
use url::Url;

use super::Result;
use super::options::Options;
use super::process::Served;

/// The limits that stand in the way of a single client that asks as fast as it can.
const RAISED: [(&str, &str); 4] = [
    ("--limit-requests-per-minute", "10000000"),
    ("--limit-graphql-points-per-minute", "1000000000"),
    ("--limit-concurrent-requests", "100000"),
    ("--limit-concurrent-total", "1000000"),
];

/// A database and the folder in which the program runs.
#[derive(Debug)]
pub(super) struct Database {
    /// The engine, as people call it.
    pub(super) engine: &'static str,
    url: String,
    folder: TempDir,
    /// The PostgreSQL server on which the database was made, and its name there.
    made_on: Option<(String, String)>,
}

impl Database {
    /// A SQLite file that is not there yet.
    pub(super) fn sqlite() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("dateline.db").display());
        Ok(Self { engine: "SQLite", url, folder, made_on: None })
    }

    /// An empty database on a PostgreSQL server.
    pub(super) async fn postgres(server: &str) -> Result<Self> {
        let name = format!("dateline_bench_{}", std::process::id());
        let mut url = Url::parse(server)?;
        url.set_path(&name);
        execute(server, &format!("CREATE DATABASE {name} TEMPLATE template0")).await?;
        let made_on = Some((server.to_owned(), name));
        Ok(Self { engine: "PostgreSQL", url: url.into(), folder: tempfile::tempdir()?, made_on })
    }

    /// Takes the database away.
    pub(super) async fn remove(self) -> Result<()> {
        match &self.made_on {
            Some((server, name)) => execute(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
            None => Ok(self.folder.close()?),
        }
    }

    /// Fills it with `dateline generate`; gives the time that this took.
    pub(super) async fn fill(&self, options: &Options) -> Result<Duration> {
        let (articles, comments) = (options.articles.to_string(), options.comments.to_string());
        let mut command = self.command("generate");
        command.args(["--articles", articles.as_str(), "--comments", comments.as_str()]);
        let start = Instant::now();
        let output = command.output()?;
        let time = start.elapsed();
        if !output.status.success() {
            return Err(format!("dateline generate: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        println!("{}: {}", self.engine, String::from_utf8_lossy(&output.stdout).trim());
        if self.made_on.is_some() {
            // PostgreSQL does this by itself, some minutes later.
            execute(&self.url, "VACUUM ANALYZE").await?;
        }
        Ok(time)
    }

    /// Starts the server on it, on a free port, with all that stands between a request and its answer.
    pub(super) fn serve(&self) -> Result<Served> {
        let mut command = self.command("serve");
        command.args(["--listen", "127.0.0.1:0"]).args(RAISED.iter().flat_map(|(limit, value)| [limit, value]));
        Served::start(command, &self.folder.path().join("serve.log"))
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DATELINE_")) {
            command.env_remove(name);
        }
        command
            .env("DATELINE_DATABASE_URL", &self.url)
            .env("DATELINE_RATES_SYNC", "false")
            .current_dir(self.folder.path())
            .arg(name);
        command
    }
}

async fn execute(url: &str, sql: &str) -> Result<()> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection: DatabaseConnection = Sea::connect(options).await?;
    connection.execute_unprepared(sql).await?;
    Ok(connection.close().await?)
}
