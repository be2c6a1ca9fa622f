//! What is kept of a reader: told to whoever may ask, and gone from every table when it is erased.

use dateline::config::identity::Algorithm;
use dateline::jobs;
use reqwest::Method;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use super::provider::{Provider, claims};
use super::{code, say, send};
use crate::comments::{comment, id, judge, moderator, post, story};
use crate::support::TestApp;
use dateline::domain::keys::Scope;

const DAY: i64 = 86_400;

async fn app_of(provider: &Provider) -> TestApp {
    let trusted = provider.trusted();
    TestApp::spawn_with(|settings| {
        trusted(settings);
        (settings.comments.comments_per_minute, settings.comments.comments_per_ten_minutes) = (1000, 1000);
        settings.comments.comment_rejected_days = 30;
    })
    .await
}

/// A token that does not end within the test.
fn lasting(provider: &Provider, subject: &str, name: &str) -> String {
    let mut long = claims(subject);
    (long["exp"], long["name"]) = (json!(2_000_000_000), json!(name));
    provider.signer.token(&provider.head(), &long)
}

/// The tables in which a text stands anywhere.
async fn tables_with(app: &TestApp, text: &str) -> Vec<String> {
    let tx = app.app.store.begin().await.unwrap();
    let conn = tx.conn();
    let backend = conn.get_database_backend();
    let names = match backend {
        DbBackend::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS name, '' AS columns FROM information_schema.tables WHERE table_schema = \
             current_schema()"
        }
        _ => {
            "SELECT m.name AS name, (SELECT GROUP_CONCAT('CASE TYPEOF(\"' || c.name || '\") WHEN ''blob'' THEN HEX(\"' || c.name || '\") ELSE \
             COALESCE(\"' || c.name || '\", '''') END', ' || ') \
             FROM pragma_table_info(m.name) c) AS columns FROM sqlite_master m WHERE m.type = 'table'"
        }
    };
    let mut found = Vec::new();
    for row in conn.query_all_raw(Statement::from_string(backend, names)).await.unwrap() {
        let table: String = row.try_get("", "name").unwrap();
        let columns: String = row.try_get("", "columns").unwrap();
        let whole = if backend == DbBackend::Postgres { "CAST(t AS TEXT)" } else { &columns };
        let sql = format!("SELECT COUNT(*) AS n FROM \"{table}\" t WHERE {whole} LIKE '%{text}%'");
        let row = conn.query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        if row.try_get::<i64>("", "n").unwrap() > 0 {
            found.push(table);
        }
    }
    found
}

fn reader_of(comment: &Value) -> &str {
    comment["author"]["id"].as_str().unwrap()
}

async fn flag(app: &TestApp, token: &str, comment: &str, note: &str) {
    let body = json!({ "reason": "OTHER", "note": note });
    let path = format!("/v1/comments/{comment}/flags");
    assert!(send(app, Some(token), Method::POST, &path, Some(&body)).await.status < 300);
}

async fn like(app: &TestApp, token: &str, comment: &str) {
    let path = format!("/v1/comments/{comment}/reactions/LIKE");
    send(app, Some(token), Method::PUT, &path, None).await.expect(200);
}

/// A reader who has done everything: two comments, one of them edited and answered, a report and a reaction.
struct Told {
    app: TestApp,
    token: String,
    story: String,
    first: Value,
    other: Value,
    reader: String,
}

async fn told(provider: &Provider) -> Told {
    let app = app_of(provider).await;
    let story = story(&app, "Личное").await;
    let token = lasting(provider, "субъект-77", "Айгерим Личная");
    let first = say(&app, &token, &story, "Первое слово").await.expect(201);
    let edit = app.request(Method::PATCH, &format!("/v1/comments/{}", id(&first))).bearer_auth(&token);
    let edit = edit.header("If-Match", "\"1\"").json(&json!({ "text": "=Второе, \"слово\"" }));
    let first = app.send(edit).await.expect(200);
    let other = post(&app, &story, &comment("Чужое", Some(id(&first)))).await.expect(201);
    app.pass(5);
    flag(&app, &token, id(&other), "Жалоба моя").await;
    app.pass(5);
    like(&app, &token, id(&other)).await;
    app.pass(5);
    say(&app, &token, &story, "Третье слово").await.expect(201);
    let reader = reader_of(&first).to_owned();
    Told { app, token, story, first, other, reader }
}

