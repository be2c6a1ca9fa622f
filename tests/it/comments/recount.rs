//! `dateline comments recount`: tells which numbers are not what they say, and sets them right.

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{comment, id, judge, moderator, post, say, story};
use crate::program::Program;
use crate::support::TestApp;

#[tokio::test]
async fn a_recount_tells_of_each_number_that_drifted_and_repairs_all() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Счёт").await, app.editor().await, moderator(&app).await);
    let top = say(&app, &key, &story, "a", None).await;
    let answer = say(&app, &key, &story, "под a", Some(id(&top))).await;
    app.pass(1);
    say(&app, &key, &story, "под под a", Some(id(&answer))).await;
    judge(&app, &moderator, &answer, "reject").await;
    let links = "https://a.kg https://b.kg https://c.kg";
    assert_eq!(post(&app, &story, &comment(links, None)).await.expect(201)["status"], "HELD");
    let counts = async || {
        let path = format!("/v1/comments/counts?articles={story}");
        app.get_as(&moderator, &path).await.expect(200)["items"][0].clone()
    };
    let before = counts().await;
    assert_eq!((&before["count"], &before["pending"]), (&json!(2), &json!(1)));
    let read = async || app.get(&format!("/v1/comments/{}/thread", id(&top))).await.expect(200);
    let thread = read().await;
    let run = |arguments: &[&str]| Program::on(&app).run(&[&["comments", "recount"], arguments].concat());
    assert_eq!(run(&[]).expect(0), "Every number is what it says.\n");

    let one = "text = 'под a'";
    let faults = [
        ("UPDATE comment_counts SET visible = 7".to_owned(), "visible is 7, and 2 by its rows"),
        ("UPDATE comment_counts SET pending = 0".to_owned(), "pending is 0, and 1 by its rows"),
        ("UPDATE comments SET replies = 5 WHERE text = 'a'".to_owned(), "replies is 5, and 0 by its rows"),
        ("UPDATE comments SET descendants = 0 WHERE text = 'a'".to_owned(), "descendants is 0, and 1 by its rows"),
        (format!("UPDATE comments SET shown = 0 WHERE {one}"), "shown is 0, and 1 by its rows"),
        (format!("UPDATE comments SET score = 3, reactions = '{{\"LIKE\":3}}' WHERE {one}"), "score is 3, and 0"),
        ("UPDATE comments SET active = 1 WHERE text = 'a'".to_owned(), "active is 1, and "),
        ("UPDATE comments SET flags = 4 WHERE text = 'a'".to_owned(), "flags is 4, and 0 by its rows"),
    ];
    let tx = app.app.store.begin().await.unwrap();
    for (sql, _) in &faults {
        assert_eq!(tx.conn().execute_unprepared(sql).await.unwrap().rows_affected(), 1, "{sql}");
    }
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
    for _ in 0..2 {
        let done = run(&[]);
        let told = done.expect(1);
        assert_eq!(told.lines().count(), faults.len(), "{told}");
        for (_, words) in &faults {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert_eq!(counts().await["count"], 7, "it changes nothing");
    }
    let done = run(&["--repair"]);
    let repaired = done.expect(0);
    assert!(
        repaired.ends_with("8 numbers of 1 articles were set right.\nEvery number is what it says.\n"),
        "{repaired}"
    );
    assert_eq!(run(&[]).expect(0), "Every number is what it says.\n");
    assert_eq!(counts().await, before);
    assert_eq!(read().await, thread);
    // A name that was mistyped is no database where all is well, and none is made.
    let empty = tempfile::tempdir().unwrap();
    let file = empty.path().join("nope.db");
    for action in ["recount", "export"] {
        let done = Program::at(&format!("sqlite:{}", file.display())).run(&["comments", action]);
        assert!(done.code == Some(1) && done.err.contains("is not there"), "{}", done.err);
        assert!(!file.exists());
    }
    // Readers are not told how many wait.
    assert!(
        app.get(&format!("/v1/comments/counts?articles={story}")).await.json()["items"][0].get("pending").is_none()
    );
    let query = format!("{{ commentCounts(articleIds: [\"{story}\"]) {{ count pending }} }}");
    assert_eq!(app.gql(&query).await["commentCounts"], json!([{ "count": 2, "pending": null }]));
    let answer = app.gql_as(Some(&moderator), &query, json!({})).await;
    assert_eq!(answer["data"]["commentCounts"], json!([{ "count": 2, "pending": 1 }]));
}
