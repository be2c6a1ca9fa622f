//! Moderation: what waits, what is let pass and refused, who sees what of it, and what the log tells.

use dateline::domain::comments::Moderation;
use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{COMMENT, comment, id, judge, moderator, post, say, settings, story, without_nulls};
use crate::support::TestApp;

/// The comments' rows of the log beyond a position, as operations.
async fn told(app: &TestApp, key: Option<&str>, after: &str) -> Vec<String> {
    let path = format!("/v1/changes?types=comment&limit=100&after={after}");
    let page = match key {
        Some(key) => app.get_as(key, &path).await.expect(200),
        None => app.get(&path).await.expect(200),
    };
    page["items"].as_array().unwrap().iter().map(|change| change["op"].as_str().unwrap().to_owned()).collect()
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn a_held_comment_is_seen_by_its_author_once_and_by_moderators() {
    let app = TestApp::spawn_with(settings(|comments| comments.moderation = Moderation::Pre)).await;
    let (story, editor, moderator) = (story(&app, "Ждём").await, app.editor().await, moderator(&app).await);
    let held = post(&app, &story, &comment("Жду", None)).await.expect(201);
    assert_eq!((&held["status"], &held["text"]), (&json!("HELD"), &json!("Жду")));
    assert_eq!(held.get("reasons"), None, "the reasons are the moderators'");
    let path = format!("/v1/comments/{}", id(&held));
    let thread = format!("/v1/articles/{story}/comments");
    for key in [None, Some(&editor)] {
        let get = async |path: &str| match key {
            Some(key) => app.get_as(key, path).await,
            None => app.get(path).await,
        };
        assert_eq!(get(&path).await.problem(404), "NOT_FOUND");
        assert_eq!(get(&format!("{path}/replies")).await.problem(404), "NOT_FOUND");
        assert_eq!(get(&thread).await.expect(200)["items"], json!([]));
        assert_eq!(get("/v1/comments").await.expect(200)["items"], json!([]));
        let refused = get("/v1/comments?status=HELD").await;
        let expected = if key.is_some() { (403, "FORBIDDEN") } else { (401, "UNAUTHENTICATED") };
        assert_eq!(refused.problem(expected.0), expected.1);
        let query = "{ comments(status: HELD) { nodes { id } } }";
        assert_eq!(app.gql_code(key.map(String::as_str), query, json!({})).await, expected.1);
        let query = format!("{{ node(id: \"{}\") {{ id }} }}", id(&held));
        assert_eq!(app.gql_as(key.map(String::as_str), &query, json!({})).await["data"]["node"], Value::Null);
    }
    assert_eq!(app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"], 0);
    let answer = post(&app, &story, &comment("Отвечаю", Some(id(&held)))).await;
    assert_eq!(answer.problem(400), "BAD_USER_INPUT", "to what is not seen nobody answers");

    let queue = app.get_as(&moderator, "/v1/comments?status=HELD").await.expect(200);
    assert_eq!(ids(&queue), [id(&held)]);
    assert_eq!(queue["items"][0]["reasons"], json!(["PREMODERATION"]));
    assert_eq!(app.get_as(&moderator, &path).await.expect(200), queue["items"][0]);
    assert_eq!(app.get_as(&moderator, &thread).await.expect(200)["items"], json!([]), "threads are the same for all");

    assert_eq!(told(&app, None, "0").await, [""; 0], "what is held is not told");
    assert_eq!(told(&app, Some(&editor), "0").await, ["CREATED"]);
    let approved = judge(&app, &moderator, &held, "approve").await;
    assert_eq!(
        (&approved["status"], &approved["version"], &approved["reasons"]),
        (&json!("APPROVED"), &json!(2), &json!([]))
    );
    assert_eq!(told(&app, None, "0").await, ["CREATED"]);
    assert_eq!(ids(&app.get(&thread).await.expect(200)), [id(&held)]);
    assert_eq!(app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"], 1);
    assert_eq!(app.get_as(&moderator, "/v1/comments?status=HELD").await.expect(200)["items"], json!([]));
    post(&app, &story, &comment("Отвечаю", Some(id(&held)))).await.expect(201);
}

#[tokio::test]
async fn too_many_links_wait_for_every_reason_that_there_is() {
    let app = TestApp::spawn().await;
    let pre = app.beside(settings(|comments| comments.moderation = Moderation::Pre)).await;
    let (story, key, moderator) = (story(&app, "Ссылки").await, app.editor().await, moderator(&app).await);
    let two = say(&app, &key, &story, "https://a.kg http://b.kg", None).await;
    assert_eq!(two["status"], "PUBLISHED");
    for (server, reasons) in [(&app, json!(["LINKS"])), (&pre, json!(["PREMODERATION", "LINKS"]))] {
        let three = say(server, &key, &story, "https://a.kg http://b.kg https://c.kg", None).await;
        assert_eq!(three["status"], "HELD");
        let path = format!("/v1/comments/{}", id(&three));
        assert_eq!(app.get_as(&moderator, &path).await.expect(200)["reasons"], reasons);
        let rejected = judge(&app, &moderator, &three, "reject").await;
        assert_eq!((&rejected["status"], &rejected["reasons"]), (&json!("REJECTED"), &json!([])));
    }
    assert_eq!(told(&app, None, "0").await, ["CREATED"], "only the one with two links");
}

#[tokio::test]
async fn judging_needs_the_scope_the_version_and_a_moderators_reason() {
    let app = TestApp::spawn().await;
    let (story, editor, moderator) = (story(&app, "Суд").await, app.editor().await, moderator(&app).await);
    let made = say(&app, &editor, &story, "Спорное", None).await;
    let reject = format!("/v1/comments/{}/reject", id(&made));
    let without_key = app.request(Method::POST, &reject).header("if-match", "\"1\"");
    assert_eq!(app.send(without_key).await.problem(401), "UNAUTHENTICATED");
    assert_eq!(app.change(Method::POST, &editor, &reject, 1, None).await.problem(403), "FORBIDDEN");
    let without_version = app.request(Method::POST, &reject).bearer_auth(&moderator);
    assert_eq!(app.send(without_version).await.problem(428), "PRECONDITION_REQUIRED");
    assert_eq!(app.change(Method::POST, &moderator, &reject, 2, None).await.problem(412), "PRECONDITION_FAILED");
    for (reasons, pointer) in [
        (json!(["LINKS"]), "/reasons/0"),
        (json!(["SPAM", "PREMODERATION"]), "/reasons/1"),
        (json!(["RUDE"]), "/reasons/0"),
    ] {
        let reply = app.change(Method::POST, &moderator, &reject, 1, Some(&json!({ "reasons": reasons }))).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer);
    }
    let nobody = "/v1/comments/comment_01h455vb4pex5vsknk084sn02q/approve";
    assert_eq!(app.change(Method::POST, &moderator, nobody, 1, None).await.problem(404), "NOT_FOUND");

    let mutation = |input: &str, version: i32| {
        let id = id(&made);
        format!(
            "mutation {{ judged: rejectComment(id: \"{id}\", version: {version}, input: {input}) {{ {COMMENT} }} }}"
        )
    };
    for (key, version, code) in
        [(None, 1, "UNAUTHENTICATED"), (Some(&editor), 1, "FORBIDDEN"), (Some(&moderator), 9, "PRECONDITION_FAILED")]
    {
        let key = key.map(String::as_str);
        assert_eq!(app.gql_code(key, &mutation("{ reasons: [SPAM] }", version), json!({})).await, code);
    }
    let answer = app.gql_as(Some(&moderator), &mutation("{ reasons: [SPAM, ABUSIVE, SPAM] }", 1), json!({})).await;
    let judged = &answer["data"]["judged"];
    assert_eq!((&judged["status"], &judged["version"]), (&json!("REJECTED"), &json!(2)), "{answer}");
    assert_eq!(judged["reasons"], json!(["SPAM", "ABUSIVE"]), "each once");
    let again = json!({ "reasons": ["SPAM", "ABUSIVE"] });
    let same = app.change(Method::POST, &moderator, &reject, 2, Some(&again)).await.expect(200);
    assert_eq!(same, without_nulls(judged), "what changes nothing makes no version");
    assert_eq!(told(&app, None, "0").await, ["CREATED", "DELETED"]);
    let query = format!("mutation {{ judged: approveComment(id: \"{}\", version: 2) {{ {COMMENT} }} }}", id(&made));
    let answer = app.gql_as(Some(&moderator), &query, json!({})).await;
    assert_eq!(
        (&answer["data"]["judged"]["status"], &answer["data"]["judged"]["version"]),
        (&json!("APPROVED"), &json!(3))
    );
    assert_eq!(told(&app, None, "0").await, ["CREATED", "DELETED", "CREATED"]);
    let shown = app.get(&format!("/v1/comments/{}", id(&made))).await.expect(200);
    assert_eq!((&shown["text"], shown.get("reasons")), (&json!("Спорное"), None));
    judge(&app, &moderator, &say(&app, &editor, &story, "Хорошее", None).await, "approve").await;
    assert_eq!(told(&app, None, "0").await.last().unwrap(), "UPDATED", "seen before and after");
    let all = app.key(&[Scope::Admin]).await;
    judge(&app, &all, &shown, "reject").await;
}

#[tokio::test]
async fn what_was_rejected_leaves_a_place_only_above_what_is_seen() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Места").await, app.editor().await, moderator(&app).await);
    let top = say(&app, &key, &story, "Верх", None).await;
    let middle = say(&app, &key, &story, "Середина", Some(id(&top))).await;
    let leaf = say(&app, &key, &story, "Лист", Some(id(&middle))).await;
    let thread = format!("/v1/articles/{story}/comments");
    let count = async || app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"].clone();
    assert_eq!(count().await, 3);

    let top = judge(&app, &moderator, &top, "reject").await;
    let shown = app.get(&thread).await.expect(200);
    let place = json!({ "id": top["id"], "articleId": story, "rootId": top["id"], "depth": 0, "status": "REJECTED",
        "created": top["created"], "editedAfterReply": false, "revision": 1, "replyCount": 1, "descendantCount": 2,
        "reactions": [], "version": 2 });
    assert_eq!(shown["items"], json!([place]), "no text, no author, no reasons");
    assert_eq!(app.get_as(&moderator, &thread).await.json()["items"][0]["text"], "Верх");
    assert_eq!(count().await, 2);
    assert_eq!(post(&app, &story, &comment("Ответ", Some(id(&top)))).await.problem(400), "BAD_USER_INPUT");
    let middle = judge(&app, &moderator, &middle, "reject").await;
    let place = app.get(&format!("/v1/comments/{}", id(&top))).await.expect(200);
    assert_eq!(place["replyCount"], 0, "a place is no answer that readers see");
    assert_eq!(ids(&app.get(&format!("/v1/comments/{}/replies", id(&top))).await.expect(200)), [id(&middle)]);
    assert_eq!(count().await, 1);

    let leaf = judge(&app, &moderator, &leaf, "reject").await;
    assert_eq!(app.get(&thread).await.expect(200)["items"], json!([]), "no place above nothing");
    for gone in [&top, &middle, &leaf] {
        assert_eq!(app.get(&format!("/v1/comments/{}", id(gone))).await.problem(404), "NOT_FOUND");
        assert_eq!(app.get_as(&moderator, &format!("/v1/comments/{}", id(gone))).await.status, 200);
    }
    assert_eq!(count().await, 0);
    judge(&app, &moderator, &leaf, "approve").await;
    assert_eq!(ids(&app.get(&thread).await.expect(200)), [id(&top)], "the places are back with what stands below");
    let middle = judge(&app, &moderator, &middle, "approve").await;
    assert_eq!(middle["replyCount"], 1);
    assert_eq!(app.get(&thread).await.json()["items"][0]["replyCount"], 1);
    assert_eq!(count().await, 2);
}

/// A mirror that follows the log must have what readers get, the bare places of rejected comments too.
#[tokio::test]
async fn the_log_tells_of_bare_places_as_they_stay_go_and_come_back() {
    let app = TestApp::spawn().await;
    let (editor, moderator) = (app.editor().await, app.key(&[Scope::CommentsModerate]).await);
    let story = story(&app, "Места").await;
    let top = say(&app, &editor, &story, "Верх", None).await;
    let answer = say(&app, &editor, &story, "Ответ", Some(id(&top))).await;
    let (top_path, answer_path) = (format!("/v1/comments/{}", id(&top)), format!("/v1/comments/{}", id(&answer)));
    let start = app.get("/v1/changes?limit=100").await.expect(200)["position"].as_str().unwrap().to_owned();
    judge(&app, &moderator, &top, "reject").await;
    assert_eq!(told(&app, None, &start).await, ["UPDATED"], "its place stays");
    assert_eq!(app.get(&top_path).await.expect(200)["status"], "REJECTED");
    let rejected = judge(&app, &moderator, &answer, "reject").await;
    assert_eq!(told(&app, None, &start).await, ["UPDATED", "DELETED", "DELETED"], "both are gone");
    app.get(&top_path).await.problem(404);
    app.get(&answer_path).await.problem(404);
    judge(&app, &moderator, &rejected, "approve").await;
    assert_eq!(told(&app, None, &start).await[3..], ["CREATED", "CREATED"], "both are back");
    app.get(&top_path).await.expect(200);
    let page = app.get(&format!("/v1/changes?after={start}&types=COMMENT&limit=100")).await.expect(200);
    assert!(page["items"].as_array().unwrap().iter().all(|change| change["articleId"] == story.as_str()), "{page}");
}
