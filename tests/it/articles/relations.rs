//! Translations and other relations: what is refused, what is told of them, and how much one answer may ask.

use dateline::config::limits::Both;
use reqwest::Method;
use serde_json::{Value, json};

use super::path;
use crate::support::TestApp;
use crate::support::samples::{article, names, nouns, published};

async fn translation(app: &TestApp, key: &str, of: &Value, language: &str, headline: &str) -> Value {
    let mut new = published(app, headline, 30);
    new["language"] = json!(language);
    new["translationOf"] = json!({ "id": of["id"] });
    app.post(key, "/v1/articles", &new).await.expect(201)
}

#[tokio::test]
async fn a_push_of_what_is_the_same_leaves_a_stale_translation_stale() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let source = app.post(&key, "/v1/articles", &published(&app, "Снег", 60)).await.expect(201);
    let mut item = published(&app, "Кар", 30);
    item["language"] = json!("ky");
    item["externalId"] = json!({ "source": "cms", "id": "1" });
    item["translationOf"] = json!({ "id": source["id"] });
    let made = app.post(&key, "/v1/articles", &item).await.expect(201);
    let fix = json!({ "lead": "Дождь.", "changeKind": "CORRECTION", "changeNote": "Не снег." });
    app.patch(&key, &path(&source), 1, &fix).await.expect(200);
    let again = app.post(&key, "/v1/articles", &item).await.expect(200);
    assert_eq!((&again["version"], &again["translationOf"]["isStale"]), (&json!(1), &json!(true)), "{again}");
    item["body"] = json!({ "text": "Жамгыр жаады." });
    let written = app.post(&key, "/v1/articles", &item).await.expect(200);
    assert_eq!((&written["version"], &written["translationOf"]["sourceVersion"]), (&json!(2), &json!(2)));
    assert_eq!(app.get(&path(&made)).await.expect(200)["translationOf"]["isStale"], false);
}

#[tokio::test]
async fn a_translation_is_translated_from_the_original() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let source = app.post(&key, "/v1/articles", &published(&app, "Снег", 60)).await.expect(201);
    let ky = translation(&app, &key, &source, "ky", "Кар").await;
    let mut new = article("Snow");
    new["language"] = json!("en");
    new["translationOf"] = json!({ "id": ky["id"] });
    let reply = app.post(&key, "/v1/articles", &new).await;
    assert_eq!(
        (reply.problem(422), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT".to_owned(), &json!("/translationOf/id"))
    );
    assert!(reply.json()["errors"][0]["detail"].as_str().unwrap().contains(source["id"].as_str().unwrap()));
    let mut en = article("Other");
    en["language"] = json!("en");
    let en = app.post(&key, "/v1/articles", &en).await.expect(201);
    let reply = app.patch(&key, &path(&source), 1, &json!({ "translationOf": { "id": en["id"] } })).await;
    assert_eq!(reply.json()["errors"][0]["pointer"], "/translationOf/id", "{}", reply.text);
}

#[tokio::test]
async fn two_writers_close_no_circle_and_leave_nothing_that_points_nowhere() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for round in 0..6 {
        let one = app.post(&key, "/v1/articles", &article(&format!("Один {round}"))).await.expect(201);
        let two = app.post(&key, "/v1/articles", &article(&format!("Два {round}"))).await.expect(201);
        let (a, b) = (json!({ "evolvedFrom": two["id"] }), json!({ "evolvedFrom": one["id"] }));
        let (one_path, two_path) = (path(&one), path(&two));
        let (a, b) = tokio::join!(app.patch(&key, &one_path, 1, &a), app.patch(&key, &two_path, 1, &b));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{} {}", a.text, b.text);

        let draft = app.post(&key, "/v1/articles", &article(&format!("Три {round}"))).await.expect(201);
        let other = app.post(&key, "/v1/articles", &article(&format!("Четыре {round}"))).await.expect(201);
        let (link, draft_path, other_path) = (json!({ "evolvedFrom": draft["id"] }), path(&draft), path(&other));
        let (linked, deleted) = tokio::join!(
            app.patch(&key, &other_path, 1, &link),
            app.change(Method::DELETE, &key, &draft_path, 1, None)
        );
        let both = (linked.status, deleted.status);
        assert!(both == (200, 409) || both == (422, 204), "{both:?} {} {}", linked.text, deleted.text);
    }
}

