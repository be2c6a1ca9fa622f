//! Merging tags: what moves, what leads where, what is refused, and what the log tells.

use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use super::{MEDTOP, city, id, ids, tagged, tags_of, text, without_nulls};
use crate::support::samples::{self, names};
use crate::support::{TestApp, builder};

pub async fn merge(app: &TestApp, key: &str, from: &Value, into: &str) -> Value {
    let path = format!("/v1/tags/{}/merge", id(from));
    let version = from["version"].as_i64().unwrap();
    app.change(Method::POST, key, &path, version, Some(&json!({ "into": into }))).await.expect(200)
}

async fn tag(app: &TestApp, key: &str, slug: &str) -> Value {
    let new = json!({ "slug": slug, "names": [text("ru", &format!("Метка {slug}"))] });
    app.post(key, "/v1/tags", &new).await.expect(201)
}

/// What an address answers by itself, without being followed.
async fn unfollowed(app: &TestApp, path: &str) -> reqwest::Response {
    let client = builder().redirect(Policy::none()).build().unwrap();
    client.get(format!("{}{path}", app.base)).send().await.unwrap()
}

#[tokio::test]
async fn a_merged_tag_leaves_its_articles_names_and_addresses_to_the_other() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let old = app.post(&key, "/v1/tags", &city()).await.expect(201);
    let stays = json!({
        "slug": "manas", "kind": "PLACE", "names": names("Манас", "Манас", "Manas"),
        "synonyms": [text("en", "JALAL-ABAD")], "uris": ["https://example.com/manas"],
        "descriptions": [text("ru", "Новое имя города")],
    });
    let mut refused = stays.clone();
    assert_eq!(app.post(&key, "/v1/tags", &refused).await.problem(409), "CONFLICT", "that synonym is an address");
    refused["synonyms"] = json!([text("en", "City of Manas")]);
    let stays = app.post(&key, "/v1/tags", &refused).await.expect(201);
    let mut articles = Vec::new();
    for tags in [
        &["jalal-abad"][..],
        &["osh", "jalal-abad", "weather"],
        &["jalal-abad", "osh", "manas"],
        &["manas", "osh", "jalal-abad"],
        &["osh"],
    ] {
        articles.push(tagged(&app, &key, "Новость", tags).await);
    }
    let draft = {
        let mut draft = samples::article("Черновик");
        draft["tags"] = json!(["jalal-abad"]);
        app.post(&key, "/v1/articles", &draft).await.expect(201)
    };
    let before = app.get("/v1/changes").await.json()["position"].as_str().unwrap().to_owned();

    let merged = merge(&app, &key, &old, "manas").await;
    assert_eq!((&merged["id"], &merged["version"]), (&stays["id"], &json!(2)));
    assert_eq!(merged["names"], stays["names"]);
    assert_eq!(merged["descriptions"], stays["descriptions"]);
    let synonyms = json!([
        text("en", "City of Manas"),
        text("ky", "Жалал-Абад"),
        text("ru", "Джалал-Абад"),
        text("en", "Jalal-Abad"),
        text("ru", "Жалалабад"),
        text("en", "Manas City"),
    ]);
    assert_eq!(merged["synonyms"], synonyms);
    assert_eq!(merged["uris"], json!(["https://example.com/manas", MEDTOP, "https://www.wikidata.org/wiki/Q487378"]));
    assert_eq!(merged, app.get("/v1/tags/manas").await.expect(200));

    let expected: [&[&str]; 5] =
        [&["manas"], &["osh", "manas", "weather"], &["manas", "osh"], &["manas", "osh"], &["osh"]];
    for (article, expected) in articles.iter().zip(expected) {
        let shown = app.get(&format!("/v1/articles/{}", id(article))).await.expect(200);
        assert_eq!(tags_of(&shown), expected);
        assert_eq!((&shown["version"], &shown["versionCreated"]), (&json!(1), &article["versionCreated"]));
    }
    let shown = app.get_as(&key, &format!("/v1/articles/{}", id(&draft))).await.expect(200);
    assert_eq!(tags_of(&shown), ["manas"]);

    // Every address of the old one: sent on, with the parameters; in filters, in writes and in GraphQL it is the other tag.
    let location = format!("/v1/tags/{}", id(&stays));
    for name in ["jalal-abad", "zhalal-abad", "dzhalal-abad", id(&old)] {
        for query in ["", "?lang=en&include=articleCount"] {
            let answer = unfollowed(&app, &format!("/v1/tags/{name}{query}")).await;
            assert_eq!(answer.status(), 301, "{name}");
            let headers = answer.headers().clone();
            assert_eq!(headers["location"], format!("{location}{query}"));
            assert_eq!(headers["cache-control"], "public, max-age=0, s-maxage=15, stale-if-error=300");
            assert!(headers["surrogate-key"].to_str().unwrap().starts_with(&format!("tag:{}", id(&stays))));
            assert_eq!(answer.text().await.unwrap(), "");
        }
        assert_eq!(app.get(&format!("/v1/tags/{name}")).await.expect(200), merged, "{name}: followed");
        let list = app.get(&format!("/v1/articles?tag={name}")).await.expect(200);
        assert_eq!(ids(&list), ids(&app.get("/v1/articles?tag=manas").await.json()));
        assert_eq!(ids(&list).len(), 4);
        let query = "query($id: ID!, $tag: String) { tag(id: $id) { id version }
            articles(filter: { tag: $tag }) { nodes { id } } }";
        let answer = app.gql_as(None, query, json!({ "id": name, "tag": name })).await;
        assert_eq!(answer["data"]["tag"], json!({ "id": stays["id"], "version": 2 }), "{answer}");
        assert_eq!(answer["data"]["articles"]["nodes"].as_array().unwrap().len(), 4);
    }
    for name in ["manas-city", "city-of-manas", "zhalalabad"] {
        assert_eq!(unfollowed(&app, &format!("/v1/tags/{name}")).await.status(), 200, "{name} is a synonym");
    }
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Tag { slug } } }";
    let answer = app.gql_as(None, query, json!({ "ids": [old["id"], stays["id"]] })).await;
    assert_eq!(answer["data"]["nodes"], json!([{ "slug": "manas" }, { "slug": "manas" }]));
    for name in ["jalal-abad", "Джалал-Абад", id(&old)] {
        assert_eq!(tags_of(&tagged(&app, &key, "Ещё", &[name, "osh"]).await), ["manas", "osh"], "{name}");
    }
    // Nobody else can have its addresses, and it can be none of them.
    let again = json!({ "slug": "jalal-abad", "names": [text("ru", "Опять")] });
    assert_eq!(app.post(&key, "/v1/tags", &again).await.problem(409), "CONFLICT");

    let log = app.get_as(&key, &format!("/v1/changes?limit=100&after={before}")).await.expect(200);
    let rows: Vec<(String, String, String)> = log["items"].as_array().unwrap()[..7]
        .iter()
        .map(|row| {
            let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (field("id"), field("op"), field("reason"))
        })
        .collect();
    let moved = |article: &Value| (id(article).to_owned(), "UPDATED".to_owned(), "merged".to_owned());
    let mut expected: Vec<_> = articles[..4].iter().chain([&draft]).map(moved).collect();
    let mut told = rows[..5].to_vec();
    expected.sort();
    told.sort();
    assert_eq!(told, expected, "each article once");
    assert_eq!(rows[5], (id(&stays).to_owned(), "UPDATED".to_owned(), String::new()));
    assert_eq!(rows[6], (id(&old).to_owned(), "DELETED".to_owned(), "merged".to_owned()));
    let public = app.get(&format!("/v1/changes?limit=100&after={before}")).await.expect(200);
    assert!(!public.to_string().contains(id(&draft)), "a draft is not told to everybody");
}

