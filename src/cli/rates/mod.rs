//! `dateline rates`: exchange rates from the banks and their files, what is held back, and what holds on a day.

mod import;
mod quarantine;
mod sync;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, say};
use crate::config::Settings;
use crate::domain::currencies::Currency;
use crate::domain::keys::Actor;
use crate::domain::rates::{Rate, RateDirection, RateReason, RatesFilter};
use crate::domain::time::Date;
use crate::error::Result;
use crate::usecases::rates;
use crate::usecases::reading::Reading;

pub(super) use import::describe;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Bring in saved files of banks, packed or not; the same file twice changes nothing.
    Import(import::Arguments),
    /// Ask the banks for their newest rates, or for those of some days.
    Sync(sync::Arguments),
    /// What is held back because the bank can hardly have meant it.
    Quarantine {
        #[command(subcommand)]
        action: quarantine::Action,
    },
    /// Print the rates that hold today, or on a day.
    Show {
        /// The day, such as 2026-05-24; today where the source is when left out.
        #[arg(long, value_parser = parse::<Date>)]
        date: Option<Date>,
        /// The source: nbkr, cbr, ecb, nbk, cbu, nbt or page; the first of nbkr and page that has rates for the day when left out.
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
        Action::Import(arguments) => import::run(&app, &arguments).await,
        Action::Sync(arguments) => sync::run(&app, &arguments).await,
        Action::Quarantine { action } => quarantine::run(&app, &action).await,
        Action::Show { date, source, symbols } => show(&app, RatesFilter { source, symbols, date }).await,
    };
    app.store.close().await?;
    done
}

/// Prints the rates of a day, and of currencies that are asked for by name why there is none.
async fn show(app: &App, filter: RatesFilter) -> Result<ExitCode> {
    let reading = Reading::new(app, Actor::System);
    let list = rates::list(app, &reading, &filter).await?;
    for rate in &list.items {
        say(&line(rate));
    }
    if list.items.is_empty() {
        say(&format!("There is no rate for {}.", list.asked_date));
    }
    if list.items.is_empty() || filter.symbols.is_some() {
        let bar = rates::bar(app, &reading, &filter, &[]).await?;
        for item in bar.items.iter().filter(|item| item.rate.is_none()) {
            say(&format!("        {}   {} ({})", item.symbol, why(item.reason), bar.source));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Why the rate of another day answers, or none, in words.
const fn why(reason: RateReason) -> &'static str {
    match reason {
        RateReason::SameDay => "of that day",
        RateReason::Weekend => "over the weekend",
        RateReason::Holiday => "over a holiday",
        RateReason::Weekly => "for its week",
        RateReason::NotYet => "nothing newer is published yet",
        RateReason::Skipped => "a day is missing: a holiday that moves, or a file that did not come",
        RateReason::SourceDown => "the source is down",
        RateReason::BeforeFirst => "the first rate here is of a later day",
        RateReason::TooOld => "the last rate is more than 14 days old",
        RateReason::NotQuoted => "the source has no rate of it",
    }
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
    if rate.reason != RateReason::SameDay {
        text.push_str(&format!("   {}", why(rate.reason)));
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
