//! The honesty of these reads, as `tests/it/honesty.rs` proves it of articles; here the clock moves by hours, because rates
//! change with the bank's midnight.

use std::collections::BTreeSet;

use dateline::domain::facets::ReadSet;
use dateline::domain::keys::Actor;
use dateline::domain::rates::{
    ArticleDays, ArticleRatesFilter, RangeFilter, RateFill, RateGroup, RatesAsOf, RatesFilter,
};
use dateline::domain::time::Date;
use dateline::usecases::reading::Reading;
use dateline::usecases::{channels, rates};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use super::{bank, bar};
use crate::honesty::random::Random;
use crate::support::TestApp;

const CODES: [&str; 4] = ["USD", "EUR", "KZT", "JPY"];

#[derive(Debug, Clone)]
enum Ask {
    Rates(RatesFilter),
    Channels(Option<&'static str>),
    Bar(RatesFilter),
    Pair([&'static str; 2], Option<Date>),
    Compare([&'static str; 2]),
    Series(RangeFilter),
    Articles(Vec<ArticleDays>, ArticleRatesFilter),
}

fn day(app: &TestApp, random: &mut Random) -> Date {
    app.app.now().date_in(chrono_tz::Asia::Bishkek).plus_days(random.below(24) as i64 - 20)
}

/// The questions that show rates beside other things.
fn shown(app: &TestApp, random: &mut Random, filter: RatesFilter) -> Ask {
    let pair = [*random.pick(&["USD", "KGS", "JPY"]), *random.pick(&["KGS", "EUR", "KZT"])];
    match random.below(5) {
        0 => Ask::Bar(filter),
        1 => Ask::Pair(pair, filter.date),
        2 => Ask::Compare(pair),
        3 => Ask::Series(RangeFilter {
            source: filter.source,
            symbols: vec!["USD".parse().unwrap(), "KZT".parse().unwrap()],
            quote: None,
            from: app.app.now().date_in(chrono_tz::Asia::Bishkek).plus_days(-30),
            to: random.chance(2).then(|| day(app, random)),
            fill: *random.pick(&[RateFill::None, RateFill::Previous]),
            group: *random.pick(&[RateGroup::Day, RateGroup::Week]),
        }),
        _ => {
            let mut days = Vec::new();
            for _ in 0..3 {
                days.push(ArticleDays {
                    dateline: random.chance(2).then(|| day(app, random)),
                    published: random.chance(2).then(|| app.app.now().plus_seconds(-(random.below(900_000) as i64))),
                });
            }
            let as_of = *random.pick(&[RatesAsOf::Dateline, RatesAsOf::Published, RatesAsOf::Now]);
            Ask::Articles(days, ArticleRatesFilter { as_of, symbols: filter.symbols, source: filter.source })
        }
    }
}

fn ask(app: &TestApp, random: &mut Random) -> Ask {
    if random.chance(5) {
        return Ask::Channels(random.chance(2).then_some("ru"));
    }
    let filter = RatesFilter {
        source: [None, Some("nbkr"), Some("page")][random.below(3) as usize].map(str::to_owned),
        symbols: random.chance(3).then(|| vec![random.pick(&CODES).parse().unwrap()]),
        date: random.chance(2).then(|| day(app, random)),
    };
    if random.chance(2) { shown(app, random, filter) } else { Ask::Rates(filter) }
}

async fn answer(app: &TestApp, ask: &Ask) -> (String, ReadSet) {
    let reading = Reading::new(&app.app, Actor::Anonymous);
    let text = match ask {
        Ask::Rates(filter) => serde_json::to_string(&rates::list(&app.app, &reading, filter).await.unwrap()),
        Ask::Bar(filter) => serde_json::to_string(&rates::bar(&app.app, &reading, filter, &[]).await.unwrap()),
        Ask::Pair(pair, date) => {
            let [base, quote] = pair.map(|code| code.parse().unwrap());
            serde_json::to_string(&rates::pair(&app.app, &reading, (base, quote), None, *date).await.unwrap())
        }
        Ask::Compare(pair) => {
            let [base, quote] = pair.map(|code| code.parse().unwrap());
            serde_json::to_string(&rates::compare(&app.app, &reading, (base, quote), None).await.unwrap())
        }
        Ask::Series(filter) => match rates::series(&app.app, &reading, filter).await {
            Ok(series) => serde_json::to_string(&series),
            Err(error) => Ok(error.detail),
        },
        Ask::Articles(days, filter) => {
            serde_json::to_string(&rates::of_articles(&app.app, &reading, days, filter).await.unwrap())
        }
        Ask::Channels(language) => {
            let language = language.map(|language| language.parse().unwrap());
            serde_json::to_string(&channels::list(&reading, language.as_ref()).await.unwrap())
        }
    };
    (text.unwrap(), reading.noted())
}

async fn step(app: &TestApp, random: &mut Random) {
    // What comes in at the moment of what is there would change nothing.
    app.pass(1);
    let today = app.app.now().date_in(chrono_tz::Asia::Bishkek);
    match random.below(8) {
        0..3 => app.pass(random.below(20 * 3600) as i64 + 1),
        3..6 => {
            let day = today.plus_days(random.below(20) as i64 - 17).naive().format("%d.%m.%Y").to_string();
            let value = format!("8{},4500", random.below(10));
            let rows: Vec<_> = random.some(&CODES).into_iter().map(|code| (*code, "1", value.as_str())).collect();
            if !rows.is_empty() {
                bank(app, &day, &rows).await;
            }
        }
        6 => {
            let day = today.plus_days(-(random.below(16) as i64)).to_string();
            bar(app, &day, ["89.5", "97.1", "0.9", ["0.2", "0.19"][random.below(2) as usize]]).await;
        }
        _ => {
            let language = ["ru", "ky"][random.below(2) as usize];
            let new = json!({ "kind": "RSS", "language": language, "label": format!("RSS {}", random.below(9)) });
            let reading = Reading::live(&app.app, Actor::System);
            match channels::list(&reading, None).await.unwrap().first() {
                Some(first) if random.chance(3) => {
                    channels::delete(&app.app, &Actor::System, first.id, first.version).await.unwrap();
                }
                // One that is there already is refused, which changes nothing.
                _ => drop(channels::create(&app.app, &Actor::System, serde_json::from_value(new).unwrap(), None).await),
            }
        }
    }
}

/// The facets that rows of the log beyond a position moved, and its end.
async fn moved(app: &TestApp, after: i64) -> (BTreeSet<String>, i64) {
    let conn = app.app.store.reader();
    let sql = format!("SELECT seq, facets FROM changes WHERE seq > {after} ORDER BY seq");
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let mut facets = BTreeSet::new();
    for row in &rows {
        facets.extend(serde_json::from_str::<Vec<String>>(&row.try_get::<String>("", "facets").unwrap()).unwrap());
    }
    (facets, rows.last().map_or(after, |row| row.try_get("", "seq").unwrap()))
}

#[tokio::test]
async fn no_answer_of_rates_and_channels_changes_unless_what_it_noted_moved() {
    let app = TestApp::spawn().await;
    let mut random = Random::new(20_240_322);
    let (mut by_log, mut by_clock, mut held, mut position) = (0, 0, 0, 0);
    let mut kept = Vec::new();
    for _ in 0..150 {
        if kept.len() < 12 || random.chance(3) {
            let ask = ask(&app, &mut random);
            let (text, noted) = answer(&app, &ask).await;
            kept.truncate(11);
            kept.insert(0, (ask, text, noted));
        }
        step(&app, &mut random).await;
        let (facets, newest) = moved(&app, position).await;
        position = newest;
        for (ask, text, noted) in &mut kept {
            let touched = noted.facets.iter().any(|facet| facets.contains(&facet.to_string()));
            let over = noted.valid_until.is_some_and(|until| until <= app.app.now());
            let (now, again) = answer(&app, ask).await;
            assert!(now == *text || touched || over, "{ask:?}\n{text}\n{now}\nnoted {noted:?}, moved {facets:?}");
            if now == *text {
                held += i32::from(!touched && !over);
            } else if touched {
                by_log += 1;
            } else {
                by_clock += 1;
            }
            (*text, *noted) = (now, again);
        }
    }
    println!("{by_log} answers changed by the log, {by_clock} by the clock alone, {held} were kept");
    assert!(by_log > 40 && by_clock > 20 && held > 400, "{by_log} {by_clock} {held}");
}
