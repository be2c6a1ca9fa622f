//! Articles: written by one door, read by both.

mod acts;
mod addresses;
mod bad;
mod cost;
mod doors;
mod histories;
mod languages;
mod lists;
mod model;
mod recall;
mod relations;
mod revisions;
mod unseen;
mod walks;

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::{self, article, published};
use crate::support::{Reply, TestApp};

async fn draft(app: &TestApp, key: &str, headline: &str) -> Value {
    app.post(key, "/v1/articles", &article(headline)).await.expect(201)
}

fn path(article: &Value) -> String {
    format!("/v1/articles/{}", article["id"].as_str().unwrap())
}

fn headlines(reply: &Reply) -> Vec<String> {
    let json = reply.json();
    json["items"].as_array().unwrap().iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_new_article_is_a_draft_that_only_the_newsroom_sees() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let reply = app.post(&key, "/v1/articles", &article("Первая новость")).await;
    let made = reply.expect(201);
    assert_eq!(reply.header("location"), path(&made));
    assert_eq!(made["state"], "DRAFT");
    assert_eq!(made["version"], 1);
    assert_eq!(made["slug"], "pervaya-novost");
    assert_eq!(made["lead"], "Первый абзац.");
    assert_eq!(made["body"]["html"], "<p>Первый абзац.</p><p>Второй абзац.</p>");
    assert_eq!(made["body"]["text"], "Первый абзац.\n\nВторой абзац.");
    assert_eq!(made["dateline"]["raw"], "Бишкек, 27.08.20. /Кабар/.");
    assert_eq!(made["dateline"]["date"], "2020-08-27");
    assert_eq!(made["dateline"]["agency"]["slug"], "kabar");

    assert_eq!(app.get(&path(&made)).await.problem(404), "NOT_FOUND");
    assert_eq!(app.get("/v1/articles/pervaya-novost").await.problem(404), "NOT_FOUND");
    assert!(headlines(&app.get("/v1/articles").await).is_empty());
    assert_eq!(app.get_as(&key, &path(&made)).await.expect(200)["headline"], "Первая новость");
    let drafts = app.get_as(&key, "/v1/articles?state=DRAFT").await;
    assert_eq!(headlines(&drafts), ["Первая новость"]);
    let id = made["id"].as_str().unwrap();
    assert_eq!(app.gql(&format!(r#"{{ node(id: "{id}") {{ id }} }}"#)).await["node"], Value::Null);
}

#[tokio::test]
async fn publishing_shows_it_to_everybody_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key, "Объявлено").await;
    let publish = format!("{}/publish", path(&made));
    let shown = app.change(Method::POST, &key, &publish, 1, None).await.expect(200);
    assert_eq!(shown["state"], "PUBLISHED");
    assert_eq!(shown["version"], 2);
    assert_eq!(shown["published"], app.at(0));
    assert_eq!(shown["firstPublished"], app.at(0));
    let again = app.change(Method::POST, &key, &publish, 2, Some(&json!({}))).await;
    assert_eq!(again.problem(409), "CONFLICT");

    let read = app.get("/v1/articles/obyavleno").await;
    assert_eq!(read.header("content-language"), "ru");
    assert_eq!(read.expect(200)["id"], made["id"]);
    let data = app.gql("{ article(id: \"obyavleno\") { id state body { text } dateline { date } } }").await;
    assert_eq!(data["article"]["id"], made["id"]);
    assert_eq!(data["article"]["state"], "PUBLISHED");
    assert_eq!(data["article"]["dateline"]["date"], "2020-08-27");
}

#[tokio::test]
async fn schedule_embargo_and_expiry_hold_at_every_read_without_a_job() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let early = app.key(&[Scope::ArticlesEmbargoed]).await;
    let mut new = article("Под эмбарго");
    new["published"] = json!(app.at(60));
    new["embargoedUntil"] = json!(app.at(120));
    new["expires"] = json!(app.at(180));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let states = async |expected: &str, public: bool, entitled: bool| {
        assert_eq!(app.get_as(&key, &path(&made)).await.expect(200)["state"], expected);
        let status = |seen: bool| if seen { 200 } else { 404 };
        assert_eq!(app.get(&path(&made)).await.status, status(public), "{expected}");
        assert_eq!(app.get_as(&early, &path(&made)).await.status, status(entitled), "{expected}");
        assert_eq!(headlines(&app.get("/v1/articles").await).len(), usize::from(public));
        let listed = app.get_as(&key, &format!("/v1/articles?state={expected}")).await;
        assert_eq!(headlines(&listed), ["Под эмбарго"], "{expected}");
        let data = app.gql("{ articles(first: 5) { nodes { id } } }").await;
        assert_eq!(data["articles"]["nodes"].as_array().unwrap().len(), usize::from(public));
    };
    states("SCHEDULED", false, false).await;
    app.pass(60);
    states("EMBARGOED", false, true).await;
    assert_eq!(headlines(&app.get_as(&early, "/v1/articles?state=EMBARGOED").await), ["Под эмбарго"]);
    app.pass(60);
    states("PUBLISHED", true, true).await;
    app.pass(60);
    states("EXPIRED", false, false).await;
}

