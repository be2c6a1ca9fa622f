//! Comments: posted and read by both doors, the same on each; what is refused, and by which field.

mod both;
mod bounded;
mod count;
mod decisions;
mod desk;
mod detect;
mod flat;
mod flood;
mod judged;
mod labelled;
mod log;
mod orders;
mod own;
mod places;
mod policy;
mod queues;
mod recount;
mod rules;
mod sync;
mod text;
mod threads;

use dateline::config::comments::CommentSettings;
use dateline::domain::comments::Moderation;
use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::{article, published};
use crate::support::{Reply, TestApp};

/// Every field of a comment that both doors show.
pub const COMMENT: &str =
    "id articleId inReplyTo parentId rootId depth author { name } text html status reasons created
    edited editedAfterReply revision replyCount descendantCount reactions { kind count } flagCount assignedTo version";

/// An article that readers see; its id.
pub async fn story(app: &TestApp, headline: &str) -> String {
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &published(app, headline, 60)).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// A comment to be posted.
pub fn comment(text: &str, in_reply_to: Option<&str>) -> Value {
    let mut new = json!({ "author": { "name": "Айгүл" }, "text": text });
    if let Some(id) = in_reply_to {
        new["inReplyTo"] = json!(id);
    }
    new
}

/// Posts by REST without a key.
pub async fn post(app: &TestApp, story: &str, new: &Value) -> Reply {
    app.send(app.request(Method::POST, &format!("/v1/articles/{story}/comments")).json(new)).await
}

/// Posts with a key, for which no flood limits hold; the comment.
pub async fn say(app: &TestApp, key: &str, story: &str, text: &str, in_reply_to: Option<&str>) -> Value {
    app.post(key, &format!("/v1/articles/{story}/comments"), &comment(text, in_reply_to)).await.expect(201)
}

/// A moderator's key.
pub async fn moderator(app: &TestApp) -> String {
    app.key(&[Scope::CommentsModerate]).await
}

/// Judges by REST.
pub async fn judge(app: &TestApp, key: &str, comment: &Value, decision: &str) -> Value {
    let path = format!("/v1/comments/{}/{decision}", id(comment));
    app.change(Method::POST, key, &path, comment["version"].as_i64().unwrap(), None).await.expect(200)
}

pub fn id(comment: &Value) -> &str {
    comment["id"].as_str().unwrap()
}

/// GraphQL's answer in REST's form: what is null there is absent here.
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

pub fn settings(change: impl FnOnce(&mut CommentSettings)) -> impl FnOnce(&mut dateline::config::Settings) {
    |settings| change(&mut settings.comments)
}

