//! Asking the banks: what comes in, what is asked again, and what is refused.

use dateline::domain::keys::{Actor, Scope};
use dateline::domain::rates::BankState;
use dateline::domain::time::Date;
use dateline::error::Code;
use dateline::sources;
use dateline::usecases::keys;
use dateline::usecases::rates::{self, Synced};
use serde_json::Value;

use super::bytes;
use super::server::{Banks, answer, to};
use crate::nbkr::file;
use crate::rates::said;
use crate::support::TestApp;

const DAILY: &str = "/XML/daily.xml";
const WEEKLY: &str = "/XML/weekly.xml";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub async fn ask(app: &TestApp, key: &str, days: Option<(&str, &str)>) -> Synced {
    let days = days.map(|(first, last)| (day(first), day(last)));
    let source = sources::by_key(key).unwrap();
    rates::sync(&app.app, &Actor::System, source, days, &|_, _| ()).await.unwrap()
}

pub async fn state(app: &TestApp, key: &str) -> BankState {
    let states = rates::bank_states(&app.app).await.unwrap();
    states.into_iter().find(|state| state.source == key).unwrap()
}

fn weekly(day: &str) -> String {
    file(day, &[("GBP", "1", "117,4147"), ("BYR", "100", "0,3402")]).replace("<Value>", "<ValidFor>7</ValidFor><Value>")
}

#[tokio::test]
async fn both_files_of_the_kyrgyz_bank_come_in_and_the_log_tells() {
    let (banks, daily) = (Banks::start(), file("24.11.2026", &[("USD", "1", "87,4500"), ("KZT", "1", "0,1859")]));
    banks.say(DAILY, &[answer(200, "last-modified: Mon, 23 Nov 2026 05:59:00 GMT\r\n", daily.as_bytes())]);
    banks.file(WEEKLY, weekly("21.11.2026"));
    let app = banks.app().await;
    let done = ask(&app, "nbkr", None).await;
    assert_eq!((done.files, done.imported.created, done.faults.len(), done.held.len()), (2, 3, 0, 0), "{done:?}");
    assert_eq!(done.imported.withdrawn.iter().map(|code| code.code()).collect::<Vec<_>>(), ["BYR"]);
    assert_eq!(said(&app, "?date=2026-11-24").await, ["USD 87.4500", "KZT 0.1859", "GBP 117.4147"]);
    let dollar = app.get("/v1/rates?date=2026-11-24&symbols=USD").await.expect(200)["items"][0].clone();
    assert_eq!(dollar["publishedAt"], "2026-11-23T05:59:00Z");
    let log: Value = app.get("/v1/changes?types=rate&limit=100").await.expect(200);
    assert_eq!(log["items"].as_array().unwrap().len(), 3);
    let known = state(&app, "nbkr").await;
    assert_eq!((known.fault, known.failures, known.last_date), (None, 0, Some(day("2026-11-24"))));
    assert_eq!(known.succeeded, Some(app.app.now()));
    // 12:00 in Bishkek: the next time is 15:00.
    assert_eq!(known.next_attempt.to_string(), "2026-11-23T09:00:00Z");
}

#[tokio::test]
async fn a_file_that_has_not_changed_is_not_sent_again() {
    let banks = Banks::start();
    let fields = "etag: W/\"530-1779531645000\"\r\nlast-modified: Mon, 23 Nov 2026 05:59:00 GMT\r\n";
    let whole = answer(200, fields, file("23.11.2026", &[("USD", "1", "87,4500")]).as_bytes());
    banks.say(DAILY, &[whole, answer(304, "", b"")]);
    banks.file(WEEKLY, weekly("21.11.2026"));
    let app = banks.app().await;
    assert_eq!(ask(&app, "nbkr", None).await.unchanged_files, 0);
    let again = ask(&app, "nbkr", None).await;
    assert_eq!((again.files, again.unchanged_files, again.imported.unchanged), (1, 1, 1), "{again:?}");
    assert_eq!(again.faults, [""; 0]);
    let heads = banks.server.heads();
    let conditional = |head: &&String| head.contains("if-none-match: W/\"530-1779531645000\"\r\n");
    assert_eq!(heads.iter().filter(conditional).count(), 1, "{heads:?}");
    assert!(heads[2].contains("if-modified-since: Mon, 23 Nov 2026 05:59:00 GMT\r\n"), "{}", heads[2]);
    // The second file has no validators, so it is asked for plainly.
    assert!(!heads[3].contains("if-"), "{}", heads[3]);
    assert_eq!(state(&app, "nbkr").await.failures, 0);
}