#[tokio::test]
async fn a_reader_gets_everything_that_is_kept_of_them_and_so_does_who_exports() {
    let provider = Provider::start(Algorithm::EdDsa);
    let Told { app, token, story, first, other, reader } = told(&provider).await;
    let own = app.get_as(&token, "/v1/me/data").await;
    assert_eq!(own.header("cache-control"), "private, no-store");
    let own = own.expect(200);
    let account = &own["reader"];
    assert_eq!((&account["id"], &account["subject"]), (&json!(reader), &json!("субъект-77")));
    assert_eq!(account["name"], "Айгерим Личная");
    let records = own["records"].as_array().unwrap();
    let kinds: Vec<&str> = records.iter().map(|record| record["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["COMMENT", "FLAG", "REACTION", "COMMENT"]);
    assert_eq!((&records[0]["commentId"], &records[0]["articleId"]), (&first["id"], &json!(story)));
    assert_eq!((&records[0]["text"], &records[0]["status"]), (&first["text"], &json!("PUBLISHED")));
    assert_eq!(records[0]["formerTexts"][0]["text"], "Первое слово");
    assert!(records[0]["articleSlug"].as_str().is_some());
    assert_eq!((&records[1]["commentId"], &records[1]["note"]), (&other["id"], &json!("Жалоба моя")));
    assert!(records[1].get("text").is_none(), "what others wrote is not theirs");
    assert_eq!(records[2]["reactions"], json!(["LIKE"]));

    let path = format!("/v1/readers/{reader}/data");
    let exporter = app.key(&[Scope::Exports]).await;
    assert_eq!(app.get_as(&exporter, &path).await.expect(200), own);
    let table = app.send(app.request(Method::GET, &path).bearer_auth(&exporter).header("Accept", "text/csv")).await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
    let lines: Vec<&str> = table.text.split("\r\n").collect();
    assert_eq!(lines.len(), 7, "a head, a former text, four records, and the end: {lines:?}");
    assert!(lines[1].starts_with("REVISION,") && lines[1].contains("Первое слово"));
    assert!(lines[2].contains("\"'=Второе, \"\"слово\"\"\""), "no formula: {}", lines[2]);

    let query = "query ($id: ID, $after: String) { readerData(id: $id, first: 3, after: $after) { pageInfo { endCursor hasNextPage }
        nodes { kind at commentId articleId articleSlug articleUrl name text status formerTexts { revision written text }
            reason note reactions } } }";
    let page = app.gql_as(Some(&token), query, json!({})).await["data"]["readerData"].clone();
    let nodes = page["nodes"].as_array().unwrap();
    assert_eq!((nodes.len(), &page["pageInfo"]["hasNextPage"]), (3, &json!(true)));
    assert_eq!((&nodes[0]["text"], &nodes[0]["formerTexts"]), (&records[0]["text"], &records[0]["formerTexts"]));
    let next = json!({ "id": reader, "after": page["pageInfo"]["endCursor"] });
    let rest = app.gql_as(Some(&exporter), query, next).await["data"]["readerData"].clone();
    assert_eq!((&rest["nodes"][0]["text"], rest["nodes"].as_array().unwrap().len()), (&json!("Третье слово"), 1));

    let stranger = lasting(&provider, "чужой", "Другой");
    let moderator = moderator(&app).await;
    for (bearer, status, name) in
        [(None, 401, "UNAUTHENTICATED"), (Some(&stranger), 403, "FORBIDDEN"), (Some(&moderator), 403, "FORBIDDEN")]
    {
        let bearer = bearer.map(String::as_str);
        assert_eq!(send(&app, bearer, Method::GET, &path, None).await.problem(status), name);
        assert_eq!(code(&app.gql_as(bearer, query, json!({ "id": reader })).await), Some(name));
    }
    app.get_as(&stranger, "/v1/me/data").await.refused(404, "NOT_FOUND");
    app.get_as(&exporter, "/v1/me/data").await.refused(403, "FORBIDDEN");
}

async fn counts(app: &TestApp, story: &str) -> Value {
    app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200)["items"][0]["count"].clone()
}