#[tokio::test]
async fn a_posted_comment_is_counted_on_both_doors_and_told_in_the_log() {
    let app = TestApp::spawn().await;
    let story = story(&app, "Первый снег").await;
    let counted = async || {
        let rest = app.get(&format!("/v1/articles/{story}")).await.expect(200)["commentCount"].clone();
        let listed = app.get("/v1/articles?fields=commentCount").await.expect(200)["items"][0]["commentCount"].clone();
        let query = format!(
            "{{ article(id: \"{story}\") {{ commentCount }} commentCounts(articleIds: [\"{story}\"]) {{ count }} }}"
        );
        let data = app.gql(&query).await;
        assert_eq!(rest, listed);
        assert_eq!(rest, data["article"]["commentCount"]);
        assert_eq!(rest, data["commentCounts"][0]["count"]);
        let counts = app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200);
        assert_eq!(counts, json!({ "items": [{ "articleId": story, "count": rest, "mode": "OPEN" }] }));
        rest.as_i64().unwrap()
    };
    assert_eq!(counted().await, 0);
    let position = app.get("/v1/changes?limit=100").await.json()["position"].as_str().unwrap().to_owned();
    let reply = post(&app, &story, &comment("Наконец-то!", None)).await;
    let made = reply.expect(201);
    assert_eq!(reply.header("location"), format!("/v1/comments/{}", id(&made)));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(made["created"], app.at(0));
    assert_eq!(
        without_nulls(&json!({ "id": made["id"], "articleId": story, "rootId": made["id"], "depth": 0,
            "author": { "name": "Айгүл" }, "text": "Наконец-то!", "html": "<p>Наконец-то!</p>", "status": "PUBLISHED",
            "created": made["created"], "editedAfterReply": false, "revision": 1, "replyCount": 0,
            "descendantCount": 0, "reactions": [], "editToken": made["editToken"], "version": 1 })),
        made
    );
    assert_eq!(counted().await, 1);
    let told = app.get(&format!("/v1/changes?after={position}")).await.expect(200);
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    assert_eq!(told["items"][0]["type"], "COMMENT");
    assert_eq!(told["items"][0]["op"], "CREATED");
    assert_eq!(told["items"][0]["id"], made["id"]);

    let query = format!(
        "mutation($input: NewCommentInput!) {{ made: createComment(articleId: \"{story}\", input: $input) {{ {COMMENT} article {{ id commentCount }} }} }}"
    );
    let answer = app.gql_as(None, &query, json!({ "input": comment("И я рад", Some(id(&made))) })).await;
    let second = &answer["data"]["made"];
    assert_eq!(second["inReplyTo"], made["id"], "{answer}");
    assert_eq!(second["article"], json!({ "id": story, "commentCount": 2 }));
    assert_eq!(counted().await, 2);
}

