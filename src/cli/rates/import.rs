//! Files of banks into the store.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::parse;
use crate::app::App;
use crate::cli::{in_full, read_file, say, warn};
use crate::domain::currencies::Currency;
use crate::domain::keys::Actor;
use crate::domain::rates::RatesImported;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::sources::{Shape, Source, unpack};
use crate::usecases::rates::{self, Arrival, Brought};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// When the files were taken from the bank; now when left out. A file that was taken before, or at the same moment as
    /// what is there, changes none of it.
    #[arg(long, value_name = "INSTANT", value_parser = parse::<Instant>)]
    fetched_at: Option<Instant>,
    /// The currency of a saved page of past rates of the Kyrgyz bank, which does not name it.
    #[arg(long, value_name = "CODE", value_parser = parse::<Currency>)]
    currency: Option<Currency>,
    /// Print one JSON object a file.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, arguments: &Arguments) -> Result<ExitCode> {
    let mut failed = 0_usize;
    for file in &arguments.files {
        match import(app, file, arguments).await {
            Ok((source, done)) if arguments.json => say(&in_json(file, source, &done).to_string()),
            Ok((source, done)) => say(&in_words(file, source, &done)),
            Err(error) => {
                failed += 1;
                warn(&format!("dateline: {}: {}", file.display(), in_full(&error)));
            }
        }
    }
    if !arguments.json {
        say(&format!("{} of {} files are in.", arguments.files.len() - failed, arguments.files.len()));
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn import(app: &App, file: &Path, arguments: &Arguments) -> Result<(&'static Source, Brought)> {
    let packed = read_file(file)?;
    let bytes = unpack::unpacked(&packed)?;
    let unknown = || Error::new(Code::UnprocessableContent, "no bank writes such a file that is known here");
    let shape = Shape::of(&bytes).ok_or_else(unknown)?;
    let parsed = shape.parse(&bytes, arguments.currency)?;
    let fetched_at = arguments.fetched_at.unwrap_or_else(|| app.now());
    let arrival = Arrival::of(&packed, file.display().to_string(), fetched_at);
    let done = rates::bring(app, &Actor::System, shape.source(), parsed, &arrival).await?;
    Ok((shape.source(), done))
}

fn in_words(file: &Path, source: &Source, done: &Brought) -> String {
    let days = match done.days {
        Some((first, last)) if first == last => format!(" for {first}"),
        Some((first, last)) => format!(" for {first} to {last}"),
        None => String::new(),
    };
    let mut report = format!("{}: {}{days}: {}", file.display(), source.key, describe(&done.imported));
    for reason in &done.left_out {
        report.push_str(&format!("\n  left out   {reason}"));
    }
    if let Some(reason) = &done.held {
        report.push_str(&format!("\n  held back  {reason}: see «dateline rates quarantine»"));
    }
    report
}

fn in_json(file: &Path, source: &Source, done: &Brought) -> Value {
    let RatesImported { created, revised, unchanged, older, withdrawn } = &done.imported;
    json!({
        "file": file.display().to_string(),
        "source": source.key,
        "from": done.days.map(|(first, _)| first),
        "to": done.days.map(|(_, last)| last),
        "created": created,
        "revised": revised,
        "unchanged": unchanged,
        "older": older,
        "withdrawn": withdrawn,
        "leftOut": done.left_out,
        "heldBack": done.held,
    })
}

/// What an import did, in words.
pub(in crate::cli) fn describe(done: &RatesImported) -> String {
    let mut parts = vec![
        format!("{} new", done.created),
        format!("{} revised", done.revised),
        format!("{} unchanged", done.unchanged),
    ];
    if done.older > 0 {
        parts.push(format!("{} older than what is there", done.older));
    }
    if !done.withdrawn.is_empty() {
        let codes: Vec<&str> = done.withdrawn.iter().map(|currency| currency.code()).collect();
        parts.push(format!("left out {}, withdrawn before that day", codes.join(", ")));
    }
    parts.join(", ")
}