#[tokio::test]
async fn chains_of_merges_are_flat_and_end_with_their_end() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (a, b, c) = (tag(&app, &key, "a").await, tag(&app, &key, "b").await, tag(&app, &key, "c").await);
    tagged(&app, &key, "Новость", &["a"]).await;
    merge(&app, &key, &a, "b").await;
    let b = app.get(&format!("/v1/tags/{}", id(&b))).await.expect(200);
    merge(&app, &key, &b, id(&c)).await;
    for name in ["a", "b", id(&a), id(&b)] {
        let answer = unfollowed(&app, &format!("/v1/tags/{name}")).await;
        assert_eq!(answer.headers()["location"], format!("/v1/tags/{}", id(&c)), "{name}: one step");
    }
    // The tag that stayed may take an address of one that went as its own; then nobody is sent on from there.
    let renamed = app.patch(&key, &format!("/v1/tags/{}", id(&c)), 2, &json!({ "slug": "a" })).await.expect(200);
    assert_eq!(unfollowed(&app, "/v1/tags/a").await.status(), 200);
    assert_eq!(unfollowed(&app, &format!("/v1/tags/{}", id(&a))).await.status(), 301);
    assert_eq!(app.get("/v1/tags/c").await.expect(200), renamed, "its former one");
    let list = app.get("/v1/articles?tag=b").await.expect(200);
    let path = format!("/v1/articles/{}", ids(&list)[0]);
    app.patch(&key, &path, 1, &json!({ "tags": [] })).await.expect(200);
    app.change(Method::DELETE, &key, &format!("/v1/tags/{}", id(&c)), 3, None).await.expect(204);
    for name in ["a", "b", "c", id(&a), id(&b), id(&c)] {
        assert_eq!(app.get(&format!("/v1/tags/{name}")).await.problem(404), "NOT_FOUND", "{name}");
        tag(&app, &key, "b").await;
        let b = app.get("/v1/tags/b").await.json();
        app.change(Method::DELETE, &key, &format!("/v1/tags/{}", id(&b)), 1, None).await.expect(204);
    }
}

