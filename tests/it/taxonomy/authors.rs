//! Authors under new addresses: the former ones lead to them on, until another author takes them.

use serde_json::{Value, json};

use super::{id, ids};
use crate::migrations::names;
use crate::support::TestApp;
use crate::support::samples::{article, published};

const AUTHOR: &str = "query($id: ID!) { author(id: $id) { id slug name version } }";
const BY_AUTHOR: &str = "query($author: String) { articles(filter: { author: $author }) { nodes { id } } }";

async fn author(app: &TestApp, key: &str, slug: &str, name: &str) -> Value {
    app.post(key, "/v1/authors", &json!({ "slug": slug, "name": name })).await.expect(201)
}

/// Gives an author another slug.
async fn move_to(app: &TestApp, key: &str, author: &Value, slug: &str) -> Value {
    let path = format!("/v1/authors/{}", id(author));
    app.patch(key, &path, author["version"].as_i64().unwrap(), &json!({ "slug": slug })).await.expect(200)
}

#[tokio::test]
async fn a_former_slug_leads_to_the_author_wherever_an_author_is_named() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = author(&app, &key, "aigul", "Айгүл Сыдыкова").await;
    let other = author(&app, &key, "emil", "Эмил").await;
    let mut new = published(&app, "До перемены", 60);
    new["authors"] = json!(["aigul"]);
    let before = app.post(&key, "/v1/articles", &new).await.expect(201);
    // By REST once, by GraphQL once: two former addresses.
    let second = move_to(&app, &key, &made, "aigul-sydykova").await;
    let change =
        "mutation($id: ID!) { updateAuthor(id: $id, version: 2, patch: { slug: \"sydykova\" }) { slug version } }";
    let answer = app.gql_as(Some(&key), change, json!({ "id": second["id"] })).await;
    assert_eq!(answer["data"]["updateAuthor"], json!({ "slug": "sydykova", "version": 3 }), "{answer}");

    let shown = json!({ "id": made["id"], "slug": "sydykova", "name": "Айгүл Сыдыкова", "version": 3 });
    let mut written = vec![id(&before).to_owned()];
    for name in ["sydykova", "aigul-sydykova", "aigul", id(&made)] {
        assert_eq!(app.get(&format!("/v1/authors/{name}")).await.expect(200), shown, "{name}");
        let answer = app.gql_as(None, AUTHOR, json!({ "id": name })).await;
        assert_eq!(answer["data"]["author"], shown, "{name}");
        // Articles are written with it, each author once.
        let mut new = published(&app, "После перемены", 30);
        new["authors"] = json!(["emil", name, "sydykova"]);
        let article = app.post(&key, "/v1/articles", &new).await.expect(201);
        let slugs: Vec<&Value> = article["authors"].as_array().unwrap().iter().map(|author| &author["slug"]).collect();
        assert_eq!(slugs, ["emil", "sydykova"], "{name}");
        written.insert(0, id(&article).to_owned());
        written[..].sort_unstable_by(|a, b| b.cmp(a));
    }
    for name in ["sydykova", "aigul-sydykova", "aigul", id(&made)] {
        let mut listed = ids(&app.get(&format!("/v1/articles?author={name}")).await.expect(200));
        listed.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(listed, written, "{name}");
        let answer = app.gql_as(None, BY_AUTHOR, json!({ "author": name })).await;
        assert_eq!(answer["data"]["articles"]["nodes"].as_array().unwrap().len(), written.len(), "{name}");
    }
    // A cursor of one name holds for another: it is the same list.
    let page = app.get("/v1/articles?limit=2&author=aigul").await.expect(200);
    let cursor = page["nextCursor"].as_str().unwrap();
    assert_eq!(ids(&app.get(&format!("/v1/articles?author=sydykova&after={cursor}")).await.expect(200)).len(), 3);
    // What nobody ever had leads nowhere, and is a fault at its place.
    assert_eq!(app.get("/v1/authors/syd").await.problem(404), "NOT_FOUND");
    let mut new = article("Новость");
    new["authors"] = json!(["aigul", "syd"]);
    let reply = app.post(&key, "/v1/articles", &new).await;
    assert_eq!(
        (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT", &json!("/authors/1"))
    );

    // In use, an address costs one statement; a former one three: the look for a present one, where it leads, and who that is.
    let statements = async |name: &str| {
        let before = app.app.store.statements();
        app.get(&format!("/v1/authors/{name}")).await.expect(200);
        app.app.store.statements() - before
    };
    assert_eq!((statements("emil").await, statements("aigul").await), (1, 3));
    assert_eq!(app.get("/v1/authors/emil").await.expect(200)["id"], other["id"]);
}

