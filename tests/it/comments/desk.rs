//! The tools of a desk: saved reasons, and who is to judge what.

use reqwest::Method;
use serde_json::{Value, json};

use super::decisions::{history, judged, moderator_with_id};
use super::queues::ids;
use super::{id, judge, moderator, say, story, without_nulls};
use crate::support::TestApp;

#[tokio::test]
async fn a_saved_reason_is_kept_changed_named_and_deleted() {
    let app = TestApp::spawn().await;
    let (story, editor, moderator) = (story(&app, "Причины").await, app.editor().await, moderator(&app).await);
    let path = "/v1/moderation/reasons";
    let new = json!({ "label": " Брань ", "reasons": ["ABUSIVE", "OFFENSIVE", "ABUSIVE"], "note": "Пункт 3" });
    let reply = app.post(&moderator, path, &new).await;
    let saved = reply.expect(201);
    let one = format!("{path}/{}", id(&saved));
    assert_eq!(reply.header("location"), one);
    let expected = json!({ "id": saved["id"], "label": "Брань", "reasons": ["ABUSIVE", "OFFENSIVE"],
        "note": "Пункт 3", "version": 1 });
    assert_eq!(saved, expected);
    let taken = app.post(&moderator, path, &json!({ "label": "Брань" })).await;
    assert_eq!(taken.problem(409), "CONFLICT");
    assert_eq!(taken.json()["errors"][0]["pointer"], "/label");
    for (new, pointer) in [
        (json!({ "label": "" }), "/label"),
        (json!({ "label": "ж".repeat(101) }), "/label"),
        (json!({ "label": "A", "reasons": ["LINKS"] }), "/reasons/0"),
        (json!({ "label": "A", "note": "ж".repeat(501) }), "/note"),
    ] {
        let reply = app.post(&moderator, path, &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{new}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{new}");
    }
    let create =
        "mutation { s: createSavedReason(input: { label: \"Реклама\", reasons: [ADVERTISING] }) { id version } }";
    let other = app.gql_as(Some(&moderator), create, json!({})).await["data"]["s"].clone();
    let list = app.get_as(&moderator, path).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let answer = app.gql_as(Some(&moderator), "{ savedReasons { id label reasons note version } }", json!({})).await;
    assert_eq!(without_nulls(&answer["data"]["savedReasons"]), list["items"]);

    let made = say(&app, &editor, &story, "Слово", None).await;
    let body = json!({ "reasons": ["OTHER"], "savedReason": saved["id"] });
    let rejected = judged(&app, &moderator, &made, "reject", &body).await;
    assert_eq!(rejected["reasons"], json!(["OTHER", "ABUSIVE", "OFFENSIVE"]));
    let last = history(&app, &moderator, id(&made)).await.pop().unwrap();
    assert_eq!((&last["note"], &last["reasons"]), (&json!("Пункт 3"), &rejected["reasons"]));
    let body = json!({ "savedReason": saved["id"], "note": "Сам" });
    judged(&app, &moderator, &rejected, "spam", &body).await;
    assert_eq!(history(&app, &moderator, id(&made)).await.pop().unwrap()["note"], "Сам");

    assert_eq!(app.patch(&moderator, &one, 9, &json!({})).await.problem(412), "PRECONDITION_FAILED");
    let clash = app.patch(&moderator, &one, 1, &json!({ "label": "Реклама" })).await;
    assert_eq!(clash.problem(409), "CONFLICT");
    let changed = app.patch(&moderator, &one, 1, &json!({ "note": null, "reasons": ["HATE"] })).await.expect(200);
    assert_eq!(changed, json!({ "id": saved["id"], "label": "Брань", "reasons": ["HATE"], "version": 2 }));
    let update = format!(
        "mutation {{ s: updateSavedReason(id: \"{}\", version: 2, patch: {{ label: \"Иное\" }}) {{ label version }} }}",
        id(&saved)
    );
    let answer = app.gql_as(Some(&moderator), &update, json!({})).await;
    assert_eq!(answer["data"]["s"], json!({ "label": "Иное", "version": 3 }));
    assert_eq!(app.change(Method::DELETE, &moderator, &one, 3, None).await.status, 204);
    assert_eq!(app.change(Method::DELETE, &moderator, &one, 3, None).await.problem(404), "NOT_FOUND");
    let delete = format!("mutation {{ s: deleteSavedReason(id: \"{}\", version: 1) }}", id(&other));
    assert_eq!(app.gql_as(Some(&moderator), &delete, json!({})).await["data"]["s"], other["id"]);
    for i in 0..100 {
        app.post(&moderator, path, &json!({ "label": format!("Причина {i}") })).await.expect(201);
    }
    assert_eq!(app.post(&moderator, path, &json!({ "label": "Лишняя" })).await.problem(409), "CONFLICT");
}

#[tokio::test]
async fn a_comment_is_taken_given_over_and_given_back() {
    let app = TestApp::spawn().await;
    let (story, editor) = (story(&app, "Чей").await, app.editor().await);
    let (first, first_id) = moderator_with_id(&app).await;
    let (second, second_id) = moderator_with_id(&app).await;
    let made = say(&app, &editor, &story, "Слово", None).await;
    let path = format!("/v1/comments/{}/assignment", id(&made));
    let put = async |key: &str, body: Option<Value>| {
        let request = app.request(Method::PUT, &path).bearer_auth(key);
        app.send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    };
    let start = app.get("/v1/changes?limit=100").await.expect(200)["position"].as_str().unwrap().to_owned();
    let taken = put(&first, None).await.expect(200);
    assert_eq!((&taken["assignedTo"], &taken["version"]), (&json!(first_id), &json!(1)));
    assert_eq!(put(&first, None).await.expect(200), taken, "again is the same");
    assert_eq!(put(&second, None).await.problem(409), "CONFLICT");
    let release = async |key: &str, force: &str| {
        app.send(app.request(Method::DELETE, &format!("{path}{force}")).bearer_auth(key)).await
    };
    assert_eq!(release(&second, "").await.problem(409), "CONFLICT");
    assert_eq!(release(&first, "").await.expect(200).get("assignedTo"), None);
    assert_eq!(release(&first, "").await.status, 200, "nobody's already");
    assert_eq!(put(&first, Some(json!({ "key": second_id }))).await.expect(200)["assignedTo"], json!(second_id));
    assert_eq!(put(&first, Some(json!({ "force": true }))).await.expect(200)["assignedTo"], json!(first_id));
    assert_eq!(put(&first, Some(json!({ "key": second_id }))).await.status, 200, "who has it gives it to another");
    assert_eq!(put(&first, Some(json!({ "key": first_id }))).await.problem(409), "CONFLICT");
    assert_eq!(release(&first, "?force=true").await.status, 200);
    for wrong in ["key_01h455vb4pex5vsknk084sn02q", "none"] {
        let reply = put(&first, Some(json!({ "key": wrong }))).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/key");
    }
    let assign = format!("mutation {{ a: assignComment(id: \"{}\") {{ assignedTo }} }}", id(&made));
    assert_eq!(app.gql_as(Some(&second), &assign, json!({})).await["data"]["a"]["assignedTo"], json!(second_id));
    assert_eq!(app.gql_code(Some(&first), &assign, json!({})).await, "CONFLICT");
    let mine = async |key: &str, whose: &str| {
        ids(&app.get_as(key, &format!("/v1/moderation/comments?assigned={whose}")).await.expect(200))
    };
    assert_eq!(mine(&second, "me").await, [id(&made)]);
    assert_eq!(mine(&first, "me").await, [""; 0]);
    assert_eq!(mine(&first, &second_id).await, [id(&made)]);
    let unassign = format!("mutation {{ a: unassignComment(id: \"{}\", force: true) {{ assignedTo }} }}", id(&made));
    assert_eq!(app.gql_as(Some(&first), &unassign, json!({})).await["data"]["a"]["assignedTo"], Value::Null);
    put(&second, None).await.expect(200);
    let told = app.get(&format!("/v1/changes?after={start}")).await.expect(200);
    assert_eq!(told["items"], json!([]), "readers are told nothing of it");
    let staff = app.get_as(&editor, &format!("/v1/changes?after={start}")).await.expect(200);
    assert!(staff["items"].as_array().unwrap().len() >= 7, "{staff}");
    let shown = app.get(&format!("/v1/comments/{}", id(&made))).await.expect(200);
    assert_eq!(shown.get("assignedTo"), None);
    let approved = judge(&app, &first, &made, "approve").await;
    assert_eq!(approved.get("assignedTo"), None, "a decision ends it");
    assert_eq!(mine(&first, "none").await, [id(&made)]);
}