#[tokio::test]
async fn a_name_that_leads_to_a_third_tag_stays_with_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let city = json!({ "slug": "osh-city", "names": [text("ru", "Ош"), text("en", "Osh City")] });
    let city = app.post(&key, "/v1/tags", &city).await.expect(201);
    let region = json!({ "slug": "osh", "names": [text("ru", "Ошская область")] });
    let region = app.post(&key, "/v1/tags", &region).await.expect(201);
    let south = tag(&app, &key, "south").await;
    let merged = merge(&app, &key, &city, id(&south)).await;
    assert_eq!(merged["synonyms"], json!([text("en", "Osh City")]));
    assert_eq!(app.get("/v1/tags/osh").await.expect(200), region);
    // What was taken up can be written back as it is.
    let patch = json!({ "synonyms": merged["synonyms"], "kind": "PLACE" });
    app.patch(&key, &format!("/v1/tags/{}", id(&south)), 2, &patch).await.expect(200);
}

#[tokio::test]
async fn wrong_merges_are_refused_on_both_doors_and_change_nothing() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (a, b, c) = (tag(&app, &key, "a").await, tag(&app, &key, "b").await, tag(&app, &key, "c").await);
    let article = tagged(&app, &key, "Новость", &["a", "b"]).await;
    merge(&app, &key, &c, "b").await;
    let path = |tag: &Value| format!("/v1/tags/{}/merge", id(tag));
    let mutation =
        "mutation($id: ID!, $version: Int!, $into: ID!) { mergeTag(id: $id, version: $version, into: $into) { id } }";
    let unknown = "tag_01h455vb4pex5vsknk084sn02q";
    let changes = app.get("/v1/changes").await.json()["position"].clone();
    for (from, version, into, status, pointer) in [
        (id(&a), 1, "a", 422, "/into"),
        (id(&a), 1, id(&a), 422, "/into"),
        (id(&a), 1, "c", 422, "/into"),
        (id(&a), 1, id(&c), 422, "/into"),
        (id(&a), 1, "nothing", 422, "/into"),
        (id(&a), 1, "", 422, "/into"),
        (id(&a), 1, unknown, 422, "/into"),
        (id(&a), 1, "article_01h455vb4pex5vsknk084sn02q", 422, "/into"),
        (id(&a), 2, "b", 412, ""),
        (id(&c), 1, "a", 409, ""),
        (unknown, 1, "b", 404, ""),
        ("a", 1, "b", 400, ""),
    ] {
        let address = format!("/v1/tags/{from}/merge");
        let reply = app.change(Method::POST, &key, &address, version, Some(&json!({ "into": into }))).await;
        let code = reply.problem(status);
        if !pointer.is_empty() {
            assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
        }
        let variables = json!({ "id": from, "version": version, "into": into });
        assert_eq!(app.gql_code(Some(&key), mutation, variables).await, code, "{from} {into}");
    }
    let merged = app.change(Method::POST, &key, &path(&a), 1, Some(&json!({ "into": "c" }))).await.json();
    assert!(merged["detail"].as_str().unwrap().contains(id(&b)), "{merged}: it says which one stayed");
    let without = app.request(Method::POST, &path(&a)).bearer_auth(&key).json(&json!({ "into": "b" }));
    assert_eq!(app.send(without).await.problem(428), "PRECONDITION_REQUIRED");
    for body in [json!({}), json!({ "into": 1 }), json!({ "into": "b", "more": 1 })] {
        let reply = app.change(Method::POST, &key, &path(&a), 1, Some(&body)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
    }
    let reader = app.key(&[dateline::domain::keys::Scope::ArticlesPublish]).await;
    let reply = app.change(Method::POST, &reader, &path(&a), 1, Some(&json!({ "into": "b" }))).await;
    assert_eq!(reply.problem(403), "FORBIDDEN");
    let nobody = app.request(Method::POST, &path(&a)).header("if-match", "\"1\"").json(&json!({ "into": "b" }));
    assert_eq!(app.send(nobody).await.problem(401), "UNAUTHENTICATED");
    assert_eq!(app.get("/v1/changes").await.json()["position"], changes, "nothing of it had an effect");
    assert_eq!(tags_of(&app.get(&format!("/v1/articles/{}", id(&article))).await.json()), ["a", "b"]);

    // A merge whose answer got lost is told again; what is written of a tag that went finds nothing.
    let again = app.change(Method::POST, &key, &path(&c), 1, Some(&json!({ "into": "b" }))).await.expect(200);
    assert_eq!(again, app.get("/v1/tags/b").await.expect(200));
    let answer = app.gql_as(Some(&key), mutation, json!({ "id": c["id"], "version": 1, "into": "b" })).await;
    assert_eq!(answer["data"]["mergeTag"]["id"], b["id"], "{answer}");
    assert_eq!(app.get("/v1/changes").await.json()["position"], changes);
    let path = format!("/v1/tags/{}", id(&c));
    assert_eq!(app.patch(&key, &path, 1, &json!({ "slug": "d" })).await.problem(404), "NOT_FOUND");
    let answer = app.gql_as(Some(&key), mutation, json!({ "id": a["id"], "version": 1, "into": "b" })).await;
    assert_eq!(without_nulls(&answer["data"]), json!({ "mergeTag": { "id": b["id"] } }));
    assert!(answer.get("errors").is_none(), "{answer}");
    assert_eq!(tags_of(&app.get(&format!("/v1/articles/{}", id(&article))).await.json()), ["b"]);
}

