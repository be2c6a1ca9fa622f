//! The queues: what waits, in which order, narrowed and searched, page by page, the same by both doors.

use dateline::domain::comments::Moderation;
use dateline::domain::ids::CommentId;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{COMMENT, id, judge, moderator, say, settings, story, without_nulls};
use crate::support::TestApp;

pub fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|comment| id(comment).to_owned()).collect()
}

/// An id as the engine writes it in SQL.
fn literal(uuid: uuid::Uuid) -> String {
    if crate::support::is_postgres() { format!("'{uuid}'") } else { format!("X'{}'", uuid.simple()) }
}

/// Says that readers have reported a comment, as their reports do.
pub async fn report(app: &TestApp, comment: &Value, flags: usize) {
    let of = literal(id(comment).parse::<CommentId>().unwrap().uuid());
    let tx = app.app.store.begin().await.unwrap();
    let sql = format!("UPDATE comments SET flags = {flags} WHERE id = {of}");
    tx.conn().execute_unprepared(&sql).await.unwrap();
    for i in 0..flags {
        let own = literal(uuid::Uuid::new_v4());
        let sql = format!(
            "INSERT INTO comment_flags (id, comment_id, revision, at, flagged_by, reason) \
             VALUES ({own}, {of}, 1, 0, 'reader {i}', 'ABUSIVE')"
        );
        tx.conn().execute_unprepared(&sql).await.unwrap();
    }
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
}

