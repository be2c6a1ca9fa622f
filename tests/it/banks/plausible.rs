//! What can hardly be what a bank meant is held back, told, and served only when someone has accepted it.

use dateline::domain::keys::{Actor, Scope};
use dateline::domain::rates::{HeldRates, HeldState};
use dateline::error::Code;
use dateline::sources::nbkr;
use dateline::usecases::keys;
use dateline::usecases::rates::{self, Arrival, Brought};

use crate::nbkr::file;
use crate::rates::said;
use crate::support::TestApp;

/// Brings in a file as the newest one of the Kyrgyz bank.
async fn newest(app: &TestApp, day: &str, rows: &[(&str, &str, &str)]) -> Brought {
    let text = file(day, rows);
    let arrival = Arrival { is_newest: true, ..Arrival::of(text.as_bytes(), "daily.xml", app.app.now()) };
    let parsed = nbkr::read(text.as_bytes()).unwrap();
    rates::bring(&app.app, &Actor::System, &nbkr::SOURCE, parsed, &arrival).await.unwrap()
}

async fn waiting(app: &TestApp) -> Vec<HeldRates> {
    rates::held(&app.app, &Actor::System, false).await.unwrap()
}

const GOOD: [(&str, &str, &str); 6] = [
    ("USD", "1", "87,4500"),
    ("EUR", "1", "101,5076"),
    ("GBP", "1", "117,4147"),
    ("JPY", "10", "5,4969"),
    ("SAR", "1", "23,3000"),
    ("IRR", "10", "0,0003"),
];

/// The good rows with other values for some currencies.
fn with(changed: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str, &'static str)> {
    let other = |code: &str| changed.iter().find(|(other, _)| *other == code).map(|(_, value)| *value);
    GOOD.iter().map(|(code, nominal, value)| (*code, *nominal, other(code).unwrap_or(value))).collect()
}

#[tokio::test]
async fn a_file_whose_day_goes_back_or_lies_ahead_is_held() {
    let app = TestApp::spawn().await;
    assert_eq!(newest(&app, "23.11.2026", &GOOD).await.held, None);
    for (day, words) in [
        ("22.11.2026", "its date 2026-11-22 goes back: there are rates for 2026-11-23"),
        ("26.11.2026", "its date 2026-11-26 is more than 2 days after today, 2026-11-23"),
        ("23.11.2062", "is more than 2 days after today"),
    ] {
        let done = newest(&app, day, &GOOD).await;
        assert!(done.held.as_ref().unwrap().contains(words), "{done:?}");
        assert_eq!(done.imported.created, 0);
    }
    assert_eq!(waiting(&app).await.len(), 3);
    assert_eq!(newest(&app, "25.11.2026", &GOOD).await.held, None, "two days ahead");
    assert_eq!(said(&app, "?date=2026-11-22&symbols=USD").await, [""; 0]);
    // The weekly file is older than the daily one and names other currencies.
    assert_eq!(newest(&app, "21.11.2026", &[("DKK", "1", "13,5839")]).await.held, None);
}

#[tokio::test]
async fn a_saved_file_may_be_as_old_as_it_likes() {
    let app = TestApp::spawn().await;
    newest(&app, "23.11.2026", &GOOD).await;
    let text = file("22.11.2020", &GOOD);
    let arrival = Arrival::of(text.as_bytes(), "old.xml", app.app.now());
    let parsed = nbkr::read(text.as_bytes()).unwrap();
    let done = rates::bring(&app.app, &Actor::System, &nbkr::SOURCE, parsed, &arrival).await.unwrap();
    assert_eq!((done.imported.created, done.held), (6, None));
}