#[tokio::test]
async fn a_list_that_is_filled_from_a_merged_tag_is_filled_from_the_other() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (a, b) = (tag(&app, &key, "a").await, tag(&app, &key, "b").await);
    let article = tagged(&app, &key, "Новость", &["a"]).await;
    let list = json!({ "slug": "front", "names": [text("ru", "Первая полоса")], "fill": { "tag": "a", "limit": 5 } });
    let list = app.post(&key, "/v1/lists", &list).await.expect(201);
    assert_eq!(list["fill"]["tagId"], a["id"]);
    let log = app.get("/v1/changes").await.json()["position"].as_str().unwrap().to_owned();
    merge(&app, &key, &a, "b").await;
    let path = format!("/v1/lists/{}/items", id(&list));
    let shown = app.get_as(&key, &path).await.expect(200);
    assert_eq!((&shown["list"]["fill"]["tagId"], &shown["list"]["version"]), (&b["id"], &json!(1)));
    let after = app.get("/v1/lists/front").await;
    assert_eq!(ids(&after.expect(200)), [id(&article)]);
    let log = app.get(&format!("/v1/changes?types=list&after={log}")).await.expect(200);
    let row = &log["items"][0];
    assert_eq!((&row["id"], &row["op"], &row["reason"]), (&list["id"], &json!("UPDATED"), &json!("merged")));
    // A tag from which a list is filled is used.
    app.patch(&key, &format!("/v1/articles/{}", id(&article)), 1, &json!({ "tags": [] })).await.expect(200);
    let reply = app.change(Method::DELETE, &key, &format!("/v1/tags/{}", id(&b)), 2, None).await;
    assert_eq!(reply.problem(409), "CONFLICT");
}
