//! Sections, tags and authors end only when nothing uses them, on both doors.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{id, text};
use crate::support::TestApp;
use crate::support::samples::article;

/// The noun, and how an article names it.
const NOUNS: [(&str, &str, bool); 3] =
    [("section", "section", false), ("tag", "tags", true), ("author", "authors", true)];

fn new(noun: &str, slug: &str) -> Value {
    match noun {
        "author" => json!({ "slug": slug, "name": "Айгүл" }),
        _ => json!({ "slug": slug, "names": [text("ru", "Имя")] }),
    }
}

#[tokio::test]
async fn what_nothing_uses_can_be_deleted_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (noun, field, many) in NOUNS {
        let list = format!("/v1/{noun}s");
        let made = app.post(&key, &list, &new(noun, "used")).await.expect(201);
        let path = format!("{list}/{}", id(&made));
        let mut draft = article("Черновик");
        draft[field] = if many { json!(["used"]) } else { json!("used") };
        let draft = app.post(&key, "/v1/articles", &draft).await.expect(201);
        let title = format!("{}{}", noun[..1].to_uppercase(), &noun[1..]);
        let mutation =
            format!("mutation($id: ID!, $version: Int!) {{ gone: delete{title}(id: $id, version: $version) }}");
        let code = async |id: &str, version: i64| {
            app.gql_code(Some(&key), &mutation, json!({ "id": id, "version": version })).await
        };

        let reply = app.change(Method::DELETE, &key, &path, 1, None).await;
        assert_eq!(reply.problem(409), "CONFLICT");
        assert!(reply.json()["detail"].as_str().unwrap().contains(": 1"), "{}", reply.text);
        assert_eq!(code(id(&made), 1).await, "CONFLICT");
        assert_eq!(app.get_as(&key, &path).await.expect(200), made);

        let freed = json!({ field: if many { json!([]) } else { json!(null) } });
        app.patch(&key, &format!("/v1/articles/{}", id(&draft)), 1, &freed).await.expect(200);
        assert_eq!(app.change(Method::DELETE, &key, &path, 2, None).await.problem(412), "PRECONDITION_FAILED");
        assert_eq!(code(id(&made), 2).await, "PRECONDITION_FAILED");
        let unknown = format!("{noun}_01h455vb4pex5vsknk084sn02q");
        let reply = app.change(Method::DELETE, &key, &format!("{list}/{unknown}"), 1, None).await;
        assert_eq!(reply.problem(404), "NOT_FOUND");
        assert_eq!(code(&unknown, 1).await, "NOT_FOUND");
        assert_eq!(
            app.change(Method::DELETE, &key, &format!("{list}/used"), 1, None).await.problem(400),
            "BAD_USER_INPUT"
        );
        let without = app.request(Method::DELETE, &path).bearer_auth(&key);
        assert_eq!(app.send(without).await.problem(428), "PRECONDITION_REQUIRED");
        let reader = app.key(&[Scope::ArticlesPublish]).await;
        assert_eq!(app.change(Method::DELETE, &reader, &path, 1, None).await.problem(403), "FORBIDDEN");

        app.change(Method::DELETE, &key, &path, 1, None).await.expect(204);
        for name in ["used", id(&made)] {
            assert_eq!(app.get(&format!("{list}/{name}")).await.problem(404), "NOT_FOUND");
        }
        assert_eq!(app.change(Method::DELETE, &key, &path, 1, None).await.problem(404), "NOT_FOUND");
        // Its slug is free again.
        let made = app.post(&key, &list, &new(noun, "used")).await.expect(201);
        let answer = app.gql_as(Some(&key), &mutation, json!({ "id": made["id"], "version": 1 })).await;
        assert_eq!(answer, json!({ "data": { "gone": made["id"] }, "extensions": answer["extensions"] }));
        let log = app.get(&format!("/v1/changes?types={noun}")).await.expect(200);
        let ops: Vec<&Value> = log["items"].as_array().unwrap().iter().map(|row| &row["op"]).collect();
        assert_eq!(ops, ["CREATED", "DELETED", "CREATED", "DELETED"]);
    }
}
