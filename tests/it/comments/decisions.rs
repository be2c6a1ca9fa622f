//! Decisions: each with its history, many at once, two moderators at one comment, and what readers are told.

use dateline::domain::keys::{Actor, Scope};
use dateline::usecases::keys;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::queues::{ids, open_flags, report};
use super::{id, judge, moderator, say, story, without_nulls};
use crate::support::TestApp;

const DECISION: &str = "id at decidedBy before after reasons note revision";

/// A moderator's key with its id.
pub async fn moderator_with_id(app: &TestApp) -> (String, String) {
    let (token, key) =
        keys::create(&app.app, &Actor::System, "moderator", &[Scope::CommentsModerate], None).await.unwrap();
    (token.reveal().to_owned(), key.id.to_string())
}

/// The history of a comment by both doors, which are the same.
pub async fn history(app: &TestApp, key: &str, comment: &str) -> Vec<Value> {
    let rest = app.get_as(key, &format!("/v1/comments/{comment}/decisions")).await.expect(200);
    let query = format!("{{ comment(id: \"{comment}\") {{ decisions {{ {DECISION} }} }} }}");
    let answer = app.gql_as(Some(key), &query, json!({})).await;
    assert_eq!(without_nulls(&answer["data"]["comment"]["decisions"]), rest["items"], "{answer}");
    rest["items"].as_array().unwrap().clone()
}

pub async fn judged(app: &TestApp, key: &str, comment: &Value, verdict: &str, body: &Value) -> Value {
    let path = format!("/v1/comments/{}/{verdict}", id(comment));
    app.change(Method::POST, key, &path, comment["version"].as_i64().unwrap(), Some(body)).await.expect(200)
}

