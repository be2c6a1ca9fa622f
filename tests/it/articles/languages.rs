//! Translations, former addresses and what stands under an address.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples::{article, published};

fn path(article: &Value) -> String {
    format!("/v1/articles/{}", article["id"].as_str().unwrap())
}

/// A story in Russian, of which there are translations into Kyrgyz and English.
async fn story(app: &TestApp, key: &str) -> [Value; 3] {
    let source = app.post(key, "/v1/articles", &published(app, "Первый снег", 60)).await.expect(201);
    let mut made = vec![source.clone()];
    for (language, headline) in [("ky", "Биринчи кар"), ("en", "First snow")] {
        let mut new = published(app, headline, 30);
        new["language"] = json!(language);
        new["translationOf"] = json!({ "id": source["id"], "version": 1 });
        made.push(app.post(key, "/v1/articles", &new).await.expect(201));
    }
    made.try_into().unwrap()
}

#[tokio::test]
async fn translations_know_one_another_and_whether_they_are_behind() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let [source, ky, en] = story(&app, &key).await;
    assert_eq!((&ky["storyId"], &en["storyId"]), (&source["storyId"], &source["storyId"]));
    let shown = app.get(&path(&ky)).await.expect(200);
    let of = json!({ "id": source["id"], "sourceVersion": 1, "isStale": false, "sourceStatus": "USABLE" });
    assert_eq!(shown["translationOf"], of);
    let other = |made: &Value, is_source: bool, is_stale: bool| {
        json!({ "id": made["id"], "language": made["language"], "slug": made["slug"], "headline": made["headline"],
                "isSource": is_source, "isStale": is_stale })
    };
    assert_eq!(shown["translations"], json!([other(&en, false, false), other(&source, true, false)]));
    let fields = "translationOf { id sourceVersion isStale sourceStatus } \
                  translations { id language slug headline isSource isStale }";
    let data = app.gql(&format!("{{ articles(first: 9) {{ nodes {{ id {fields} }} }} }}")).await;
    let nodes = data["articles"]["nodes"].as_array().unwrap().clone();
    let node = nodes.iter().find(|node| node["id"] == ky["id"]).unwrap();
    assert_eq!((&node["translationOf"], &node["translations"]), (&shown["translationOf"], &shown["translations"]));

    // A minor change of the original leaves its translations; a correction puts them behind, and they catch up.
    app.patch(&key, &path(&source), 1, &json!({ "urgency": 2 })).await.expect(200);
    assert_eq!(app.get(&path(&en)).await.expect(200)["translationOf"]["isStale"], false);
    let fix = json!({ "lead": "Выпал снег.", "changeKind": "CORRECTION", "changeNote": "Не дождь." });
    app.patch(&key, &path(&source), 2, &fix).await.expect(200);
    let seen = app.get(&path(&source)).await.expect(200)["translations"].clone();
    assert_eq!(seen, json!([other(&en, false, true), other(&ky, false, true)]));
    let caught_up = json!({ "lead": "It snowed.", "translationOf": { "id": source["id"] } });
    let shown = app.patch(&key, &path(&en), 1, &caught_up).await.expect(200);
    assert_eq!(
        (&shown["translationOf"]["sourceVersion"], &shown["translationOf"]["isStale"]),
        (&json!(3), &json!(false))
    );
    // A recall of the original marks them too.
    app.change(Method::POST, &key, &format!("{}/withhold", path(&source)), 3, None).await.expect(200);
    let shown = app.get(&path(&en)).await.expect(200);
    let of = json!({ "id": source["id"], "sourceVersion": 3, "isStale": true, "sourceStatus": "WITHHELD" });
    assert_eq!(shown["translationOf"], of);
    assert_eq!(shown["translations"], json!([other(&ky, false, true)]));
}

