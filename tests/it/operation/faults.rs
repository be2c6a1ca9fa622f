//! `dateline verify`: finds each kind of fault on both engines, names it, and finds none where there is none.

use dateline::domain::time::Instant;
use sea_orm::ConnectionTrait;

use crate::comments::{id, judge, moderator, say, story};
use crate::program::{Done, Program};
use crate::support::samples::{many, nouns, surroundings};
use crate::support::{TestApp, is_postgres};

/// A database with something of everything: articles, relations, rates, threads of comments, one of them rejected.
async fn furnished() -> TestApp {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    many(&app, &key, 3).await;
    surroundings(&app, &key).await;
    let (under, moderator) = (story(&app, "Обсуждение").await, moderator(&app).await);
    let top = say(&app, &key, &under, "Первый", None).await;
    let answer = say(&app, &key, &under, "Ответ", Some(id(&top))).await;
    let below = say(&app, &key, &under, "Ответ на ответ", Some(id(&answer))).await;
    say(&app, &key, &under, "Второй", None).await;
    judge(&app, &moderator, &below, "reject").await;
    app
}

fn verify(app: &TestApp) -> Done {
    Program::on(app).run(&["verify"])
}

#[tokio::test]
async fn a_sound_database_has_no_faults() {
    let app = furnished().await;
    assert_eq!(verify(&app).expect(0), "No faults.\n");
}

#[tokio::test]
async fn each_fault_is_found_alone_and_all_are_listed_together() {
    let app = furnished().await;
    let top = "(SELECT id FROM comments WHERE depth = 0 ORDER BY id LIMIT 1)";
    let body = "(SELECT article_id FROM article_bodies LIMIT 1)";
    let faults = [
        (format!("DELETE FROM article_bodies WHERE article_id = {body}"), "1 articles without a body"),
        ("UPDATE comment_counts SET visible = visible + 1".to_owned(), "2 articles whose number of seen comments"),
        (
            format!("UPDATE comments SET descendants = descendants + 1 WHERE id = {top}"),
            "1 comments whose numbers of answers",
        ),
        (
            "INSERT INTO article_aliases (language, slug, article_id, ceased) SELECT language, slug, id, 0 FROM articles".to_owned(),
            "former addresses that articles have now",
        ),
        ("DELETE FROM section_slugs WHERE slug = 'society'".to_owned(), "1 sections to which their own slug does not lead"),
        ("DELETE FROM tag_slugs WHERE slug = 'osh'".to_owned(), "1 tags to which their own slug does not lead"),
        ("DELETE FROM author_slugs WHERE slug = 'emil'".to_owned(), "1 authors to which their own slug does not lead"),
        (
            "INSERT INTO merged_tags (id, tag_id, at) SELECT id, id, 0 FROM tags WHERE slug = 'osh'".to_owned(),
            "1 tags that were merged and are still there",
        ),
        (
            "UPDATE articles SET parent_id = (SELECT id FROM tags WHERE slug = 'weather') WHERE slug = 'novost-nomer-1'".to_owned(),
            "1 articles that name another one that is not there",
        ),
        (
            "UPDATE articles SET pub_status = 'withheld', recalled = 0 WHERE slug = 'novost-nomer-1'".to_owned(),
            "1 articles that are taken back and would be seen",
        ),
        (
            "INSERT INTO article_revisions (article_id, version, created, ended, content) SELECT id, 7, 0, 0, '{}' FROM articles WHERE slug = 'novost-nomer-1'".to_owned(),
            "1 articles of which versions are missing",
        ),
        ("DELETE FROM changes WHERE seq = 5".to_owned(), "1 rows are missing in the change log between 1 and"),
    ];
    let mut all = Vec::new();
    for (sql, words) in &faults {
        let tx = app.app.store.begin().await.unwrap();
        assert!(tx.conn().execute_unprepared(sql).await.unwrap().rows_affected() > 0, "{sql}");
        tx.commit(Vec::new(), Instant::from_seconds(0)).await.unwrap();
        all.push(*words);
        let done = verify(&app);
        assert_eq!(done.expect(1), "");
        for words in &all {
            assert!(done.err.contains(words), "{words}: {}", done.err);
        }
        assert_eq!(done.err.lines().filter(|line| line.contains("articles that the log")).count(), 0, "{}", done.err);
    }
    assert_eq!(verify(&app).err.lines().count(), faults.len());
}

#[tokio::test]
async fn a_reference_to_nothing_and_an_older_schema_are_faults() {
    let app = furnished().await;
    if !is_postgres() {
        let file = app.app.config.database.database_url.strip_prefix("sqlite:").unwrap().to_owned();
        let loose = dateline::store::verify::open(std::path::Path::new(&file)).await.unwrap();
        let id = uuid::Uuid::now_v7();
        let sql = format!(
            "PRAGMA foreign_keys = OFF; INSERT INTO comment_counts (article_id, visible) VALUES (X'{}', 0)",
            id.simple()
        );
        loose.reader().execute_unprepared(&sql).await.unwrap();
        loose.close().await.unwrap();
        let done = verify(&app);
        done.expect(1);
        assert!(done.err.contains("1 rows of comment_counts refer to rows that are not there"), "{}", done.err);
    }
    app.app.store.migrate_down(1).await.unwrap();
    let done = verify(&app);
    done.expect(1);
    assert!(done.err.contains("the schema lacks m2026"), "{}", done.err);
    assert_eq!(
        app.app.store.schema().await.unwrap().iter().filter(|step| !step.applied).count(),
        1,
        "it repairs nothing"
    );
}