#[tokio::test]
async fn a_former_slug_goes_to_the_author_who_wants_it_and_one_in_use_to_nobody() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let first = author(&app, &key, "aigul", "Айгүл Сыдыкова").await;
    let moved = move_to(&app, &key, &first, "sydykova").await;
    let kept = app.get("/v1/authors/aigul").await;
    assert_eq!(kept.expect(200), moved);
    // What is in use is not given away, on either door.
    let again = json!({ "slug": "sydykova", "name": "Другая Сыдыкова" });
    let reply = app.post(&key, "/v1/authors", &again).await;
    assert_eq!((reply.problem(409).as_str(), &reply.json()["errors"][0]["pointer"]), ("CONFLICT", &json!("/slug")));
    let create = "mutation($input: NewAuthorInput!) { createAuthor(input: $input) { id slug } }";
    assert_eq!(app.gql_code(Some(&key), create, json!({ "input": again })).await, "CONFLICT");

    let taker = json!({ "slug": "aigul", "name": "Айгүл Асанова" });
    let answer = app.gql_as(Some(&key), create, json!({ "input": taker })).await;
    let second = answer["data"]["createAuthor"].clone();
    let now = app.get("/v1/authors/aigul").await;
    assert_eq!(now.expect(200)["id"], second["id"], "{answer}");
    assert_ne!(now.header("etag"), kept.header("etag"));
    assert_eq!(app.get("/v1/authors/sydykova").await.expect(200), moved);
    // The log tells that the address of the first one leads elsewhere, so that kept answers go.
    let log = app.get("/v1/changes?types=author&limit=100").await.expect(200);
    assert_eq!(
        log["items"].as_array().unwrap().iter().map(|row| &row["op"]).collect::<Vec<_>>(),
        ["CREATED", "UPDATED", "CREATED"]
    );

    // The second one moves away and the first one comes back to where she began; then nothing of either is lost.
    let second = app.get("/v1/authors/aigul").await.expect(200);
    let second = move_to(&app, &key, &second, "asanova").await;
    assert_eq!(app.get("/v1/authors/aigul").await.expect(200)["id"], second["id"]);
    let back = move_to(&app, &key, &moved, "aigul").await;
    assert_eq!(app.get("/v1/authors/aigul").await.expect(200), back);
    for (name, expected) in [("sydykova", &back), ("asanova", &second)] {
        assert_eq!(&app.get(&format!("/v1/authors/{name}")).await.expect(200), expected, "{name}");
    }
    // An author who ends leaves no address behind.
    app.change(reqwest::Method::DELETE, &key, &format!("/v1/authors/{}", id(&back)), 3, None).await.expect(204);
    for name in ["aigul", "sydykova"] {
        assert_eq!(app.get(&format!("/v1/authors/{name}")).await.problem(404), "NOT_FOUND", "{name}");
    }
    assert_eq!(author(&app, &key, "sydykova", "Третья").await["slug"], "sydykova");
    assert_eq!(app.app.store.faults().await.unwrap(), [""; 0]);
}

/// A database from before authors kept their addresses.
#[tokio::test]
async fn authors_from_before_keep_the_address_they_had() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let old = author(&app, &key, "aigul", "Айгүл").await;
    let steps = names().iter().rev().position(|name| name.ends_with("_author_slugs")).unwrap() + 1;
    app.app.store.migrate_down(u32::try_from(steps).unwrap()).await.unwrap();
    app.app.store.migrate().await.unwrap();
    assert_eq!(app.app.store.faults().await.unwrap(), [""; 0]);
    let moved = move_to(&app, &key, &old, "sydykova").await;
    for name in ["aigul", "sydykova"] {
        assert_eq!(app.get(&format!("/v1/authors/{name}")).await.expect(200), moved, "{name}");
    }
}