#[tokio::test]
async fn corrections_and_recalls_of_the_original_are_told_of_its_translations() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let [source, ky, en] = story(&app, &key).await;
    let position = app.get("/v1/changes").await.expect(200)["position"].as_str().unwrap().to_owned();
    app.patch(&key, &path(&source), 1, &json!({ "urgency": 2 })).await.expect(200);
    let fix = json!({ "lead": "Выпал снег.", "changeKind": "CORRECTION", "changeNote": "Не дождь." });
    app.patch(&key, &path(&source), 2, &fix).await.expect(200);
    app.change(Method::POST, &key, &format!("{}/withhold", path(&source)), 3, None).await.expect(200);
    let log = app.get(&format!("/v1/changes?after={position}")).await.expect(200)["items"].clone();
    let told: Vec<(Value, Value)> =
        log.as_array().unwrap().iter().map(|row| (row["id"].clone(), row["reason"].clone())).collect();
    let marked = |reason: &str| [(en["id"].clone(), json!(reason)), (ky["id"].clone(), json!(reason))];
    for row in marked("sourceCorrected").into_iter().chain(marked("sourceRecalled")) {
        assert_eq!(told.iter().filter(|told| **told == row).count(), 1, "{row:?} in {told:?}");
    }
    assert_eq!(told.len(), 7, "{told:?}");
}

#[tokio::test]
async fn an_article_is_served_in_the_first_language_that_is_there() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let [source, ky, en] = story(&app, &key).await;
    for (lang, expected) in
        [("ky", &ky), ("en,ru", &en), ("fr,ky", &ky), ("de", &source), ("ru", &source), ("en-GB", &en)]
    {
        let reply = app.get(&format!("{}?lang={lang}", path(&source))).await;
        let shown = reply.expect(200);
        assert_eq!((&shown["id"], &shown["servedLanguage"]), (&expected["id"], &expected["language"]), "{lang}");
        assert_eq!(reply.header("content-language"), expected["language"].as_str().unwrap());
        assert!(!reply.header("vary").contains("Accept-Language"));
        let list = format!("[{}]", lang.split(',').map(|lang| format!("\"{lang}\"")).collect::<Vec<_>>().join(","));
        let query = format!("{{ article(id: \"{}\", languages: {list}) {{ id }} }}", source["id"].as_str().unwrap());
        assert_eq!(app.gql(&query).await["article"]["id"], expected["id"], "{lang}");
    }
    // What readers do not see is not served in its language.
    app.change(Method::POST, &key, &format!("{}/withhold", path(&en)), 1, None).await.expect(200);
    assert_eq!(app.get(&format!("{}?lang=en", path(&source))).await.expect(200)["id"], source["id"]);
    assert_eq!(app.get(&format!("{}?lang=x", path(&source))).await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_translation_names_what_is_wrong_with_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let [source, ky, _] = story(&app, &key).await;
    for (language, of, pointer) in [
        ("ru", json!({ "id": source["id"] }), "/translationOf/id"),
        ("ky", json!({ "id": source["id"], "version": 2 }), "/translationOf/version"),
    ] {
        let mut new = article("Ещё");
        new["language"] = json!(language);
        new["translationOf"] = of;
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer);
    }
    let circle = app.patch(&key, &path(&source), 1, &json!({ "translationOf": { "id": ky["id"] } })).await;
    assert_eq!(circle.problem(422), "UNPROCESSABLE_CONTENT");
}