#[tokio::test]
async fn what_readers_do_not_see_cannot_be_listed_without_a_key_for_it() {
    let app = TestApp::spawn().await;
    let early = app.key(&[Scope::ArticlesEmbargoed]).await;
    for state in ["DRAFT", "SCHEDULED", "EMBARGOED", "EXPIRED"] {
        assert_eq!(app.get(&format!("/v1/articles?state={state}")).await.problem(401), "UNAUTHENTICATED");
        let query = format!("{{ articles(filter: {{ state: {state} }}) {{ nodes {{ id }} }} }}");
        assert_eq!(app.gql_code(None, &query, json!({})).await, "UNAUTHENTICATED");
    }
    assert_eq!(app.get_as(&early, "/v1/articles?state=DRAFT").await.problem(403), "FORBIDDEN");
    app.get_as(&early, "/v1/articles?state=EMBARGOED").await.expect(200);
    assert_eq!(app.get("/v1/articles?state=SECRET").await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_patch_keeps_what_it_does_not_name_and_null_empties() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let mut new = article("Заголовок");
    new["section"] = json!("society");
    new["tags"] = json!(["osh", "weather"]);
    new["authors"] = json!(["emil"]);
    new["byline"] = json!("Эмиль Сарыбаев");
    new["lead"] = json!("Свой лид.");
    new["edNote"] = json!("Проверить цифры");
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    assert_eq!(made["section"]["name"], "Общество");
    assert_eq!(made["tags"][1]["name"], "Погода");

    let changed = app.patch(&key, &path(&made), 1, &json!({ "headline": "Новый заголовок" })).await.expect(200);
    assert_eq!(changed["version"], 2);
    for field in ["slug", "lead", "section", "tags", "authors", "byline", "edNote", "body", "dateline", "firstCreated"]
    {
        assert_eq!(changed[field], made[field], "{field}");
    }
    let patch =
        json!({ "section": null, "byline": null, "edNote": null, "lead": null, "tags": ["sport"], "authors": [] });
    let changed = app.patch(&key, &path(&made), 2, &patch).await.expect(200);
    assert_eq!(changed.get("section"), None);
    assert_eq!(changed.get("byline"), None);
    assert_eq!(changed["lead"], "Первый абзац.");
    assert_eq!(changed["tags"][0]["slug"], "sport");
    assert_eq!(changed["authors"], json!([]));

    for field in ["headline", "slug", "tags", "authors", "body"] {
        let reply = app.patch(&key, &path(&made), 3, &json!({ field: null })).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field} cannot be empty");
        assert_eq!(reply.json()["errors"][0]["pointer"], format!("/{field}"));
    }
    let nothing = app.patch(&key, &path(&made), 3, &json!({ "headline": "Новый заголовок" })).await.expect(200);
    assert_eq!(nothing["version"], 3, "a change that changes nothing makes no version");

    app.pass(5);
    let body = json!({ "body": { "text": "ОШ, 21 ноября. /Тоо-Пресс/. Другой текст.\n\nИ ещё." } });
    let changed = app.patch(&key, &path(&made), 3, &body).await.expect(200);
    assert_eq!(changed["body"]["html"], "<p>Другой текст.</p><p>И ещё.</p>");
    assert_eq!(changed["lead"], "Другой текст.");
    assert_eq!(changed["dateline"]["date"], "2026-11-21");
    assert_eq!(changed["dateline"]["agency"]["slug"], "other");
    assert_eq!(changed["versionCreated"], app.at(0));

    let by_graphql = r"mutation($id: ID!, $version: Int!, $patch: ArticlePatchInput!) {
        updateArticle(id: $id, version: $version, patch: $patch) { version headline section { slug } byline } }";
    let patch = json!({ "section": "economy", "byline": null });
    let variables = json!({ "id": made["id"], "version": 4, "patch": patch });
    let answer = app.gql_as(Some(&key), by_graphql, variables).await;
    let expected =
        json!({ "version": 5, "headline": "Новый заголовок", "section": { "slug": "economy" }, "byline": null });
    assert_eq!(answer["data"]["updateArticle"], expected);
}

