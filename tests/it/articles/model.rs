//! The fields of an article: each written and read by both doors, and what is refused in each.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::{article, nouns, published};
use crate::support::{TestApp, is_postgres};

/// An article with every field.
fn whole(app: &TestApp) -> Value {
    json!({
        "language": "ru", "headline": "Полная новость", "shortHeadline": "Кратко", "lead": "О чём речь.",
        "profile": "BRIEF", "urgency": 3, "section": "society", "sections": ["economy"], "tags": ["osh"],
        "authors": ["aigul"], "byline": "Айгүл Сыдыкова, Ош", "body": { "text": "Раз два три — четыре." },
        "published": app.at(-60), "expires": app.at(1000),
        "infoSources": [{ "name": "Союз МСУ КР", "role": "пресс-релиз", "url": "https://example.kg/a" }],
        "rights": { "copyrightHolder": "Кабар", "copyrightNotice": "© 2026 Кабар", "usageTerms": "Со ссылкой.",
                    "creditText": "Кабар" },
        "canonicalUrl": "https://kabar.kg/news/polnaya", "extra": { "cms": { "id": 7, "flags": ["a", null, true] } },
        "edNote": "Проверено.", "externalId": { "source": "cms", "id": "7" },
    })
}

#[tokio::test]
async fn every_field_is_written_and_read_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    let made = app.post(&key, "/v1/articles", &whole(&app)).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let shown = app.get(&format!("/v1/articles/{id}?lang=en")).await.expect(200);
    for field in [
        "headline",
        "shortHeadline",
        "lead",
        "profile",
        "urgency",
        "byline",
        "published",
        "expires",
        "infoSources",
        "rights",
        "canonicalUrl",
        "extra",
    ] {
        assert_eq!(shown[field], whole(&app)[field], "{field}");
    }
    assert_eq!(shown["sections"][0]["name"], "Economy");
    assert_eq!((&shown["wordCount"], &shown["readingTimeMinutes"]), (&json!(4), &json!(1)));
    assert_eq!((&shown["representation"], &shown["pubStatus"]), (&json!("FULL"), &json!("USABLE")));
    assert_eq!(shown["storyId"].as_str().unwrap().replace("story_", "article_"), id);
    assert_eq!(shown["contentModified"], shown["published"]);
    assert!(shown.get("edNote").is_none() && shown.get("externalId").is_none());
    let listed = app.get("/v1/articles").await.expect(200)["items"][0].clone();
    assert_eq!(listed["representation"], "PARTIAL");
    assert!(listed.get("sections").is_none() && listed.get("body").is_none());
    let chosen = app.get("/v1/articles?fields=sections,extra").await.expect(200)["items"][0].clone();
    assert_eq!(chosen["sections"], shown["sections"].as_array().map(|_| chosen["sections"].clone()).unwrap());
    assert_eq!(chosen["extra"], shown["extra"]);

    let query = "{ articles(first: 1) { nodes { shortHeadline profile urgency pubStatus wordCount readingTimeMinutes \
                 storyId canonicalUrl extra contentModified sections { slug name(lang: \"en\") } \
                 infoSources { name role url } rights { copyrightHolder copyrightNotice usageTerms creditText } \
                 evolvedFrom { id } nextVersion { id } corrections { note } } } }";
    let node = app.gql(query).await["articles"]["nodes"][0].clone();
    for field in [
        "shortHeadline",
        "profile",
        "urgency",
        "pubStatus",
        "wordCount",
        "readingTimeMinutes",
        "storyId",
        "canonicalUrl",
        "extra",
        "contentModified",
        "infoSources",
        "rights",
        "corrections",
    ] {
        assert_eq!(node[field], shown[field], "{field}");
    }
    assert_eq!(node["sections"], json!([{ "slug": "economy", "name": "Economy" }]));
    // The same again, by its id in the other system, is the same.
    assert_eq!(app.post(&key, "/v1/articles", &whole(&app)).await.expect(200)["version"], 1);
}