#[tokio::test]
async fn what_passes_is_asked_again_and_what_does_not_pass_keeps_what_is_there() {
    let banks = Banks::start();
    let good = file("23.11.2026", &[("USD", "1", "87,4500"), ("EUR", "1", "101,5076")]);
    let whole = answer(200, "", good.as_bytes());
    let half = answer(200, "", &good.as_bytes()[..good.len() / 2]);
    let cut_off = whole[..whole.len() - 60].to_vec();
    let page = answer(200, "", b"<html><body>maintenance</body></html>");
    banks.file(WEEKLY, weekly("21.11.2026"));
    let app = banks.app().await;
    for passing in [answer(500, "", b""), answer(503, "", b""), answer(429, "", b""), half, cut_off, page, Vec::new()] {
        let before = banks.asked().len();
        banks.say(DAILY, &[passing.clone(), whole.clone()]);
        let done = ask(&app, "nbkr", None).await;
        assert_eq!((done.files, done.faults.len()), (2, 0), "{done:?}");
        assert_eq!(banks.asked().len() - before, 3);
        // Three times in a row are too often.
        banks.say(DAILY, &[passing]);
        let done = ask(&app, "nbkr", None).await;
        assert_eq!((done.files, done.faults.len()), (1, 1), "{done:?}");
        assert!(done.faults[0].starts_with("/XML/daily.xml: "), "{done:?}");
        assert_eq!(banks.asked().len() - before, 3 + 4);
        assert_eq!(said(&app, "?symbols=USD").await, ["USD 87.4500"], "the last good one");
        assert_eq!(state(&app, "nbkr").await.failures, 1);
    }
}

#[tokio::test]
async fn an_address_that_is_not_there_is_asked_once_and_a_bank_elsewhere_is_not_believed() {
    let (banks, other) = (Banks::start(), Banks::start());
    let good = file("23.11.2026", &[("USD", "1", "87,4500")]);
    banks.file(WEEKLY, weekly("21.11.2026"));
    let app = banks.app().await;
    let missing = ask(&app, "nbkr", None).await;
    assert_eq!(missing.faults, ["/XML/daily.xml: the bank answered with status 404"]);
    assert_eq!(banks.asked(), [DAILY, WEEKLY]);
    other.file("/elsewhere", &good);
    banks.say(DAILY, &[to(302, &other.server.url("/elsewhere"))]);
    let moved = ask(&app, "nbkr", None).await;
    assert!(moved.faults[0].contains("which is not the bank"), "{moved:?}");
    assert_eq!(said(&app, "?symbols=USD").await, [""; 0]);
    // To another page of the same bank it may lead.
    banks.say(DAILY, &[to(302, "/XML/new.xml")]);
    banks.file("/XML/new.xml", &good);
    assert_eq!(ask(&app, "nbkr", None).await.faults, [""; 0]);
    assert_eq!(said(&app, "?symbols=USD").await, ["USD 87.4500"]);
    // A private address that the settings do not allow is not asked at all.
    banks.say(DAILY, &[to(302, "http://169.254.169.254/latest")]);
    assert_eq!(ask(&app, "nbkr", None).await.faults.len(), 1);
}

#[tokio::test]
async fn failures_are_counted_and_make_the_next_time_come_sooner() {
    let banks = Banks::start();
    let app = banks.app().await;
    let mut waits = Vec::new();
    for failures in 1..=7 {
        ask(&app, "nbkr", None).await;
        let known = state(&app, "nbkr").await;
        assert_eq!((known.failures, known.succeeded, known.last_date), (failures, None, None));
        assert!(known.fault.unwrap().contains("status 404"));
        waits.push(known.next_attempt.seconds() - app.app.now().seconds());
    }
    for (wait, least) in waits.iter().zip([60, 120, 240, 480, 960, 1_800, 1_800]) {
        assert!((least..=least + least / 5).contains(wait), "{waits:?}");
    }
    // Never later than the bank's next time: at 14:59 it is a minute.
    app.pass(3 * 3_600 - 60);
    ask(&app, "nbkr", None).await;
    assert_eq!(state(&app, "nbkr").await.next_attempt.to_string(), "2026-11-23T09:00:00Z");
}

