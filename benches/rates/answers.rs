//! What answers cost on five years of 45 currencies, from the question to its JSON and without a socket: today's strip and
//! today's whole list to be had in under 1 ms of CPU, a year of one pair in under 2 ms.

use std::time::Instant;

use clap::Parser;
use dateline::app::App;
use dateline::config::Settings;
use dateline::domain::currencies::Currency;
use dateline::domain::keys::Actor;
use dateline::domain::rates::{
    ArticleDays, ArticleRatesFilter, Quotation, RangeFilter, RateFill, RateGroup, RatesFilter,
};
use dateline::domain::time::{Clock, Date, Instant as Moment};
use dateline::error::Error;
use dateline::sources::nbkr;
use dateline::store::Store;
use dateline::usecases::rates;
use dateline::usecases::reading::Reading;

use crate::Result;

const DAYS: i64 = 5 * 366;
const ASKED: u32 = 1_000;
/// The ticks of a second in which Linux tells programs their CPU time, on every machine.
const TICKS: f64 = 100.0;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

fn told(error: Error) -> Box<dyn std::error::Error> {
    format!("{}: {:?}", error.detail, error.cause).into()
}

/// The CPU time of this process in milliseconds, its threads and the system's part together.
fn cpu() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after) = text.rsplit_once(") ").ok_or("no name in /proc/self/stat")?;
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks = |place: usize| -> Result<f64> { Ok(fields.get(place).ok_or("a short line")?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) * 1_000.0 / TICKS)
}

async fn filled(folder: &std::path::Path) -> Result<App> {
    let url = format!("sqlite:{}", folder.join("rates.db").display());
    let Arguments { settings } = Arguments::try_parse_from(["rates", "--database-url", &url])?;
    let store = Store::open(&settings.database).await?;
    store.migrate().await?;
    let now: Moment = "2026-11-23T06:00:00Z".parse().map_err(told)?;
    let app = App::new(settings, store, Clock::from_fn(move || now));
    let today: Date = "2026-11-24".parse().map_err(told)?;
    let codes: Vec<Currency> =
        Currency::all().filter(|code| *code != Currency::KGS && code.introduced().is_none()).collect();
    let mut codes: Vec<Currency> = nbkr::SOURCE.main.iter().copied().chain(codes.into_iter().take(45)).collect();
    let mut seen = std::collections::HashSet::new();
    codes.retain(|code| seen.insert(*code));
    let mut all = Vec::new();
    for back in (0..DAYS).rev() {
        let effective_date = today.plus_days(-back);
        for (place, base) in (0_i64..).zip(codes.iter().copied()) {
            let digits = 10_000 + 137 * place + (back * 37 + place * 101) % 499;
            let value = format!("{}.{:04}", digits / 10_000, digits % 10_000).parse().map_err(told)?;
            let (quote, nominal) = (Currency::KGS, 1);
            let (rounded, valid_for, published_at) = (false, None, None);
            all.push(Quotation { base, quote, effective_date, nominal, value, rounded, valid_for, published_at });
        }
    }
    println!("{} rates of {DAYS} days in SQLite", all.len());
    for part in all.chunks(9_000) {
        rates::import(&app, &Actor::System, &nbkr::SOURCE, part.to_vec(), app.now()).await.map_err(told)?;
    }
    Ok(app)
}

enum Ask {
    Bar,
    List,
    Year,
    Articles,
}

async fn answer(app: &App, ask: &Ask) -> Result<Vec<u8>> {
    let reading = Reading::new(app, Actor::Anonymous);
    let main: Vec<Currency> = nbkr::SOURCE.main.iter().take(4).copied().collect();
    match ask {
        Ask::Bar => {
            let filter = RatesFilter { symbols: Some(main), ..RatesFilter::default() };
            Ok(serde_json::to_vec(&rates::bar(app, &reading, &filter, &[]).await.map_err(told)?)?)
        }
        Ask::List => Ok(serde_json::to_vec(&rates::list(app, &reading, &RatesFilter::default()).await.map_err(told)?)?),
        Ask::Year => {
            let filter = RangeFilter {
                source: None,
                symbols: vec![Currency::USD],
                quote: None,
                from: "2025-11-24".parse().map_err(told)?,
                to: None,
                fill: RateFill::Previous,
                group: RateGroup::Day,
            };
            Ok(serde_json::to_vec(&rates::series(app, &reading, &filter).await.map_err(told)?)?)
        }
        Ask::Articles => {
            let first: Date = "2024-01-01".parse().map_err(told)?;
            let day = |n: i64| ArticleDays { dateline: Some(first.plus_days(n * 17)), published: None };
            let days: Vec<ArticleDays> = (0..20).map(day).collect();
            let filter = ArticleRatesFilter { symbols: Some(main), ..ArticleRatesFilter::default() };
            Ok(serde_json::to_vec(&rates::of_articles(app, &reading, &days, &filter).await.map_err(told)?)?)
        }
    }
}

pub(super) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = filled(folder.path()).await?;
    for (name, ask, most) in [
        ("the strip of four currencies", Ask::Bar, Some(1.0)),
        ("every currency of today", Ask::List, Some(1.0)),
        ("a year of one pair, filled in", Ask::Year, Some(2.0)),
        ("the rates of 20 articles' days", Ask::Articles, None),
    ] {
        let size = answer(&app, &ask).await?.len();
        let (before, start) = (cpu()?, Instant::now());
        for _ in 0..ASKED {
            answer(&app, &ask).await?;
        }
        let (cpu, wall) = (cpu()? - before, start.elapsed().as_secs_f64() * 1_000.0);
        let each = |whole: f64| whole / f64::from(ASKED);
        println!("{name}: {:.2} ms of CPU, {:.2} ms on the clock, {size} bytes", each(cpu), each(wall));
        if let Some(most) = most.filter(|most| each(cpu) >= *most) {
            return Err(format!("{name}: {:.2} ms of CPU are more than {most} ms", each(cpu)).into());
        }
    }
    app.store.close().await?;
    Ok(())
}