#[tokio::test]
async fn a_rate_that_moved_too_far_is_held_and_the_others_come_in() {
    let app = TestApp::spawn().await;
    newest(&app, "22.11.2026", &GOOD).await;
    // A fifth is not too far; one in the last place is not either, whatever share it is.
    let edge = with(&[("JPY", "6,5962"), ("IRR", "0,0002")]);
    assert_eq!(newest(&app, "23.11.2026", &edge).await.held, None);
    // What one currency has in place of another one.
    let done = newest(&app, "24.11.2026", &with(&[("SAR", "0,0576"), ("JPY", "6,5962")])).await;
    assert_eq!(done.held.as_deref(), Some("SAR/KGS moved from 23.3000 on 2026-11-23 to 0.0576 on 2026-11-24"));
    assert_eq!(done.imported.created, 5);
    assert_eq!(said(&app, "?date=2026-11-24&symbols=SAR,USD").await, ["SAR 23.3000", "USD 87.4500"]);
    let [held] = <[HeldRates; 1]>::try_from(waiting(&app).await).unwrap();
    assert_eq!((held.quotations.len(), held.quotations[0].base.code(), held.state), (1, "SAR", HeldState::Waiting));
    assert_eq!((held.origin.as_str(), held.digest.len()), ("daily.xml", 64));
}

#[tokio::test]
async fn a_file_for_a_day_is_held_as_a_whole_when_a_main_currency_or_many_moved() {
    let app = TestApp::spawn().await;
    newest(&app, "22.11.2026", &GOOD).await;
    let done = newest(&app, "23.11.2026", &with(&[("USD", "8,7450")])).await;
    assert_eq!(done.held.as_deref(), Some("USD/KGS moved from 87.4500 on 2026-11-22 to 8.7450 on 2026-11-23"));
    assert_eq!(done.imported.created, 0);
    assert_eq!(waiting(&app).await[0].quotations.len(), 6);
    let shifted = with(&[("GBP", "5,4969"), ("JPY", "23,3000"), ("SAR", "0,0576"), ("IRR", "0,0576")]);
    let done = newest(&app, "23.11.2026", &shifted).await;
    assert_eq!((done.imported.created, waiting(&app).await.len()), (0, 2));
    assert_eq!(said(&app, "?date=2026-11-23&symbols=USD,GBP").await, ["USD 87.4500", "GBP 117.4147"]);
    // The right one comes after it.
    assert_eq!(newest(&app, "23.11.2026", &GOOD).await.imported.created, 6);
    // Other digits of the same day that are far away are no revision.
    let done = newest(&app, "23.11.2026", &with(&[("EUR", "1,0150")])).await;
    assert_eq!((done.imported.revised, done.held.is_some()), (0, true));
}

#[tokio::test]
async fn a_nominal_that_changes_is_no_move() {
    let app = TestApp::spawn().await;
    newest(&app, "22.11.2026", &[("UZS", "1", "0,0073"), ("USD", "1", "87,4500")]).await;
    let done = newest(&app, "23.11.2026", &[("UZS", "100", "0,7321"), ("USD", "1", "87,4500")]).await;
    assert_eq!((done.held, done.imported.created), (None, 2));
}

#[tokio::test]
async fn a_file_without_rates_is_held_and_cannot_be_accepted() {
    let app = TestApp::spawn().await;
    for rows in [&[][..], &[("ZZZ", "1", "1,0")], &[("BYR", "100", "0,3402")]] {
        let done = newest(&app, "23.11.2026", rows).await;
        assert_eq!(done.held.as_deref(), Some("there is no rate in it of a currency in use"), "{rows:?}");
    }
    let held = waiting(&app).await;
    assert_eq!(held.len(), 3);
    let error = rates::accept(&app.app, &Actor::System, &held[0].digest).await.unwrap_err();
    assert_eq!(error.code, Code::UnprocessableContent);
    rates::reject(&app.app, &Actor::System, &held[0].digest).await.unwrap();
    assert_eq!(waiting(&app).await.len(), 2);
}