#[tokio::test]
async fn null_empties_what_may_be_empty_and_what_is_left_out_stays() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    let made = app.post(&key, "/v1/articles", &whole(&app)).await.expect(201);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    let same = app.patch(&key, &path, 1, &json!({})).await.expect(200);
    assert_eq!(same["version"], 1);
    let emptied = json!({
        "shortHeadline": null, "urgency": null, "rights": null, "canonicalUrl": null, "extra": null, "byline": null,
        "section": null, "sections": [], "infoSources": [], "expires": null, "profile": "ALERT",
    });
    let shown = app.patch(&key, &path, 1, &emptied).await.expect(200);
    for field in ["shortHeadline", "urgency", "rights", "canonicalUrl", "extra", "byline", "section", "expires"] {
        assert!(shown.get(field).is_none(), "{field}");
    }
    assert_eq!((&shown["sections"], &shown["infoSources"]), (&json!([]), &json!([])));
    assert_eq!((&shown["profile"], &shown["lead"]), (&json!("ALERT"), &json!("О чём речь.")));
    let query = "mutation($id: ID!, $patch: ArticlePatchInput!) { updateArticle(id: $id, version: 2, patch: $patch) \
                 { urgency extra sections { slug } infoSources { name } } }";
    let patch =
        json!({ "urgency": 9, "extra": { "a": 1 }, "sections": ["economy"], "infoSources": [{ "name": "МЧС" }] });
    let answer = app.gql_as(Some(&key), query, json!({ "id": made["id"], "patch": patch })).await;
    let changed = json!({
        "urgency": 9, "extra": { "a": 1 }, "sections": [{ "slug": "economy" }], "infoSources": [{ "name": "МЧС" }],
    });
    assert_eq!(answer["data"]["updateArticle"], changed, "{answer}");
    for field in ["profile", "sections", "infoSources", "storyId"] {
        let reply = app.patch(&key, &path, 3, &json!({ field: null })).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field}");
        assert_eq!(reply.json()["errors"][0]["pointer"], format!("/{field}"));
    }
}

