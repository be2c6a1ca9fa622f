//! The schema and the connections: up, down, up again; refusals; what the engines are told.

use dateline::domain::keys::Scope;
use dateline::domain::time::Instant;
use dateline::error::Code;
use dateline::jobs::{Outcome, clock};
use dateline::store::Store;
use dateline::store::dialect::Engine;
use migrations::{Migrator, MigratorExt};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::support::TestApp;
use crate::support::samples;

/// The names of the migrations in their order.
pub fn names() -> Vec<String> {
    Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The texts in the first column of what a statement answers.
async fn texts(conn: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn number(conn: &impl ConnectionTrait, sql: &str) -> i64 {
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let row = row.expect("a row");
    row.try_get_by_index::<i64>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from)).unwrap()
}

/// The tables and indexes that are ours.
async fn relations(store: &Store) -> Vec<String> {
    let sql = match store.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
        Engine::Postgres => {
            "SELECT relname::text FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'"
        }
    };
    let mut names = texts(&store.reader(), sql).await;
    names.retain(|name| !name.starts_with("seaql_migrations"));
    names.sort();
    names
}

async fn applied(store: &Store) -> Vec<bool> {
    store.schema().await.unwrap().iter().map(|step| step.applied).collect()
}

/// A second process on the same database.
async fn second(app: &TestApp) -> Store {
    Store::open(&app.app.config.database).await.unwrap()
}

#[tokio::test]
async fn the_schema_goes_up_down_to_nothing_and_up_again() {
    let app = TestApp::spawn().await;
    let store = &app.app.store;
    let whole = relations(store).await;
    assert!(whole.iter().any(|name| name == "articles") && whole.len() > 20, "{whole:?}");
    let steps = names().len();
    for left in (0..steps).rev() {
        store.migrate_down(1).await.unwrap();
        let expected: Vec<bool> = (0..steps).map(|step| step < left).collect();
        assert_eq!(applied(store).await, expected);
    }
    assert_eq!(relations(store).await, [""; 0]);
    store.migrate_down(u32::try_from(names().len()).unwrap()).await.unwrap();
    assert_eq!(store.migrate().await.unwrap(), steps);
    assert_eq!(applied(store).await, vec![true; names().len()]);
    assert_eq!(relations(store).await, whole);
    assert_eq!(store.migrate().await.unwrap(), 0);

    // The schema that came back carries every noun.
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 2).await;
    assert_eq!(app.get("/v1/articles").await.json()["items"].as_array().unwrap().len(), 2);
    // With rows in every table it still goes down whole.
    store.migrate_down(u32::try_from(names().len()).unwrap()).await.unwrap();
    assert_eq!(relations(store).await, [""; 0]);
}

/// A database from before the clock's migration: what the log had told then must be told no less afterwards.
#[tokio::test]
async fn what_was_hidden_before_the_clock_job_came_is_still_told_when_it_appears() {
    let app = TestApp::spawn().await;
    let key = app.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish]).await;
    let create = async |headline: &str| {
        let new = samples::published(&app, headline, 60);
        app.post(&key, "/v1/articles", &new).await.expect(201)["id"].as_str().unwrap().to_owned()
    };
    let (seen, hidden) = (create("Видна").await, create("Скрыта").await);
    app.pass(10);
    let embargo = json!({ "embargoedUntil": app.at(30) });
    app.patch(&key, &format!("/v1/articles/{hidden}"), 1, &embargo).await.expect(200);
    // Then an embargo was told as a public change, and nothing was kept with the article.
    let store = &app.app.store;
    let steps = names().iter().rev().position(|name| name.ends_with("_clock")).unwrap() + 1;
    store.migrate_down(u32::try_from(steps).unwrap()).await.unwrap();
    let tx = store.begin().await.unwrap();
    let told = "UPDATE changes SET audience = 'public', op = 'updated', reason = NULL WHERE seq > 2";
    tx.conn().execute_unprepared(told).await.unwrap();
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
    store.migrate().await.unwrap();
    app.pass(30);
    assert_eq!(clock::run_once(&app.app, "test").await.unwrap(), Outcome::Done(1));
    let page = app.get("/v1/changes?limit=100").await.expect(200);
    let last = page["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["id"], &last["op"]), (&json!(hidden), &json!("PUBLISHED")));
    assert_ne!(seen, hidden);
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused_by_name() {
    let app = TestApp::spawn().await;
    let store = &app.app.store;
    let tx = store.begin().await.unwrap();
    let sql = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_moon', 0)";
    tx.conn().execute_unprepared(sql).await.unwrap();
    tx.commit(Vec::new(), Instant::from_seconds(0)).await.unwrap();
    let fresh = second(&app).await;
    for error in [
        fresh.migrate().await.unwrap_err(),
        fresh.schema().await.unwrap_err(),
        fresh.migrate_down(1).await.unwrap_err(),
    ] {
        assert_eq!(error.code, Code::ServiceUnavailable);
        assert!(error.detail.contains("m29990101_000001_moon") && error.detail.contains("newer"), "{}", error.detail);
    }
    fresh.close().await.unwrap();
    let program = crate::program::Program::on(&app);
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["keys", "list"], &["migrate", "status"]] {
        let refused = program.run(arguments);
        refused.expect(1);
        assert!(refused.err.contains("m29990101_000001_moon"), "{arguments:?}: {}", refused.err);
    }
    assert!(relations(store).await.len() > 20, "nothing was taken down");
}