#[tokio::test]
async fn what_went_wrong_is_told_to_the_newsroom_alone() {
    let banks = Banks::start();
    let app = banks.app().await;
    let key = app.editor().await;
    ask(&app, "nbkr", None).await;
    let of_bank = |answer: &Value, list: &str| {
        let all = answer[list].as_array().unwrap();
        all.iter().find(|source| source["key"] == "nbkr").unwrap()["health"].clone()
    };
    let query = "{ rateSources { key health { failures lastError } } }";
    let public = app.get("/v1/rates/sources").await;
    let staff = app.get_as(&key, "/v1/rates/sources").await;
    assert!(staff.header("cache-control").starts_with("private"), "{}", staff.header("cache-control"));
    let seen = [of_bank(&public.json(), "items"), of_bank(&app.gql(query).await, "rateSources")];
    let told = [
        of_bank(&staff.json(), "items"),
        of_bank(&app.gql_as(Some(&key), query, Value::Null).await["data"], "rateSources"),
    ];
    for (health, known) in seen.iter().map(|health| (health, false)).chain(told.iter().map(|health| (health, true))) {
        assert_eq!(health["failures"], 1, "{health}");
        let error = health["lastError"].as_str().unwrap_or_default();
        assert_eq!(error.contains("status 404"), known, "{health}");
        assert!(known || error.is_empty(), "{health}");
    }
    // Whoever was answered first, the other does not get that answer.
    assert_eq!(of_bank(&app.get("/v1/rates/sources").await.json(), "items").get("lastError"), None);
    // After a good answer nothing is wrong any more.
    banks.file(DAILY, bytes("nbkr_daily.xml"));
    banks.file(WEEKLY, bytes("nbkr_weekly.xml"));
    ask(&app, "nbkr", None).await;
    let healthy = of_bank(&app.get_as(&key, "/v1/rates/sources").await.json(), "items");
    assert_eq!((&healthy["failures"], healthy.get("lastError")), (&Value::from(0), None), "{healthy}");
}

#[tokio::test]
async fn all_six_banks_answer() {
    let banks = Banks::start();
    banks.file(DAILY, bytes("nbkr_daily.xml"));
    banks.file(WEEKLY, bytes("nbkr_weekly.xml"));
    banks.file("/scripts/XML_daily.asp", bytes("cbr/daily.xml"));
    banks.file("/stats/eurofxref/eurofxref-daily.xml", bytes("ecb/daily.xml"));
    banks.file("/rss/rates_all.xml", bytes("nbk/feed.xml"));
    banks.file("/en/arkhiv-kursov-valyut/json/", bytes("cbu/all.json"));
    let today = String::from_utf8(bytes("nbt/day.xml")).unwrap().replace("2026-05-18", "2026-11-23");
    banks.file("/en/kurs/export_xml.php?date=2026-11-23&export=xmlout", today);
    let app = banks.app().await;
    for (key, created, rate) in [
        ("nbkr", 9, ("2026-05-24", "USD 87.4500")),
        ("cbr", 4, ("2026-04-25", "KGS 86.4125")),
        ("nbk", 5, ("2026-04-01", "KGS 5.47")),
        ("cbu", 4, ("2026-04-01", "KGS 139.40")),
        ("nbt", 4, ("2026-11-23", "KGS 1.0686")),
    ] {
        let done = ask(&app, key, None).await;
        assert_eq!((done.imported.created, done.faults), (created, Vec::new()), "{key}");
        let (day, rate) = rate;
        let query = format!("?source={key}&date={day}&symbols={}", &rate[..3]);
        assert_eq!(said(&app, &query).await, [rate]);
    }
    // The euro is what is priced, so it is the base of every one of them.
    let done = ask(&app, "ecb", None).await;
    assert_eq!((done.imported.created, done.last_date), (3, Some(day("2026-05-22"))));
    let mut said = said(&app, "?source=ecb&date=2026-05-22").await;
    said.sort();
    assert_eq!(said, ["EUR 1.1607", "EUR 184.15", "EUR 9.1500"]);
}

#[tokio::test]
async fn days_that_are_asked_for_come_in_and_a_silent_fallback_to_today_does_not() {
    let banks = Banks::start();
    let file = |day: &str| String::from_utf8(bytes("nbt/day.xml")).unwrap().replace("2026-05-18", day);
    let path = |day: &str| format!("/en/kurs/export_xml.php?date={day}&export=xmlout");
    banks.file(&path("2026-11-20"), file("2026-11-20"));
    banks.file(&path("2026-11-21"), file("2026-11-23"));
    banks.file(&path("2026-11-22"), file("2026-11-22"));
    let app = banks.app().await;
    let done = ask(&app, "nbt", Some(("2026-11-20", "2026-11-22"))).await;
    assert_eq!((done.files, done.imported.created, done.last_date), (2, 8, Some(day("2026-11-22"))), "{done:?}");
    assert_eq!(done.faults.len(), 1);
    assert!(done.faults[0].ends_with("the bank was asked for 2026-11-21 and answered with its rates of 2026-11-23"));
    assert_eq!(said(&app, "?source=nbt&date=2026-11-23&symbols=KGS").await, ["KGS 1.0686"], "of the 22nd");
    // Past days say nothing of when the bank is asked next.
    assert_eq!(rates::bank_states(&app.app).await.unwrap(), []);
}

