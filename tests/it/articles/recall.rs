//! Taking articles back: withheld, restored, cancelled; what readers, the newsroom and the log are told.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples::{article, published};

async fn shown(app: &TestApp, key: &str, headline: &str) -> (String, String) {
    let made = app.post(key, "/v1/articles", &published(app, headline, 60)).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    (format!("/v1/articles/{id}"), id)
}

async fn act(app: &TestApp, key: &str, path: &str, action: &str, version: i64, body: Option<Value>) -> Value {
    app.change(Method::POST, key, &format!("{path}/{action}"), version, body.as_ref()).await.expect(200)
}

/// What the public log tells of an article, the oldest first.
async fn told(app: &TestApp, id: &str) -> Vec<Value> {
    let log = app.get("/v1/changes?types=article&limit=100").await.expect(200);
    log["items"].as_array().unwrap().iter().filter(|item| item["id"] == id).cloned().collect()
}

#[tokio::test]
async fn a_withheld_article_answers_gone_with_its_reason_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (path, id) = shown(&app, &key, "Сомнительная новость").await;
    let (_, better) = shown(&app, &key, "Верная новость").await;
    let how = json!({ "reason": "Проверяем цифры.", "replacedBy": better });
    let withheld = act(&app, &key, &path, "withhold", 1, Some(how)).await;
    assert_eq!(withheld["state"], "WITHHELD");
    assert_eq!(withheld["pubStatus"], "WITHHELD");
    assert_eq!(withheld["version"], 2);
    let recall = json!({ "status": "WITHHELD", "at": app.at(0), "reason": "Проверяем цифры.", "replacedBy": better });
    assert_eq!(withheld["recall"], recall);

    for name in [id.as_str(), "somnitelnaya-novost", "somnitelnaya-novost?language=ru"] {
        let reply = app.get(&format!("/v1/articles/{name}")).await;
        assert_eq!(reply.problem(410), "GONE");
        assert_eq!(reply.header("cache-control"), "no-cache");
        assert_eq!(reply.json()["recall"], recall);
    }
    let answer = app.gql_as(None, "{ article(id: \"somnitelnaya-novost\") { id } }", json!({})).await;
    assert_eq!(answer["data"]["article"], Value::Null);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "GONE");
    assert_eq!(answer["errors"][0]["extensions"]["recall"], recall);
    for hidden in ["", "/revisions", "/revisions/1", "/comments"] {
        let status = app.get(&format!("{path}{hidden}")).await.status;
        assert!([404, 410].contains(&status), "{hidden}: {status}");
    }
    let list = app.get("/v1/articles").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let query = format!("{{ node(id: \"{id}\") {{ id }} articles(first: 9) {{ nodes {{ id }} }} }}");
    let answer = app.gql_as(None, &query, json!({})).await;
    assert_eq!(answer["data"], json!({ "node": null, "articles": { "nodes": [{ "id": better }] } }));
    let error = &answer["errors"][0];
    assert_eq!((&error["path"], &error["extensions"]["recall"]), (&json!(["node"]), &recall));

    let newsroom = app.get_as(&key, "/v1/articles?state=WITHHELD").await.expect(200);
    assert_eq!(newsroom["items"][0]["id"], id.as_str());
    assert_eq!(app.get_as(&key, &path).await.expect(200)["recall"], recall);
    let last = told(&app, &id).await.pop().unwrap();
    assert_eq!((&last["op"], &last["reason"], &last["recall"]), (&json!("DELETED"), &json!("withheld"), &recall));
    let log = app.gql("{ changes { items { id op reason recall { status at reason replacedBy } } } }").await;
    let last = log["changes"]["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last, json!({ "id": id, "op": "DELETED", "reason": "withheld", "recall": recall }));
}

#[tokio::test]
async fn what_is_restored_is_seen_from_then_on_and_stands_first() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (path, id) = shown(&app, &key, "Первая").await;
    app.pass(10);
    let (_, newer) = shown(&app, &key, "Вторая").await;
    act(&app, &key, &path, "withhold", 1, None).await;
    app.pass(100);
    let restored = act(&app, &key, &path, "restore", 2, None).await;
    assert_eq!((&restored["state"], &restored["version"]), (&json!("PUBLISHED"), &json!(3)));
    assert_eq!(restored["published"], app.at(-170));
    assert!(restored.get("recall").is_none());
    let list = app.get("/v1/articles?fields=id").await.expect(200);
    assert_eq!(list["items"], json!([{ "id": id }, { "id": newer }]));
    let last = told(&app, &id).await.pop().unwrap();
    assert_eq!((&last["op"], &last["reason"]), (&json!("PUBLISHED"), &json!("restored")));
    let again = app.change(Method::POST, &key, &format!("{path}/restore"), 3, None).await;
    assert_eq!(again.problem(409), "CONFLICT");
}

