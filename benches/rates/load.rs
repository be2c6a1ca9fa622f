//! Five years of 40 currencies from one file into an empty SQLite database: to be done in under 3 s.

use std::fmt::Write;
use std::time::{Duration, Instant};

use clap::Parser;
use dateline::app::App;
use dateline::config::Settings;
use dateline::domain::keys::Actor;
use dateline::domain::time::{Clock, Date};
use dateline::sources::{Shape, ecb};
use dateline::store::Store;
use dateline::usecases::rates::{self, Arrival};

use crate::Result;

/// The currencies of the table.
const CODES: [&str; 40] = [
    "USD", "JPY", "BGN", "CZK", "DKK", "GBP", "HUF", "PLN", "RON", "SEK", "CHF", "ISK", "NOK", "TRY", "AUD", "BRL",
    "CAD", "CNY", "HKD", "IDR", "ILS", "INR", "KRW", "MXN", "MYR", "NZD", "PHP", "SGD", "THB", "ZAR", "KZT", "KGS",
    "UZS", "TJS", "AED", "SAR", "GEL", "AMD", "MDL", "UAH",
];
/// The days of five years, and then some.
const DAYS: i64 = 1_875;
/// How long a load may take.
const MOST: Duration = Duration::from_secs(3);
const ROUNDS: usize = 5;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

/// A table of 75,000 rates that wander about a little.
fn table(last: Date) -> Result<String> {
    let mut text = format!("Date,{},\n", CODES.join(","));
    for days in 0..DAYS {
        write!(text, "{}", last.plus_days(-days))?;
        for place in 0..40_i64 {
            let value = 10_000 + 700 * place + (days * 37 + place * 101) % 499;
            write!(text, ",{}.{:04}", value / 10_000, value % 10_000)?;
        }
        text.push_str(",\n");
    }
    Ok(text)
}

pub(super) async fn run() -> Result<()> {
    // The Bulgarian lev was in use on all of these days.
    let text = table("2025-12-31".parse().map_err(|error: dateline::error::Error| error.detail)?)?;
    println!("one file of {} bytes with {} rates, into an empty SQLite database", text.len(), DAYS * 40);
    for round in 1..=ROUNDS {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("rates.db").display());
        let Arguments { settings } = Arguments::try_parse_from(["rates", "--database-url", &url])?;
        let store = Store::open(&settings.database).await?;
        store.migrate().await?;
        let app = App::new(settings, store, Clock::system());
        let start = Instant::now();
        let parsed = Shape::EcbCsv.parse(text.as_bytes(), None)?;
        let read = start.elapsed();
        let arrival = Arrival::of(text.as_bytes(), "bench", app.now());
        let done = rates::bring(&app, &Actor::System, &ecb::SOURCE, parsed, &arrival).await?;
        let all = start.elapsed();
        if done.imported.created != 75_000 || done.held.is_some() {
            return Err(format!("not what was asked for: {done:?}").into());
        }
        println!("round {round}: {} ms, of which reading {} ms", all.as_millis(), read.as_millis());
        if all > MOST {
            return Err(format!("{} ms are more than {} ms", all.as_millis(), MOST.as_millis()).into());
        }
        app.store.close().await?;
    }
    Ok(())
}
