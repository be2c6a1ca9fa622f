//! Versions: what is kept, what readers are told of it, and the article as of an instant.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::{article, nouns};
use crate::support::{Reply, TestApp};

async fn patch(app: &TestApp, key: &str, path: &str, version: i64, body: Value) -> Value {
    app.patch(key, path, version, &body).await.expect(200)
}

fn numbers(reply: &Reply) -> Vec<i64> {
    reply.expect(200)["items"].as_array().unwrap().iter().map(|item| item["version"].as_i64().unwrap()).collect()
}

/// A draft of two versions, then published, then corrected and retagged, ten seconds apart.
async fn history(app: &TestApp, key: &str) -> String {
    nouns(app, key).await;
    let mut new = article("Тайный черновик");
    new["tags"] = json!(["osh"]);
    let made = app.post(key, "/v1/articles", &new).await.expect(201);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    app.pass(10);
    patch(app, key, &path, 1, json!({ "headline": "В Оше открыли 12 школ", "edNote": "проверено" })).await;
    app.pass(10);
    app.change(Method::POST, key, &format!("{path}/publish"), 2, None).await.expect(200);
    app.pass(10);
    let fix = json!({
        "headline": "В Оше открыли 11 школ", "body": { "text": "Исправленный текст." }, "authors": ["emil"],
        "changeKind": "CORRECTION", "changeNote": "Школ одиннадцать, а не двенадцать.",
    });
    patch(app, key, &path, 3, fix).await;
    app.pass(10);
    patch(app, key, &path, 4, json!({ "tags": ["weather", "osh"], "edNote": "теги" })).await;
    path
}

#[tokio::test]
async fn readers_are_told_of_the_versions_that_they_could_see() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let path = history(&app, &key).await;
    assert_eq!(numbers(&app.get_as(&key, &format!("{path}/revisions")).await), [5, 4, 3, 2, 1]);
    let public = app.get(&format!("{path}/revisions")).await;
    assert_eq!(numbers(&public), [5, 4, 3]);
    let items = public.json()["items"].clone();
    let last = json!({
        "version": 5, "versionCreated": app.at(0), "changeKind": "MINOR", "changedFields": ["tags"],
        "seenFrom": app.at(0),
    });
    assert_eq!(items[0], last);
    assert_eq!(items[1]["changedFields"], json!(["authors", "body", "dateline", "headline", "lead"]));
    assert_eq!(items[1]["changeNote"], "Школ одиннадцать, а не двенадцать.");
    assert_eq!((&items[1]["seenFrom"], &items[1]["seenUntil"]), (&json!(app.at(-10)), &json!(app.at(0))));
    // The first that they saw changed nothing that they knew.
    assert_eq!((&items[2]["changedFields"], items[2].get("changeKind")), (&json!([]), None));
    assert!(!public.text.contains("черновик"));

    let first = app.get(&format!("{path}/revisions?limit=1")).await;
    let rest = first.json()["nextCursor"].as_str().unwrap().to_owned();
    let rest = app.get(&format!("{path}/revisions?limit=5&after={rest}")).await;
    assert_eq!((numbers(&first), numbers(&rest)), (vec![5], vec![4, 3]));
    let back = rest.json()["prevCursor"].as_str().unwrap().to_owned();
    assert_eq!(numbers(&app.get(&format!("{path}/revisions?before={back}")).await), [5]);
    for number in [1, 2, 6] {
        assert_eq!(app.get(&format!("{path}/revisions/{number}")).await.problem(404), "NOT_FOUND");
    }
    for wrong in ["0", "-1", "x", "99999999999"] {
        assert_eq!(app.get(&format!("{path}/revisions/{wrong}")).await.problem(400), "BAD_USER_INPUT");
    }
    assert_eq!(
        app.get_as(&key, &format!("{path}/revisions/1")).await.expect(200)["article"]["headline"],
        "Тайный черновик"
    );
}