#[tokio::test]
async fn each_field_refuses_what_is_wrong_and_names_itself() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let nest = (0..9).fold(json!(1), |inner, _| json!({ "a": inner }));
    let long = "а".repeat(101);
    for (field, value, pointer) in [
        ("shortHeadline", json!(long), "/shortHeadline"),
        ("shortHeadline", json!("a\nb"), "/shortHeadline"),
        ("urgency", json!(0), "/urgency"),
        ("urgency", json!(10), "/urgency"),
        ("infoSources", json!([{ "name": "" }]), "/infoSources/0/name"),
        ("infoSources", json!([{ "name": "a", "url": "javascript:alert(1)" }]), "/infoSources/0/url"),
        ("infoSources", json!(vec![json!({ "name": "a" }); 21]), "/infoSources"),
        ("rights", json!({ "creditText": "a".repeat(301) }), "/rights/creditText"),
        ("canonicalUrl", json!("kabar.kg/a"), "/canonicalUrl"),
        ("canonicalUrl", json!("https://user:password@kabar.kg/"), "/canonicalUrl"),
        ("extra", json!({ "a": "x".repeat(17_000) }), "/extra"),
        ("extra", nest, "/extra"),
        ("sections", json!(["nowhere"]), "/sections/0"),
        ("sections", json!(vec!["a"; 11]), "/sections"),
        ("storyId", json!("article_01h455vb4pex5vsknk084sn02q"), "/storyId"),
        ("evolvedFrom", json!("article_01h455vb4pex5vsknk084sn02q"), "/evolvedFrom"),
        ("evolvedFrom", json!("что-то"), "/evolvedFrom"),
        ("translationOf", json!({ "id": "article_01h455vb4pex5vsknk084sn02q" }), "/translationOf/id"),
        ("translationOf", json!({ "id": "x", "version": 0 }), "/translationOf/version"),
        ("changeNote", json!("a".repeat(1001)), "/changeNote"),
        ("changeKind", json!("CORRECTION"), "/changeNote"),
    ] {
        let mut new = article("Новость");
        new[field] = value;
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
    }
    for (field, value) in
        [("profile", json!("NOVEL")), ("extra", json!([1])), ("urgency", json!("3")), ("other", json!(1))]
    {
        let mut new = article("Новость");
        new[field] = value;
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field}");
        assert_eq!(reply.json()["errors"][0]["pointer"], format!("/{field}"));
    }
    assert_eq!(app.get_as(&key, "/v1/articles?state=DRAFT").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn articles_of_a_story_lead_to_one_another_as_far_as_they_are_seen() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let first = app.post(&key, "/v1/articles", &published(&app, "Толчок", 600)).await.expect(201);
    let mut new = article("Толчок: подробности");
    new["evolvedFrom"] = first["id"].clone();
    let second = app.post(&key, "/v1/articles", &new).await.expect(201);
    assert_eq!(second["storyId"], first["storyId"]);
    let paths = [&first, &second].map(|made| format!("/v1/articles/{}", made["id"].as_str().unwrap()));
    assert!(app.get(&paths[0]).await.expect(200).get("nextVersion").is_none());
    assert_eq!(app.get_as(&key, &paths[0]).await.expect(200)["nextVersion"], second["id"]);
    app.change(Method::POST, &key, &format!("{}/publish", paths[1]), 1, Some(&json!({ "at": app.at(30) })))
        .await
        .expect(200);
    app.pass(30);
    assert_eq!(app.get(&paths[0]).await.expect(200)["nextVersion"], second["id"]);
    assert_eq!(app.get(&paths[1]).await.expect(200)["evolvedFrom"], first["id"]);
    let links = app.gql("{ articles(first: 9) { nodes { evolvedFrom { slug } nextVersion { slug } } } }").await;
    let nodes = json!([
        { "evolvedFrom": { "slug": "tolchok" }, "nextVersion": null },
        { "evolvedFrom": null, "nextVersion": { "slug": "tolchok-podrobnosti" } },
    ]);
    assert_eq!(links["articles"]["nodes"], nodes);
    // No circles, over one step or two.
    for (path, version, to) in [(&paths[0], 1, &second), (&paths[1], 2, &second)] {
        let reply = app.patch(&key, path, version, &json!({ "evolvedFrom": to["id"] })).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/evolvedFrom");
    }
    app.change(Method::POST, &key, &format!("{}/withhold", paths[0]), 1, None).await.expect(200);
    assert!(app.get(&paths[1]).await.expect(200).get("evolvedFrom").is_none());
    assert_eq!(
        app.gql("{ articles(first: 1) { nodes { evolvedFrom { id } } } }").await["articles"]["nodes"][0]["evolvedFrom"],
        Value::Null
    );
}