/// How many reports of readers are open.
pub async fn open_flags(app: &TestApp) -> i64 {
    let conn = app.app.store.reader();
    let sql = "SELECT COUNT(*) AS n FROM comment_flags WHERE closed IS NULL";
    let statement = sea_orm::Statement::from_string(conn.get_database_backend(), sql);
    conn.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

/// A page of a queue by both doors, which are the same.
async fn queue(app: &TestApp, key: &str, parameters: &str, arguments: &str) -> Value {
    let rest = app.get_as(key, &format!("/v1/moderation/comments?{parameters}")).await.expect(200);
    let query = format!("{{ q: moderationQueue({arguments}) {{ nodes {{ {COMMENT} }} }} }}");
    let answer = app.gql_as(Some(key), &query, json!({})).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let nodes = without_nulls(&answer["data"]["q"]["nodes"]);
    assert_eq!(nodes, rest["items"]);
    rest
}

#[tokio::test]
async fn each_queue_has_what_waits_and_loses_what_is_judged() {
    let app = TestApp::spawn().await;
    let pre = app.beside(settings(|comments| comments.moderation = Moderation::Pre)).await;
    let (story, editor, moderator) = (story(&app, "Очередь").await, app.editor().await, moderator(&app).await);
    let mut held = Vec::new();
    let mut open = Vec::new();
    for i in 0..3 {
        held.push(say(&pre, &editor, &story, &format!("Ждёт {i}"), None).await);
        open.push(say(&app, &editor, &story, &format!("Видно {i}"), None).await);
        app.pass(1);
    }
    report(&app, &open[0], 1).await;
    report(&app, &open[2], 3).await;
    let counts = async || {
        let rest = app.get_as(&moderator, "/v1/moderation/counts").await.expect(200);
        let answer =
            app.gql_as(Some(&moderator), "{ moderationCounts { pending reported unjudged } }", json!({})).await;
        assert_eq!(answer["data"]["moderationCounts"], rest);
        rest
    };
    assert_eq!(counts().await, json!({ "pending": 3, "reported": 2, "unjudged": 3 }));
    let pending = queue(&app, &moderator, "queue=PENDING", "queue: PENDING").await;
    assert_eq!(ids(&pending), [id(&held[0]), id(&held[1]), id(&held[2])], "the oldest first");
    let reported = queue(&app, &moderator, "queue=REPORTED", "queue: REPORTED").await;
    assert_eq!(ids(&reported), [id(&open[2]), id(&open[0])], "the most reports first");
    assert_eq!(reported["items"][0]["flagCount"], 3);
    let unjudged = queue(&app, &moderator, "queue=UNJUDGED", "queue: UNJUDGED").await;
    assert_eq!(ids(&unjudged), [id(&open[0]), id(&open[1]), id(&open[2])]);

    // Page by page, forwards and back, across equal numbers of reports.
    report(&app, &held[1], 1).await;
    for name in ["PENDING", "REPORTED", "UNJUDGED"] {
        let all = ids(&app.get_as(&moderator, &format!("/v1/moderation/comments?queue={name}")).await.expect(200));
        let mut found = Vec::new();
        let mut next = String::new();
        let last = loop {
            let path = format!("/v1/moderation/comments?queue={name}&limit=1{next}");
            let page = app.get_as(&moderator, &path).await.expect(200);
            found.extend(ids(&page));
            match page["nextCursor"].as_str() {
                Some(cursor) => next = format!("&after={cursor}"),
                None => break page,
            }
        };
        assert_eq!(found, all, "{name}");
        let before = last["prevCursor"].as_str().unwrap();
        let path = format!("/v1/moderation/comments?queue={name}&limit=2&before={before}");
        assert_eq!(ids(&app.get_as(&moderator, &path).await.expect(200)), all[all.len() - 3..all.len() - 1], "{name}");
        let other = format!("/v1/moderation/comments?queue={name}&status=SPAM&after={before}");
        assert_eq!(app.get_as(&moderator, &other).await.problem(400), "BAD_USER_INPUT", "of another list");
    }

    assert_eq!(open_flags(&app).await, 5);
    judge(&app, &moderator, &open[2], "approve").await;
    assert_eq!(open_flags(&app).await, 2, "a decision closes the reports");
    judge(&app, &moderator, &held[0], "approve").await;
    judge(&app, &moderator, &held[1], "reject").await;
    assert_eq!(counts().await, json!({ "pending": 1, "reported": 1, "unjudged": 2 }));
    let back = app.get_as(&moderator, &format!("/v1/comments/{}", id(&open[2]))).await.expect(200);
    assert_eq!((&back["flagCount"], &back["version"]), (&json!(0), &json!(2)));
    let back = judge(&app, &moderator, &back, "hold").await;
    assert_eq!(back["status"], "HELD");
    let pending = app.get_as(&moderator, "/v1/moderation/comments?queue=PENDING").await.expect(200);
    assert_eq!(ids(&pending), [id(&held[2]), id(&open[2])], "what is held again is in its old place");
    assert_eq!(app.get(&format!("/v1/comments/{}", id(&open[2]))).await.problem(404), "NOT_FOUND");
}

#[tokio::test]
async fn what_is_sought_is_found_by_every_condition() {
    let app = TestApp::spawn().await;
    let (editor, moderator) = (app.editor().await, moderator(&app).await);
    let (one, other) = (story(&app, "Одна").await, story(&app, "Другая").await);
    let first = say(&app, &editor, &one, "Өзгөрүү ЁЖИК, 100%_[a] *точка*.", None).await;
    app.pass(10);
    let links = say(&app, &editor, &other, "Ссылки https://a.kg https://b.kg https://c.kg", None).await;
    app.pass(10);
    let spam = judge(&app, &moderator, &say(&app, &editor, &one, "Купи сейчас", None).await, "spam").await;
    assert_eq!(spam["status"], "SPAM");
    let (first, links, spam) = (id(&first), id(&links), id(&spam));
    let until = app.at(-10);
    let encode = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    for (parameters, arguments, expected) in [
        (String::new(), "filter: {}".to_owned(), vec![spam, links, first]),
        (format!("article={other}"), format!("filter: {{ article: \"{other}\" }}"), vec![links]),
        ("status=SPAM".to_owned(), "filter: { status: SPAM }".to_owned(), vec![spam]),
        ("reason=LINKS".to_owned(), "filter: { reason: LINKS }".to_owned(), vec![links]),
        ("reason=SPAM".to_owned(), "filter: { reason: SPAM }".to_owned(), vec![]),
        (format!("until={until}"), format!("filter: {{ until: \"{until}\" }}"), vec![first]),
        (format!("since={until}"), format!("filter: {{ since: \"{until}\" }}"), vec![spam, links]),
        ("assigned=none".to_owned(), "filter: { assigned: \"none\" }".to_owned(), vec![spam, links, first]),
        ("assigned=me".to_owned(), "filter: { assigned: \"me\" }".to_owned(), vec![]),
        ("queue=UNJUDGED&status=SPAM".to_owned(), "queue: UNJUDGED, filter: { status: SPAM }".to_owned(), vec![]),
    ] {
        let found = queue(&app, &moderator, &parameters, &arguments).await;
        assert_eq!(ids(&found), expected, "{parameters}");
    }
    for (q, expected) in [
        ("ӨЗГӨРҮҮ", vec![first]),
        ("өзгөрүү ёжик", vec![first]),
        ("өзгөрүү купи", vec![]),
        ("КУПИ", vec![spam]),
        ("айгүл", vec![spam, links, first]),
        ("АЙГҮЛ ссылки", vec![links]),
        ("100%_[A]", vec![first]),
        ("*точка*.", vec![first]),
        ("*", vec![first]),
        ("1%", vec![]),
        ("a.kg", vec![links]),
        ("axkg", vec![]),
        ("\\", vec![]),
        ("ёж^", vec![]),
        ("[а-я]", vec![]),
    ] {
        let parameters = format!("q={}", encode(q));
        let arguments = format!("filter: {{ q: {} }}", json!(q));
        assert_eq!(ids(&queue(&app, &moderator, &parameters, &arguments).await), expected, "{q}");
    }
    for (parameters, name) in [
        ("queue=ALL", "queue"),
        ("status=GOOD", "status"),
        ("reason=GOOD", "reason"),
        ("article=none", "article"),
        ("reader=none", "reader"),
        ("assigned=nobody", "assigned"),
        ("since=yesterday", "since"),
        ("q=%20", "q"),
        ("limit=101", "limit"),
        ("order=NEWEST", "order"),
    ] {
        let reply = app.get_as(&moderator, &format!("/v1/moderation/comments?{parameters}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{parameters}");
        assert_eq!(reply.json()["errors"][0]["parameter"], name, "{parameters}");
    }
    let long = encode(&"ж".repeat(101));
    assert_eq!(
        app.get_as(&moderator, &format!("/v1/moderation/comments?q={long}")).await.problem(400),
        "BAD_USER_INPUT"
    );
    let nowhere = app.get_as(&moderator, "/v1/moderation/comments?section=nowhere").await;
    assert_eq!(nowhere.problem(404), "NOT_FOUND");
}

#[tokio::test]
async fn moderation_needs_the_scope_on_every_address() {
    let app = TestApp::spawn().await;
    let (story, editor) = (story(&app, "Ключ").await, app.editor().await);
    let made = say(&app, &editor, &story, "Слово", None).await;
    let one = format!("/v1/comments/{}", id(&made));
    for path in [
        "/v1/moderation/comments".to_owned(),
        "/v1/moderation/counts".to_owned(),
        "/v1/moderation/authors?name=A".to_owned(),
        "/v1/moderation/reasons".to_owned(),
        "/v1/comments/export".to_owned(),
        format!("{one}/decisions"),
    ] {
        assert_eq!(app.get(&path).await.problem(401), "UNAUTHENTICATED", "{path}");
        assert_eq!(app.get_as(&editor, &path).await.problem(403), "FORBIDDEN", "{path}");
    }
    for (method, path) in [
        (Method::POST, format!("{one}/spam")),
        (Method::POST, format!("{one}/hold")),
        (Method::PUT, format!("{one}/assignment")),
        (Method::DELETE, format!("{one}/assignment")),
    ] {
        let anonymous = app.request(method.clone(), &path).header("if-match", "\"1\"");
        assert_eq!(app.send(anonymous).await.problem(401), "UNAUTHENTICATED", "{path}");
        assert_eq!(app.change(method, &editor, &path, 1, None).await.problem(403), "FORBIDDEN", "{path}");
    }
    let judgement = json!({ "items": [{ "id": made["id"], "version": 1, "decision": "SPAM" }] });
    assert_eq!(app.post(&editor, "/v1/moderation/decisions", &judgement).await.problem(403), "FORBIDDEN");
    let reason = json!({ "label": "A" });
    assert_eq!(app.post(&editor, "/v1/moderation/reasons", &reason).await.problem(403), "FORBIDDEN");
    let id = id(&made);
    for field in [
        "query { moderationQueue { nodes { id } } }".to_owned(),
        "query { moderationCounts { pending } }".to_owned(),
        "query { commentAuthor(name: \"A\") { counts { count } } }".to_owned(),
        "query { savedReasons { id } }".to_owned(),
        format!("query {{ comment(id: \"{id}\") {{ decisions {{ id }} }} }}"),
        format!("mutation {{ markCommentAsSpam(id: \"{id}\", version: 1) {{ id }} }}"),
        format!("mutation {{ holdComment(id: \"{id}\", version: 1) {{ id }} }}"),
        format!("mutation {{ judgeComments(items: [{{ id: \"{id}\", version: 1, decision: SPAM }}]) {{ index }} }}"),
        format!("mutation {{ assignComment(id: \"{id}\") {{ id }} }}"),
        format!("mutation {{ unassignComment(id: \"{id}\") {{ id }} }}"),
        "mutation { createSavedReason(input: { label: \"A\" }) { id } }".to_owned(),
    ] {
        assert_eq!(app.gql_code(None, &field, json!({})).await, "UNAUTHENTICATED", "{field}");
        assert_eq!(app.gql_code(Some(&editor), &field, json!({})).await, "FORBIDDEN", "{field}");
    }
    let same = app.get(&one).await.expect(200);
    assert_eq!((&same["status"], &same["version"]), (&json!("PUBLISHED"), &json!(1)));
}
