//! As-of and ranges beside an oracle that looks at every day one by one, over random calendars.

use std::collections::BTreeMap;

use dateline::domain::currencies::Currency;
use dateline::domain::keys::Actor;
use dateline::domain::rates::{
    AskedDay, Published, Quotation, RangeFilter, RateFill, RateGroup, RateReason, RatesFilter,
};
use dateline::domain::time::Date;
use dateline::sources::nbkr;
use dateline::usecases::rates;
use dateline::usecases::reading::Reading;
use proptest::prelude::*;

use crate::honesty::random::Random;
use crate::support::TestApp;

const CODES: [&str; 3] = ["USD", "JPY", "GBP"];

/// For each currency and day of a calendar, counted from its first day, the digits in thousandths and the nominal.
type Rows = BTreeMap<(usize, i64), (u32, i32)>;

fn start() -> Date {
    "2026-01-01".parse().unwrap()
}

fn quotations(rows: &Rows) -> Vec<Quotation> {
    let quotation = |((code, day), (digits, nominal)): (&(usize, i64), &(u32, i32))| Quotation {
        base: CODES[*code].parse().unwrap(),
        quote: Currency::KGS,
        effective_date: start().plus_days(*day),
        nominal: *nominal,
        value: format!("{}.{:03}", digits / 1000, digits % 1000).parse().unwrap(),
        rounded: false,
        valid_for: None,
        published_at: None,
    };
    rows.iter().map(quotation).collect()
}

/// The day of the rate that answers for a day: one step back at a time, 14 at most.
fn naive_as_of(rows: &Rows, code: usize, day: i64) -> Option<i64> {
    (0..=14).map(|back| day - back).find(|day| rows.contains_key(&(code, *day)))
}

/// What stands in a range, day by day: `(day, day of the rate)`.
fn naive_range(rows: &Rows, code: usize, (from, to): (i64, i64), fill: RateFill, today: i64) -> Vec<(i64, i64)> {
    let last = rows.keys().filter(|(other, _)| *other == code).map(|(_, day)| *day).filter(|day| *day <= to).max();
    let mut found = Vec::new();
    for day in from..=to {
        match fill {
            RateFill::None if rows.contains_key(&(code, day)) => found.push((day, day)),
            RateFill::Previous if day <= today || last.is_some_and(|last| day <= last) => {
                found.extend(naive_as_of(rows, code, day).map(|own| (day, own)));
            }
            _ => {}
        }
    }
    found
}

/// One of each group: the last.
fn naive_groups(points: &[(i64, i64)], group: RateGroup) -> Vec<(Date, i64)> {
    let key = |day: i64| {
        let text = start().plus_days(day).naive().format(match group {
            RateGroup::Day => "%Y-%m-%d",
            RateGroup::Week => "%G-W%V",
            RateGroup::Month => "%Y-%m",
        });
        text.to_string()
    };
    let first = |name: &str| {
        let all = (-70..500).map(|day| start().plus_days(day));
        let mut of = all.filter(|day| key(day.days_after(start())) == name);
        of.next().unwrap()
    };
    let mut last: Vec<(String, i64)> = Vec::new();
    for (day, own) in points {
        last.retain(|(name, _)| *name != key(*day));
        last.push((key(*day), *own));
    }
    last.into_iter().map(|(name, own)| (first(&name), own)).collect()
}