#[tokio::test]
async fn every_read_is_the_same_by_both_doors() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Разговор").await, app.editor().await, moderator(&app).await);
    let first = say(&app, &key, &story, "Первый <b>&</b> https://kabar.kg/a?b=1&c=2.", None).await;
    app.pass(1);
    let second = say(&app, &key, &story, "Второй\n\nабзац", None).await;
    let answer = say(&app, &key, &story, "Ответ", Some(id(&first))).await;
    say(&app, &key, &story, "Ответ на ответ", Some(id(&answer))).await;
    judge(&app, &moderator, &answer, "reject").await;
    judge(&app, &moderator, &second, "approve").await;
    for key in [None, Some(moderator.as_str()), Some(key.as_str())] {
        let get = async |path: String| match key {
            Some(key) => app.get_as(key, &path).await.expect(200),
            None => app.get(&path).await.expect(200),
        };
        let ask = async |query: String| {
            let answer = app.gql_as(key, &query, json!({})).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            without_nulls(&answer["data"])
        };
        for order in ["NEWEST", "OLDEST"] {
            let rest = get(format!("/v1/articles/{story}/comments?order={order}&limit=1")).await;
            let page = format!("(first: 1, order: {order}) {{ nodes {{ {COMMENT} }} pageInfo {{ endCursor }} }}");
            let data = ask(format!("{{ article(id: \"{story}\") {{ comments{page} }} }}")).await;
            assert_eq!(data["article"]["comments"]["nodes"], rest["items"]);
            assert_eq!(data["article"]["comments"]["pageInfo"]["endCursor"], rest["nextCursor"]);
            let cursor = rest["nextCursor"].as_str().unwrap();
            let rest = get(format!("/v1/articles/{story}/comments?order={order}&limit=1&after={cursor}")).await;
            let page = format!("(first: 1, after: \"{cursor}\", order: {order}) {{ nodes {{ {COMMENT} }} }}");
            let data = ask(format!("{{ article(id: \"{story}\") {{ comments{page} }} }}")).await;
            assert_eq!(data["article"]["comments"]["nodes"], rest["items"]);
            let rest = get(format!("/v1/comments?order={order}")).await;
            let data = ask(format!("{{ comments(order: {order}) {{ nodes {{ {COMMENT} }} }} }}")).await;
            assert_eq!(data["comments"]["nodes"], rest["items"]);
            assert_eq!(rest["items"].as_array().unwrap().len(), 3, "a tombstone is not among them");
        }
        for one in [&first, &second, &answer] {
            let rest = get(format!("/v1/comments/{}", id(one))).await;
            let shown = (rest.get("text").is_some(), rest.get("author").is_some(), rest.get("html").is_some());
            let is_hidden = one == &answer && key != Some(moderator.as_str());
            assert_eq!(shown, (!is_hidden, !is_hidden, !is_hidden), "{rest}");
            assert_eq!(rest.get("reasons").is_some(), key == Some(moderator.as_str()));
            let query = format!(
                "{{ comment(id: \"{0}\") {{ {COMMENT} }} node(id: \"{0}\") {{ id ... on Comment {{ {COMMENT} }} }} }}",
                id(one)
            );
            let data = ask(query).await;
            assert_eq!((&data["comment"], &data["node"]), (&rest, &rest));
            let replies = get(format!("/v1/comments/{}/replies", id(one))).await;
            let query = format!("{{ comment(id: \"{}\") {{ replies {{ nodes {{ {COMMENT} }} }} }} }}", id(one));
            assert_eq!(ask(query).await["comment"]["replies"]["nodes"], replies["items"]);
        }
    }
    let held = app.get_as(&moderator, "/v1/comments?status=REJECTED").await.expect(200);
    assert_eq!(held["items"][0]["id"], answer["id"]);
    let query = format!("{{ comments(status: REJECTED) {{ nodes {{ {COMMENT} }} }} }}");
    let graphql = app.gql_as(Some(&moderator), &query, json!({})).await;
    assert_eq!(without_nulls(&graphql["data"]["comments"]["nodes"]), held["items"]);
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_its_field_on_both_doors() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Проверка").await, app.editor().await);
    let other = say(&app, &key, &self::story(&app, "Другая").await, "Не там", None).await;
    let with_name = |name: &str| json!({ "author": { "name": name }, "text": "Текст" });
    let mutation = format!(
        "mutation($input: NewCommentInput!) {{ createComment(articleId: \"{story}\", input: $input) {{ id }} }}"
    );
    for (new, pointer) in [
        (comment("", None), "/text"),
        (comment(" \n\t ", None), "/text"),
        (comment("\u{200b}\u{feff}\u{2060}", None), "/text"),
        (comment("\u{3164} \u{2800}", None), "/text"),
        (comment("а\u{0}б", None), "/text"),
        (comment("а\u{7}б", None), "/text"),
        (comment("а\u{9b}б", None), "/text"),
        (comment("перевернуто \u{202e}тут", None), "/text"),
        (comment("знак \u{200f}тут", None), "/text"),
        (comment("остров \u{2066}тут", None), "/text"),
        (comment(&"ң".repeat(4001), None), "/text"),
        (comment("Ответ", Some("comment_01h455vb4pex5vsknk084sn02q")), "/inReplyTo"),
        (comment("Ответ", Some(id(&other))), "/inReplyTo"),
        (comment("Ответ", Some("нет")), "/inReplyTo"),
        (comment("Ответ", Some(&story)), "/inReplyTo"),
        (with_name(""), "/author/name"),
        (with_name("  "), "/author/name"),
        (with_name("..!?—"), "/author/name"),
        (with_name("💬💬"), "/author/name"),
        (with_name("Ай\u{200b}гүл"), "/author/name"),
        (with_name("Ай\u{200d}гүл"), "/author/name"),
        (with_name("\u{3164}"), "/author/name"),
        (with_name("Ай\u{202e}гүл"), "/author/name"),
        (with_name("Ай\nгүл"), "/author/name"),
        (with_name("Ай\tгүл"), "/author/name"),
        (with_name(&"а".repeat(61)), "/author/name"),
    ] {
        let reply = app.post(&key, &format!("/v1/articles/{story}/comments"), &new).await;
        // An answer to what is not there is a wrong address, all else a wrong value.
        let (status, code) = match pointer {
            "/inReplyTo" => (400, "BAD_USER_INPUT"),
            _ => (422, "UNPROCESSABLE_CONTENT"),
        };
        assert_eq!(reply.problem(status), code, "{new}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{new}");
        let answer = app.gql_as(Some(&key), &mutation, json!({ "input": new })).await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["code"], code, "{answer}");
        assert_eq!(extensions["errors"][0]["pointer"], pointer, "{answer}");
    }
    for (new, pointer) in [
        (json!({ "text": "Текст" }), "/author"),
        (json!({ "author": { "name": "А" } }), "/text"),
        (json!({ "author": { "name": "А", "email": "a@example.com" }, "text": "Текст" }), "/author/email"),
        (json!({ "author": { "name": "А" }, "text": 5 }), "/text"),
        (json!({ "author": { "name": "А" }, "text": "Текст", "status": "APPROVED" }), "/status"),
    ] {
        let reply = post(&app, &story, &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{new}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{new}");
    }
    for wrong in [
        format!("/v1/articles/{story}/comments?order=BEST"),
        format!("/v1/articles/{story}/comments?limit=101"),
        format!("/v1/articles/{story}/comments?status=HELD"),
        "/v1/articles/pervyi/comments".to_owned(),
        "/v1/comments?status=HIDDEN".to_owned(),
        "/v1/comments/none".to_owned(),
        "/v1/comments/counts?articles=none".to_owned(),
        format!("/v1/comments/counts?articles={}", vec![story.as_str(); 101].join(",")),
    ] {
        assert_eq!(app.get(&wrong).await.problem(400), "BAD_USER_INPUT", "{wrong}");
    }
    let many = "query($ids: [ID!]!) { commentCounts(articleIds: $ids) { count } }";
    assert_eq!(app.gql_code(None, many, json!({ "ids": vec![&story; 101] })).await, "BAD_USER_INPUT");
    let none = app.get(&format!("/v1/articles/{story}/comments")).await.expect(200);
    assert_eq!(none["items"], json!([]), "nothing of it was stored");
}

