//! `dateline rates`: exchange rates from files of the bank, and what holds on a day.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, in_full, read_file, say, warn};
use crate::config::Settings;
use crate::domain::currencies::Currency;
use crate::domain::keys::Actor;
use crate::domain::rates::{Rate, RateDirection, RatesFilter, RatesImported};
use crate::domain::time::{Date, Instant};
use crate::error::Result;
use crate::sources::nbkr;
use crate::usecases::rates;
use crate::usecases::reading::Reading;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Bring in files of the National Bank of the Kyrgyz Republic (daily.xml, weekly.xml); the same file twice changes nothing.
    Import {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// When the files were taken from the bank; now when left out. A file that was taken before, or at the same moment as
        /// what is there, changes none of it.
        #[arg(long, value_name = "INSTANT", value_parser = parse::<Instant>)]
        fetched_at: Option<Instant>,
    },
    /// Print the rates that hold today, or on a day.
    Show {
        /// The day, such as 2026-05-24; today where the source is when left out.
        #[arg(long, value_parser = parse::<Date>)]
        date: Option<Date>,
        /// The source: nbkr or page; the first one that has rates for the day when left out.
        #[arg(long)]
        source: Option<String>,
        /// Only these currencies, separated by commas.
        #[arg(long, value_delimiter = ',', value_parser = parse::<Currency>)]
        symbols: Option<Vec<Currency>>,
    },
}

fn parse<T: std::str::FromStr<Err = crate::error::Error>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    let done = match arguments.action {
        Action::Import { files, fetched_at } => import_all(&app, &files, fetched_at).await,
        Action::Show { date, source, symbols } => show(&app, RatesFilter { source, symbols, date }).await,
    };
    app.store.close().await?;
    done
}

async fn import_all(app: &App, files: &[PathBuf], fetched_at: Option<Instant>) -> Result<ExitCode> {
    let mut failed = 0_usize;
    for file in files {
        match import(app, file, fetched_at.unwrap_or_else(|| app.now())).await {
            Ok(report) => say(&report),
            Err(error) => {
                failed += 1;
                warn(&format!("dateline: {}: {}", file.display(), in_full(&error)));
            }
        }
    }
    say(&format!("{} of {} files are in.", files.len() - failed, files.len()));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn import(app: &App, file: &Path, fetched_at: Instant) -> Result<String> {
    let nbkr::Sheet { quotations, left_out } = nbkr::read(&read_file(file)?)?;
    let day = quotations.first().map(|quotation| quotation.effective_date.to_string()).unwrap_or_default();
    let done = rates::import(app, &Actor::System, &nbkr::SOURCE, quotations, fetched_at).await?;
    let mut report = format!("{}: {} for {day}: {}", file.display(), nbkr::SOURCE.key, describe(&done));
    for reason in left_out {
        report.push_str(&format!("\n  left out   {reason}"));
    }
    Ok(report)
}

/// What an import did, in words.
pub(super) fn describe(done: &RatesImported) -> String {
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

async fn show(app: &App, filter: RatesFilter) -> Result<ExitCode> {
    let reading = Reading::new(app, Actor::System);
    let list = rates::list(app, &reading, &filter).await?;
    if list.items.is_empty() {
        say(&format!("There is no rate for {}.", list.asked_date));
        return Ok(ExitCode::SUCCESS);
    }
    for rate in &list.items {
        say(&line(rate));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(rate: &Rate) -> String {
    let mut text = format!(
        "{:>7} {} = {:>12} {}   from {} ({})",
        rate.nominal, rate.base, rate.value, rate.quote, rate.effective_date, rate.source
    );
    if let Some(change) = &rate.change {
        let sign = if change.direction == RateDirection::Up { "+" } else { "" };
        text.push_str(&format!("   {sign}{} since {}", change.amount, change.since));
    }
    if rate.rounded {
        text.push_str("   rounded");
    }
    if rate.stale {
        text.push_str(&format!("   stale: {} days old", rate.age_days));
    }
    if let Some(next) = &rate.next {
        text.push_str(&format!("   {} from {}", next.value, next.effective_date));
    }
    text
}