#[tokio::test]
async fn drafts_are_deleted_and_what_was_published_is_not() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key, "Лишний черновик").await;
    assert_eq!(app.change(Method::DELETE, &key, &path(&made), 7, None).await.problem(412), "PRECONDITION_FAILED");
    app.change(Method::DELETE, &key, &path(&made), 1, None).await.expect(204);
    assert_eq!(app.get_as(&key, &path(&made)).await.problem(404), "NOT_FOUND");

    let shown = app.post(&key, "/v1/articles", &published(&app, "Вышла", 10)).await.expect(201);
    assert_eq!(app.change(Method::DELETE, &key, &path(&shown), 1, None).await.problem(409), "CONFLICT");
    let delete = "mutation($id: ID!) { deleteDraft(id: $id, version: 1) }";
    assert_eq!(app.gql_code(Some(&key), delete, json!({ "id": shown["id"] })).await, "CONFLICT");
    let made = draft(&app, &key, "Ещё один").await;
    let answer = app.gql_as(Some(&key), delete, json!({ "id": made["id"] })).await;
    assert_eq!(answer["data"]["deleteDraft"], made["id"]);
}

#[tokio::test]
async fn an_external_id_makes_writing_repeatable() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "Из другой системы", 100);
    new["externalId"] = json!({ "source": "cms", "id": "42" });
    let first = app.post(&key, "/v1/articles", &new).await.expect(201);
    app.pass(10);
    let same = app.post(&key, "/v1/articles", &new).await.expect(200);
    assert_eq!(same, first);
    new["headline"] = json!("Из другой системы, исправлено");
    let changed = app.post(&key, "/v1/articles", &new).await.expect(200);
    assert_eq!((&changed["id"], &changed["slug"], &changed["version"]), (&first["id"], &first["slug"], &json!(2)));
    assert_eq!(changed["firstPublished"], first["firstPublished"]);
    assert_eq!(app.get(&path(&first)).await.expect(200).get("externalId"), None, "not for readers");
}

#[tokio::test]
async fn slugs_are_made_unique_and_chosen_ones_are_refused_when_taken() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut slugs = Vec::new();
    for headline in ["Өңүт", "Өңүт", "Өңүт!"] {
        slugs.push(draft(&app, &key, headline).await["slug"].as_str().unwrap().to_owned());
    }
    assert_eq!(slugs[1..], [format!("{}-2", slugs[0]), format!("{}-3", slugs[0])]);
    let mut chosen = article("Иначе");
    chosen["slug"] = json!(slugs[0]);
    let refused = app.post(&key, "/v1/articles", &chosen).await;
    assert_eq!(refused.problem(409), "CONFLICT");
    assert_eq!(refused.json()["errors"][0]["pointer"], "/slug");
    chosen["language"] = json!("ky");
    app.post(&key, "/v1/articles", &chosen).await.expect(201);
    let create = "mutation($input: NewArticleInput!) { createArticle(input: $input) { id } }";
    assert_eq!(app.gql_code(Some(&key), create, json!({ "input": chosen })).await, "CONFLICT");
    let made = draft(&app, &key, "Другая").await;
    assert_eq!(app.patch(&key, &path(&made), 1, &json!({ "slug": slugs[0] })).await.problem(409), "CONFLICT");
}

#[tokio::test]
async fn writers_at_the_same_moment_all_get_a_slug_and_a_version() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let new = article("Одно и то же");
    let writes = (0..8).map(|_| app.post(&key, "/v1/articles", &new));
    let made = futures_util::future::join_all(writes).await;
    let mut slugs: Vec<String> = made.iter().map(|reply| reply.expect(201)["slug"].to_string()).collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 8);

    let one = made[0].json();
    let patches: Vec<Value> = (0..8).map(|i| json!({ "headline": format!("Вариант {i}") })).collect();
    let target = path(&one);
    let replies = futures_util::future::join_all(patches.iter().map(|patch| app.patch(&key, &target, 1, patch))).await;
    let won = replies.iter().filter(|reply| reply.status == 200).count();
    let lost = replies.iter().filter(|reply| reply.status == 412).count();
    assert_eq!((won, lost), (1, 7), "one wins, the others learn of it");
}

