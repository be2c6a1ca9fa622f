//! Curated lists: written and read by both doors; what readers see in them, in which order, and until when.

mod items;
mod reading;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::support::samples::{self, published};
use crate::support::{Reply, TestApp};

const LIST: &str =
    "id slug name names { language value } language description version fill { sectionId tagId language limit }";

fn front() -> Value {
    json!({ "slug": "front", "names": samples::names("Башкы", "Главная", "Front"), "description": "Что видно первым" })
}

/// A value of GraphQL without what REST leaves out.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// The headlines of a list as readers see it, after a look that both doors show the same.
async fn seen(app: &TestApp, slug: &str) -> Vec<String> {
    let rest = app.get(&format!("/v1/lists/{slug}?limit=100")).await.expect(200);
    let words = |items: &Value| -> Vec<String> {
        items.as_array().unwrap().iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect()
    };
    let query = "query($slug: ID!) { list(slug: $slug) { articles(first: 100) { nodes { headline } } } }";
    let answer = app.gql_as(None, query, json!({ "slug": slug })).await;
    assert_eq!(words(&answer["data"]["list"]["articles"]["nodes"]), words(&rest["items"]), "{answer}");
    words(&rest["items"])
}

/// An article that readers have seen for so many seconds; its id.
async fn article(app: &TestApp, key: &str, headline: &str, seconds: i64) -> String {
    id(&app.post(key, "/v1/articles", &published(app, headline, seconds)).await)
}

fn id(reply: &Reply) -> String {
    reply.expect(201)["id"].as_str().unwrap().to_owned()
}

async fn put(app: &TestApp, key: &str, list: &str, version: i64, items: Value) -> Reply {
    let body = json!({ "items": items });
    app.change(Method::PUT, key, &format!("/v1/lists/{list}/items"), version, Some(&body)).await
}