#[tokio::test]
async fn the_history_is_complete_after_any_sequence() {
    let app = TestApp::spawn().await;
    let (story, editor) = (story(&app, "История").await, app.editor().await);
    let (first, first_id) = moderator_with_id(&app).await;
    let (second, second_id) = moderator_with_id(&app).await;
    let mut comment = say(&app, &editor, &story, "Слово", None).await;
    let at_posting = history(&app, &first, id(&comment)).await.len();
    let steps = [
        (&first, &first_id, "hold", "HELD", json!({ "note": "  Спросить\r\nюриста " })),
        (&second, &second_id, "approve", "APPROVED", json!({})),
        (&first, &first_id, "reject", "REJECTED", json!({ "reasons": ["ABUSIVE", "HATE", "ABUSIVE"] })),
        (&second, &second_id, "spam", "SPAM", json!({ "reasons": ["ADVERTISING"], "note": "Снова" })),
        (&second, &second_id, "spam", "SPAM", json!({ "reasons": ["ADVERTISING"] })),
        (&first, &first_id, "approve", "APPROVED", json!({})),
        (&first, &first_id, "approve", "APPROVED", json!({ "note": "Ещё раз" })),
        (&second, &second_id, "reject", "REJECTED", json!({ "reasons": [] })),
    ];
    let mut expected = Vec::new();
    let mut before = comment["status"].as_str().unwrap().to_owned();
    for (step, (key, key_id, verdict, after, body)) in steps.iter().enumerate() {
        app.pass(60);
        let version = comment["version"].as_i64().unwrap();
        comment = judged(&app, key, &comment, verdict, body).await;
        assert_eq!(comment["status"], *after);
        // The fifth says what the fourth has said.
        let changes = step != 4;
        assert_eq!(comment["version"].as_i64().unwrap(), version + i64::from(changes), "{step}");
        if changes {
            let reasons = match step {
                2 => json!(["ABUSIVE", "HATE"]),
                3 => json!(["ADVERTISING"]),
                _ => json!([]),
            };
            let mut told = json!({ "at": app.at(0), "decidedBy": key_id, "before": before, "after": after,
                "reasons": reasons, "revision": 1 });
            match step {
                0 => told["note"] = json!("Спросить\nюриста"),
                3 => told["note"] = json!("Снова"),
                6 => told["note"] = json!("Ещё раз"),
                _ => {}
            }
            expected.push(told);
            (*after).clone_into(&mut before);
        }
        let mut found = history(&app, &first, id(&comment)).await;
        found.iter_mut().for_each(|decision| {
            let id = decision.as_object_mut().unwrap().remove("id").unwrap();
            assert!(id.as_str().unwrap().starts_with("decision_"));
        });
        assert_eq!(found[at_posting..], expected, "{step}");
    }
    for (body, pointer) in [
        (json!({ "note": "а".repeat(501) }), "/note"),
        (json!({ "note": "a\u{0}b" }), "/note"),
        (json!({ "reasons": ["FIRST_COMMENT"] }), "/reasons/0"),
        (json!({ "savedReason": "none" }), "/savedReason"),
        (json!({ "savedReason": "reason_01h455vb4pex5vsknk084sn02q" }), "/savedReason"),
        (json!({ "verdict": "SPAM" }), "/verdict"),
    ] {
        let path = format!("/v1/comments/{}/spam", id(&comment));
        let reply = app.change(Method::POST, &first, &path, comment["version"].as_i64().unwrap(), Some(&body)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{body}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    let shown = app.get_as(&editor, "/v1/comments").await.expect(200);
    assert!(!shown.to_string().contains("Снова"), "a note is the newsroom's");
    assert_eq!(history(&app, &first, id(&comment)).await.len(), at_posting + expected.len());
    let graphql = |verdict: &str| {
        let (id, version) = (id(&comment), comment["version"].as_i64().unwrap());
        format!("mutation {{ j: {verdict}(id: \"{id}\", version: {version}, input: {{ note: \"G\" }}) {{ status }} }}")
    };
    assert_eq!(app.gql_as(Some(&first), &graphql("markCommentAsSpam"), json!({})).await["data"]["j"]["status"], "SPAM");
    comment = app.get_as(&first, &format!("/v1/comments/{}", id(&comment))).await.expect(200);
    let graphql = graphql_of(&comment, "holdComment");
    assert_eq!(app.gql_as(Some(&first), &graphql, json!({})).await["data"]["j"]["status"], "HELD");
    assert_eq!(history(&app, &first, id(&comment)).await.len(), at_posting + expected.len() + 2);
}

fn graphql_of(comment: &Value, verdict: &str) -> String {
    let (id, version) = (id(comment), comment["version"].as_i64().unwrap());
    format!("mutation {{ j: {verdict}(id: \"{id}\", version: {version}) {{ status }} }}")
}

#[tokio::test]
async fn of_two_moderators_at_one_comment_one_decides() {
    let app = TestApp::spawn().await;
    let (story, editor) = (story(&app, "Двое").await, app.editor().await);
    let (first, _) = moderator_with_id(&app).await;
    let (second, _) = moderator_with_id(&app).await;
    for round in 0..5 {
        let made = say(&app, &editor, &story, &format!("Слово {round}"), None).await;
        report(&app, &made, 2).await;
        let before = history(&app, &first, id(&made)).await.len();
        let path = |verdict: &str| format!("/v1/comments/{}/{verdict}", id(&made));
        let (approve, spam) = (path("approve"), path("spam"));
        let (one, other) = futures_util::future::join(
            app.change(Method::POST, &first, &approve, 1, None),
            app.change(Method::POST, &second, &spam, 1, None),
        )
        .await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{} {}", one.text, other.text);
        let stored = app.get_as(&first, &format!("/v1/comments/{}", id(&made))).await.expect(200);
        let winner = if one.status == 200 { "APPROVED" } else { "SPAM" };
        assert_eq!((&stored["status"], &stored["version"]), (&json!(winner), &json!(2)));
        assert_eq!(stored["flagCount"], 0);
        let decisions = history(&app, &first, id(&made)).await;
        assert_eq!((decisions.len(), &decisions.last().unwrap()["after"]), (before + 1, &json!(winner)));
    }
    assert_eq!(open_flags(&app).await, 0);
    let seen = app.get("/v1/comments").await.expect(200)["items"].as_array().unwrap().len();
    assert_eq!(app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"], seen);
}

#[tokio::test]
async fn many_are_judged_each_for_itself() {
    let app = TestApp::spawn().await;
    let (story, editor, moderator) = (story(&app, "Пачка").await, app.editor().await, moderator(&app).await);
    let mut made = Vec::new();
    for i in 0..4 {
        made.push(say(&app, &editor, &story, &format!("Слово {i}"), None).await);
    }
    let stale = judge(&app, &moderator, &made[1], "approve").await;
    let item = |comment: &Value, decision: &str| json!({ "id": comment["id"], "version": 1, "decision": decision });
    let mut with_note = item(&made[0], "REJECT");
    with_note["reasons"] = json!(["OFF_TOPIC"]);
    with_note["note"] = json!("Не о том");
    let mut wrong = item(&made[3], "SPAM");
    wrong["reasons"] = json!(["LINKS"]);
    let nobody = json!({ "id": "comment_01h455vb4pex5vsknk084sn02q", "version": 1, "decision": "HOLD" });
    let items = json!([with_note, item(&made[1], "SPAM"), item(&made[2], "SPAM"), wrong, nobody, { "id": 5 }]);
    let answer = app.post(&moderator, "/v1/moderation/decisions", &json!({ "items": items })).await.expect(200);
    let results = answer["items"].as_array().unwrap();
    let told: Vec<(&str, Option<&str>, Option<i64>)> = results
        .iter()
        .map(|result| {
            let error = &result["error"];
            (result["status"].as_str().unwrap(), error["code"].as_str(), error["status"].as_i64())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("JUDGED", None, None),
            ("FAILED", Some("PRECONDITION_FAILED"), Some(412)),
            ("JUDGED", None, None),
            ("FAILED", Some("UNPROCESSABLE_CONTENT"), Some(422)),
            ("FAILED", Some("NOT_FOUND"), Some(404)),
            ("FAILED", Some("UNPROCESSABLE_CONTENT"), Some(422)),
        ]
    );
    assert_eq!(results[0]["comment"]["reasons"], json!(["OFF_TOPIC"]));
    assert_eq!(results[3]["error"]["errors"][0]["pointer"], "/reasons/0");
    let now = async |comment: &Value| {
        app.get_as(&moderator, &format!("/v1/comments/{}", id(comment))).await.expect(200)["status"].clone()
    };
    assert_eq!(
        [now(&made[0]).await, now(&made[1]).await, now(&made[2]).await, now(&made[3]).await],
        ["REJECTED", "APPROVED", "SPAM", "PUBLISHED"]
    );
    assert_eq!(app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"], 2);

    let query = "mutation($items: [CommentJudgementInput!]!) { judgeComments(items: $items) {
        index status comment { id status version } error { code status detail errors { pointer } } } }";
    let mut fresh = item(&stale, "HOLD");
    fresh["version"] = stale["version"].clone();
    let items = json!([item(&made[0], "APPROVE"), fresh]);
    let answer = app.gql_as(Some(&moderator), query, json!({ "items": items })).await;
    let results = &answer["data"]["judgeComments"];
    assert_eq!(results[0]["error"]["code"], "PRECONDITION_FAILED", "{answer}");
    assert_eq!(results[1]["comment"], json!({ "id": stale["id"], "status": "HELD", "version": 3 }), "{answer}");

    let post = async |items: Value| app.post(&moderator, "/v1/moderation/decisions", &json!({ "items": items })).await;
    assert_eq!(post(json!([])).await.problem(422), "UNPROCESSABLE_CONTENT");
    assert_eq!(post(json!(vec![item(&made[0], "HOLD"); 101])).await.problem(413), "PAYLOAD_TOO_LARGE");
    assert_eq!(
        post(json!(vec![item(&made[0], "HOLD"); 100])).await.expect(200)["items"].as_array().unwrap().len(),
        100
    );
}

#[tokio::test]
async fn what_was_taken_back_or_erased_cannot_be_judged() {
    let app = TestApp::spawn().await;
    let (story, editor, moderator) = (story(&app, "Нет его").await, app.editor().await, moderator(&app).await);
    for status in ["DELETED_BY_AUTHOR", "ERASED"] {
        let made = say(&app, &editor, &story, status, None).await;
        report(&app, &made, 1).await;
        let tx = app.app.store.begin().await.unwrap();
        let sql = format!("UPDATE comments SET status = '{status}' WHERE text = '{status}'");
        tx.conn().execute_unprepared(&sql).await.unwrap();
        tx.commit(Vec::new(), app.app.now()).await.unwrap();
        let path = format!("/v1/comments/{}", id(&made));
        for verdict in ["approve", "reject", "spam", "hold"] {
            let reply = app.change(Method::POST, &moderator, &format!("{path}/{verdict}"), 1, None).await;
            assert_eq!(reply.problem(409), "CONFLICT", "{verdict}");
        }
        let put = app.request(Method::PUT, &format!("{path}/assignment")).bearer_auth(&moderator);
        assert_eq!(app.send(put).await.problem(409), "CONFLICT");
        let item = json!({ "id": made["id"], "version": 1, "decision": "APPROVE" });
        let batch = app.post(&moderator, "/v1/moderation/decisions", &json!({ "items": [item] })).await.expect(200);
        assert_eq!(batch["items"][0]["error"]["code"], "CONFLICT");
        let stored = app.get_as(&moderator, &path).await.expect(200);
        assert_eq!((&stored["status"], &stored["version"]), (&json!(status), &json!(1)));
    }
    let reported = app.get_as(&moderator, "/v1/moderation/comments?queue=REPORTED").await.expect(200);
    assert_eq!(ids(&reported), [""; 0], "nobody could take it out of the queue");
    let counts = app.get_as(&moderator, "/v1/moderation/counts").await.expect(200);
    assert_eq!(counts["reported"], 0);
}

#[tokio::test]
async fn readers_are_told_what_comes_and_goes_with_each_decision() {
    let app = TestApp::spawn().await;
    let (story, editor, moderator) = (story(&app, "Весть").await, app.editor().await, moderator(&app).await);
    let mut made = say(&app, &editor, &story, "Слово", None).await;
    let start = app.get("/v1/changes?limit=100").await.expect(200)["position"].as_str().unwrap().to_owned();
    let told = async || {
        let page = app.get(&format!("/v1/changes?after={start}")).await.expect(200);
        let told = |change: &Value| {
            let reason = change["reason"].as_str().unwrap_or_default();
            format!("{} {reason}", change["op"].as_str().unwrap()).trim_end().to_owned()
        };
        page["items"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    let mut expected: Vec<&str> = Vec::new();
    for (verdict, news, count) in [
        ("hold", Some("DELETED held"), 0),
        ("approve", Some("CREATED released"), 1),
        ("spam", Some("DELETED rejected"), 0),
        ("reject", None, 0),
        ("hold", None, 0),
        ("approve", Some("CREATED released"), 1),
    ] {
        made = judge(&app, &moderator, &made, verdict).await;
        expected.extend(news);
        assert_eq!(told().await, expected, "{verdict}");
        assert_eq!(app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"], count, "{verdict}");
    }
}