#[tokio::test]
async fn whoever_erases_themselves_leaves_places_and_numbers_and_nothing_else() {
    let provider = Provider::start(Algorithm::EdDsa);
    let Told { app, token, story, first, other, reader } = told(&provider).await;
    let key = moderator(&app).await;
    let note = json!({ "note": "Пишет: Второе" });
    let version = first["version"].as_i64().unwrap();
    app.change(Method::POST, &key, &format!("/v1/comments/{}/approve", id(&first)), version, Some(&note))
        .await
        .expect(200);
    flag(&app, &lasting(&provider, "сосед", "Сосед"), id(&first), "Цитата: Второе").await;
    assert_eq!(counts(&app, &story).await, 3);
    let needles = ["Второе", "Первое слово", "Третье слово", "Айгерим Личная", "Жалоба моя", "субъект-77"];
    assert!(!tables_with(&app, "Второе").await.is_empty() && !tables_with(&app, "субъект-77").await.is_empty());

    let erased = send(&app, Some(&token), Method::DELETE, "/v1/me", None).await;
    assert_eq!(erased.status, 204, "{}", erased.text);
    for needle in needles {
        assert_eq!(tables_with(&app, needle).await, Vec::<String>::new(), "{needle}");
    }
    assert_eq!(
        tables_with(&app, &reader).await,
        ["changes"],
        "the id alone, by which copies learn that there is none now"
    );
    assert_eq!(counts(&app, &story).await, 1, "the answer is seen");
    let place = app.get(&format!("/v1/comments/{}", id(&first))).await.expect(200);
    assert_eq!((&place["status"], &place["replyCount"]), (&json!("ERASED"), &json!(1)));
    assert!(place.get("text").is_none() && place.get("author").is_none() && place.get("html").is_none());
    let seen = app.get_as(&key, &format!("/v1/comments/{}", id(&first))).await.expect(200);
    assert!(seen.get("text").is_none() && seen.get("author").is_none(), "nor for moderators: {seen}");
    let history = app.get_as(&key, &format!("/v1/comments/{}/decisions", id(&first))).await.expect(200);
    let last = history["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["after"], &last["decidedBy"]), (&json!("ERASED"), &json!("author")));
    let kept = app.get(&format!("/v1/comments/{}", id(&other))).await.expect(200);
    assert_eq!(kept["reactions"], json!([{ "kind": "LIKE", "count": 1 }]), "the numbers of others stay");
    let reports = app.get_as(&key, &format!("/v1/comments/{}/flags", id(&other))).await.expect(200);
    assert_eq!(reports["items"].as_array().unwrap().len(), 1);
    assert!(reports["items"][0].get("readerId").is_none());
    assert!(
        dateline::usecases::comments::drifts(&app.app, &dateline::domain::keys::Actor::System)
            .await
            .unwrap()
            .is_empty()
    );
    app.get_as(&key, &format!("/v1/readers/{reader}")).await.refused(404, "NOT_FOUND");
    // A moderator cannot bring back what is not there.
    let path = format!("/v1/comments/{}/approve", id(&first));
    let judged = app.change(Method::POST, &key, &path, seen["version"].as_i64().unwrap(), None);
    judged.await.refused(409, "CONFLICT");

    assert!(app.get_as(&token, "/v1/me").await.expect(200).get("id").is_none());
    let again = say(&app, &token, &story, "Снова здесь").await.expect(201);
    assert_ne!(reader_of(&again), reader, "somebody new");
    let answer = app.gql_as(Some(&token), "mutation { eraseViewer }", json!({})).await;
    assert_eq!(answer["data"]["eraseViewer"], true, "{answer}");
    assert_eq!(tables_with(&app, "Снова здесь").await, Vec::<String>::new());
    let answer = app.gql_as(None, "mutation { eraseViewer }", json!({})).await;
    assert_eq!(code(&answer), Some("UNAUTHENTICATED"));
}

#[tokio::test]
async fn a_moderator_erases_a_comment_or_a_reader_of_a_known_version() {
    let provider = Provider::start(Algorithm::EdDsa);
    let Told { app, token, story, other, reader, .. } = told(&provider).await;
    let key = moderator(&app).await;
    let path = format!("/v1/comments/{}/erase", id(&other));
    app.change(Method::POST, &key, &path, 7, None).await.refused(412, "PRECONDITION_FAILED");
    let erased = app.change(Method::POST, &key, &path, 1, None).await.expect(200);
    assert_eq!((&erased["status"], &erased["version"]), (&json!("ERASED"), &json!(2)));
    assert_eq!(tables_with(&app, "Чужое").await, Vec::<String>::new());
    assert_eq!(app.change(Method::POST, &key, &path, 2, None).await.expect(200), erased, "it stays as it is");
    let query = "mutation ($id: ID!) { eraseComment(id: $id, version: 1) { status } }";
    let answer = app.gql_as(Some(&key), query, json!({ "id": other["id"] })).await;
    assert_eq!(code(&answer), Some("PRECONDITION_FAILED"));
    assert_eq!(code(&app.gql_as(None, query, json!({ "id": other["id"] })).await), Some("UNAUTHENTICATED"));
    assert_eq!(counts(&app, &story).await, 2);

    // Who is banned cannot make the ban undone.
    let at = format!("/v1/readers/{reader}");
    app.patch(&key, &at, 1, &json!({ "banned": true })).await.expect(200);
    send(&app, Some(&token), Method::DELETE, "/v1/me", None).await.refused(403, "FORBIDDEN");
    app.change(Method::DELETE, &key, &at, 1, None).await.refused(412, "PRECONDITION_FAILED");
    app.change(Method::DELETE, &token, &at, 2, None).await.refused(403, "FORBIDDEN");
    let query = "mutation ($id: ID!) { eraseReader(id: $id, version: 2) }";
    let answer = app.gql_as(Some(&key), query, json!({ "id": reader })).await;
    assert_eq!(answer["data"]["eraseReader"], json!(reader), "{answer}");
    assert_eq!(counts(&app, &story).await, 0);
    assert_eq!(tables_with(&app, "Третье слово").await, Vec::<String>::new());
    app.change(Method::DELETE, &key, &at, 2, None).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn an_erasure_that_broke_off_is_gone_on_with() {
    let provider = Provider::start(Algorithm::EdDsa);
    let Told { app, reader, story, .. } = told(&provider).await;
    let tx = app.app.store.begin().await.unwrap();
    dateline::store::readers::part(&tx.conn(), reader.parse().unwrap(), app.app.now()).await.unwrap();
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
    jobs::ranks::run_once(&app.app, "job").await.unwrap();
    assert_eq!(tables_with(&app, "Третье слово").await, Vec::<String>::new());
    assert_eq!(tables_with(&app, &reader).await, ["changes"]);
    assert_eq!(counts(&app, &story).await, 1);
}

#[tokio::test]
async fn what_was_rejected_long_ago_is_forgotten_and_so_is_who_reported_it() {
    let provider = Provider::start(Algorithm::EdDsa);
    let Told { app, story, first, other, .. } = told(&provider).await;
    let key = moderator(&app).await;
    let rejected = judge(&app, &key, &first, "reject").await;
    app.pass(29 * DAY);
    let late = post(&app, &story, &comment("Поздний отказ", None)).await.expect(201);
    judge(&app, &key, &late, "spam").await;
    jobs::ranks::run_once(&app.app, "job").await.unwrap();
    assert!(!tables_with(&app, "Второе").await.is_empty(), "not yet");
    app.pass(DAY + 1);
    jobs::ranks::run_once(&app.app, "job").await.unwrap();
    assert_eq!(tables_with(&app, "Второе").await, Vec::<String>::new());
    assert_eq!(tables_with(&app, "Первое слово").await, Vec::<String>::new());
    assert!(!tables_with(&app, "Поздний отказ").await.is_empty());
    let seen = app.get_as(&key, &format!("/v1/comments/{}", id(&first))).await.expect(200);
    assert_eq!((&seen["status"], &seen["author"]), (&json!("REJECTED"), &rejected["author"]));
    assert!(seen.get("text").is_none(), "{seen}");
    let kept = app.get(&format!("/v1/comments/{}", id(&other))).await.expect(200);
    assert_eq!(kept["text"], "Чужое");
    let path = format!("/v1/comments/{}/approve", id(&first));
    let approved = app.change(Method::POST, &key, &path, seen["version"].as_i64().unwrap(), None);
    approved.await.refused(409, "CONFLICT");
}
