//! Exchange rates: what holds on a day by both doors, revisions, what is announced, and the commands.

mod answers;
mod articles;
mod bad;
mod calendar;
mod honesty;
mod imports;
mod oracle;
mod pairs;
mod series;
mod worked;

use dateline::domain::keys::Actor;
use dateline::domain::rates::{Quotation, RatesImported};
use dateline::sources::{Source, nbkr, page};
use dateline::usecases::rates;
use serde_json::Value;

use crate::nbkr::file;
use crate::support::TestApp;

/// Brings in a file of the bank.
pub async fn bank(app: &TestApp, day: &str, rows: &[(&str, &str, &str)]) -> RatesImported {
    let quotations = nbkr::read(file(day, rows).as_bytes()).unwrap().quotations;
    take(app, &nbkr::SOURCE, quotations).await
}

/// Brings in the two files of May 2026: the weekly one of the 23rd and the daily one of the 24th.
pub async fn may(app: &TestApp) {
    for name in ["nbkr_weekly.xml", "nbkr_daily.xml"] {
        let quotations = nbkr::read(&std::fs::read(crate::nbkr::fixture(name)).unwrap()).unwrap().quotations;
        take(app, &nbkr::SOURCE, quotations).await;
    }
}

/// Brings in a page's bar of a day.
pub async fn bar(app: &TestApp, day: &str, numbers: [&str; 4]) -> RatesImported {
    let numbers = numbers.map(str::to_owned);
    let quotations = page::quotations(&numbers, day.parse().unwrap()).unwrap().unwrap();
    take(app, &page::SOURCE, quotations).await
}

async fn take(app: &TestApp, source: &'static Source, quotations: Vec<Quotation>) -> RatesImported {
    rates::import(&app.app, &Actor::System, source, quotations, app.app.now()).await.unwrap()
}

/// The rates of a query, by REST.
pub async fn ask(app: &TestApp, query: &str) -> Vec<Value> {
    app.get(&format!("/v1/rates{query}")).await.expect(200)["items"].as_array().unwrap().clone()
}

/// `USD 87.4500` for each rate of a query, in its order.
pub async fn said(app: &TestApp, query: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    ask(app, query).await.iter().map(|rate| format!("{} {}", text(&rate["base"]), text(&rate["value"]))).collect()
}