fn calendar() -> impl Strategy<Value = Rows> {
    let row = ((0..3_usize, 0..60_i64), (1..200_000_u32, prop::sample::select(vec![1, 10, 100])));
    prop::collection::btree_map(row.0, row.1, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_range_is_what_the_oracle_finds_day_by_day(
        rows in calendar(), code in 0..3_usize, from in -20..60_i64, length in 0..70_i64, today in 0..80_i64,
        fill in prop::sample::select(vec![RateFill::None, RateFill::Previous]),
        group in prop::sample::select(vec![RateGroup::Day, RateGroup::Week, RateGroup::Month]),
    ) {
        let to = from + length;
        let in_reach: Rows = rows.iter().filter(|((_, day), _)| (from - 14..=to).contains(day)).map(|(k, v)| (*k, *v)).collect();
        let kept = quotations(&in_reach);
        let published = Published::new(Currency::KGS, &kept);
        let pair = (CODES[code].parse().unwrap(), Currency::KGS);
        let day = |number: i64| start().plus_days(number);
        let asked = AskedDay { day: day(to), today: day(today), fresh: 4, calendar: nbkr::SOURCE.calendar() };
        let points = published.points(pair, (day(from), day(to)), (fill, group), &asked);
        let found: Vec<(Date, i64)> =
            points.iter().map(|point| (point.date, point.effective_date.days_after(start()))).collect();
        let expected = naive_groups(&naive_range(&rows, code, (from, to), fill, today), group);
        prop_assert_eq!(found, expected);
        for point in points {
            let (digits, nominal) = rows[&(code, point.effective_date.days_after(start()))];
            prop_assert_eq!((point.nominal, point.derived), (nominal, false));
            if group == RateGroup::Day {
                let age = point.date.days_after(point.effective_date);
                prop_assert_eq!(i64::from(point.age_days), age);
                prop_assert_eq!(point.reason == RateReason::SameDay, age == 0);
            }
            prop_assert_eq!(point.value.to_string(), format!("{}.{:03}", digits / 1000, digits % 1000));
        }
        for number in from..=to {
            let found = published.as_of(pair.0, day(number)).map(|found| found.effective_date.days_after(start()));
            prop_assert_eq!(found, naive_as_of(&in_reach, code, number));
        }
    }

    #[test]
    fn a_rate_and_its_reverse_agree_to_their_digits(over in 1..10_000_000_u32, under in 1..10_000_000_u32, digits in 3..12_u32) {
        let number = |n: u32| dateline::domain::decimal::Decimal::of(n, 3);
        let one = number(over).over(number(under), digits).unwrap();
        prop_assert!(one.significant() >= digits || one.places() == 0 || one.places() == 28, "{one}");
        let float = f64::from(over) / f64::from(under);
        let near: f64 = one.to_string().parse().unwrap();
        prop_assert!((near - float).abs() <= float * 10_f64.powi(1 - digits as i32), "{one} {float}");
    }
}

/// The same by the database: as-of for every currency, and ranges, of a random calendar that came in in random order.
#[tokio::test]
async fn the_database_answers_as_the_oracle() {
    let app = TestApp::spawn().await;
    let mut random = Random::new(20_260_524);
    let mut rows = Rows::new();
    for _ in 0..90 {
        let place = (random.below(3) as usize, random.below(120) as i64);
        rows.insert(place, (random.below(200_000) as u32 + 1, [1, 10, 100][random.below(3) as usize]));
    }
    let mut all = quotations(&rows);
    all.sort_by_key(|quotation| quotation.value);
    let now = app.app.now();
    rates::import(&app.app, &Actor::System, &nbkr::SOURCE, all, now).await.unwrap();
    let today = nbkr::SOURCE.today(now, chrono_tz::Asia::Bishkek).days_after(start());
    let (mut answered, mut empty) = (0, 0);
    for number in -5..140 {
        let reading = Reading::new(&app.app, Actor::Anonymous);
        let filter =
            RatesFilter { source: Some("nbkr".to_owned()), symbols: None, date: Some(start().plus_days(number)) };
        let list = rates::list(&app.app, &reading, &filter).await.unwrap();
        for (code, name) in CODES.iter().enumerate() {
            let found = list.items.iter().find(|rate| rate.base.code() == *name);
            let day = found.map(|rate| rate.effective_date.days_after(start()));
            assert_eq!(day, naive_as_of(&rows, code, number), "{name} on day {number}");
            let before = day.and_then(|day| rows.keys().filter(|(c, d)| *c == code && *d < day).map(|(_, d)| *d).max());
            let since = found.and_then(|rate| rate.change.as_ref()).map(|change| change.since.days_after(start()));
            assert_eq!(since, before, "{name} on day {number}");
            answered += i32::from(day.is_some());
            empty += i32::from(day.is_none());
        }
    }
    for _ in 0..60 {
        let from = random.below(150) as i64 - 20;
        let to = from + random.below(60) as i64;
        let code = random.below(3) as usize;
        let (fill, group) =
            if random.chance(2) { (RateFill::Previous, RateGroup::Week) } else { (RateFill::None, RateGroup::Day) };
        let filter = RangeFilter {
            source: None,
            symbols: vec![CODES[code].parse().unwrap()],
            quote: None,
            from: start().plus_days(from),
            to: Some(start().plus_days(to)),
            fill,
            group,
        };
        let reading = Reading::new(&app.app, Actor::Anonymous);
        let series = rates::series(&app.app, &reading, &filter).await.unwrap();
        let found: Vec<(Date, i64)> =
            series.items.iter().map(|point| (point.date, point.effective_date.days_after(start()))).collect();
        assert_eq!(found, naive_groups(&naive_range(&rows, code, (from, to), fill, today), group), "{filter:?}");
    }
    assert!(answered > 200 && empty > 20, "{answered} {empty}");
}
