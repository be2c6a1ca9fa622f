//! Floor 9: the commands. Each reads its arguments, calls a use-case or the server, and prints.

mod backup;
mod comments;
mod contract;
mod demo;
mod generate;
mod health;
mod import;
mod keys;
mod migrate;
mod parse;
mod preview;
mod rates;
mod reparse;
mod restore;
mod serve;
mod stop;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::{DatabaseSettings, LogSettings, Settings};
use crate::domain::time::Clock;
use crate::error::{Code, Error, Result};
use crate::store::Store;
use crate::telemetry;

/// A headless news API: articles, sections, tags, authors and datelines as data, by GraphQL and REST.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about, max_term_width = 110)]
struct Arguments {
    #[command(flatten)]
    log: LogSettings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests until stopped.
    Serve(serve::Arguments),
    /// Bring the database's schema up, take it down, or tell its state.
    Migrate(migrate::Arguments),
    /// Bring in content: saved pages.
    Import(import::Arguments),
    /// Read the datelines of texts, one a line, and print what they say; needs no database.
    Parse(parse::Arguments),
    /// Fill the database with invented articles, comments and rates, to try and to measure with.
    Generate(generate::Arguments),
    /// Bring in exchange rates, and print those of a day.
    Rates(rates::Arguments),
    /// Read the datelines of all articles again, after an update, and tell what became different.
    Reparse(reparse::Arguments),
    /// Make, list and take back API keys.
    Keys(keys::Arguments),
    /// Print the comments for another place, and count them anew.
    Comments(comments::Arguments),
    /// End the previews of articles that were made so far.
    Preview(preview::Arguments),
    /// Copy the database into a file, while the server runs.
    Backup(backup::Arguments),
    /// Put the database back from such a file.
    Restore(restore::Arguments),
    /// Look for faults in the database, or in a backup.
    Verify(verify::Arguments),
    /// Ask a running server whether it is ready.
    Health(health::Arguments),
    /// Print the contract files.
    Contract(contract::Arguments),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(message) = telemetry::start(&arguments.log) {
        return complain(&message);
    }
    let runtime = match actix_web::rt::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("the runtime cannot start: {error}")),
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Migrate(arguments) => migrate::run(arguments).await,
            Command::Import(arguments) => import::run(arguments).await,
            Command::Parse(arguments) => parse::run(&arguments),
            Command::Generate(arguments) => generate::run(arguments).await,
            Command::Rates(arguments) => rates::run(arguments).await,
            Command::Reparse(arguments) => reparse::run(arguments).await,
            Command::Keys(arguments) => keys::run(arguments).await,
            Command::Comments(arguments) => comments::run(arguments).await,
            Command::Preview(arguments) => preview::run(arguments).await,
            Command::Backup(arguments) => backup::run(arguments).await,
            Command::Restore(arguments) => restore::run(arguments).await,
            Command::Verify(arguments) => verify::run(arguments).await,
            Command::Health(arguments) => health::run(&arguments),
            Command::Contract(arguments) => contract::run(&arguments),
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => complain(&in_full(&error)),
    }
}

/// An error with its causes: the operator is on our side.
fn in_full(error: &Error) -> String {
    let mut text = error.detail.clone();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        // Many errors say in their own words what their cause says.
        if !text.contains(&inner_text) {
            text.push_str(&format!("\n  because: {inner_text}"));
        }
        cause = inner.source();
    }
    text
}

/// Prints a line on standard output; a reader that went away is no failure of ours.
fn say(text: &str) {
    use std::io::Write;
    // Nothing could be told to a reader that has closed the pipe.
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

fn complain(message: &str) -> ExitCode {
    warn(&format!("dateline: {message}"));
    ExitCode::FAILURE
}

/// Prints a line on standard error.
fn warn(text: &str) {
    use std::io::Write;
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Opens the database of the settings, its schema up to date.
async fn open(settings: &DatabaseSettings) -> Result<Store> {
    let store = Store::open(settings).await?;
    store.migrate().await?;
    Ok(store)
}

/// The application for a command that works and ends.
async fn application(settings: Settings) -> Result<App> {
    let store = open(&settings.database).await?;
    Ok(App::new(settings, store, Clock::system()))
}

/// A failure of reading or writing a file, in words for the operator.
fn file_error(path: &std::path::Path, error: &std::io::Error) -> Error {
    Error::new(Code::BadUserInput, format!("{}: {error}", path.display()))
}

/// The largest file that is read, in bytes.
const LARGEST: u64 = 10 * 1024 * 1024;

/// The bytes of a file; its path is left to the caller to name.
fn read_file(path: &std::path::Path) -> Result<Vec<u8>> {
    let unreadable = |error: std::io::Error| Error::new(Code::BadUserInput, error.to_string());
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a file may have 10 MB at most"));
    }
    std::fs::read(path).map_err(unreadable)
}