#[tokio::test]
async fn an_article_stands_in_its_further_sections_too() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    for (headline, section, further) in
        [("А", "society", json!([])), ("Б", "economy", json!(["society"])), ("В", "economy", json!([]))]
    {
        let mut new = published(&app, headline, 60);
        new["section"] = json!(section);
        new["sections"] = further;
        app.post(&key, "/v1/articles", &new).await.expect(201);
    }
    let of = |section: &'static str| {
        let app = &app;
        async move {
            let list = app.get(&format!("/v1/articles?section={section}")).await.expect(200);
            list["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["headline"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(of("society").await, ["Б", "А"]);
    assert_eq!(of("economy").await, ["В", "Б"]);
    let data = app.gql("{ articles(first: 9, filter: { section: \"society\" }) { nodes { headline } } }").await;
    assert_eq!(data["articles"]["nodes"], json!([{ "headline": "Б" }, { "headline": "А" }]));
}

#[tokio::test]
async fn a_batch_writes_each_article_for_itself() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let item = |id: &str, headline: &str| {
        let mut new = article(headline);
        new["externalId"] = json!({ "source": "cms", "id": id });
        new
    };
    let wrong = json!({ "section": "nowhere", "language": "ru", "headline": "Б", "body": { "text": "Текст." } });
    let batch = json!({ "items": [item("1", "А"), wrong, item("3", "В"), item("1", "А снова")] });
    let done = app.post(&key, "/v1/articles/batch", &batch).await.expect(200)["items"].clone();
    let statuses: Vec<&str> = done.as_array().unwrap().iter().map(|item| item["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["CREATED", "FAILED", "CREATED", "UPDATED"]);
    assert_eq!((&done[3]["id"], &done[3]["version"]), (&done[0]["id"], &json!(2)));
    let fault = json!({ "pointer": "/section", "detail": "there is no section «nowhere»; create it first" });
    assert_eq!(done[1]["error"]["errors"], json!([fault]));
    assert_eq!(done[1]["error"]["code"], "UNPROCESSABLE_CONTENT");
    assert!(done[1].get("id").is_none());
    let shapes = json!({ "items": [item("4", "Г"), { "headline": "Без языка" }, 5, item("5", "Д"), { "body": 5 }] });
    let done = app.post(&key, "/v1/articles/batch", &shapes).await.expect(200)["items"].clone();
    let told: Vec<(&Value, &Value)> =
        done.as_array().unwrap().iter().map(|item| (&item["status"], &item["error"]["errors"][0]["pointer"])).collect();
    let (created, failed, none) = (&json!("CREATED"), &json!("FAILED"), &Value::Null);
    let expected = [
        (created, none),
        (failed, &json!("/language")),
        (failed, &json!("")),
        (created, none),
        (failed, &json!("/body")),
    ];
    assert_eq!(told, expected, "each has its fault at its own place, and the others are written");
    let query = "mutation($items: [NewArticleInput!]!) { upsertArticles(items: $items) \
                 { index status version error { code errors { pointer } } } }";
    let items = json!({ "items": [item("3", "В"), { "language": "ru", "headline": "", "body": { "text": "a" } }] });
    let answer = app.gql_as(Some(&key), query, items).await;
    let error = json!({ "code": "UNPROCESSABLE_CONTENT", "errors": [{ "pointer": "/headline" }] });
    assert_eq!(
        answer["data"]["upsertArticles"],
        json!([
            { "index": 0, "status": "UNCHANGED", "version": 1, "error": null },
            { "index": 1, "status": "FAILED", "version": null, "error": error },
        ]),
        "{answer}"
    );
    let many = |count: usize| json!({ "items": vec![article("Много"); count] });
    // On PostgreSQL each article is a commit on a disk that others may use: fewer there, so that the request has its time.
    let count = if is_postgres() { 50 } else { 500 };
    let done = app.post(&key, "/v1/articles/batch", &many(count)).await.expect(200);
    assert_eq!(done["items"].as_array().unwrap().len(), count);
    assert!(done["items"].as_array().unwrap().iter().all(|item| item["status"] == "CREATED"));
    assert_eq!(app.post(&key, "/v1/articles/batch", &many(501)).await.problem(413), "PAYLOAD_TOO_LARGE");
    assert_eq!(app.post(&key, "/v1/articles/batch", &many(0)).await.problem(422), "UNPROCESSABLE_CONTENT");
    let reader = app.key(&[dateline::domain::keys::Scope::ArticlesEmbargoed]).await;
    assert_eq!(app.post(&reader, "/v1/articles/batch", &many(1)).await.problem(403), "FORBIDDEN");
    // Sent again with its key, nothing of it is made again.
    let send = || {
        let request = app.request(Method::POST, "/v1/articles/batch").bearer_auth(&key);
        app.send(request.header("idempotency-key", "batch-1").json(&many(3)))
    };
    let (first, second) = (send().await, send().await);
    assert_eq!(first.expect(200)["items"][2]["id"], second.expect(200)["items"][2]["id"]);
    assert_eq!(second.header("idempotency-replayed"), "true");
}
