//! What the newsroom puts into lists: all at once, one by one, and what is refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::{article, front, id, put, seen, without_nulls};
use crate::support::samples;
use crate::support::{Reply, TestApp};

/// The headlines of what stands in a list, in the newsroom's order.
fn named(reply: &Reply) -> Vec<String> {
    let json = reply.expect(200);
    for (number, item) in json["items"].as_array().unwrap().iter().enumerate() {
        assert_eq!(item["position"], number);
    }
    json["items"].as_array().unwrap().iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn items_are_replaced_at_once_and_put_in_moved_and_taken_out_one_by_one() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let list = id(&app.post(&key, "/v1/lists", &front()).await);
    let mut ids = Vec::new();
    for (number, headline) in ["А", "Б", "В", "Г"].into_iter().enumerate() {
        ids.push(article(&app, &key, headline, 60 * (number as i64 + 1)).await);
    }
    let items = |order: &[usize]| -> Value { order.iter().map(|at| json!({ "article": ids[*at] })).collect() };
    let set = put(&app, &key, &list, 1, items(&[2, 0])).await;
    assert_eq!((named(&set), &set.json()["list"]["version"]), (vec!["В".to_owned(), "А".to_owned()], &json!(2)));
    let same = put(&app, &key, &list, 2, items(&[2, 0])).await.expect(200);
    assert_eq!(same["list"]["version"], 2, "what is the same makes no version");
    assert_eq!(put(&app, &key, &list, 1, items(&[1])).await.problem(412), "PRECONDITION_FAILED");

    let path = format!("/v1/lists/{list}/items");
    let insert = async |version, body: Value| app.change(Method::POST, &key, &path, version, Some(&body)).await;
    let reply = insert(2, json!({ "article": ids[1], "position": 1, "note": " в  центр " })).await;
    assert_eq!(named(&reply), ["В", "Б", "А"]);
    assert_eq!(reply.json()["items"][1]["note"], "в центр");
    assert_eq!(named(&insert(3, json!({ "article": ids[3] })).await), ["В", "Б", "А", "Г"], "behind the others");
    assert_eq!(insert(4, json!({ "article": ids[3] })).await.problem(409), "CONFLICT");
    let one = |at: usize| format!("{path}/{}", ids[at]);
    let moved = app.patch(&key, &one(3), 4, &json!({ "position": 0, "pinned": true })).await;
    assert_eq!(
        (named(&moved), &moved.json()["items"][0]["pinned"]),
        (["Г", "В", "Б", "А"].map(String::from).to_vec(), &json!(true))
    );
    assert_eq!(named(&app.patch(&key, &one(3), 5, &json!({ "position": 3 })).await), ["В", "Б", "А", "Г"]);
    assert_eq!(seen(&app, "front").await, ["Г", "В", "Б", "А"], "a pinned one stands first");
    let noted = app.patch(&key, &one(1), 6, &json!({ "note": null, "validFrom": app.at(10) })).await.expect(200);
    assert_eq!((&noted["items"][1]["validFrom"], noted["items"][1].get("note")), (&json!(app.at(10)), None));
    let without = app.change(Method::DELETE, &key, &one(0), 7, None).await;
    assert_eq!(
        (named(&without), &without.json()["list"]["version"]),
        (["В", "Б", "Г"].map(String::from).to_vec(), &json!(8))
    );
    assert_eq!(app.change(Method::DELETE, &key, &one(0), 8, None).await.problem(404), "NOT_FOUND");
    assert_eq!(app.patch(&key, &one(0), 8, &json!({ "pinned": true })).await.problem(404), "NOT_FOUND");

    // By GraphQL the same.
    let run = async |document: &str, variables: Value| {
        let answer = app.gql_as(Some(&key), document, variables).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let items = answer["data"]["list"]["items"].as_array().unwrap();
        items.iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let shown = "{ version items { headline } }";
    let set = format!(
        "mutation($id: ID!, $items: [ArticleListItemInput!]!) {{ list: setListItems(id: $id, version: 8, items: $items) {shown} }}"
    );
    assert_eq!(run(&set, json!({ "id": list, "items": items(&[0, 1]) })).await, ["А", "Б"]);
    let insert = format!(
        "mutation($id: ID!, $input: InsertListItemInput!) {{ list: insertListItem(id: $id, version: 9, input: $input) {shown} }}"
    );
    assert_eq!(
        run(&insert, json!({ "id": list, "input": { "article": ids[2], "position": 0 } })).await,
        ["В", "А", "Б"]
    );
    let change = format!(
        "mutation($id: ID!, $article: ID!, $patch: ListItemPatchInput!) {{ list: changeListItem(id: $id, version: 10, article: $article, patch: $patch) {shown} }}"
    );
    let to = json!({ "id": list, "article": ids[2], "patch": { "position": 2 } });
    assert_eq!(run(&change, to).await, ["А", "Б", "В"]);
    let remove = format!(
        "mutation($id: ID!, $article: ID!) {{ list: removeListItem(id: $id, version: 11, article: $article) {shown} }}"
    );
    assert_eq!(run(&remove, json!({ "id": list, "article": ids[0] })).await, ["Б", "В"]);
    assert_eq!(
        app.gql_code(Some(&key), &remove, json!({ "id": list, "article": ids[1] })).await,
        "PRECONDITION_FAILED"
    );
    let log = app.get("/v1/changes?types=list&limit=100").await.expect(200);
    assert_eq!(log["items"].as_array().unwrap().len(), 12, "one row a version");
}

#[tokio::test]
async fn the_newsroom_sees_all_that_stands_in_a_list_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let draft = id(&app.post(&key, "/v1/articles", &samples::article("Черновик")).await);
    let shown = article(&app, &key, "Видна", 60).await;
    let mut new = front();
    new["items"] = json!([
        { "article": draft, "note": "Ждёт правки" },
        { "article": shown, "validFrom": app.at(-10), "validUntil": app.at(10), "pinned": true },
    ]);
    app.post(&key, "/v1/lists", &new).await.expect(201);
    assert_eq!(seen(&app, "front").await, ["Видна"]);
    let rest = app.get_as(&key, "/v1/lists/front/items").await;
    assert_eq!(rest.header("cache-control"), "private, no-cache");
    let items = rest.expect(200)["items"].clone();
    assert_eq!((&items[0]["state"], &items[0]["note"]), (&json!("DRAFT"), &json!("Ждёт правки")));
    assert_eq!((&items[1]["state"], &items[1]["language"]), (&json!("PUBLISHED"), &json!("ru")));
    let query =
        "{ list(slug: \"front\") { items { articleId headline language state position pinned validFrom validUntil note
        article { headline } } } }";
    let answer = app.gql_as(Some(&key), query, json!({})).await;
    let mut told = without_nulls(&answer["data"]["list"]["items"]);
    for (item, headline) in told.as_array_mut().unwrap().iter_mut().zip(["Черновик", "Видна"]) {
        assert_eq!(item.as_object_mut().unwrap().remove("article").unwrap()["headline"], headline);
    }
    assert_eq!(told, items);

    // A draft that is deleted goes from the list too, and the list can be arranged on.
    app.change(Method::DELETE, &key, &format!("/v1/articles/{draft}"), 1, None).await.expect(204);
    let items = app.get_as(&key, "/v1/lists/front/items").await.expect(200);
    assert_eq!((items["items"].as_array().unwrap().len(), &items["items"][0]["position"]), (1, &json!(0)));
    let id = items["list"]["id"].as_str().unwrap();
    let anew = put(&app, &key, id, 1, json!([{ "article": draft }])).await;
    assert_eq!(anew.problem(422), "UNPROCESSABLE_CONTENT");
    assert_eq!(anew.json()["errors"][0]["pointer"], "/items/0/article");
}