#[tokio::test]
async fn past_rates_of_the_european_bank_come_packed_and_of_the_kyrgyz_bank_by_currency() {
    let banks = Banks::start();
    banks.file("/stats/eurofxref/eurofxref-hist.zip", bytes("ecb/hist.zip"));
    let app = banks.app().await;
    let done = ask(&app, "ecb", Some(("2007-01-01", "2022-12-31"))).await;
    // The rouble and the Cypriot pound were in use then.
    assert_eq!((done.imported.created, done.faults.len(), done.held.len()), (9, 0, 0), "{done:?}");
    // Other days of the same archive: it is sent again, and what is there stays.
    let more = ask(&app, "ecb", Some(("2007-01-01", "2026-11-23"))).await;
    assert_eq!((more.imported.created, more.imported.unchanged), (6, 9), "{more:?}");

    let page = |number: u32| {
        let days = "&beg_day=01&beg_month=06&beg_year=2005&end_day=30&end_month=06&end_year=2005";
        format!("/index1.jsp?item=1562&lang=ENG&valuta_id={number}{days}")
    };
    banks.file(&page(15), bytes("nbkr/history.html"));
    for number in [20, 44, 40, 24, 17, 46] {
        banks.file(&page(number), "<html><table></table></html>");
    }
    let done = ask(&app, "nbkr", Some(("2005-06-01", "2005-06-30"))).await;
    assert_eq!((done.files, done.imported.created, done.faults.len(), done.held.len()), (7, 2, 0, 0), "{done:?}");
    assert_eq!(said(&app, "?date=2005-06-20&symbols=USD").await, ["USD 41.0685"]);
}

#[tokio::test]
async fn a_bank_that_is_away_is_not_asked_for_every_day_of_a_year() {
    let banks = Banks::start();
    let app = banks.app().await;
    let done = ask(&app, "nbk", Some(("2025-01-01", "2025-12-31"))).await;
    assert_eq!((done.faults.len(), banks.asked().len()), (3, 3));
}

#[tokio::test]
async fn days_and_rights_are_checked() {
    let banks = Banks::start();
    let app = banks.app().await;
    let nbt = sources::by_key("nbt").unwrap();
    for (first, last, words) in [
        ("2026-11-22", "2026-11-21", "2026-11-21 is before the first day, 2026-11-22"),
        ("2026-11-22", "2027-11-21", "2027-11-21 is in the future: at the bank it is 2026-11-23"),
    ] {
        let days = Some((day(first), day(last)));
        let error = rates::sync(&app.app, &Actor::System, nbt, days, &|_, _| ()).await.unwrap_err();
        assert!(error.code == Code::BadUserInput && error.detail.contains(words), "{error:?}");
    }
    let header = format!("Bearer {}", app.key(&[Scope::ArticlesWrite]).await);
    let writer = keys::authenticate(&app.app, Some(&header)).await.unwrap();
    let error = rates::sync(&app.app, &writer, nbt, None, &|_, _| ()).await.unwrap_err();
    assert_eq!(error.code, Code::Forbidden);
    let page = sources::by_key("page").unwrap();
    let error = rates::sync(&app.app, &Actor::System, page, None, &|_, _| ()).await.unwrap_err();
    assert!(error.detail.contains("«page» is no bank"), "{error:?}");
    assert_eq!(banks.asked(), [""; 0]);
}

#[tokio::test]
async fn a_history_that_leaves_zeros_away_is_no_news_and_digits_that_it_left_away_are() {
    let (daily, history) = ("/stats/eurofxref/eurofxref-daily.xml", "/stats/eurofxref/eurofxref-hist.zip");
    let table = "Date,USD,NOK,ISK,\n2026-05-22,1.1607,9.15,134,\n";
    let days = Some(("2026-05-01", "2026-05-31"));
    for daily_first in [true, false] {
        let banks = Banks::start();
        banks.file(daily, bytes("ecb/daily.xml"));
        banks.file(history, table);
        let app = banks.app().await;
        let done = ask(&app, "ecb", if daily_first { None } else { days }).await;
        assert_eq!((done.imported.created, done.faults.len()), (3, 0), "{done:?}");
        app.pass(1);
        let done = ask(&app, "ecb", if daily_first { days } else { None }).await.imported;
        // The dollar has the same digits in both, the krone is 9.1500 and 9.15.
        let expected = if daily_first { (1, 0, 2) } else { (1, 1, 1) };
        assert_eq!((done.created, done.revised, done.unchanged), expected, "{daily_first}");
        let said = said(&app, "?source=ecb&date=2026-05-22").await;
        assert!(said.contains(&"EUR 9.1500".to_owned()), "{said:?}");
    }
}
