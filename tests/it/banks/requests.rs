//! What the banks are asked, when, and which answers fit.

use std::collections::BTreeSet;

use chrono::Datelike;
use dateline::domain::time::{Date, Instant};
use dateline::sources::{self, Expected, Request, Shape, Source, Window};

use super::{bytes, line};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn source(key: &str) -> &'static Source {
    sources::by_key(key).unwrap()
}

fn requests(key: &str, days: Option<(&str, &str)>) -> Vec<Request> {
    let days = days.map(|(first, last)| (day(first), day(last)));
    (source(key).bank.unwrap().requests)(&Window { today: day("2026-05-24"), days })
}

fn paths(key: &str, days: Option<(&str, &str)>) -> Vec<String> {
    requests(key, days).into_iter().map(|request| request.path).collect()
}

#[test]
fn the_newest_rates_are_asked_for_where_the_banks_keep_them() {
    assert_eq!(paths("nbkr", None), ["/XML/daily.xml", "/XML/weekly.xml"]);
    assert_eq!(paths("cbr", None), ["/scripts/XML_daily.asp"]);
    assert_eq!(paths("ecb", None), ["/stats/eurofxref/eurofxref-daily.xml"]);
    assert_eq!(paths("nbk", None), ["/rss/rates_all.xml"]);
    assert_eq!(paths("cbu", None), ["/en/arkhiv-kursov-valyut/json/"]);
    assert_eq!(paths("nbt", None), ["/en/kurs/export_xml.php?date=2026-05-24&export=xmlout"]);
    assert!(sources::ALL.into_iter().all(|source| source.bank.is_some() == (source.key != "page")));
}

#[test]
fn days_are_asked_for_as_each_bank_wants_them() {
    let two = Some(("2026-04-01", "2026-04-02"));
    assert_eq!(
        paths("cbr", two),
        ["/scripts/XML_daily.asp?date_req=01/04/2026", "/scripts/XML_daily.asp?date_req=02/04/2026"]
    );
    assert_eq!(paths("nbk", two), ["/rss/get_rates.cfm?fdate=01.04.2026", "/rss/get_rates.cfm?fdate=02.04.2026"]);
    assert_eq!(
        paths("cbu", two),
        ["/en/arkhiv-kursov-valyut/json/all/2026-04-01/", "/en/arkhiv-kursov-valyut/json/all/2026-04-02/"]
    );
    assert_eq!(paths("nbt", two).len(), 2);
    // More days than currencies: one file for each currency.
    let year = requests("cbr", Some(("2025-01-01", "2025-12-31")));
    assert_eq!(year.len(), 55);
    assert!(year.iter().all(|request| request.shape == Shape::CbrDynamic));
    assert_eq!(
        year.iter().find(|request| request.path.ends_with("R01370")).unwrap().path,
        "/scripts/XML_dynamic.asp?date_req1=01/01/2025&date_req2=31/12/2025&VAL_NM_RQ=R01370"
    );
    assert_eq!(paths("ecb", two), ["/stats/eurofxref/eurofxref-hist-90d.xml"]);
    assert_eq!(paths("ecb", Some(("2020-01-01", "2026-04-02"))), ["/stats/eurofxref/eurofxref-hist.zip"]);
}

#[test]
fn past_rates_of_the_kyrgyz_bank_are_asked_for_by_currency_and_year() {
    let asked = requests("nbkr", Some(("2005-06-01", "2005-06-30")));
    assert_eq!(
        asked[0].path,
        "/index1.jsp?item=1562&lang=ENG&valuta_id=15&beg_day=01&beg_month=06&beg_year=2005&end_day=30&end_month=06&end_year=2005"
    );
    let codes: Vec<&str> = asked.iter().map(|request| request.currency.unwrap().code()).collect();
    assert_eq!(codes, ["USD", "EUR", "RUB", "KZT", "CNY", "GBP", "UZS"]);
    // Two years and a day are three pages, without a gap and without a day twice.
    let long = requests("nbkr", Some(("2020-01-01", "2021-12-31")));
    let of_dollar: Vec<Expected> = long.iter().take(3).map(|request| request.expected).collect();
    assert_eq!(
        of_dollar,
        [
            Expected::Within(day("2020-01-01"), day("2020-12-30")),
            Expected::Within(day("2020-12-31"), day("2021-12-30")),
            Expected::Within(day("2021-12-31"), day("2021-12-31")),
        ]
    );
}

