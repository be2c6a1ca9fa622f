//! The honesty of reads: an answer may change only when a facet that it noted was moved by a row of the log, or when the
//! instant until which it said to hold has come. Answers are kept by this promise alone.
//!
//! Random writes and moves of the clock over a small world, where names collide often; after each step every kept answer
//! is asked again. `DATELINE_HONESTY_CASES` sets how many comparisons are made, `DATELINE_HONESTY_SEED` repeats a run.

mod asks;
mod curated;
mod pictures;
pub mod random;
mod steps;
mod talk;

use std::collections::BTreeSet;

use dateline::config::Settings;
use dateline::domain::facets::ReadSet;
use dateline::domain::ids::KeyId;
use dateline::domain::keys::{Actor, Scope};
use dateline::graphql::schema::{self, Schema};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::TestApp;
use asks::Ask;
use random::Random;

/// How many answers are kept at a time.
const KEPT: usize = 25;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// An answer as it was given, and the end of the log before it was asked for.
struct Kept {
    ask: Ask,
    answer: String,
    noted: ReadSet,
    position: i64,
}

/// The facets that rows of the log beyond a position moved; any row moves the log itself.
async fn moved(app: &TestApp, after: i64) -> (BTreeSet<String>, i64) {
    let conn = app.app.store.reader();
    let sql = format!("SELECT seq, facets FROM changes WHERE seq > {after} ORDER BY seq");
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let mut facets = BTreeSet::new();
    let mut newest = after;
    for row in rows {
        let text: String = row.try_get("", "facets").unwrap();
        facets.extend(serde_json::from_str::<Vec<String>>(&text).unwrap());
        facets.insert("changes".to_owned());
        newest = row.try_get("", "seq").unwrap();
    }
    (facets, newest)
}

fn actors(random: &mut Random) -> Actor {
    let scopes = match random.below(5) {
        0 => vec![Scope::ArticlesEmbargoed],
        1 => vec![Scope::ArticlesWrite, Scope::CommentsModerate],
        _ => return Actor::Anonymous,
    };
    Actor::Key { id: KeyId::generate(dateline::domain::time::Instant::from_seconds(0)), scopes }
}

async fn keep(app: &TestApp, schema: &Schema, random: &mut Random, position: i64) -> Kept {
    let actor = actors(random);
    let ask = Ask::random(app, random, actor).await;
    let (answer, noted) = ask.answer(&app.app, schema).await;
    Kept { ask, answer, noted, position }
}

#[tokio::test]
async fn no_answer_changes_unless_what_it_noted_moved() {
    let (cases, seed) = (number("DATELINE_HONESTY_CASES", 10_000), number("DATELINE_HONESTY_SEED", 20_201_127));
    let mut random = Random::new(seed);
    // An answer that the database is busy is no answer that may not change: on a busy machine it is waited for.
    let patient = |settings: &mut Settings| {
        (settings.database.database_wait_seconds, settings.database.database_statement_seconds) = (300, 300);
    };
    let app = TestApp::spawn_with(patient).await;
    let schema = schema::build(&app.app);
    steps::world(&app).await;
    let mut position = moved(&app, 0).await.1;
    let mut kept = Vec::new();
    for _ in 0..KEPT {
        kept.push(keep(&app, &schema, &mut random, position).await);
    }
    let (mut compared, mut changed, mut by_clock, mut held) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut log: Vec<(i64, BTreeSet<String>)> = Vec::new();
    // Some worlds are quiet: there it goes on, up to twice as long, until as many answers have changed as elsewhere.
    while compared < cases || (changed <= cases / 25 && compared < 2 * cases) {
        let step = steps::random(&app, &mut random).await;
        let (facets, newest) = moved(&app, position).await;
        position = newest;
        log.push((newest, facets));
        let now = app.app.now();
        for slot in &mut kept {
            let (answer, noted) = slot.ask.answer(&app.app, &schema).await;
            compared += 1;
            let names: BTreeSet<String> = slot.noted.facets.iter().map(ToString::to_string).collect();
            let since = log.iter().filter(|(seq, _)| *seq > slot.position);
            let touched = since.clone().any(|(_, facets)| !facets.is_disjoint(&names));
            let over = slot.noted.valid_until.is_some_and(|until| until <= now);
            if answer != slot.answer {
                changed += 1;
                by_clock += u64::from(over && !touched);
                assert!(
                    touched || over,
                    "seed {seed}, after {compared} cases, step {step}:\n{:?}\n{}\n{}\nnoted {names:?} until {:?}, now {now}, moved {:?}",
                    slot.ask,
                    slot.answer,
                    answer,
                    slot.noted.valid_until,
                    since.flat_map(|(_, facets)| facets).collect::<BTreeSet<_>>(),
                );
            } else if !touched && !over {
                held += 1;
            }
            if touched || over {
                *slot = Kept { ask: slot.ask.clone(), answer, noted, position };
            }
            if random.below(40) == 0 {
                *slot = keep(&app, &schema, &mut random, position).await;
            }
        }
        log.retain(|(seq, _)| kept.iter().any(|slot| slot.position < *seq));
    }
    println!(
        "{compared} cases, seed {seed}: {changed} answers changed, {by_clock} by the clock alone, {held} were kept"
    );
    // The test has power only where much changes and much is kept.
    assert!(changed > cases / 25, "{changed} of {compared} changed");
    assert!(by_clock > cases / 1000, "{by_clock} changed by the clock alone");
    assert!(held > cases / 10, "{held} were kept");
}