#[tokio::test]
async fn resolve_says_what_stands_under_an_address() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let [source, ky, en] = story(&app, &key).await;
    app.patch(&key, &path(&source), 1, &json!({ "slug": "sneg" })).await.expect(200);
    app.patch(&key, &path(&source), 2, &json!({ "slug": "sneg-vypal" })).await.expect(200);
    let resolve = |query: String| {
        let app = &app;
        async move { app.get(&format!("/v1/resolve?{query}")).await.expect(200) }
    };
    let found = resolve("path=/ru/news/sneg-vypal".to_owned()).await;
    assert_eq!((&found["kind"], &found["servedLanguage"]), (&json!("ARTICLE"), &json!("ru")));
    assert_eq!(found["article"]["body"]["text"], "Первый абзац.\n\nВторой абзац.");
    for old in ["sneg", "pervyy-sneg"] {
        let found = resolve(format!("path=https://kabar.kg/ru/news/{old}/?a=b")).await;
        let redirect =
            json!({ "to": "https://kabar.kg/ru/news/sneg-vypal/?a=b", "permanent": true, "since": app.at(0) });
        assert_eq!(found, json!({ "kind": "REDIRECT", "redirect": redirect }));
    }
    // In another language the reader is sent to the translation, for now.
    let found = resolve("path=/ru/sneg-vypal&lang=en,ky".to_owned()).await;
    let redirect = json!({ "to": "/en/first-snow", "permanent": false });
    assert_eq!(found, json!({ "kind": "REDIRECT", "redirect": redirect }));
    let found = resolve("path=birinchi-kar".to_owned()).await;
    assert_eq!(found["article"]["id"], ky["id"]);
    for nothing in ["/", "/ru/", "/ru/nichego", "%2F..%2F..", "/ru/news/Снег", "a%20b"] {
        assert_eq!(resolve(format!("path={nothing}")).await, json!({ "kind": "NOT_FOUND" }), "{nothing}");
    }
    app.change(Method::POST, &key, &format!("{}/cancel", path(&source)), 3, Some(&json!({ "reason": "Ошибка." })))
        .await
        .expect(200);
    let recall = json!({ "status": "CANCELED", "at": app.at(0), "reason": "Ошибка." });
    for address in ["/ru/sneg-vypal", "/ru/pervyy-sneg"] {
        assert_eq!(resolve(format!("path={address}")).await, json!({ "kind": "GONE", "recall": recall }), "{address}");
    }
    let query = "query($path: String!) { resolve(path: $path) { __typename ... on Article { id } ... on Redirect { to permanent } \
                 ... on Gone { recall { status reason } } ... on NotFound { path } } }";
    for (address, expected) in [
        ("/en/first-snow", json!({ "__typename": "Article", "id": en["id"] })),
        ("/sneg", json!({ "__typename": "Gone", "recall": { "status": "CANCELED", "reason": "Ошибка." } })),
        ("/nichego", json!({ "__typename": "NotFound", "path": "/nichego" })),
    ] {
        let answer = app.gql_as(None, query, json!({ "path": address })).await;
        assert_eq!(answer["data"]["resolve"], expected, "{answer}");
    }
    for wrong in ["", "path=", "path=a&path=b"] {
        assert_eq!(app.get(&format!("/v1/resolve?{wrong}")).await.problem(400), "BAD_USER_INPUT", "{wrong}");
    }
}

#[tokio::test]
async fn former_addresses_are_told_and_yield_to_what_takes_their_place() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let first = app.post(&key, "/v1/articles", &published(&app, "Один", 60)).await.expect(201);
    app.patch(&key, &path(&first), 1, &json!({ "slug": "pervyy" })).await.expect(200);
    let alias = json!([{ "language": "ru", "slug": "odin", "ceasedAt": app.at(0) }]);
    assert_eq!(app.get(&path(&first)).await.expect(200)["aliases"], alias);
    let data = app.gql("{ article(id: \"pervyy\") { aliases { language slug ceasedAt } } }").await;
    assert_eq!(data["article"]["aliases"], alias);
    // A draft had no readers whom an old address could lead astray.
    let draft = app.post(&key, "/v1/articles", &article("Два")).await.expect(201);
    app.patch(&key, &path(&draft), 1, &json!({ "slug": "drugoy" })).await.expect(200);
    assert_eq!(app.get_as(&key, &path(&draft)).await.expect(200)["aliases"], json!([]));
    let mut second = published(&app, "Один", 30);
    second["slug"] = json!("odin");
    let second = app.post(&key, "/v1/articles", &second).await.expect(201);
    let found = app.get("/v1/resolve?path=/odin").await.expect(200);
    assert_eq!(found["article"]["id"], second["id"]);
    // It comes back to its old address.
    app.patch(&key, &path(&first), 2, &json!({ "slug": "tretiy" })).await.expect(200);
    app.patch(&key, &path(&first), 3, &json!({ "slug": "pervyy" })).await.expect(200);
    let known = app.get(&path(&first)).await.expect(200)["aliases"].clone();
    let slugs: Vec<Value> = known.as_array().unwrap().iter().map(|alias| alias["slug"].clone()).collect();
    assert_eq!(slugs, [json!("tretiy")], "the one that another article has now is its own no more");
}
