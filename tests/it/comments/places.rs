//! What is wanted of comments place by place: the site, a section, an article; the same on both doors.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{comment, id, moderator, post, say, story};
use crate::support::samples::published;
use crate::support::{Reply, TestApp};

async fn policy(app: &TestApp, key: &str, path: &str) -> Value {
    app.get_as(key, path).await.expect(200)
}

async fn set(app: &TestApp, key: &str, path: &str, version: i64, patch: &Value) -> Reply {
    app.change(Method::PATCH, key, path, version, Some(patch)).await
}

async fn mode(app: &TestApp, story: &str) -> Value {
    let rest = app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200)["items"][0].clone();
    let gql = app.gql(&format!("{{ commentCounts(articleIds: [\"{story}\"]) {{ articleId count mode }} }}")).await;
    assert_eq!(rest, gql["commentCounts"][0]);
    rest
}

#[tokio::test]
async fn the_narrower_place_has_the_last_word_on_both_doors() {
    let app = TestApp::spawn().await;
    let (admin, judge) = (app.key(&[Scope::Admin]).await, moderator(&app).await);
    let new = json!({ "slug": "talk", "names": [{ "language": "ru", "value": "Речь" }] });
    let section = app.post(&admin, "/v1/sections", &new).await.expect(201)["id"].as_str().unwrap().to_owned();
    let mut draft = published(&app, "Статья раздела", 60);
    draft["section"] = json!(section);
    let inside = app.post(&admin, "/v1/articles", &draft).await.expect(201)["id"].as_str().unwrap().to_owned();
    let outside = story(&app, "Статья вне раздела").await;

    let site = policy(&app, &judge, "/v1/site/comment-policy").await;
    assert_eq!((&site["version"], &site["place"]), (&json!(0), &json!("site")));
    assert_eq!(site["effective"]["mode"], "OPEN");
    let path = format!("/v1/sections/{section}/comment-policy");
    let changed = set(&app, &admin, &path, 0, &json!({ "mode": "PREMOD", "mostLinks": 0 })).await.expect(200);
    assert_eq!((&changed["version"], &changed["effective"]["mode"]), (&json!(1), &json!("PREMOD")));
    let query = format!("{{ commentPolicy(place: \"{section}\") {{ place version
        overrides {{ mode mostLinks neverCloses closesAt words {{ hate }} }} effective {{ mode mostLinks maxDepth }} }} }}");
    let read = app.gql_as(Some(&judge), &query, json!({})).await["data"]["commentPolicy"].clone();
    assert_eq!(
        read["overrides"],
        json!({ "mode": "PREMOD", "mostLinks": 0, "neverCloses": false, "closesAt": null, "words": { "hate": null } })
    );
    assert_eq!(read["effective"], json!({ "mode": "PREMOD", "mostLinks": 0, "maxDepth": 5 }));

    let held = say(&app, &judge, &inside, "Слово", None).await;
    assert_eq!(held["reasons"], json!(["PREMODERATION"]), "of whoever writes: {held}");
    let held = post(&app, &inside, &comment("Слово с http://a.kg/ ссылкой", None)).await.expect(201);
    assert_eq!(held["status"], "HELD");
    let seen = app.get_as(&judge, &format!("/v1/comments/{}", id(&held))).await.expect(200);
    assert_eq!(seen["reasons"], json!(["PREMODERATION", "LINKS"]), "all reasons are told");
    assert_eq!(post(&app, &outside, &comment("Слово вне", None)).await.expect(201)["status"], "PUBLISHED");
    assert_eq!(mode(&app, &inside).await, json!({ "articleId": inside, "count": 0, "mode": "PREMOD" }));

    // The article opens what its section holds, by GraphQL.
    let open = format!(
        "mutation {{ updateCommentPolicy(place: \"{inside}\", version: 0, input: {{ mode: OPEN }}) {{ version effective {{ mode mostLinks }} }} }}"
    );
    let open = app.gql_as(Some(&judge), &open, json!({})).await["data"]["updateCommentPolicy"].clone();
    assert_eq!(open, json!({ "version": 1, "effective": { "mode": "OPEN", "mostLinks": 0 } }));
    assert_eq!(mode(&app, &inside).await["mode"], "OPEN");
    // null inherits again.
    let path = format!("/v1/articles/{inside}/comment-policy");
    let back = set(&app, &judge, &path, 1, &json!({ "mode": null })).await.expect(200);
    assert_eq!((&back["version"], &back["effective"]["mode"]), (&json!(2), &json!("PREMOD")));
    set(&app, &judge, &path, 1, &json!({ "mode": "OPEN" })).await.refused(412, "PRECONDITION_FAILED");
}