#[tokio::test]
async fn lists_are_made_read_changed_and_deleted_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let reply = app.post(&key, "/v1/lists", &front()).await;
    let made = reply.expect(201);
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("list_"), "{id}");
    assert_eq!(reply.header("location"), format!("/v1/lists/{id}"));
    assert_eq!((&made["version"], &made["name"], made.get("fill")), (&json!(1), &json!("Башкы"), None));

    let create = format!("mutation($input: NewArticleListInput!) {{ made: createList(input: $input) {{ {LIST} }} }}");
    let input = json!({ "names": [{ "language": "ru", "value": "Выбор редакции" }], "language": "ru",
        "fill": { "section": "society", "tag": "osh", "limit": 10 } });
    let answer = app.gql_as(Some(&key), &create, json!({ "input": input })).await;
    let picks = without_nulls(&answer["data"]["made"]);
    assert_eq!(picks["slug"], "vybor-redaktsii", "{answer}");
    let section = app.get("/v1/sections/society").await.json()["id"].clone();
    let tag = app.get("/v1/tags/osh").await.json()["id"].clone();
    assert_eq!(picks["fill"], json!({ "sectionId": section, "tagId": tag, "limit": 10 }));

    assert_eq!(app.get("/v1/lists").await.expect(200)["items"], json!([made, picks]));
    let languages = app.get("/v1/lists?language=en&lang=en").await.expect(200);
    assert_eq!(languages["items"].as_array().unwrap().len(), 1, "that of the Russian readers is left out");
    assert_eq!(languages["items"][0]["name"], "Front");
    let all = app.gql(&format!("{{ lists {{ {LIST} }} ru: lists(language: \"ru\") {{ slug }} }}")).await;
    assert_eq!(without_nulls(&all["lists"]), json!([made, picks]));
    assert_eq!(all["ru"].as_array().unwrap().len(), 2);
    for list in [&made, &picks] {
        for name in [list["id"].as_str().unwrap(), list["slug"].as_str().unwrap()] {
            assert_eq!(app.get(&format!("/v1/lists/{name}")).await.expect(200)["list"], *list);
            let id = list["id"].as_str().unwrap();
            let query = format!(
                "{{ list(slug: \"{name}\") {{ {LIST} }} node(id: \"{id}\") {{ ... on ArticleList {{ {LIST} }} }} }}"
            );
            let answer = app.gql(&query).await;
            assert_eq!((without_nulls(&answer["list"]), without_nulls(&answer["node"])), (list.clone(), list.clone()));
        }
    }
    let named = app.gql("{ list(slug: \"front\") { name(lang: \"en\") } }").await;
    assert_eq!(named["list"]["name"], "Front");

    let path = format!("/v1/lists/{id}");
    let patch = json!({ "slug": "home", "description": null, "language": "ky", "fill": { "limit": 3 } });
    let changed = app.patch(&key, &path, 1, &patch).await.expect(200);
    assert_eq!((&changed["version"], &changed["slug"], changed.get("description")), (&json!(2), &json!("home"), None));
    assert_eq!(changed["fill"], json!({ "limit": 3 }));
    assert_eq!(app.patch(&key, &path, 2, &patch).await.expect(200)["version"], 2, "a change that changes nothing");
    assert_eq!(app.patch(&key, &path, 1, &patch).await.problem(412), "PRECONDITION_FAILED");
    let update = "mutation($id: ID!, $patch: ArticleListPatchInput!) { updateList(id: $id, version: 2, patch: $patch) { version fill { limit } } }";
    let answer = app.gql_as(Some(&key), update, json!({ "id": id, "patch": { "fill": null } })).await;
    assert_eq!(answer["data"]["updateList"], json!({ "version": 3, "fill": null }), "{answer}");
    assert_eq!(app.get("/v1/lists/front").await.problem(404), "NOT_FOUND");

    let other = picks["id"].as_str().unwrap();
    let delete = "mutation($id: ID!) { deleteList(id: $id, version: 1) }";
    let answer = app.gql_as(Some(&key), delete, json!({ "id": other })).await;
    assert_eq!(answer["data"]["deleteList"], other, "{answer}");
    assert_eq!(app.change(Method::DELETE, &key, &path, 1, None).await.problem(412), "PRECONDITION_FAILED");
    app.change(Method::DELETE, &key, &path, 3, None).await.expect(204);
    assert_eq!(app.get("/v1/lists").await.expect(200)["items"], json!([]));
    let log = app.get("/v1/changes?types=list&limit=100").await.expect(200);
    let told: Vec<(&str, &str)> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["op"].as_str().unwrap(), change["id"].as_str().unwrap()))
        .collect();
    let expected =
        [("CREATED", id), ("CREATED", other), ("UPDATED", id), ("UPDATED", id), ("DELETED", other), ("DELETED", id)];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn wrong_lists_are_refused_by_field_alike_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let made = app.post(&key, "/v1/lists", &front()).await.expect(201);
    let (id, path) = (made["id"].as_str().unwrap(), format!("/v1/lists/{}", made["id"].as_str().unwrap()));
    let create = "mutation($input: NewArticleListInput!) { createList(input: $input) { id } }";
    let update =
        "mutation($id: ID!, $patch: ArticleListPatchInput!) { updateList(id: $id, version: 1, patch: $patch) { id } }";
    let tag = "tag_01h455vb4pex5vsknk084sn02q";
    for (field, value, pointer) in [
        ("slug", json!("Not a slug"), "/slug"),
        ("names", json!([]), "/names"),
        ("description", json!("x".repeat(501)), "/description"),
        ("description", json!(" "), "/description"),
        ("fill", json!({ "limit": 0 }), "/fill/limit"),
        ("fill", json!({ "limit": 201 }), "/fill/limit"),
        ("fill", json!({ "limit": 5, "section": "nowhere" }), "/fill/section"),
        ("fill", json!({ "limit": 5, "section": tag }), "/fill/section"),
        ("fill", json!({ "limit": 5, "tag": tag }), "/fill/tag"),
    ] {
        let mut new = front();
        new["slug"] = json!("other");
        new[field] = value.clone();
        let patch = json!({ field: value });
        for reply in [app.post(&key, "/v1/lists", &new).await, app.patch(&key, &path, 1, &patch).await] {
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field} {value}");
            assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
        }
        assert_eq!(app.gql_code(Some(&key), create, json!({ "input": new })).await, "UNPROCESSABLE_CONTENT");
        assert_eq!(
            app.gql_code(Some(&key), update, json!({ "id": id, "patch": patch })).await,
            "UNPROCESSABLE_CONTENT"
        );
    }
    for (field, value) in [("fill", json!({ "limit": 5, "wrong": 1 })), ("wrong", json!(1)), ("language", json!("x"))] {
        let mut new = front();
        new[field] = value;
        assert_eq!(app.post(&key, "/v1/lists", &new).await.problem(422), "UNPROCESSABLE_CONTENT", "{field}");
    }
    let taken = app.post(&key, "/v1/lists", &front()).await;
    assert_eq!((taken.problem(409), &taken.json()["errors"][0]["pointer"]), ("CONFLICT".to_owned(), &json!("/slug")));
    assert_eq!(app.get("/v1/lists").await.json()["items"], json!([made]), "nothing of it had an effect");

    for (name, status, code) in [
        ("nothing", 404, "NOT_FOUND"),
        ("%00", 404, "NOT_FOUND"),
        ("list_01h455vb4pex5vsknk084sn02q", 404, "NOT_FOUND"),
        (tag, 400, "BAD_USER_INPUT"),
    ] {
        assert_eq!(app.get(&format!("/v1/lists/{name}")).await.problem(status), code, "{name}");
        let name = name.replace("%00", "\0");
        let query = "query($slug: ID!) { list(slug: $slug) { id } }";
        assert_eq!(app.gql_code(None, query, json!({ "slug": name })).await, code);
    }
    assert_eq!(app.patch(&key, "/v1/lists/front", 1, &json!({})).await.problem(400), "BAD_USER_INPUT", "by id");
    let bare = app.request(Method::PATCH, &path).bearer_auth(&key).json(&json!({}));
    assert_eq!(app.send(bare).await.problem(428), "PRECONDITION_REQUIRED");
    for wrong in ["limit=0", "limit=101", "after=x", "after=x&before=y", "include=x", "fields=x", "language=ru"] {
        assert_eq!(app.get(&format!("/v1/lists/front?{wrong}")).await.problem(400), "BAD_USER_INPUT", "{wrong}");
    }
}

