//! The banks' job: when it asks, and that one process does.

use dateline::jobs::Outcome;
use dateline::jobs::rates::run_once;

use super::server::{Banks, here};
use super::sync::state;
use crate::nbkr::file;
use crate::support::TestApp;

async fn only_the_kyrgyz_bank(banks: &Banks) -> TestApp {
    let address = banks.server.url("");
    TestApp::spawn_with(|settings| {
        here(settings, &address);
        settings.rates.rates_sources = vec!["nbkr".to_owned()];
    })
    .await
}

#[tokio::test]
async fn a_bank_is_asked_at_once_and_then_at_its_times() {
    let banks = Banks::start();
    banks.file("/XML/daily.xml", file("23.11.2026", &[("USD", "1", "87,4500")]));
    banks.file("/XML/weekly.xml", file("21.11.2026", &[("GBP", "1", "117,4147")]));
    let app = only_the_kyrgyz_bank(&banks).await;
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(1));
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(0), "it is not yet time");
    app.pass(3 * 3_600 - 1);
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(0));
    app.pass(1);
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(1), "15:00 in Bishkek");
    assert_eq!(state(&app, "nbkr").await.next_attempt.to_string(), "2026-11-23T09:30:00Z");
    assert_eq!(banks.asked().len(), 4);
}

#[tokio::test]
async fn one_process_asks_and_another_takes_over_when_it_has_gone() {
    let banks = Banks::start();
    let app = only_the_kyrgyz_bank(&banks).await;
    // Nobody answers with a file, so it is to be asked again within a minute or so; who began has the bank for five.
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(1));
    app.pass(80);
    assert_eq!(run_once(&app.app, "two").await.unwrap(), Outcome::HeldElsewhere);
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(1));
    app.pass(301);
    assert_eq!(run_once(&app.app, "two").await.unwrap(), Outcome::Done(1));
    assert_eq!(banks.asked().len(), 6);
}

#[tokio::test]
async fn a_bank_that_is_not_among_the_settings_is_not_asked() {
    let banks = Banks::start();
    let app = TestApp::spawn().await;
    assert_eq!(run_once(&app.app, "one").await.unwrap(), Outcome::Done(0));
    assert_eq!(banks.asked(), [""; 0]);
}