#[tokio::test]
async fn closed_hidden_and_open_without_comments_are_told_apart() {
    let app = TestApp::spawn().await;
    let judge = moderator(&app).await;
    let story = story(&app, "Закрытая").await;
    let path = format!("/v1/articles/{story}/comment-policy");
    assert_eq!(mode(&app, &story).await, json!({ "articleId": story, "count": 0, "mode": "OPEN" }));
    let first = post(&app, &story, &comment("Первое", None)).await.expect(201);

    let until = app.at(60);
    set(&app, &judge, &path, 0, &json!({ "closesAt": until })).await.expect(200);
    assert_eq!(mode(&app, &story).await["mode"], "OPEN");
    assert_eq!(app.get(&format!("/v1/articles/{story}/comments/form")).await.expect(200)["closesAt"], until);
    app.pass(60);
    assert_eq!(mode(&app, &story).await, json!({ "articleId": story, "count": 1, "mode": "CLOSED" }));
    let reply = post(&app, &story, &comment("Поздно", None)).await;
    reply.refused(403, "COMMENTS_CLOSED");
    let gql = format!(
        "mutation {{ createComment(articleId: \"{story}\", input: {{ author: {{ name: \"Б\" }}, text: \"Поздно\" }}) {{ id }} }}"
    );
    assert_eq!(app.gql_code(None, &gql, json!({})).await, "COMMENTS_CLOSED");
    // What was said can still be read, and taken back, but not changed.
    let edit = app.request(Method::PATCH, &format!("/v1/comments/{}", id(&first))).header("If-Match", "\"1\"");
    let edit = edit.header("Edit-Token", first["editToken"].as_str().unwrap()).json(&json!({ "text": "Иначе" }));
    app.send(edit).await.refused(403, "COMMENTS_CLOSED");

    set(&app, &judge, &path, 1, &json!({ "mode": "HIDDEN" })).await.expect(200);
    assert_eq!(mode(&app, &story).await, json!({ "articleId": story, "count": 0, "mode": "HIDDEN" }));
    assert_eq!(app.get(&format!("/v1/articles/{story}")).await.expect(200)["commentCount"], 0);
    assert_eq!(app.get("/v1/articles?fields=commentCount").await.expect(200)["items"][0]["commentCount"], 0);
    assert_eq!(app.get(&format!("/v1/articles/{story}/comments")).await.expect(200)["items"], json!([]));
    assert_eq!(app.get("/v1/comments").await.expect(200)["items"], json!([]));
    app.get(&format!("/v1/comments/{}", id(&first))).await.refused(404, "NOT_FOUND");
    let seen =
        app.gql(&format!("{{ article(id: \"{story}\") {{ commentCount comments {{ nodes {{ id }} }} }} }}")).await;
    assert_eq!(seen["article"], json!({ "commentCount": 0, "comments": { "nodes": [] } }));
    app.get_as(&judge, &format!("/v1/comments/{}", id(&first))).await.expect(200);
    post(&app, &story, &comment("Нет", None)).await.refused(403, "COMMENTS_CLOSED");
}

#[tokio::test]
async fn wrong_policies_are_refused_by_field_and_by_scope() {
    let app = TestApp::spawn().await;
    let (admin, judge) = (app.key(&[Scope::Admin]).await, moderator(&app).await);
    let story = story(&app, "Правила").await;
    let path = format!("/v1/articles/{story}/comment-policy");
    for (patch, pointer) in [
        (json!({ "maxDepth": 21 }), "/maxDepth"),
        (json!({ "mostRejected": 102 }), "/mostRejected"),
        (json!({ "neverCloses": true, "closesAt": app.at(9) }), "/neverCloses"),
    ] {
        let problem = set(&app, &judge, &path, 0, &patch).await.refused(422, "UNPROCESSABLE_CONTENT");
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    for patch in [json!({ "mode": "open" }), json!({ "links": 1 }), json!({ "mostLinks": -1 })] {
        let name = patch.as_object().unwrap().keys().next().unwrap().clone();
        let problem = set(&app, &judge, &path, 0, &patch).await.refused(422, "UNPROCESSABLE_CONTENT");
        assert_eq!(problem["errors"][0]["pointer"], format!("/{name}"));
    }
    set(&app, &judge, "/v1/site/comment-policy", 0, &json!({})).await.refused(403, "FORBIDDEN");
    app.get("/v1/site/comment-policy").await.refused(401, "UNAUTHENTICATED");
    let missing = dateline::domain::ids::SectionId::generate(app.app.now());
    set(&app, &admin, &format!("/v1/sections/{missing}/comment-policy"), 0, &json!({})).await.refused(404, "NOT_FOUND");
    // Two who change the same version: one is told that it is stale.
    let (one, two) = (json!({ "maxDepth": 1 }), json!({ "maxDepth": 2 }));
    let (left, right) = tokio::join!(set(&app, &judge, &path, 0, &one), set(&app, &judge, &path, 0, &two));
    let mut statuses = [left.status, right.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}
