//! Sight: a picture is seen while an article shows it that is seen, by every address and whatever moves the article.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{article_with, draft_with, id, picture};
use crate::support::TestApp;

/// Whether who holds this key sees the picture; every address says the same.
#[track_caller]
fn sees(app: &TestApp, key: Option<&str>, picture: &Value) -> impl Future<Output = bool> {
    let id = id(picture).to_owned();
    async move {
        let get = async |path: String| match key {
            Some(key) => app.get_as(key, &path).await,
            None => app.get(&path).await,
        };
        let mut seen = Vec::new();
        for path in [format!("/v1/media/{id}"), format!("/media/{id}/320.webp"), format!("/media/{id}/640.jpg")] {
            let reply = get(path).await;
            assert!([200, 404].contains(&reply.status), "{}", reply.text);
            if reply.status == 404 {
                assert_eq!((reply.header("cache-control"), reply.header("etag")), ("no-store", ""));
            }
            seen.push(reply.status == 200);
        }
        let list = get("/v1/media?limit=100".to_owned()).await.expect(200);
        seen.push(list["items"].as_array().unwrap().iter().any(|item| item["id"] == id));
        let query =
            "query($id: ID!) { media(id: $id) { id } node(id: $id) { id } mediaItems(first: 100) { nodes { id } } }";
        let answer = app.gql_as(key, query, json!({ "id": id })).await;
        seen.push(answer["data"]["media"]["id"] == id);
        seen.push(answer["data"]["node"]["id"] == id);
        seen.push(answer["data"]["mediaItems"]["nodes"].as_array().unwrap().iter().any(|node| node["id"] == id));
        assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
        seen[0]
    }
}

#[tokio::test]
async fn readers_see_a_picture_with_the_first_article_and_lose_it_with_the_last() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let embargoed = app.key(&[Scope::ArticlesEmbargoed]).await;
    let made = picture(&app, &key, 64, 64).await;
    assert!(sees(&app, Some(&key), &made).await && !sees(&app, None, &made).await, "nothing shows it");
    let draft = draft_with(&app, &key, &made).await;
    assert!(!sees(&app, None, &made).await && !sees(&app, Some(&embargoed), &made).await, "a draft shows it");

    let path = format!("/v1/articles/{}", id(&draft));
    let at = json!({ "at": app.at(60) });
    app.change(Method::POST, &key, &format!("{path}/publish"), 1, Some(&at)).await.expect(200);
    app.patch(&key, &path, 2, &json!({ "embargoedUntil": app.at(120), "expires": app.at(300) })).await.expect(200);
    assert!(!sees(&app, None, &made).await, "scheduled");
    app.pass(60);
    assert!(!sees(&app, None, &made).await, "under embargo");
    assert!(sees(&app, Some(&embargoed), &made).await, "under embargo, for who may");
    app.pass(60);
    assert!(sees(&app, None, &made).await && sees(&app, Some(&embargoed), &made).await, "published");
    // Until the article ends, caches may keep it, and no longer.
    let shown = app.get(&format!("/media/{}/320.webp", id(&made))).await;
    assert_eq!(shown.header("cache-control"), "public, max-age=180");

    let other = article_with(&app, &key, &made, 1).await;
    app.pass(180);
    assert!(sees(&app, None, &made).await, "expired there, seen here");
    let shown = app.get(&format!("/media/{}/320.webp", id(&made))).await;
    assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
    let path = format!("/v1/articles/{}", id(&other));
    app.patch(&key, &path, 1, &json!({ "media": [] })).await.expect(200);
    assert!(!sees(&app, None, &made).await, "taken out of the last one");
    assert!(sees(&app, Some(&key), &made).await, "the newsroom still has it");
}

#[tokio::test]
async fn the_newest_pictures_come_first_and_pages_hold_only_what_is_seen() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut made = Vec::new();
    for shown in [true, false, true, true, false, true, true] {
        let picture = picture(&app, &key, 32, 32).await;
        if shown {
            article_with(&app, &key, &picture, 1).await;
        } else {
            draft_with(&app, &key, &picture).await;
        }
        made.push((picture["id"].clone(), shown));
        app.pass(1);
    }
    made.reverse();
    for (who, key) in [("readers", None), ("the newsroom", Some(key.as_str()))] {
        let expected: Vec<&Value> =
            made.iter().filter(|(_, shown)| key.is_some() || *shown).map(|(id, _)| id).collect();
        let (mut found, mut path) = (Vec::new(), "/v1/media?limit=2".to_owned());
        loop {
            let page = match key {
                Some(key) => app.get_as(key, &path).await.expect(200),
                None => app.get(&path).await.expect(200),
            };
            found.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
            let Some(cursor) = page.get("nextCursor").and_then(Value::as_str) else { break };
            path = format!("/v1/media?limit=2&after={cursor}");
        }
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{who}");
        let query = "{ mediaItems(last: 3) { nodes { id } pageInfo { hasPreviousPage } } }";
        let answer = app.gql_as(key, query, json!({})).await;
        let last: Vec<&Value> =
            answer["data"]["mediaItems"]["nodes"].as_array().unwrap().iter().map(|node| &node["id"]).collect();
        assert_eq!(last, expected[expected.len() - 3..], "{who}");
    }
    assert_eq!(app.get("/v1/media?limit=101").await.problem(400), "BAD_USER_INPUT");
    assert_eq!(app.get("/v1/media?after=x").await.problem(400), "BAD_USER_INPUT");
    assert_eq!(app.get("/v1/media?lang=ru").await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_preview_shows_the_pictures_of_its_article_and_no_others() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (made, other) = (picture(&app, &key, 64, 64).await, picture(&app, &key, 65, 64).await);
    let draft = draft_with(&app, &key, &made).await;
    let path = format!("/v1/articles/{}/preview", id(&draft));
    let opened = app.post(&key, &path, &json!({ "version": 1 })).await.expect(200);
    let token = opened["token"].as_str().unwrap();
    assert_eq!(app.get(opened["url"].as_str().unwrap()).await.expect(200)["media"][0]["id"], made["id"]);
    let address = |picture: &Value, token: &str| format!("/media/{}/320.webp?preview={token}", id(picture));
    let shown = app.get(&address(&made, token)).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/webp"), "{}", shown.text);
    assert_eq!((shown.header("cache-control"), shown.header("etag")), ("private, no-store", ""));
    assert_eq!(app.get(&address(&other, token)).await.problem(404), "NOT_FOUND");
    assert_eq!(app.get(&address(&made, "nothing")).await.problem(403), "FORBIDDEN");
    assert!(!sees(&app, None, &made).await, "without the token it is a draft's");
    // Of another version the token opens nothing, nor after its end.
    let lasting = app.post(&key, &path, &json!({})).await.expect(200);
    app.patch(&key, &format!("/v1/articles/{}", id(&draft)), 1, &json!({ "headline": "Иначе" })).await.expect(200);
    assert_eq!(app.get(&address(&made, token)).await.problem(403), "FORBIDDEN");
    let token = lasting["token"].as_str().unwrap();
    assert_eq!(app.get(&address(&made, token)).await.status, 200);
    app.pass(3_601);
    assert_eq!(app.get(&address(&made, token)).await.problem(403), "FORBIDDEN");
}