#[tokio::test]
async fn editors_and_a_merge_of_tags_do_not_wait_for_one_another_in_a_ring() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    for round in 0..4 {
        let tag = json!({ "slug": format!("old-{round}"), "names": names(&format!("Э{round}"), &format!("С{round}"), &format!("O{round}")) });
        let tag = app.post(&key, "/v1/tags", &tag).await.expect(201);
        let mut made = Vec::new();
        for at in 0..8 {
            let mut new = published(&app, &format!("Новость {round} {at}"), 60);
            new["tags"] = json!([format!("old-{round}")]);
            made.push(app.post(&key, "/v1/articles", &new).await.expect(201));
        }
        let patches = made.iter().map(|article| {
            let (app, key) = (&app, &key);
            async move {
                app.patch(
                    key,
                    &path(article),
                    1,
                    &json!({ "tags": ["osh", "weather"], "slug": article["id"].as_str().unwrap().replace('_', "-") }),
                )
                .await
            }
        });
        let merge = format!("/v1/tags/{}/merge", tag["id"].as_str().unwrap());
        let into = json!({ "into": "sport" });
        let (edited, merged) = tokio::join!(
            futures_util::future::join_all(patches),
            app.change(Method::POST, &key, &merge, 1, Some(&into))
        );
        merged.expect(200);
        for reply in edited {
            reply.expect(200);
        }
    }
}

#[tokio::test]
async fn the_public_is_told_nothing_of_an_original_that_it_never_saw() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let source = app.post(&key, "/v1/articles", &article("Черновик")).await.expect(201);
    let ky = translation(&app, &key, &source, "ky", "Котормо").await;
    let position = app.get("/v1/changes").await.expect(200)["position"].as_str().unwrap().to_owned();
    let fix = json!({ "lead": "Иначе.", "changeKind": "CORRECTION", "changeNote": "Тайна." });
    app.patch(&key, &path(&source), 1, &fix).await.expect(200);
    let path = format!("/v1/changes?after={position}");
    assert_eq!(app.get(&path).await.expect(200)["items"], json!([]));
    let staff = app.get_as(&key, &path).await.expect(200)["items"].clone();
    assert!(
        staff.as_array().unwrap().iter().any(|row| row["id"] == ky["id"] && row["reason"] == "sourceCorrected"),
        "{staff}"
    );
}

#[tokio::test]
async fn withholding_what_has_ended_reaches_copies_too() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "Кончится", 60);
    new["expires"] = json!(app.at(10));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    app.pass(10);
    dateline::jobs::clock::run_once(&app.app, "test").await.unwrap();
    let position = app.get("/v1/changes").await.expect(200)["position"].as_str().unwrap().to_owned();
    app.change(Method::POST, &key, &format!("{}/withhold", path(&made)), 1, None).await.expect(200);
    let told = app.get(&format!("/v1/changes?after={position}")).await.expect(200)["items"].clone();
    assert_eq!(
        (&told[0]["id"], &told[0]["op"], &told[0]["reason"]),
        (&made["id"], &json!("DELETED"), &json!("withheld"))
    );
}

#[tokio::test]
async fn versions_of_one_article_in_one_answer_each_have_their_relations() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let source = app.post(&key, "/v1/articles", &published(&app, "Снег", 60)).await.expect(201);
    let ky = translation(&app, &key, &source, "ky", "Кар").await;
    for version in 1..4 {
        app.pass(10);
        app.patch(&key, &path(&source), version, &json!({ "urgency": version })).await.expect(200);
    }
    let id = source["id"].as_str().unwrap();
    let links = "translations { id } related { id }";
    let query = format!("{{ article(id: \"{id}\") {{ {links} revisions {{ nodes {{ article {{ {links} }} }} }} }} }}");
    let shown = app.gql(&query).await["article"].clone();
    assert_eq!(shown["translations"], json!([{ "id": ky["id"] }]));
    for node in shown["revisions"]["nodes"].as_array().unwrap() {
        assert_eq!(node["article"]["translations"], shown["translations"], "{shown}");
        assert_eq!(node["article"]["related"], shown["related"]);
    }
}

#[tokio::test]
async fn an_answer_asks_for_few_versions_and_each_costs_little() {
    let app = TestApp::spawn_with(|settings| settings.limits.graphql_aliases = Both::same(100)).await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &published(&app, "Снег", 60)).await.expect(201);
    app.pass(10);
    app.patch(&key, &path(&made), 1, &json!({ "body": { "text": "Дождь." } })).await.expect(200);
    let id = made["id"].as_str().unwrap();
    let ask = async |field: &str, count: usize| {
        let fields: String = (0..count).map(|at| format!("f{at}: {field} ")).collect();
        let before = app.app.store.statements();
        let answer = app.gql_as(None, &format!("{{ article(id: \"{id}\") {{ {fields} }} }}"), json!({})).await;
        (answer["errors"][0]["extensions"]["code"].clone(), app.app.store.statements() - before)
    };
    for (field, most, statements) in [
        ("diff(to: 2) { headline { op } }", 10, 6),
        ("revisions(first: 1) { nodes { version } }", 20, 2),
        ("revision(version: 1) { article { headline } }", 40, 4),
    ] {
        let (code, spent) = ask(field, most).await;
        assert_eq!(code, Value::Null, "{field}");
        assert!(spent <= (most * statements + 3) as u64, "{field}: {spent}");
        assert_eq!(ask(field, most + 1).await.0, "QUERY_TOO_COMPLEX", "{field}");
    }
}
