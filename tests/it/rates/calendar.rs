//! Why a rate answers for another day, by the calendar of its source.

use dateline::domain::ids::RateId;
use dateline::domain::rates::{AskedDay, Observation, Quotation, Rate, RateReason};
use dateline::domain::time::Date;
use dateline::sources::{by_key, nbkr, page};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn reason(key: &str, effective: &str, asked: &str, today: &str) -> RateReason {
    let source = by_key(key).unwrap();
    let age = day(asked).days_after(day(effective));
    source.calendar().reason((day(effective), day(asked), day(today)), None, age >= source.fresh_days)
}

#[test]
fn a_day_without_a_rate_of_its_own_has_a_reason() {
    use RateReason::{Holiday, NotYet, SameDay, Skipped, SourceDown, Weekend};
    let nbkr = |effective, asked, today, expected| {
        assert_eq!(reason("nbkr", effective, asked, today), expected, "{effective} for {asked}, today {today}");
    };
    // A rate fixed on Friday the 22nd holds from Saturday to Monday; that of Monday holds from Tuesday.
    nbkr("2026-05-23", "2026-05-23", "2026-11-23", SameDay);
    nbkr("2026-05-23", "2026-05-24", "2026-11-23", Weekend);
    nbkr("2026-05-23", "2026-05-25", "2026-11-23", Weekend);
    nbkr("2026-05-23", "2026-05-26", "2026-11-23", Skipped);
    nbkr("2026-05-23", "2026-05-27", "2026-11-23", SourceDown);
    // The 31st of August is a holiday, so nothing is fixed for the 1st of September 2026.
    nbkr("2026-08-29", "2026-08-31", "2026-11-23", Weekend);
    nbkr("2026-08-29", "2026-09-01", "2026-11-23", Holiday);
    nbkr("2026-08-29", "2026-09-02", "2026-11-23", SourceDown);
    // Until the afternoon there is nothing for tomorrow.
    nbkr("2026-11-24", "2026-11-25", "2026-11-24", NotYet);
    nbkr("2026-11-24", "2026-11-27", "2026-11-24", NotYet);
    nbkr("2026-11-21", "2026-11-23", "2026-11-23", Weekend);
    assert_eq!(reason("page", "2026-11-20", "2026-11-22", "2026-11-23"), Skipped);
}

/// Orozo Ait and Kurman Ait follow the moon, and the government moves days of rest: no table of the program knows them, so
/// nothing says that such a day was a holiday, nor that the bank was down.
#[test]
fn a_holiday_that_moves_is_a_day_that_is_missing() {
    use RateReason::{SameDay, Skipped, Weekend};
    let nbkr = |effective, asked, expected| {
        assert_eq!(reason("nbkr", effective, asked, "2026-11-23"), expected, "{effective} for {asked}");
    };
    // Kurman Ait on Wednesday 27 May 2026: nothing is fixed on it, so Thursday has Wednesday's rate.
    nbkr("2026-05-27", "2026-05-27", SameDay);
    nbkr("2026-05-27", "2026-05-28", Skipped);
    nbkr("2026-05-29", "2026-05-29", SameDay);
    // Orozo Ait on Friday 20 March 2026, before a weekend: one rate holds from Friday to Monday.
    nbkr("2026-03-20", "2026-03-21", Skipped);
    nbkr("2026-03-20", "2026-03-23", Skipped);
    // Without the holiday, the same days are a weekend.
    nbkr("2026-03-14", "2026-03-16", Weekend);
    // One such day, or two, do not make a source one that is behind.
    let missed = |last: &str, today: &str| nbkr::SOURCE.calendar().missed(day(last), day(today));
    assert_eq!((missed("2026-05-27", "2026-05-28"), missed("2026-03-20", "2026-03-23")), (1, 1));
}

/// Whether the rate of a day is stale when it answers for another one, and why it does.
fn stands(key: &str, effective: &str, asked: &str, today: &str) -> (bool, RateReason) {
    let source = by_key(key).unwrap();
    let (fresh, calendar) = (source.fresh_days, source.calendar());
    let asked = AskedDay { day: day(asked), today: day(today), fresh, calendar };
    let quotation = Quotation {
        base: "USD".parse().unwrap(),
        quote: source.pivot,
        effective_date: day(effective),
        nominal: 1,
        value: "79.7296".parse().unwrap(),
        rounded: false,
        valid_for: None,
        published_at: None,
    };
    let (id, fetched_at) = (RateId::from_uuid(uuid::Uuid::nil()), "2026-01-01T00:00:00Z".parse().unwrap());
    let observation = Observation { id, revision: 1, fetched_at, quotation, source: key.to_owned() };
    let rate = Rate::on(&asked, observation, None).unwrap();
    (rate.stale, rate.reason)
}

#[test]
fn days_of_rest_however_many_do_not_make_a_rate_stale() {
    use RateReason::{Holiday, NotYet, SourceDown, Weekend};
    // The Bank of Russia fixes nothing from the 1st to the 8th of January: what it fixed on 31 December 2025, a Wednesday, and
    // is dated the 1st, holds until that of the 9th, which is dated the 10th.
    for asked in ["2026-01-02", "2026-01-05", "2026-01-08", "2026-01-09"] {
        assert_eq!(stands("cbr", "2026-01-01", asked, "2026-11-23"), (false, Holiday), "{asked}");
    }
    assert_eq!(stands("cbr", "2026-01-01", "2026-01-10", "2026-11-23"), (true, SourceDown));
    assert_eq!(stands("cbr", "2026-11-21", "2026-11-23", "2026-11-23"), (false, Weekend));
    // The European Central Bank rests from Good Friday, 3 April 2026, to the Monday after Easter.
    assert_eq!(stands("ecb", "2026-04-02", "2026-04-06", "2026-11-23"), (false, Holiday));
    assert_eq!(stands("ecb", "2026-04-02", "2026-04-07", "2026-11-23"), (true, SourceDown));
    assert_eq!(stands("ecb", "2026-11-20", "2026-11-22", "2026-11-23"), (false, Weekend));
    // The bank of Tajikistan has rates for every day, and those of today come in the morning.
    assert_eq!(stands("nbt", "2026-11-22", "2026-11-23", "2026-11-23"), (false, NotYet));
    assert_eq!(stands("nbt", "2026-11-21", "2026-11-23", "2026-11-23"), (true, SourceDown));
    // New Year in Kazakhstan and Uzbekistan.
    assert!(!stands("nbk", "2025-12-31", "2026-01-02", "2026-11-23").0);
    assert!(!stands("cbu", "2025-12-31", "2026-01-01", "2026-11-23").0);
    // The bar of a page is of its day and of no other.
    assert!(stands("page", "2026-11-22", "2026-11-23", "2026-11-23").0);
}

#[test]
fn what_a_source_missed_is_counted_by_its_calendar() {
    let missed = |last: &str, today: &str| nbkr::SOURCE.calendar().missed(day(last), day(today));
    assert_eq!(missed("2026-11-24", "2026-11-23"), 0, "announced already");
    assert_eq!(missed("2026-11-21", "2026-11-23"), 0, "a weekend");
    assert_eq!(missed("2026-11-21", "2026-11-24"), 1);
    assert_eq!(missed("2026-11-14", "2026-11-24"), 6);
    assert_eq!(missed("2020-01-01", "2026-11-24"), 256, "of 366 days");
    assert_eq!(page::SOURCE.calendar().missed(day("2020-01-01"), day("2026-11-24")), 0);
}
