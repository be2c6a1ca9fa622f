//! What caches are told: validators, how long an answer holds, and on what it depends.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::json;

use crate::support::samples::{self, article, published};
use crate::support::{Reply, TestApp};

async fn get_with(app: &TestApp, path: &str, tag: &str) -> Reply {
    app.send(app.request(Method::GET, path).header("if-none-match", tag)).await
}

fn keys(reply: &Reply) -> Vec<&str> {
    reply.header("surrogate-key").split(' ').collect()
}

#[tokio::test]
async fn every_public_read_has_a_weak_validator_and_answers_304_to_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 3).await;
    let query = "/graphql?query=%7Barticles%7Bnodes%7Bheadline%20tags%7Bname%7D%7D%7D%7D";
    for path in [
        "/v1/articles",
        "/v1/articles/novost-nomer-1",
        "/v1/articles?fields=headline&section=society",
        "/v1/sections",
        "/v1/sections/society?lang=ky",
        "/v1/tags",
        "/v1/tags/osh",
        "/v1/authors",
        "/v1/authors/aigul",
        "/v1/rates",
        "/v1/rates?date=2026-11-20&symbols=USD",
        "/v1/channels",
        "/v1/lists",
        "/v1/changes",
        query,
    ] {
        let reply = app.get(path).await;
        reply.expect(200);
        let tag = reply.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && tag.len() == 26, "{path}: {tag}");
        assert!(reply.header("cache-control").starts_with("public, max-age=0, s-maxage="), "{path}");
        assert!(reply.header("vary").to_lowercase().contains("authorization"), "{path}: {}", reply.header("vary"));
        assert!(!reply.header("surrogate-key").is_empty(), "{path}");
        let strong = tag.trim_start_matches("W/").to_owned();
        for known in [tag.clone(), strong, "*".to_owned(), format!("\"other\", {tag}")] {
            let again = get_with(&app, path, &known).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path} {known}");
            for name in ["etag", "cache-control", "surrogate-key"] {
                assert_eq!(again.header(name), reply.header(name), "{path} {name}");
            }
            assert!(again.header("vary").to_lowercase().contains("authorization"));
        }
        assert_eq!(get_with(&app, path, "W/\"other\"").await.status, 200, "{path}");
        let head = app.send(app.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.header("etag")), (200, tag.as_str()), "{path}");
        let private = app.get_as(&key, path).await;
        assert_eq!(private.header("cache-control"), "private, no-cache", "{path}");
    }
    let before = app.get("/v1/articles").await.header("etag").to_owned();
    app.post(&key, "/v1/articles", &published(&app, "Ещё одна", 1)).await.expect(201);
    let after = get_with(&app, "/v1/articles", &before).await;
    assert_eq!(after.status, 200);
    assert_ne!(after.header("etag"), before);
}

#[tokio::test]
async fn an_answer_is_kept_no_longer_than_the_clock_lets_it_hold() {
    let app = TestApp::spawn().await;
    let key = app.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish]).await;
    let mut ending = published(&app, "Кончается", 60);
    ending["expires"] = json!(app.at(100));
    app.post(&key, "/v1/articles", &ending).await.expect(201);
    let cache = async |path: &str| app.get(path).await.header("cache-control").to_owned();
    let detail = "/v1/articles/konchaetsya";
    assert_eq!(cache(detail).await, "public, max-age=0, s-maxage=15, stale-if-error=85");
    app.pass(90);
    for path in [detail, "/v1/articles", "/graphql?query=%7Barticle(id:%22konchaetsya%22)%7Bid%7D%7D"] {
        assert_eq!(cache(path).await, "public, max-age=0, s-maxage=10", "{path}");
    }
    app.pass(10);
    assert_eq!(cache("/v1/articles").await, "public, max-age=0, s-maxage=15, stale-if-error=300");
    assert_eq!(cache(detail).await, "no-store", "an error is not kept");

    let mut planned = article("Придёт");
    planned["published"] = json!(app.at(7));
    app.post(&key, "/v1/articles", &planned).await.expect(201);
    assert_eq!(cache("/v1/articles?tag=").await, "no-store");
    assert_eq!(cache("/v1/articles").await, "public, max-age=0, s-maxage=7");
    assert_eq!(cache("/v1/sections").await, "public, max-age=0, s-maxage=15, stale-if-error=300");
}

#[tokio::test]
async fn writes_errors_and_posted_queries_are_not_kept() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &published(&app, "Новость", 1)).await;
    assert_eq!(made.header("cache-control"), "no-store");
    let path = made.header("location").to_owned();
    let changed = app.patch(&key, &path, 1, &json!({ "headline": "Другая" })).await;
    assert_eq!((changed.status, changed.header("cache-control"), changed.header("etag")), (200, "no-store", ""));
    let query = json!({ "query": "{ sections { id } }" });
    let posted = app.send(app.request(Method::POST, "/graphql").json(&query)).await;
    assert_eq!((posted.status, posted.header("cache-control")), (200, "no-store"));
    let failed = app.get("/graphql?query=%7Bsection(id:%22no%22)%7Bid%7D%7D").await;
    assert_eq!((failed.status, failed.header("cache-control"), failed.header("etag")), (200, "no-store", ""));
}

