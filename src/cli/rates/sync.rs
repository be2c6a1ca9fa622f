//! Asking the banks by hand.

use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::import::describe;
use super::parse;
use crate::app::App;
use crate::cli::{say, warn};
use crate::domain::keys::Actor;
use crate::domain::time::Date;
use crate::error::{Error, Result};
use crate::sources::{self, Source};
use crate::usecases::rates::{self, Synced};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The banks: nbkr, cbr, ecb, nbk, cbu, nbt; all of them when left out.
    #[arg(long = "source", value_name = "KEY")]
    sources: Vec<String>,
    /// The first day; the newest rates are asked for when left out.
    #[arg(long, requires = "to", value_parser = parse::<Date>)]
    from: Option<Date>,
    /// The last day.
    #[arg(long, requires = "from", value_parser = parse::<Date>)]
    to: Option<Date>,
}

pub(super) async fn run(app: &App, arguments: &Arguments) -> Result<ExitCode> {
    let days = arguments.from.zip(arguments.to);
    let mut failed = false;
    for source in chosen(&arguments.sources)? {
        let bar = bar(source)?;
        let progress = |done: usize, all: usize| {
            bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
            bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
        };
        let done = rates::sync(app, &Actor::System, source, days, &progress).await;
        bar.finish_and_clear();
        failed |= tell(source, &done?);
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen(keys: &[String]) -> Result<Vec<&'static Source>> {
    let banks = || sources::ALL.into_iter().filter(|source| source.bank.is_some());
    if keys.is_empty() {
        return Ok(banks().collect());
    }
    let find = |key: &String| {
        let known = || banks().map(|source| source.key).collect::<Vec<_>>().join(", ");
        let found = banks().find(|source| source.key == key);
        found.ok_or_else(|| Error::parameter("source", format!("«{key}» is no bank; known are: {}", known())))
    };
    keys.iter().map(find).collect()
}

fn bar(source: &Source) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg} [{wide_bar}] {human_pos}/{human_len} files, {eta} left");
    Ok(ProgressBar::no_length().with_style(style.map_err(Error::internal)?).with_message(source.key))
}

/// Says what came of it, and whether something went wrong.
fn tell(source: &Source, done: &Synced) -> bool {
    let mut files = if done.files == 1 { "1 file".to_owned() } else { format!("{} files", done.files) };
    if done.unchanged_files > 0 {
        files.push_str(&format!(", {} not changed", done.unchanged_files));
    }
    let last = done.last_date.map_or_else(String::new, |day| format!(" up to {day}"));
    say(&format!("{}: {files}{last}: {}", source.key, describe(&done.imported)));
    for reason in &done.left_out {
        say(&format!("  left out   {reason}"));
    }
    for reason in &done.held {
        say(&format!("  held back  {reason}: see «dateline rates quarantine»"));
    }
    for fault in &done.faults {
        warn(&format!("dateline: {}: {fault}", source.key));
    }
    !done.faults.is_empty()
}