#[tokio::test]
async fn the_longest_that_is_taken_is_taken() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Длина").await, app.editor().await);
    let path = format!("/v1/articles/{story}/comments");
    let text = "ң".repeat(4000);
    let new = json!({ "author": { "name": "ө".repeat(60) }, "text": format!("\n {text} \r\n") });
    let made = app.post(&key, &path, &new).await.expect(201);
    assert_eq!(made["text"], text);
    // Decomposed, it is longer than it may be; composed, it is what was meant.
    let new = json!({ "author": { "name": " и\u{306}  Бек " }, "text": "и\u{306}".repeat(4000) });
    let made = app.post(&key, &path, &new).await.expect(201);
    assert_eq!((&made["text"], &made["author"]["name"]), (&json!("й".repeat(4000)), &json!("й Бек")));
    let new = json!({ "author": { "name": "Q" }, "text": "a\r\nb\rc\u{2028}d\te 👩‍👩‍👧" });
    assert_eq!(app.post(&key, &path, &new).await.expect(201)["text"], "a\nb\nc\nd\te 👩‍👩‍👧");
}

#[tokio::test]
async fn what_is_written_as_markup_is_text_on_both_doors() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Разметка").await, app.editor().await);
    let create = "mutation($story: ID!, $input: NewCommentInput!) { createComment(articleId: $story, input: $input) { text html } }";
    for (text, html) in [
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("</p><script>x</script>", "<p>&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</p>"),
        ("**жирно** [сюда](javascript:x)", "<p>**жирно** [сюда](javascript:x)</p>"),
        ("# не заголовок", "<p># не заголовок</p>"),
    ] {
        let made = say(&app, &key, &story, text, None).await;
        assert_eq!((&made["text"], &made["html"]), (&json!(text), &json!(html)));
        let given = json!({ "story": story, "input": comment(text, None) });
        let answer = app.gql_as(Some(&key), create, given).await;
        assert_eq!(answer["data"]["createComment"], json!({ "text": text, "html": html }), "{answer}");
    }
}