#[tokio::test]
async fn what_is_accepted_comes_in_and_what_is_rejected_stays_out_for_good() {
    let app = TestApp::spawn().await;
    newest(&app, "22.11.2026", &GOOD).await;
    let fall = with(&[("USD", "187,4500")]);
    newest(&app, "23.11.2026", &fall).await;
    // The same file again is held once.
    newest(&app, "23.11.2026", &fall).await;
    let [held] = <[HeldRates; 1]>::try_from(waiting(&app).await).unwrap();
    let (accepted, done) = rates::accept(&app.app, &Actor::System, &held.digest[..12]).await.unwrap();
    assert_eq!((accepted.state, done.created), (HeldState::Accepted, 6));
    assert_eq!(said(&app, "?date=2026-11-23&symbols=USD").await, ["USD 187.4500"]);
    let again = rates::accept(&app.app, &Actor::System, &held.digest[..12]).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
    // From now on that is the last rate: the same is no move, and back is one.
    assert_eq!(newest(&app, "23.11.2026", &fall).await.imported.unchanged, 6);
    assert_eq!(newest(&app, "24.11.2026", &fall).await.held, None);
    let back = newest(&app, "25.11.2026", &GOOD).await;
    assert!(back.held.is_some());
    let digest = waiting(&app).await[0].digest.clone();
    rates::reject(&app.app, &Actor::System, &digest.to_uppercase()).await.unwrap();
    newest(&app, "25.11.2026", &GOOD).await;
    assert_eq!(waiting(&app).await, []);
    let all = rates::held(&app.app, &Actor::System, true).await.unwrap();
    let states: Vec<HeldState> = all.iter().map(|held| held.state).collect();
    assert_eq!(states.len(), 2);
    assert!(states.contains(&HeldState::Accepted) && states.contains(&HeldState::Rejected));
    assert!(all.iter().all(|held| held.decided_at == Some(app.app.now())));
}

#[tokio::test]
async fn deciding_needs_a_scope_and_enough_digits() {
    let app = TestApp::spawn().await;
    newest(&app, "23.11.2026", &[]).await;
    let digest = waiting(&app).await[0].digest.clone();
    let header = format!("Bearer {}", app.key(&[Scope::ArticlesPublish]).await);
    let editor = keys::authenticate(&app.app, Some(&header)).await.unwrap();
    assert_eq!(rates::held(&app.app, &editor, false).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(rates::reject(&app.app, &editor, &digest).await.unwrap_err().code, Code::Forbidden);
    for bad in ["", "abc", "%%%%%%%%", "zzzzzzzz", "'; --aaaa"] {
        let error = rates::reject(&app.app, &Actor::System, bad).await.unwrap_err();
        assert_eq!(error.code, Code::BadUserInput, "{bad}");
    }
    let error = rates::reject(&app.app, &Actor::System, &"0".repeat(64)).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn of_an_archive_only_the_rates_that_jump_are_held() {
    let app = TestApp::spawn().await;
    let page = |rows: &[(&str, &str)]| {
        let row = |(day, value): &(&str, &str)| {
            format!("<tr><td><!--date-->{day}<!--date--></td><td><!--value-->{value}<!--value--></td></tr>")
        };
        format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
    };
    // A devaluation: the new level is doubted once, and not for ever.
    let text =
        page(&[("22.08.2015", "0,2510"), ("21.08.2015", "0,2500"), ("20.08.2015", "0,3300"), ("19.08.2015", "0,3310")]);
    let shape = dateline::sources::Shape::NbkrHistory;
    let parsed = shape.parse(text.as_bytes(), Some("KZT".parse().unwrap())).unwrap();
    let arrival = Arrival::of(text.as_bytes(), "page.html", app.app.now());
    let done = rates::bring(&app.app, &Actor::System, &nbkr::SOURCE, parsed, &arrival).await.unwrap();
    assert_eq!(done.held.as_deref(), Some("KZT/KGS moved from 0.3300 on 2015-08-20 to 0.2500 on 2015-08-21"));
    assert_eq!(done.imported.created, 3);
}