#[tokio::test]
async fn wrong_items_are_refused_by_field_and_nothing_of_them_is_kept() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let one = article(&app, &key, "Одна", 60).await;
    let other = article(&app, &key, "Другая", 120).await;
    let mut new = front();
    new["items"] = json!([{ "article": one }]);
    let list = id(&app.post(&key, "/v1/lists", &new).await);
    let unknown = "article_01h455vb4pex5vsknk084sn02q";
    let many: Vec<Value> = (0..201).map(|_| json!({ "article": one })).collect();
    let table = [
        (json!([{ "article": other }, { "article": unknown }]), "/items/1/article"),
        (json!([{ "article": other }, { "article": other }]), "/items/1/article"),
        (json!([{ "article": "odna" }]), "/items/0/article"),
        (json!([{ "article": "tag_01h455vb4pex5vsknk084sn02q" }]), "/items/0/article"),
        (json!([{ "article": one, "validFrom": app.at(5), "validUntil": app.at(5) }]), "/items/0/validUntil"),
        (json!([{ "article": one, "note": "x".repeat(501) }]), "/items/0/note"),
        (json!([{ "article": one, "note": "" }]), "/items/0/note"),
        (json!(many), "/items"),
    ];
    let set = "mutation($id: ID!, $items: [ArticleListItemInput!]!) { setListItems(id: $id, version: 1, items: $items) { id } }";
    for (items, pointer) in table {
        let mut new = front();
        new["slug"] = json!("other");
        new["items"] = items.clone();
        for reply in [put(&app, &key, &list, 1, items.clone()).await, app.post(&key, "/v1/lists", &new).await] {
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{pointer}");
            assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
        }
        let code = app.gql_code(Some(&key), set, json!({ "id": list, "items": items })).await;
        assert_eq!(code, "UNPROCESSABLE_CONTENT");
    }
    let path = format!("/v1/lists/{list}/items");
    for (body, pointer) in [
        (json!({ "article": unknown }), "/article"),
        (json!({ "article": "odna" }), "/article"),
        (json!({ "article": other, "position": 2 }), "/position"),
        (json!({ "article": other, "position": -1 }), "/position"),
        (json!({ "article": other, "validFrom": app.at(9), "validUntil": app.at(8) }), "/validUntil"),
        (json!({ "article": other, "colour": 1 }), "/colour"),
        (json!({}), "/article"),
    ] {
        let reply = app.change(Method::POST, &key, &path, 1, Some(&body)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{body}");
        let at = reply.json()["errors"][0]["pointer"].as_str().unwrap().to_owned();
        assert!(at == pointer || at.is_empty() && pointer == "/article", "{body}: {at}");
    }
    let item = format!("{path}/{one}");
    for (body, pointer) in [
        (json!({ "position": 1 }), "/position"),
        (json!({ "position": null }), "/position"),
        (json!({ "pinned": null }), "/pinned"),
        (json!({ "validFrom": app.at(9), "validUntil": app.at(8) }), "/validUntil"),
    ] {
        let reply = app.patch(&key, &item, 1, &body).await;
        assert_eq!(
            (reply.problem(422), &reply.json()["errors"][0]["pointer"]),
            ("UNPROCESSABLE_CONTENT".to_owned(), &json!(pointer))
        );
    }
    assert_eq!(app.patch(&key, &format!("{path}/odna"), 1, &json!({})).await.problem(400), "BAD_USER_INPUT");
    let kept = app.get_as(&key, "/v1/lists/front/items").await.expect(200);
    assert_eq!((&kept["list"]["version"], kept["items"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(app.get("/v1/lists").await.json()["items"].as_array().unwrap().len(), 1);
}

/// Editors at the same moment: one of them is told to look again, and none of their items is lost unseen.
#[tokio::test]
async fn of_changes_at_the_same_moment_one_is_made() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let list = id(&app.post(&key, "/v1/lists", &front()).await);
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(article(&app, &key, &format!("Новость {number}"), 60 + number).await);
    }
    let path = format!("/v1/lists/{list}/items");
    let bodies: Vec<Value> = ids.iter().map(|id| json!({ "article": id })).collect();
    let sent = bodies.iter().map(|body| app.change(Method::POST, &key, &path, 1, Some(body)));
    let replies = futures_util::future::join_all(sent).await;
    let made = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!((made, replies.iter().filter(|reply| reply.status == 412).count()), (1, 5));
    assert_eq!(app.get_as(&key, &path).await.expect(200)["items"].as_array().unwrap().len(), 1);
}