#[tokio::test]
async fn who_publishes_arranges_lists_and_nobody_else() {
    use dateline::domain::keys::Scope;
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/lists", &front()).await.expect(201);
    let (id, path) = (made["id"].as_str().unwrap(), format!("/v1/lists/{}", made["id"].as_str().unwrap()));
    let writer = app.key(&[Scope::ArticlesWrite]).await;
    let item = json!({ "article": "article_01h455vb4pex5vsknk084sn02q" });
    for (method, path, body) in [
        (Method::POST, "/v1/lists".to_owned(), Some(front())),
        (Method::PATCH, path.clone(), Some(json!({ "slug": "mine" }))),
        (Method::DELETE, path.clone(), None),
        (Method::PUT, format!("{path}/items"), Some(json!({ "items": [] }))),
        (Method::POST, format!("{path}/items"), Some(item.clone())),
        (Method::PATCH, format!("{path}/items/article_01h455vb4pex5vsknk084sn02q"), Some(json!({ "pinned": true }))),
        (Method::DELETE, format!("{path}/items/article_01h455vb4pex5vsknk084sn02q"), None),
    ] {
        let reply = app.change(method.clone(), &writer, &path, 1, body.as_ref()).await;
        assert_eq!(reply.problem(403), "FORBIDDEN", "{method} {path}");
        let request = app.request(method.clone(), &path).header("if-match", "\"1\"");
        let request = body.iter().fold(request, reqwest::RequestBuilder::json);
        assert_eq!(app.send(request).await.problem(401), "UNAUTHENTICATED", "{method} {path}");
    }
    for (field, arguments) in [
        ("deleteList", "id: $id, version: 1"),
        ("setListItems", "id: $id, version: 1, items: []"),
        ("removeListItem", "id: $id, version: 1, article: \"article_01h455vb4pex5vsknk084sn02q\""),
    ] {
        let selection = if field == "deleteList" { "" } else { "{ id }" };
        let document = format!("mutation($id: ID!) {{ {field}({arguments}) {selection} }}");
        assert_eq!(app.gql_code(Some(&writer), &document, json!({ "id": id })).await, "FORBIDDEN", "{field}");
        assert_eq!(app.gql_code(None, &document, json!({ "id": id })).await, "UNAUTHENTICATED", "{field}");
    }
    // Who writes articles sees what stands in them; readers do not.
    app.get_as(&writer, "/v1/lists/front/items").await.expect(200);
    let reader = app.key(&[Scope::RatesWrite]).await;
    assert_eq!(app.get_as(&reader, "/v1/lists/front/items").await.problem(403), "FORBIDDEN");
    assert_eq!(app.get("/v1/lists/front/items").await.problem(401), "UNAUTHENTICATED");
    let answer = app.gql_as(None, "{ list(slug: \"front\") { slug items { note } } }", json!({})).await;
    assert_eq!(answer["data"]["list"], json!({ "slug": "front", "items": null }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_site_has_a_hundred_lists_at_most() {
    use dateline::domain::keys::Actor;
    use dateline::usecases::lists;
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for i in 0..100 {
        let new = json!({ "slug": format!("l{i:03}"), "names": [{ "language": "ru", "value": "Список" }] });
        lists::create(&app.app, &Actor::System, serde_json::from_value(new).unwrap(), None).await.unwrap();
    }
    let before = app.app.store.statements();
    assert_eq!(app.get("/v1/lists").await.expect(200)["items"].as_array().unwrap().len(), 100);
    assert_eq!(app.app.store.statements() - before, 1);
    assert_eq!(app.post(&key, "/v1/lists", &front()).await.problem(409), "CONFLICT");
}