#[tokio::test]
async fn the_keys_of_an_answer_name_what_it_shows_and_what_could_join_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 2).await;
    let id = async |path: &str| app.get(path).await.expect(200)["id"].as_str().unwrap().to_owned();
    let (society, article) = (id("/v1/sections/society").await, id("/v1/articles/novost-nomer-0").await);
    let (osh, aigul) = (id("/v1/tags/osh").await, id("/v1/authors/aigul").await);

    let detail = app.get("/v1/articles/novost-nomer-0").await;
    let shown = keys(&detail);
    for name in [format!("section:{society}"), format!("tag:{osh}"), format!("author:{aigul}")] {
        assert!(shown.contains(&name.as_str()), "{shown:?}");
    }
    assert!(shown.contains(&"slug:novost-nomer-0") && !shown.contains(&"articles"), "{shown:?}");
    let detail = app.get(&format!("/v1/articles/{article}?fields=headline")).await;
    assert_eq!(keys(&detail), [format!("article:{article}")]);
    let list = app.get("/v1/articles?section=society&fields=headline").await;
    let mut shown = keys(&list);
    shown.sort_unstable();
    // Which sections stand below it decides what the list holds.
    assert_eq!(shown, [format!("articles:{society}"), format!("section:{society}"), "sections".to_owned()]);
    assert_eq!(keys(&app.get("/v1/articles?fields=headline").await), ["articles"]);

    for i in 0..20 {
        let tag = json!({ "slug": format!("t-{i}"), "names": samples::names("Т", "Т", "T") });
        app.post(&key, "/v1/tags", &tag).await.expect(201);
    }
    let mut crowded = published(&app, "Много меток", 1);
    crowded["tags"] = (0..17).map(|i| json!(format!("t-{i}"))).collect();
    let made = app.post(&key, "/v1/articles", &crowded).await.expect(201);
    let detail = app.get(&format!("/v1/articles/{}?fields=tags", made["id"].as_str().unwrap())).await;
    assert!(keys(&detail).contains(&"tags") && keys(&detail).len() == 2, "{:?}", keys(&detail));
}

/// The names of facets are told to caches: they must not tell of what the reader does not see.
#[tokio::test]
async fn the_keys_of_an_answer_do_not_name_what_is_hidden() {
    let app = TestApp::spawn().await;
    let key = app.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish]).await;
    let made = app.post(&key, "/v1/articles", &published(&app, "Скроется", 60)).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let new = json!({ "author": { "name": "Айгүл" }, "text": "Видно" });
    let comment = app.post(&key, &format!("/v1/articles/{id}/comments"), &new).await.expect(201);
    let path = format!("/graphql?query=%7Bnode(id:%22{}%22)%7Bid%7D%7D", comment["id"].as_str().unwrap());
    assert!(app.get(&path).await.header("surrogate-key").contains(id));
    app.patch(&key, &format!("/v1/articles/{id}"), 1, &json!({ "embargoedUntil": app.at(600) })).await.expect(200);
    let hidden = app.get(&path).await;
    assert_eq!(
        (hidden.expect(200)["data"]["node"].is_null(), hidden.header("surrogate-key")),
        (true, "articles comments comment-policies")
    );
}

/// An answer that waited for the database holds no longer than the clock says as it leaves.
#[tokio::test]
async fn what_no_longer_holds_as_it_leaves_is_not_kept() {
    let app = TestApp::spawn_with(|settings| settings.database.database_connections = 1.try_into().unwrap()).await;
    let key = app.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish]).await;
    let mut ending = published(&app, "Кончается", 60);
    ending["expires"] = json!(app.at(10));
    app.post(&key, "/v1/articles", &ending).await.expect(201);
    for (waited, expected) in [(4, "public, max-age=0, s-maxage=6"), (8, "no-store")] {
        // The only connection is taken, so a read of several statements has begun and waits.
        let snapshot = app.app.store.snapshot();
        snapshot.conn().await.unwrap();
        let read = app.get("/v1/articles/konchaetsya?include=rates");
        let release = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            app.pass(waited);
            drop(snapshot);
        };
        let (reply, ()) = futures_util::future::join(read, release).await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, expected));
    }
}

#[tokio::test]
async fn what_stands_unseen_under_the_same_slug_tells_nothing_of_itself() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let mut seen = published(&app, "Snow", 60);
    seen["slug"] = json!("snow");
    seen["language"] = json!("en");
    seen["tags"] = json!(["osh"]);
    app.post(&key, "/v1/articles", &seen).await.expect(201);
    let mut draft = article("Снег");
    draft["slug"] = json!("snow");
    draft["language"] = json!("ky");
    draft["section"] = json!("economy");
    draft["tags"] = json!(["weather"]);
    draft["authors"] = json!(["emil"]);
    app.post(&key, "/v1/articles", &draft).await.expect(201);
    let id = async |path: &str| app.get(path).await.expect(200)["id"].as_str().unwrap().to_owned();
    let (osh, weather) = (id("/v1/tags/osh").await, id("/v1/tags/weather").await);
    let (economy, emil) = (id("/v1/sections/economy").await, id("/v1/authors/emil").await);

    let reply = app.get("/v1/articles/snow").await;
    assert_eq!(reply.expect(200)["headline"], "Snow");
    let told = reply.header("surrogate-key").to_owned();
    assert!(told.contains(&osh), "{told}");
    for hidden in [weather, economy, emil] {
        assert!(!told.contains(&hidden) && !reply.text.contains(&hidden), "{told}");
    }
    // The newsroom is answered in the site's first language that has it.
    assert_eq!(app.get_as(&key, "/v1/articles/snow").await.expect(200)["headline"], "Снег");
}