#[tokio::test]
async fn a_cancelled_article_never_comes_back() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (path, id) = shown(&app, &key, "Ошибка").await;
    act(&app, &key, &path, "withhold", 1, Some(json!({ "reason": "Сомнения." }))).await;
    let query = "mutation($id: ID!) { cancelArticle(id: $id, version: 2, input: { reason: \"Выдумка.\" }) \
                 { state pubStatus recall { status reason } } }";
    let answer = app.gql_as(Some(&key), query, json!({ "id": id })).await;
    let recall = json!({ "status": "CANCELED", "reason": "Выдумка." });
    let cancelled = json!({ "state": "CANCELED", "pubStatus": "CANCELED", "recall": recall });
    assert_eq!(answer["data"]["cancelArticle"], cancelled);
    let gone = app.get(&path).await;
    assert_eq!(gone.problem(410), "GONE");
    assert_eq!(gone.json()["recall"]["status"], "CANCELED");
    // Who was told that it is withheld hears that it is over.
    let reasons: Vec<Value> = told(&app, &id).await.into_iter().map(|item| item["reason"].clone()).collect();
    assert_eq!(reasons, [Value::Null, json!("withheld"), json!("canceled")]);
    for action in ["restore", "cancel", "withhold", "publish"] {
        let reply = app.change(Method::POST, &key, &format!("{path}/{action}"), 3, None).await;
        assert_eq!(reply.problem(409), "CONFLICT", "{action}");
    }
    assert_eq!(app.patch(&key, &path, 3, &json!({ "headline": "Иначе" })).await.problem(409), "CONFLICT");
    app.pass(1_000_000);
    assert_eq!(app.get(&path).await.problem(410), "GONE");
}

#[tokio::test]
async fn only_what_readers_saw_is_told_to_them_as_gone() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let draft = app.post(&key, "/v1/articles", &article("Черновик")).await.expect(201);
    let path = format!("/v1/articles/{}", draft["id"].as_str().unwrap());
    let refused = app.change(Method::POST, &key, &format!("{path}/withhold"), 1, None).await;
    assert_eq!(refused.problem(409), "CONFLICT");
    let at = json!({ "at": app.at(60) });
    act(&app, &key, &path, "publish", 1, Some(at)).await;
    act(&app, &key, &path, "withhold", 2, None).await;
    app.pass(120);
    dateline::usecases::articles::announce(&app.app, "test").await.unwrap();
    assert_eq!(app.get(&path).await.problem(404), "NOT_FOUND");
    assert!(told(&app, draft["id"].as_str().unwrap()).await.is_empty());
    act(&app, &key, &path, "restore", 3, None).await;
    assert_eq!(app.get(&path).await.expect(200)["state"], "PUBLISHED");
    // A scheduled article that readers saw by the clock before the log was told of it counts as seen.
    let new = json!({ "language": "ru", "headline": "По часам", "body": { "text": "Текст." }, "published": app.at(5) });
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    app.pass(6);
    act(&app, &key, &path, "cancel", 1, None).await;
    assert_eq!(app.get(&path).await.problem(410), "GONE");
}

#[tokio::test]
async fn a_recall_names_what_is_wrong_with_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let writer = app.key(&[dateline::domain::keys::Scope::ArticlesWrite]).await;
    let (path, id) = shown(&app, &key, "Новость").await;
    let withhold = format!("{path}/withhold");
    assert_eq!(app.change(Method::POST, &writer, &withhold, 1, None).await.problem(403), "FORBIDDEN");
    assert_eq!(app.change(Method::POST, &key, &withhold, 9, None).await.problem(412), "PRECONDITION_FAILED");
    let unversioned = app.post(&key, &withhold, &json!({})).await;
    assert_eq!(unversioned.problem(428), "PRECONDITION_REQUIRED");
    let nobody = "article_01h455vb4pex5vsknk084sn02q";
    for (body, pointer) in [
        (json!({ "replacedBy": id }), "/replacedBy"),
        (json!({ "replacedBy": nobody }), "/replacedBy"),
        (json!({ "replacedBy": "новость" }), "/replacedBy"),
        (json!({ "reason": "а".repeat(1001) }), "/reason"),
        (json!({ "reason": "  " }), "/reason"),
    ] {
        let reply = app.change(Method::POST, &key, &withhold, 1, Some(&body)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{body}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer);
    }
    assert_eq!(app.get(&path).await.expect(200)["version"], 1);
}