#[test]
fn an_answer_for_another_day_is_refused_when_the_bank_has_one_for_every_day() {
    let [request] = <[Request; 1]>::try_from(requests("nbt", Some(("2026-05-18", "2026-05-18")))).unwrap();
    assert_eq!(request.parse(&bytes("nbt/day.xml")).unwrap().quotations.len(), 4);
    let [later] = <[Request; 1]>::try_from(requests("nbt", Some(("2031-05-18", "2031-05-18")))).unwrap();
    let error = later.parse(&bytes("nbt/day.xml")).unwrap_err();
    assert_eq!(error.detail, "the bank was asked for 2031-05-18 and answered with its rates of 2026-05-18");
    let [other] = <[Request; 1]>::try_from(requests("nbk", Some(("2026-04-02", "2026-04-02")))).unwrap();
    assert!(other.parse(&bytes("nbk/day.xml")).unwrap_err().detail.contains("answered with its rates of 2026-04-01"));
}

#[test]
fn on_a_day_without_a_fixing_the_one_before_is_an_answer_and_a_later_one_is_not() {
    let of = |day: &str| requests("cbr", Some((day, day))).remove(0).parse(&bytes("cbr/daily.xml"));
    for asked in ["2026-04-25", "2026-04-26", "2026-04-27", "2026-05-10"] {
        assert_eq!(of(asked).unwrap().quotations.len(), 4, "{asked}");
    }
    for asked in ["2026-04-24", "2026-05-11", "2020-01-01"] {
        assert!(of(asked).unwrap_err().detail.contains("answered with its rates of 2026-04-25"), "{asked}");
    }
    let of = |day: &str| requests("cbu", Some((day, day))).remove(0).parse(&bytes("cbu/all.json"));
    assert!(of("2026-04-03").is_ok() && of("2026-03-31").is_err());
}

#[test]
fn of_an_archive_only_the_days_that_were_asked_for_are_left() {
    let [request] = <[Request; 1]>::try_from(requests("ecb", Some(("2022-01-01", "2026-05-21")))).unwrap();
    let parsed = request.parse(&bytes("ecb/hist.zip")).unwrap();
    let days: BTreeSet<String> = parsed.quotations.iter().map(|row| row.effective_date.to_string()).collect();
    assert_eq!(days.into_iter().collect::<Vec<_>>(), ["2022-03-01", "2026-05-21"]);
    assert_eq!(line(&parsed.quotations[0]), "2026-05-21 1 EUR = 1.1598 USD");
}

/// The next times at which a bank is asked, in its own time.
fn times(key: &str, after: &str, count: usize) -> Vec<String> {
    let source = source(key);
    let zone = source.zone(chrono_tz::UTC);
    let mut now = at(after);
    let mut times = Vec::new();
    for _ in 0..count {
        now = source.bank.unwrap().schedule.next(now, zone);
        times.push(now.to_utc().with_timezone(&zone).format("%a %d %H:%M").to_string());
    }
    times
}

#[test]
fn banks_are_asked_in_their_own_time_of_publishing_and_once_in_the_morning() {
    // 15:10 in Bishkek on a Friday.
    assert_eq!(
        times("nbkr", "2026-05-22T09:10:00Z", 8),
        [
            "Fri 22 15:30",
            "Fri 22 16:00",
            "Fri 22 16:30",
            "Fri 22 17:00",
            "Fri 22 17:30",
            "Fri 22 18:00",
            "Sat 23 08:00",
            "Sat 23 15:00"
        ]
    );
    // Frankfurt leaves summer time in the night to Sunday, 25 October 2026.
    assert_eq!(
        times("ecb", "2026-10-23T16:00:00Z", 4),
        ["Sat 24 08:00", "Sun 25 08:00", "Mon 26 08:00", "Mon 26 16:00"]
    );
    assert_eq!(times("cbr", "2026-05-22T16:00:00Z", 3), ["Sat 23 09:00", "Sun 24 09:00", "Mon 25 09:00"]);
}

#[test]
fn every_schedule_always_goes_on() {
    for source in sources::ALL.into_iter().filter(|source| source.bank.is_some()) {
        let (bank, zone) = (source.bank.unwrap(), source.zone(chrono_tz::UTC));
        let mut now = at("2026-01-01T00:00:00Z");
        for _ in 0..2_000 {
            let next = bank.schedule.next(now, zone);
            let gap = next.seconds() - now.seconds();
            assert!((60..=86_400 + 3_600).contains(&gap), "{}: {gap} s after {now}", source.key);
            now = next;
        }
        assert!(bank.address.starts_with("https://") && !bank.address.ends_with('/'));
        assert!(!bank.fixes_on.is_empty() && day("2026-05-25").naive().weekday() == bank.fixes_on[0]);
        assert!(["ky", "ru", "en"].iter().all(|language| source.names.iter().any(|(name, _)| name == language)));
    }
}
