//! What can be chosen on the command line, behind `--`.

use std::path::PathBuf;

use clap::{Parser, value_parser};

/// What an answer of Dateline costs, beside a bare handler that returns the same bytes.
#[derive(Debug, Parser)]
#[command(name = "cargo bench --bench http --")]
pub(super) struct Options {
    /// How many articles are made.
    #[arg(long, default_value_t = 10_000, value_parser = value_parser!(u32).range(4_000..=1_000_000))]
    pub(super) articles: u32,
    /// How many comments are made.
    #[arg(long, default_value_t = 5_000)]
    pub(super) comments: u32,
    /// How long one run of wrk takes.
    #[arg(long, default_value_t = 5, value_parser = value_parser!(u32).range(1..=60))]
    pub(super) seconds: u32,
    /// How often each address is measured; the run in the middle counts.
    #[arg(long, default_value_t = 3, value_parser = value_parser!(u32).range(1..=25))]
    pub(super) rounds: u32,
    /// How many connections ask at the same time.
    #[arg(long, default_value_t = 8, value_parser = value_parser!(u32).range(1..=1_000))]
    pub(super) connections: u32,
    /// A PostgreSQL server on which a database may be made and dropped again; without it SQLite alone is measured.
    #[arg(long, env = "DATELINE_TEST_POSTGRES_URL", hide_env_values = true)]
    pub(super) postgres_url: Option<String>,
    /// Where the page with the figures is written.
    #[arg(long, default_value = "docs/performance.md")]
    pub(super) output: PathBuf,
    /// Answers as the bare handler, with what lies in this folder.
    #[arg(long, hide = true)]
    pub(super) bare: Option<PathBuf>,
    /// Cargo says so to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// The command that repeats the run, without the address of a server.
    pub(super) fn command(&self) -> String {
        let Self { articles, comments, seconds, rounds, connections, .. } = self;
        let postgres = if self.postgres_url.is_some() { " --postgres-url …" } else { "" };
        format!(
            "cargo bench --bench http -- --articles {articles} --comments {comments} --seconds {seconds} \
             --rounds {rounds} --connections {connections}{postgres}"
        )
    }
}