#[tokio::test]
async fn a_version_has_the_article_as_it_was_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let path = history(&app, &key).await;
    let id = path.rsplit('/').next().unwrap();
    let third = app.get(&format!("{path}/revisions/3")).await.expect(200)["article"].clone();
    assert_eq!(third["headline"], "В Оше открыли 12 школ");
    assert_eq!(third["body"]["text"], "Первый абзац.\n\nВторой абзац.");
    assert_eq!(third["dateline"]["date"], "2020-08-27");
    assert_eq!(third["tags"].as_array().unwrap().len(), 1);
    assert_eq!((&third["authors"], &third["version"]), (&json!([]), &json!(3)));
    assert!(third.get("edNote").is_none());
    let fields = "version headline body { text } dateline { date } tags { slug } authors { slug } wordCount";
    let query = format!(
        "{{ article(id: \"{id}\") {{ {fields} revisions(first: 9) {{ nodes {{ version article {{ {fields} }} }} }} \
         revision(version: 3) {{ changedFields article {{ {fields} }} }} }} }}"
    );
    let now = app.gql(&query).await["article"].clone();
    assert_eq!(now["body"]["text"], "Исправленный текст.");
    assert_eq!(now["tags"], json!([{ "slug": "weather" }, { "slug": "osh" }]));
    let then = json!({
        "version": 3, "headline": "В Оше открыли 12 школ", "body": { "text": "Первый абзац.\n\nВторой абзац." },
        "dateline": { "date": "2020-08-27" }, "tags": [{ "slug": "osh" }], "authors": [], "wordCount": 4,
    });
    assert_eq!(now["revision"]["article"], then);
    let nodes = now["revisions"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 3);
    assert_eq!(nodes[2]["article"], then);
    assert_eq!(nodes[0]["article"]["authors"], json!([{ "slug": "emil" }]));
    assert_eq!(nodes[0]["article"]["dateline"], Value::Null);
}

#[tokio::test]
async fn as_of_gives_what_readers_saw_and_nothing_else() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let path = history(&app, &key).await;
    let read = |at: i64| {
        let (app, path) = (&app, format!("{path}?asOf={}", app.at(at)));
        async move { app.get(&path).await }
    };
    for (at, headline, text) in [
        (-20, "В Оше открыли 12 школ", "Первый абзац.\n\nВторой абзац."),
        (-11, "В Оше открыли 12 школ", "Первый абзац.\n\nВторой абзац."),
        (-10, "В Оше открыли 11 школ", "Исправленный текст."),
        (0, "В Оше открыли 11 школ", "Исправленный текст."),
    ] {
        let seen = read(at).await.expect(200);
        assert_eq!((&seen["headline"], &seen["body"]["text"]), (&json!(headline), &json!(text)), "{at}");
        let id = path.rsplit('/').next().unwrap();
        let query = format!("{{ article(id: \"{id}\", asOf: \"{}\") {{ headline body {{ text }} }} }}", app.at(at));
        assert_eq!(app.gql(&query).await["article"], json!({ "headline": headline, "body": { "text": text } }));
    }
    // Before its publication it was a draft, which readers did not see; what comes is not known.
    assert_eq!(read(-21).await.problem(404), "NOT_FOUND");
    assert_eq!(read(1).await.problem(400), "BAD_USER_INPUT");
    // What readers see no more, they do not see as of an earlier day either.
    app.patch(&key, &path, 5, &json!({ "expires": app.at(30) })).await.expect(200);
    assert_eq!(read(-15).await.status, 200);
    app.pass(30);
    assert_eq!(read(-45).await.problem(404), "NOT_FOUND");
}

#[tokio::test]
async fn corrections_are_told_with_the_article() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let path = history(&app, &key).await;
    let correction = json!({
        "kind": "CORRECTION", "note": "Школ одиннадцать, а не двенадцать.", "version": 4, "at": app.at(-10),
    });
    let shown = app.get(&path).await.expect(200);
    assert_eq!(shown["corrections"], json!([correction]));
    assert_eq!(shown["contentModified"], app.at(-10));
    assert_eq!(shown["versionCreated"], app.at(0));
    assert_eq!(shown["changeKind"], "MINOR");
    let id = path.rsplit('/').next().unwrap();
    let query = format!("{{ article(id: \"{id}\") {{ corrections {{ kind note version at }} contentModified }} }}");
    assert_eq!(app.gql(&query).await["article"]["corrections"], json!([correction]));
    // A correction that was made while it was withheld reaches readers with its return, and is told then.
    app.pass(10);
    app.change(Method::POST, &key, &format!("{path}/withhold"), 5, None).await.expect(200);
    app.pass(10);
    let fix = json!({ "lead": "Иначе.", "changeKind": "RETRACTION", "changeNote": "Школы не открыты." });
    patch(&app, &key, &path, 6, fix).await;
    app.pass(10);
    app.change(Method::POST, &key, &format!("{path}/restore"), 7, None).await.expect(200);
    let told = app.get(&path).await.expect(200)["corrections"].clone();
    assert_eq!(told[0], json!({ "kind": "RETRACTION", "note": "Школы не открыты.", "version": 8, "at": app.at(0) }));
    assert_eq!(told[1], correction);
    assert_eq!(numbers(&app.get(&format!("{path}/revisions")).await), [8, 5, 4, 3]);
}

