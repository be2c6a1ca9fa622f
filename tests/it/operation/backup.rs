//! Copies of a SQLite database: whole while others write, never over something that is there, put back only when sound.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dateline::store::{Store, verify};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::program::{Done, Program};
use crate::support::samples::{article, names};
use crate::support::{TestApp, is_postgres};

/// A command with this database.
fn run(url: &str, arguments: &[&str]) -> Done {
    Program::at(url).run(arguments)
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// The rows of the log in their order, and the numbers of articles, bodies and tags.
async fn contents(store: &Store) -> (Vec<(i64, String, String)>, [i64; 3]) {
    let conn = store.reader();
    let ask = |sql: &str| Statement::from_string(conn.get_database_backend(), sql);
    let rows = conn.query_all_raw(ask("SELECT seq, noun, op FROM changes ORDER BY seq")).await.unwrap();
    let log = rows.iter().map(|row| {
        let text = |i| row.try_get_by_index::<String>(i).unwrap();
        (row.try_get_by_index(0).unwrap(), text(1), text(2))
    });
    let mut numbers = [0; 3];
    for (number, table) in numbers.iter_mut().zip(["articles", "article_bodies", "tags"]) {
        let row = conn.query_one_raw(ask(&format!("SELECT COUNT(*) FROM {table}"))).await.unwrap().unwrap();
        *number = row.try_get_by_index(0).unwrap();
    }
    (log.collect(), numbers)
}

/// Four writers who write until they are told to end.
fn writers(app: &Arc<TestApp>, key: &str, end: &Arc<AtomicBool>) -> Vec<tokio::task::JoinHandle<usize>> {
    let write = |writer: usize| {
        let (app, key, end) = (Arc::clone(app), key.to_owned(), Arc::clone(end));
        tokio::spawn(async move {
            let mut written = 0;
            while !end.load(Ordering::SeqCst) {
                let slug = format!("tag-{writer}-{written}");
                app.post(&key, "/v1/tags", &json!({ "slug": slug, "names": names("К", "Р", "E") })).await.expect(201);
                let mut story = article(&format!("Новость {writer} {written}"));
                story["tags"] = json!([slug]);
                app.post(&key, "/v1/articles", &story).await.expect(201);
                written += 1;
            }
            written
        })
    };
    (0..4).map(write).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_four_writers_is_a_prefix_of_the_log() {
    if is_postgres() {
        return;
    }
    let app = Arc::new(TestApp::spawn().await);
    let (key, end) = (app.editor().await, Arc::new(AtomicBool::new(false)));
    let writing = writers(&app, &key, &end);
    let folder = tempfile::tempdir().unwrap();
    let live = app.app.config.database.database_url.clone();
    let mut restored = Vec::new();
    for round in 0..4 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (copy, back) =
            (folder.path().join(format!("copy-{round}.db")), folder.path().join(format!("back-{round}.db")));
        let (live, at) = (live.clone(), back.clone());
        tokio::task::spawn_blocking(move || {
            run(&live, &["backup", copy.to_str().unwrap()]).expect(0);
            run(&url(&at), &["restore", copy.to_str().unwrap()]).expect(0);
            assert_eq!(run(&url(&at), &["verify"]).expect(0), "No faults.\n");
            assert_eq!(run(&live, &["verify", copy.to_str().unwrap()]).expect(0), "No faults.\n");
        })
        .await
        .unwrap();
        restored.push(back);
    }
    end.store(true, Ordering::SeqCst);
    let mut written = 0;
    for writer in writing {
        written += writer.await.unwrap();
    }
    assert!(written > 8, "{written}");
    let (whole, numbers) = contents(&app.app.store).await;
    assert_eq!(numbers.map(|number| number as usize), [written; 3]);
    let mut last = 0;
    for file in &restored {
        let store = verify::open(file).await.unwrap();
        let (log, [articles, bodies, tags]) = contents(&store).await;
        store.close().await.unwrap();
        assert_eq!(log, whole[..log.len()], "a prefix of the log");
        let made = |noun: &str| log.iter().filter(|(_, kind, op)| kind == noun && op == "created").count() as i64;
        assert_eq!((articles, bodies, tags), (made("article"), made("article"), made("tag")), "{log:?}");
        assert!(log.len() > last, "each copy is later than the one before");
        last = log.len();
    }
    // A server works on what was put back.
    let program = Program::at(&url(&restored[3]));
    let serving = program.serve(&[]);
    assert_eq!(serving.get("/v1/tags/tag-0-0").await.0, 200);
    assert!(serving.stop(Duration::from_secs(10)).is_some_and(|status| status.success()));
}

/// A database with something in it, and a copy of it; the folder of both.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live.db");
    run(&url(&live), &["migrate", "up"]).expect(0);
    run(&url(&live), &["keys", "create", "--scope", "admin"]).expect(0);
    run(&url(&live), &["backup", folder.path().join("copy.db").to_str().unwrap()]).expect(0);
    folder
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_is_one_file_that_only_its_owner_reads_and_nothing_is_written_over() {
    use std::os::unix::fs::PermissionsExt;
    let folder = copied();
    let (live, copy) = (folder.path().join("live.db"), folder.path().join("copy.db"));
    assert_eq!(files(folder.path()), ["copy.db", "live.db"]);
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(&copy).unwrap();
    let again = run(&url(&live), &["backup", copy.to_str().unwrap()]);
    again.expect(1);
    assert!(again.err.contains("copy.db is there already"), "{}", again.err);
    assert_eq!(fs::read(&copy).unwrap(), before);
    // What a copy that was broken off has left stays, and is named.
    fs::write(folder.path().join("next.db.tmp"), "half").unwrap();
    let next = run(&url(&live), &["backup", folder.path().join("next.db").to_str().unwrap()]);
    next.expect(1);
    assert!(next.err.contains("next.db.tmp is there"), "{}", next.err);
    assert_eq!(fs::read(folder.path().join("next.db.tmp")).unwrap(), b"half");
    // Nothing to copy, and nowhere to put it.
    run(&url(&folder.path().join("none.db")), &["backup", folder.path().join("x.db").to_str().unwrap()]).expect(1);
    run(&url(&live), &["backup", folder.path().join("no/x.db").to_str().unwrap()]).expect(1);
    assert_eq!(files(folder.path()), ["copy.db", "live.db", "next.db.tmp"]);
}

#[test]
fn nothing_is_restored_over_a_database_or_beside_the_files_of_a_running_one() {
    let folder = copied();
    let copy = folder.path().join("copy.db");
    let restore = |target: &str| run(&url(&folder.path().join(target)), &["restore", copy.to_str().unwrap()]);
    let before = fs::read(folder.path().join("live.db")).unwrap();
    let refused = restore("live.db");
    refused.expect(1);
    assert!(refused.err.contains("live.db is there already"), "{}", refused.err);
    assert_eq!(fs::read(folder.path().join("live.db")).unwrap(), before);
    for side in ["-wal", "-shm", "-journal"] {
        let file = folder.path().join(format!("new.db{side}"));
        fs::write(&file, "x").unwrap();
        let refused = restore("new.db");
        refused.expect(1);
        assert!(refused.err.contains(side), "{}", refused.err);
        fs::remove_file(file).unwrap();
    }
    // A database in use is no backup: what is in its log would be lost.
    let side = folder.path().join("copy.db-wal");
    fs::write(&side, "x").unwrap();
    assert!(restore("new.db").err.contains("no backup"));
    fs::remove_file(side).unwrap();
    restore("new.db").expect(0);
    assert_eq!(files(folder.path()), ["copy.db", "live.db", "new.db"]);
    let keys = run(&url(&folder.path().join("new.db")), &["keys", "list"]);
    assert!(keys.expect(0).contains("admin"), "{keys:?}");
}

#[tokio::test]
async fn a_damaged_copy_one_of_a_newer_program_and_no_copy_at_all_are_refused() {
    let folder = copied();
    let path = |name: &str| folder.path().join(name);
    // In the middle of the file a page is overwritten.
    let mut bytes = fs::read(path("copy.db")).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xA5);
    fs::write(path("damaged.db"), bytes).unwrap();
    fs::copy(path("copy.db"), path("newer.db")).unwrap();
    let newer = verify::open(&path("newer.db")).await.unwrap();
    let sql = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 1)";
    newer.reader().execute_unprepared(sql).await.unwrap();
    newer.close().await.unwrap();
    fs::write(path("text.db"), "This is no database, though it is long enough to be looked at as one.".repeat(100))
        .unwrap();
    for (name, word) in
        [("damaged.db", ""), ("newer.db", "newer Dateline"), ("text.db", "not a database"), ("none.db", "none.db")]
    {
        let refused = run(&url(&path("new.db")), &["restore", path(name).to_str().unwrap()]);
        refused.expect(1);
        assert!(refused.err.contains(word), "{name}: {}", refused.err);
        let lines: Vec<&str> = refused.err.lines().collect();
        assert!(lines.iter().all(|line| !line.contains("new.db.tmp")), "{name}: {lines:?}");
        assert!(name == "newer.db" || lines[0].contains(name), "the file that was named: {lines:?}");
        assert!(refused.err.matches("not a database").count() < 2, "{name}: {lines:?}");
        assert!(!path("new.db").exists() && !path("new.db.tmp").exists(), "{name}");
        let looked = run(&url(&path("live.db")), &["verify", path(name).to_str().unwrap()]);
        looked.expect(1);
        assert!(looked.err.contains(word), "{name}: {}", looked.err);
    }
    assert!(!path("none.db").exists(), "to look makes nothing");
}

#[test]
fn for_postgresql_its_own_programs_are_named_without_the_password() {
    let program = Program::at("postgres://editor:sesame@localhost/news");
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let done = program.run(&[command, "copy.dump"]);
        done.expect(2);
        assert!(done.err.contains(tool) && done.err.contains("copy.dump"), "{}", done.err);
        assert!(!done.err.contains("sesame"), "{}", done.err);
    }
    assert_eq!(fs::read_dir(program.folder()).unwrap().count(), 0);
}
