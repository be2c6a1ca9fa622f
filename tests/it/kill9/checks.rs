//! What must hold of the database whenever it is looked at, and of everything that was written at the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use dateline::config::DatabaseSettings;
use dateline::store::Store;
use dateline::store::dialect::Engine;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde_json::Value;

use super::door::Door;
use super::follower::{Follower, Row};
use super::imports::Imports;
use super::piece::{Piece, Stand};
use super::text::{TAGS, of_headline, page_of_headline};
use super::writer::Writer;

/// Rows that must not be there: each statement counts them.
const HALVES: &[(&str, &str)] = &[
    (
        "bodies without an article",
        "SELECT COUNT(*) FROM article_bodies WHERE article_id NOT IN (SELECT id FROM articles)",
    ),
    (
        "articles without a body",
        "SELECT COUNT(*) FROM articles WHERE id NOT IN (SELECT article_id FROM article_bodies)",
    ),
    (
        "datelines without an article",
        "SELECT COUNT(*) FROM datelines WHERE article_id NOT IN (SELECT id FROM articles)",
    ),
    (
        "links to tags without both ends",
        "SELECT COUNT(*) FROM article_tags WHERE article_id NOT IN (SELECT id FROM articles)
         OR tag_id NOT IN (SELECT id FROM tags)",
    ),
    (
        "articles in a section that is not there",
        "SELECT COUNT(*) FROM articles WHERE section_id NOT IN (SELECT id FROM sections)",
    ),
    ("gaps in the log", "SELECT COALESCE(MAX(seq) - COUNT(*) + ABS(MIN(seq) - 1), 0) FROM changes"),
    (
        "versions without a row of the log, or rows without a version",
        "SELECT COUNT(*) FROM articles WHERE version <> (SELECT COUNT(*) FROM changes WHERE changes.id = articles.id
         AND (reason IS NULL OR reason NOT IN ('scheduled', 'embargoLifted', 'expired')))",
    ),
    (
        "rows of the log that tell of nothing",
        "SELECT COUNT(*) FROM changes AS told WHERE id NOT IN (SELECT id FROM articles UNION ALL SELECT id FROM tags
         UNION ALL SELECT id FROM sections UNION ALL SELECT id FROM observations UNION ALL SELECT id FROM channels)
         AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.id = told.id AND op = 'deleted')",
    ),
    (
        "tags without one row of the log",
        "SELECT COUNT(*) FROM tags WHERE 1 <> (SELECT COUNT(*) FROM changes WHERE changes.id = tags.id)",
    ),
    (
        "bars of a day with other than four rates",
        "SELECT COUNT(*) FROM (SELECT effective_date FROM observations GROUP BY effective_date
         HAVING COUNT(DISTINCT id) <> 4) AS bars",
    ),
    (
        "rates without one current revision",
        "SELECT COUNT(*) FROM (SELECT id FROM observations GROUP BY id
         HAVING SUM(CASE WHEN current THEN 1 ELSE 0 END) <> 1) AS rates",
    ),
    (
        "revisions of rates without a row of the log",
        "SELECT COUNT(*) FROM observations WHERE current
         AND revision <> (SELECT COUNT(*) FROM changes WHERE changes.id = observations.id)",
    ),
    (
        "idempotency keys of things that were never made",
        "SELECT COUNT(*) FROM idempotency WHERE made IS NOT NULL AND made NOT IN (SELECT id FROM changes)",
    ),
];

pub async fn rows(store: &Store, sql: &str) -> Vec<QueryResult> {
    let reader = store.reader();
    reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap()
}

async fn number(store: &Store, sql: &str) -> i64 {
    rows(store, sql).await[0].try_get_by_index(0).unwrap()
}

/// Asserts that nothing in the database is half, and on SQLite that the file is sound.
pub async fn sound(settings: &DatabaseSettings) {
    let store = Store::open(settings).await.unwrap();
    if store.engine() == Engine::Sqlite {
        let found = rows(&store, "PRAGMA integrity_check").await;
        let said: Vec<String> = found.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        assert_eq!(said, ["ok"]);
        assert!(rows(&store, "PRAGMA foreign_key_check").await.is_empty(), "a reference leads nowhere");
    }
    // A kill may have come before the schema was there; then none of it is.
    let steps = store.schema().await.unwrap();
    let applied = steps.iter().filter(|step| step.applied).count();
    assert!(applied == 0 || applied == steps.len(), "half a schema: {steps:?}");
    for (name, sql) in HALVES.iter().filter(|_| applied > 0) {
        assert_eq!(number(&store, sql).await, 0, "{name}");
    }
    store.close().await.unwrap();
}

/// Asserts that the bar of every day that an import told of is there.
pub async fn bars(settings: &DatabaseSettings, imports: &Imports) {
    let store = Store::open(settings).await.unwrap();
    let found = rows(&store, "SELECT DISTINCT effective_date FROM observations").await;
    store.close().await.unwrap();
    let there: BTreeSet<String> = found.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert!(imports.days.is_subset(&there), "bars are lost: {:?} of {:?}", there, imports.days);
    assert!(there.is_empty() == imports.days.is_empty(), "bars without an import");
}

/// Asserts that the followers saw every row that is theirs, once and in order; returns how many rows there are.
pub async fn told_once(settings: &DatabaseSettings, staff: &Follower, public: &Follower) -> usize {
    let store = Store::open(settings).await.unwrap();
    for (follower, audience) in [(staff, "'staff', 'public'"), (public, "'public'")] {
        let sql = format!("SELECT seq FROM changes WHERE audience IN ({audience}) ORDER BY seq");
        let there: Vec<i64> =
            rows(&store, &sql).await.iter().map(|row| row.try_get_by_index::<i64>(0).unwrap()).collect();
        let seen: Vec<i64> = follower.seen.iter().map(|row| i64::try_from(row.seq).unwrap()).collect();
        assert_eq!(seen, there, "{audience}");
    }
    store.close().await.unwrap();
    assert!(staff.seen.iter().map(|row| row.seq).eq(1..=staff.seen.len() as u64), "seq has gaps");
    staff.seen.len()
}