#[tokio::test]
async fn a_wrong_article_is_refused_with_every_fault_and_nothing_is_kept() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let wrong = json!({
        "language": "ru", "headline": " \n", "slug": "Не слаг", "body": { "html": "<script>x</script>", "text": "x" },
        "published": app.at(0), "expires": app.at(-5), "externalId": { "source": "Плохо", "id": "" },
        "section": "nowhere",
    });
    let reply = app.post(&key, "/v1/articles", &wrong).await;
    assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
    let json = reply.json();
    let pointers: Vec<&str> =
        json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    for pointer in ["/headline", "/slug", "/body", "/expires", "/externalId/source", "/externalId/id"] {
        assert!(pointers.contains(&pointer), "{pointer} is not in {pointers:?}");
    }
    for (field, value, pointer) in [
        ("section", json!("nowhere"), "/section"),
        ("tags", json!(["nothing"]), "/tags/0"),
        ("authors", json!(["author_wrong"]), "/authors/0"),
        ("body", json!({ "html": "<script>alert(1)</script>" }), "/body"),
        ("body", json!({ "text": "Бишкек, 27.08.20. /Кабар/. " }), "/body"),
        ("language", json!("русский"), "/language"),
        ("tags", json!("osh"), "/tags"),
        ("publishd", json!("2020"), ""),
    ] {
        let mut new = article("Почти верно");
        new[field] = value;
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field}");
        let found = reply.json()["errors"][0]["pointer"].as_str().unwrap().to_owned();
        assert!(found == pointer || (pointer.is_empty() && found.contains("publishd")), "{field}: {found}");
    }
    let drafts = app.get_as(&key, "/v1/articles?state=DRAFT").await.expect(200);
    assert_eq!(drafts["items"], json!([]));
}

#[tokio::test]
async fn html_is_sanitised_on_the_way_in() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = article("Разметка");
    new["body"] = json!({ "html": concat!(
        "<p onclick=x>Да <b>нет</b> <a href=\"javascript:alert(1)\">раз</a> <a href=\"/x\">два</a> ",
        "<a href=\"https://example.com/\">три</a></p><svg><a xlink:href=\"javascript:x\"></a></svg>",
        "<script>alert(1)</script><iframe src=\"https://example.com\"></iframe><ul><li>а</li><li>б &lt; в</li></ul>") });
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let html = made["body"]["html"].as_str().unwrap();
    for gone in ["onclick", "javascript", "svg", "script", "iframe", "href=\"/x\""] {
        assert!(!html.contains(gone), "{gone} in {html}");
    }
    assert!(html.contains("<a href=\"https://example.com/\" rel=\"noopener noreferrer\">три</a>"), "{html}");
    assert_eq!(made["body"]["text"], "Да нет раз два три\n\nа\nб < в");
}

#[tokio::test]
async fn a_body_changed_within_one_second_is_a_version_of_its_own() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = article("В ту же секунду");
    new["lead"] = json!("Свой лид.");
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let body = |text: &str| json!({ "body": { "text": text } });
    let changed = app.patch(&key, &path(&made), 1, &body("Иначе.")).await.expect(200);
    assert_eq!(changed["version"], 2);
    assert_eq!(app.patch(&key, &path(&made), 1, &body("Третье.")).await.problem(412), "PRECONDITION_FAILED");
    app.pass(60);
    let same = app.patch(&key, &path(&made), 2, &body("Иначе.")).await.expect(200);
    assert_eq!((&same["version"], &same["versionCreated"]), (&json!(2), &changed["versionCreated"]));
}

#[tokio::test]
async fn who_may_not_publish_cannot_move_when_readers_see_an_article() {
    let app = TestApp::spawn().await;
    let editor = app.editor().await;
    let writer = app.key(&[Scope::ArticlesWrite]).await;
    let mut new = published(&app, "Под эмбарго", 60);
    new["embargoedUntil"] = json!(app.at(600));
    new["externalId"] = json!({ "source": "cms", "id": "7" });
    let made = app.post(&editor, "/v1/articles", &new).await.expect(201);
    assert_eq!(made["state"], "EMBARGOED");
    assert_eq!(app.post(&writer, "/v1/articles", &new).await.problem(403), "FORBIDDEN", "published is given");
    for field in ["published", "embargoedUntil"] {
        new.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(app.post(&writer, "/v1/articles", &new).await.problem(403), "FORBIDDEN", "the embargo would go");
    for patch in [json!({ "embargoedUntil": null }), json!({ "expires": app.at(1000) })] {
        assert_eq!(app.patch(&writer, &path(&made), 1, &patch).await.problem(403), "FORBIDDEN");
    }
    let publish = format!("{}/publish", path(&made));
    assert_eq!(app.change(Method::POST, &writer, &publish, 1, Some(&json!({}))).await.problem(403), "FORBIDDEN");
    new["embargoedUntil"] = made["embargoedUntil"].clone();
    new["headline"] = json!("Под эмбарго, исправлено");
    let corrected = app.post(&writer, "/v1/articles", &new).await.expect(200);
    assert_eq!((&corrected["version"], &corrected["published"]), (&json!(2), &made["published"]));
    assert_eq!(app.get(&path(&made)).await.status, 404, "still under embargo");
}