#[tokio::test]
async fn comments_are_where_their_article_is() {
    let app = TestApp::spawn().await;
    let (editor, moderator) = (app.editor().await, moderator(&app).await);
    let mut new = published(&app, "Срочно", 60);
    new["expires"] = json!(app.at(3600));
    let made = app.post(&editor, "/v1/articles", &new).await.expect(201);
    let story = made["id"].as_str().unwrap();
    let first = say(&app, &editor, story, "Успел", None).await;
    say(&app, &editor, story, "Ответ", Some(id(&first))).await;
    let reads = [
        format!("/v1/articles/{story}/comments"),
        format!("/v1/comments/{}", id(&first)),
        format!("/v1/comments/{}/replies", id(&first)),
    ];
    for path in &reads {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    app.pass(3600);
    for path in &reads {
        assert_eq!(app.get(path).await.problem(404), "NOT_FOUND", "{path}");
        assert_eq!(app.get_as(&moderator, path).await.problem(404), "NOT_FOUND", "{path}");
        assert_eq!(app.get_as(&editor, path).await.status, 200, "the newsroom sees the article: {path}");
    }
    for key in [None, Some(moderator.as_str())] {
        let query = format!(
            "{{ node(id: \"{0}\") {{ id }} nodes(ids: [\"{0}\"]) {{ id }} comments {{ nodes {{ id }} }} commentCounts(articleIds: [\"{story}\"]) {{ count }} }}",
            id(&first)
        );
        let answer = app.gql_as(key, &query, json!({})).await;
        let empty = json!({ "node": null, "nodes": [null], "comments": { "nodes": [] }, "commentCounts": [] });
        assert_eq!(answer["data"], empty, "{answer}");
        assert_eq!(app.get("/v1/comments").await.expect(200)["items"], json!([]));
    }
    assert_eq!(post(&app, story, &comment("Поздно", None)).await.problem(404), "NOT_FOUND");
    let late = app.post(&editor, &format!("/v1/articles/{story}/comments"), &comment("Поздно", None)).await;
    assert_eq!(late.problem(409), "CONFLICT");
    let path = format!("/v1/comments/{}/reject", id(&first));
    assert_eq!(app.change(Method::POST, &moderator, &path, 1, None).await.problem(404), "NOT_FOUND");
    let draft = app.post(&editor, "/v1/articles", &article("Черновик")).await.expect(201);
    assert_eq!(post(&app, draft["id"].as_str().unwrap(), &comment("Рано", None)).await.problem(404), "NOT_FOUND");
    let nowhere = "article_01h455vb4pex5vsknk084sn02q";
    assert_eq!(post(&app, nowhere, &comment("Никуда", None)).await.problem(404), "NOT_FOUND");
}

#[tokio::test]
async fn where_comments_are_closed_the_threads_stay_readable() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Закрыто").await, app.editor().await);
    let made = say(&app, &key, &story, "Успел", None).await;
    let closed = app.beside(settings(|comments| comments.moderation = Moderation::Closed)).await;
    let reply = post(&closed, &story, &comment("Поздно", None)).await;
    assert_eq!(reply.problem(403), "COMMENTS_CLOSED");
    assert!(reply.json()["detail"].as_str().unwrap().contains("closed"));
    let query = format!(
        "mutation {{ createComment(articleId: \"{story}\", input: {{ author: {{ name: \"А\" }}, text: \"П\" }}) {{ id }} }}"
    );
    assert_eq!(closed.gql_code(None, &query, json!({})).await, "COMMENTS_CLOSED");
    let list = closed.get(&format!("/v1/articles/{story}/comments")).await.expect(200);
    assert_eq!(list["items"], json!([made]));
}