#[tokio::test]
async fn two_programs_may_migrate_one_database_at_the_same_time() {
    let app = TestApp::spawn().await;
    app.app.store.migrate_down(u32::try_from(names().len()).unwrap()).await.unwrap();
    let stores = [second(&app).await, second(&app).await, second(&app).await];
    let (a, b, c) = tokio::join!(stores[0].migrate(), stores[1].migrate(), stores[2].migrate());
    for done in [a, b, c] {
        done.unwrap();
    }
    for store in &stores {
        assert_eq!(applied(store).await, vec![true; names().len()]);
    }
    assert_eq!(
        number(&stores[0].reader(), "SELECT COUNT(*) FROM seaql_migrations").await,
        i64::try_from(names().len()).unwrap()
    );
    for store in stores {
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn two_programs_may_make_one_database_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = crate::support::settings("").database;
    settings.database_url = format!("sqlite:{}", folder.path().join("new.db").display());
    let start = async || {
        let store = Store::open(&settings).await?;
        store.migrate().await?;
        Ok::<_, dateline::error::Error>(store)
    };
    let (a, b) = tokio::join!(start(), start());
    for store in [a.unwrap(), b.unwrap()] {
        assert_eq!(applied(&store).await, vec![true; names().len()]);
        store.close().await.unwrap();
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["new.db"], "closed, it is one file");
}

#[tokio::test]
async fn sqlite_is_told_what_the_design_says() {
    let app = TestApp::spawn().await;
    if app.app.store.engine() != Engine::Sqlite {
        println!("left out: the engine is PostgreSQL");
        return;
    }
    let tx = app.app.store.begin().await.unwrap();
    let (reader, writer) = (app.app.store.reader(), tx.conn());
    let version = texts(&reader, "SELECT sqlite_version()").await;
    let version: Vec<u32> = version[0].split('.').map(|part| part.parse().unwrap()).collect();
    assert!(version >= vec![3, 51, 3], "{version:?}");
    for (conn, query_only) in [(&reader, 1), (&writer, 0)] {
        assert_eq!(texts(conn, "PRAGMA journal_mode").await, ["wal"]);
        for (pragma, value) in [
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("busy_timeout", 5000),
            ("query_only", query_only),
            ("mmap_size", 0),
        ] {
            assert_eq!(number(conn, &format!("PRAGMA {pragma}")).await, value, "{pragma}");
        }
    }
    let refused = reader.execute_unprepared("DELETE FROM articles").await.unwrap_err().to_string();
    assert!(refused.contains("readonly"), "{refused}");
}

#[tokio::test]
async fn a_second_program_reads_while_the_first_writes() {
    let app = TestApp::spawn().await;
    let other = second(&app).await;
    let count = async || number(&other.reader(), "SELECT COUNT(*) FROM api_keys").await;
    let tx = app.app.store.begin().await.unwrap();
    let id = match app.app.store.engine() {
        Engine::Sqlite => "x'01890a5dac96774bbcceb302099a8057'",
        Engine::Postgres => "'01890a5d-ac96-774b-bcce-b302099a8057'",
    };
    let sql = format!(
        "INSERT INTO api_keys (id, prefix, hash, label, scopes, created) VALUES ({id}, 'p', 'h', 'l', '[]', 0)"
    );
    tx.conn().execute_unprepared(&sql).await.unwrap();
    assert_eq!(count().await, 0, "read at once, and not what is still being written");
    tx.commit(Vec::new(), Instant::from_seconds(0)).await.unwrap();
    assert_eq!(count().await, 1);

    let tx = app.app.store.begin().await.unwrap();
    tx.conn().execute_unprepared("DELETE FROM api_keys").await.unwrap();
    drop(tx);
    assert_eq!(count().await, 1, "a write that was dropped left nothing");
    // The writer's place is free again.
    let tx = other.begin().await.unwrap();
    tx.commit(Vec::new(), Instant::from_seconds(0)).await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn slugs_are_ordered_by_their_bytes_on_both_engines() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for slug in ["a-b", "ab", "a", "a1", "b", "a-1", "ab-c", "1a"] {
        let tag = json!({ "slug": slug, "names": samples::names(slug, slug, slug) });
        app.post(&key, "/v1/tags", &tag).await.expect(201);
    }
    let expected = ["1a", "a", "a-1", "a-b", "a1", "ab", "ab-c", "b"];
    let slugs = |page: &serde_json::Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(slugs(&app.get("/v1/tags").await.json()), expected);
    // A walk compares with the cursor's slug, so it must follow the same order.
    let (mut walked, mut path) = (Vec::new(), "/v1/tags?limit=1".to_owned());
    loop {
        let page = app.get(&path).await.json();
        walked.extend(slugs(&page));
        match page["nextCursor"].as_str() {
            Some(cursor) => path = format!("/v1/tags?limit=1&after={cursor}"),
            None => break,
        }
    }
    assert_eq!(walked, expected);
}