#[tokio::test]
async fn a_change_says_of_what_kind_it_is() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let path = history(&app, &key).await;
    let shown = patch(&app, &key, &path, 5, json!({ "shortHeadline": "11 школ" })).await;
    assert_eq!((&shown["changeKind"], &shown["contentModified"]), (&json!("UPDATE"), &json!(app.at(0))));
    app.pass(5);
    let shown =
        patch(&app, &key, &path, 6, json!({ "headline": "В Оше открыто 11 школ", "changeKind": "MINOR" })).await;
    assert_eq!((&shown["changeKind"], &shown["contentModified"]), (&json!("MINOR"), &json!(app.at(-5))));
    // The same again changes nothing, and what changes nothing makes no version.
    let same = json!({ "headline": "В Оше открыто 11 школ", "changeKind": "UPDATE", "changeNote": "Ничего." });
    assert_eq!(patch(&app, &key, &path, 7, same).await["version"], 7);
    for kind in ["CORRECTION", "CLARIFICATION", "RETRACTION"] {
        let reply = app.patch(&key, &path, 7, &json!({ "lead": "Новое.", "changeKind": kind })).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/changeNote");
    }
}

#[tokio::test]
async fn versions_are_compared_word_by_word_and_only_those_that_are_told() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let path = history(&app, &key).await;
    let diff = app.get(&format!("{path}/revisions/4/diff")).await.expect(200);
    assert_eq!((&diff["from"], &diff["to"]), (&json!(3), &json!(4)));
    let pieces = |changes: &Value, without: &str| -> String {
        let kept = changes.as_array().unwrap().iter().filter(|change| change["op"] != without);
        kept.map(|change| change["text"].as_str().unwrap()).collect()
    };
    assert_eq!(pieces(&diff["headline"], "INSERTED"), "В Оше открыли 12 школ");
    assert_eq!(pieces(&diff["headline"], "DELETED"), "В Оше открыли 11 школ");
    assert!(diff["headline"].as_array().unwrap().contains(&json!({ "op": "DELETED", "text": "12" })), "{diff}");
    assert_eq!(pieces(&diff["body"], "INSERTED"), "Первый абзац.\n\nВторой абзац.");
    assert_eq!(pieces(&diff["body"], "DELETED"), "Исправленный текст.");
    let id = path.rsplit('/').next().unwrap();
    let parts = "from to headline { op text } lead { op text } body { op text }";
    let data = app.gql(&format!("{{ article(id: \"{id}\") {{ diff(to: 4) {{ {parts} }} }} }}")).await;
    assert_eq!(data["article"]["diff"], diff);
    let unchanged = app.get(&format!("{path}/revisions/5/diff")).await.expect(200);
    assert_eq!(unchanged["headline"], json!([{ "op": "EQUAL", "text": "В Оше открыли 11 школ" }]));
    for (query, status) in
        [("3/diff", 404), ("4/diff?from=2", 404), ("4/diff?from=4", 400), ("4/diff?from=x", 400), ("9/diff", 404)]
    {
        assert_eq!(app.get(&format!("{path}/revisions/{query}")).await.status, status, "{query}");
    }
    let staff = app.get_as(&key, &format!("{path}/revisions/4/diff?from=1")).await.expect(200);
    assert_eq!(pieces(&staff["headline"], "INSERTED"), "Тайный черновик");
}