/// Every article that the newsroom can list, with its body.
async fn articles(door: &Door) -> Vec<Value> {
    let mut all = Vec::new();
    for state in ["DRAFT", "SCHEDULED", "PUBLISHED"] {
        all.extend(door.all(&format!("/v1/articles?include=body&state={state}&")).await);
    }
    all
}

/// Asserts that everything acknowledged is there as it was acknowledged, everything once, and nothing else.
pub async fn complete(door: &Door, writers: &[Writer], imports: &Imports, staff: &Follower) {
    let log = staff.by_id();
    let (mut written, mut pages) = (HashMap::<u64, Vec<Value>>::new(), BTreeMap::<u64, Vec<Value>>::new());
    for article in articles(door).await {
        let headline = article["headline"].as_str().unwrap();
        match (of_headline(headline), page_of_headline(headline)) {
            (Some(text), _) => written.entry(text.number).or_default().push(article),
            (_, Some(page)) => {
                page.check(&article);
                first_row(&log, &article, true);
                pages.entry(page.0).or_default().push(article);
            }
            _ => panic!("nobody wrote this: {article}"),
        }
    }
    assert!(pages.values().all(|found| found.len() == 1), "a page is there twice");
    assert!(pages.keys().eq(imports.told.iter()), "pages are lost: {:?} {:?}", pages.keys(), imports.told);
    let mut bare = 0;
    for piece in writers.iter().flat_map(|writer| &writer.pieces) {
        let found = written.remove(&piece.number).unwrap_or_default();
        bare += usize::from(piece.id.is_none());
        check(piece, &found, &log);
    }
    assert!(written.is_empty(), "nobody wrote these: {written:?}");
    tags(door, writers, &log).await;
    println!("kill9: {bare} requests without a key broke off for good; each is wholly there or not at all");
}

fn check(piece: &Piece, found: &[Value], log: &HashMap<&str, Vec<&Row>>) {
    let Some(known) = piece.known else {
        assert!(!piece.repeatable && found.len() <= 1, "{piece:?} {found:?}");
        for article in found {
            assert!(piece.is_at(piece.made(), 200, article), "{article}");
            first_row(log, article, article["state"] == "PUBLISHED");
        }
        return;
    };
    let rows = &log[piece.id.as_deref().unwrap()];
    let told = rows.iter().filter(|row| row.is_written()).count() as u64;
    if known.stand == Stand::Deleted {
        assert!(found.is_empty(), "{piece:?} {found:?}");
        assert_eq!(told, known.version + 1, "{rows:?}");
        assert_eq!(rows.last().unwrap().op, "DELETED");
        return;
    }
    assert_eq!(found.len(), 1, "{piece:?} {found:?}");
    assert_eq!(found[0]["id"].as_str(), piece.id.as_deref());
    assert!(piece.is_at(known, 200, &found[0]), "{known:?} {}", found[0]);
    assert_eq!(told, known.version, "{rows:?}");
    first_row(log, &found[0], known.stand != Stand::Draft);
}

/// Asserts that the log tells once that an article came to be and, where it did, once that it was published.
fn first_row(log: &HashMap<&str, Vec<&Row>>, article: &Value, is_published: bool) {
    let rows = &log[article["id"].as_str().unwrap()];
    let (first, rest) = rows.split_first().unwrap();
    assert!(["CREATED", "PUBLISHED"].contains(&first.op.as_str()), "{rows:?}");
    assert!(rest.iter().all(|row| row.op != "CREATED"), "{rows:?}");
    let published = rows.iter().filter(|row| row.op == "PUBLISHED").count();
    assert_eq!(published, usize::from(is_published), "{rows:?} {article}");
}

async fn tags(door: &Door, writers: &[Writer], log: &HashMap<&str, Vec<&Row>>) {
    let there = door.all("/v1/tags?").await;
    let mut slugs: Vec<&str> = there.iter().map(|tag| tag["slug"].as_str().unwrap()).collect();
    let own = writers.iter().flat_map(|writer| &writer.pieces).filter_map(|piece| piece.own_tag.as_deref());
    let made = writers.iter().flat_map(|writer| &writer.tags);
    let mut wanted: Vec<&str> = TAGS.into_iter().chain(own).chain(made.clone().map(|tag| tag.slug.as_str())).collect();
    slugs.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(slugs, wanted);
    for tag in made {
        let rows = &log[tag.id.as_deref().unwrap()];
        assert!(rows.len() == 1 && rows[0].op == "CREATED", "{rows:?}");
    }
}

/// How many articles still wait to be told of by the clock.
pub async fn waiting(settings: &DatabaseSettings) -> i64 {
    let store = Store::open(settings).await.unwrap();
    let sql = "SELECT COUNT(*) FROM articles WHERE published IS NOT NULL
               AND id NOT IN (SELECT id FROM changes WHERE op = 'published')";
    let waiting = number(&store, sql).await;
    store.close().await.unwrap();
    waiting
}

/// Waits until PostgreSQL has noticed that the clients of this name are dead: it may still commit what they sent last.
pub async fn mourned(settings: &DatabaseSettings, name: &str) {
    let store = Store::open(settings).await.unwrap();
    let sql = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = '{name}'");
    while store.engine() == Engine::Postgres && number(&store, &sql).await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    store.close().await.unwrap();
}
