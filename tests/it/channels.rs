//! Channels: written and read by both doors, in their order, and left alone by imports once the newsroom has touched them.

use dateline::domain::channels::{ChannelsImported, NewChannel};
use dateline::domain::keys::{Actor, Scope};
use dateline::usecases::channels;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::support::TestApp;

const CHANNEL: &str = "id kind language label url position version";

fn telegram() -> Value {
    json!({ "kind": "TELEGRAM", "language": "ru", "label": "Телеграм", "url": "https://t.me/test", "position": 2 })
}

async fn labels(app: &TestApp, query: &str) -> Vec<String> {
    let list = app.get(&format!("/v1/channels{query}")).await.expect(200);
    list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

fn without_nulls(value: &Value) -> Value {
    let kept = value.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

#[tokio::test]
async fn channels_are_written_and_read_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let reply = app.post(&key, "/v1/channels", &telegram()).await;
    let made = reply.expect(201);
    let address = reply.header("location").to_owned();
    assert_eq!(address, format!("/v1/channels/{}", made["id"].as_str().unwrap()));
    let mut expected = telegram();
    expected["id"] = made["id"].clone();
    expected["version"] = json!(1);
    assert_eq!(made, expected);
    let line = json!({ "kind": "OTHER", "language": "ky", "label": "  Бизди  окуңуз " });
    let create = format!("mutation($input: NewChannelInput!) {{ made: createChannel(input: $input) {{ {CHANNEL} }} }}");
    let answer = app.gql_as(Some(&key), &create, json!({ "input": line })).await;
    let line = without_nulls(&answer["data"]["made"]);
    assert_eq!((&line["label"], &line["position"], line.get("url")), (&json!("Бизди окуңуз"), &json!(0), None));

    let list = app.get("/v1/channels").await;
    assert_eq!(list.header("surrogate-key"), "channels");
    assert_eq!(list.expect(200)["items"], json!([line, made]));
    assert_eq!(labels(&app, "?language=ru").await, ["Телеграм"]);
    assert_eq!(labels(&app, "?language=en").await, [""; 0]);
    let query = format!("{{ all: channels {{ {CHANNEL} }} ky: channels(language: \"ky\") {{ {CHANNEL} }} }}");
    let answer = app.gql(&query).await;
    let all: Vec<Value> = answer["all"].as_array().unwrap().iter().map(without_nulls).collect();
    assert_eq!(all, [line.clone(), made.clone()]);
    assert_eq!(without_nulls(&answer["ky"][0]), line);
    for channel in [&line, &made] {
        let id = channel["id"].as_str().unwrap();
        assert_eq!(app.get(&format!("/v1/channels/{id}")).await.expect(200), *channel);
        let query = format!(
            "{{ channel(id: \"{id}\") {{ {CHANNEL} }} node(id: \"{id}\") {{ ... on Channel {{ {CHANNEL} }} }} }}"
        );
        let answer = app.gql(&query).await;
        assert_eq!(
            (without_nulls(&answer["channel"]), without_nulls(&answer["node"])),
            (channel.clone(), channel.clone())
        );
    }
}

#[tokio::test]
async fn a_change_or_removal_names_its_version() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/channels", &telegram()).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/channels/{id}");
    let changed = app.patch(&key, &path, 1, &json!({ "url": null, "position": 7, "kind": "OTHER" })).await.expect(200);
    assert_eq!((&changed["version"], &changed["position"], changed.get("url")), (&json!(2), &json!(7), None));
    assert_eq!(app.patch(&key, &path, 2, &json!({ "position": 7 })).await.expect(200)["version"], 2);
    assert_eq!(app.patch(&key, &path, 1, &json!({ "position": 8 })).await.problem(412), "PRECONDITION_FAILED");
    assert_eq!(app.change(Method::DELETE, &key, &path, 1, None).await.problem(412), "PRECONDITION_FAILED");
    let without = app.request(Method::DELETE, &path).bearer_auth(&key);
    assert_eq!(app.send(without).await.problem(428), "PRECONDITION_REQUIRED");
    app.change(Method::DELETE, &key, &path, 2, None).await.expect(204);
    assert_eq!(app.get(&path).await.problem(404), "NOT_FOUND");
    assert_eq!(app.change(Method::DELETE, &key, &path, 2, None).await.problem(404), "NOT_FOUND");
    assert_eq!(labels(&app, "").await, [""; 0]);

    // By GraphQL the same; what was removed can be made again.
    let made = app.post(&key, "/v1/channels", &telegram()).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let change = "mutation($id: ID!, $patch: ChannelPatchInput!) { updateChannel(id: $id, version: 1, patch: $patch) { version label } }";
    let answer = app.gql_as(Some(&key), change, json!({ "id": id, "patch": { "label": "Мы в Телеграм" } })).await;
    assert_eq!(answer["data"]["updateChannel"], json!({ "version": 2, "label": "Мы в Телеграм" }), "{answer}");
    let delete = "mutation($id: ID!, $version: Int!) { deleteChannel(id: $id, version: $version) }";
    assert_eq!(app.gql_code(Some(&key), delete, json!({ "id": id, "version": 1 })).await, "PRECONDITION_FAILED");
    let answer = app.gql_as(Some(&key), delete, json!({ "id": id, "version": 2 })).await;
    assert_eq!(answer["data"]["deleteChannel"], id, "{answer}");
    let log = app.get("/v1/changes?types=channel").await.expect(200);
    let ops: Vec<&str> = log["items"].as_array().unwrap().iter().map(|change| change["op"].as_str().unwrap()).collect();
    assert_eq!(ops, ["CREATED", "UPDATED", "DELETED", "CREATED", "UPDATED", "DELETED"]);
}

#[tokio::test]
async fn wrong_channels_are_refused_by_field() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/channels", &telegram()).await.expect(201);
    let path = format!("/v1/channels/{}", made["id"].as_str().unwrap());
    let with = |field: &str, value: Value| {
        let mut channel = telegram();
        channel[field] = value;
        channel
    };
    for (field, value) in [
        ("kind", json!("PIGEON")),
        ("kind", Value::Null),
        ("language", json!("")),
        ("label", json!(" ")),
        ("label", json!("ж".repeat(201))),
        ("url", json!("t.me/test")),
        ("url", json!("javascript:alert(1)")),
        ("url", json!("https://")),
        ("url", json!("https://user:secret@t.me/")),
        ("url", json!("https://t.me/a b")),
        ("url", json!(format!("https://t.me/{}", "a".repeat(2_000)))),
        ("position", json!(-1)),
        ("position", json!(10_000)),
        ("colour", json!("blue")),
    ] {
        let patch = json!({ field: value.clone() });
        for reply in
            [app.post(&key, "/v1/channels", &with(field, value.clone())).await, app.patch(&key, &path, 1, &patch).await]
        {
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field} {value}");
            let at = reply.json()["errors"][0]["pointer"].as_str().unwrap().to_owned();
            assert_eq!(at, format!("/{field}"), "{value}");
        }
    }
    assert_eq!(app.post(&key, "/v1/channels", &telegram()).await.problem(409), "CONFLICT", "there is one like it");
    app.post(&key, "/v1/channels", &with("language", json!("ky"))).await.expect(201);
    let other = app.post(&key, "/v1/channels", &with("url", json!("https://t.me/other"))).await.expect(201);
    let path = format!("/v1/channels/{}", other["id"].as_str().unwrap());
    let reply = app.patch(&key, &path, 1, &json!({ "url": "https://t.me/test" })).await;
    assert_eq!(reply.problem(409), "CONFLICT");
    assert_eq!(labels(&app, "").await.len(), 3);
    assert_eq!(app.get("/v1/channels?lang=ru").await.problem(400), "BAD_USER_INPUT");
    assert_eq!(app.get("/v1/channels/telegram").await.problem(400), "BAD_USER_INPUT");

    let reader = app.key(&[Scope::RatesWrite]).await;
    assert_eq!(app.post(&reader, "/v1/channels", &telegram()).await.problem(403), "FORBIDDEN");
    let nobody = app.request(Method::POST, "/v1/channels").json(&telegram());
    assert_eq!(app.send(nobody).await.problem(401), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_site_has_two_hundred_channels_at_most() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let many = |count: usize| -> Vec<NewChannel> {
        (0..count)
            .map(|i| {
                serde_json::from_value(json!({ "kind": "RSS", "language": "en", "label": format!("Feed {i}") }))
                    .unwrap()
            })
            .collect()
    };
    let done = channels::import(&app.app, &Actor::System, many(202)).await.unwrap();
    assert_eq!((done.created, done.left_out), (200, vec!["Feed 200".to_owned(), "Feed 201".to_owned()]));
    let labels = labels(&app, "").await;
    assert_eq!((labels.len(), labels[0].as_str(), labels[199].as_str()), (200, "Feed 0", "Feed 199"));
    let one_more = app.post(&key, "/v1/channels", &telegram()).await;
    assert_eq!(one_more.problem(409), "CONFLICT");
    let again = channels::import(&app.app, &Actor::System, many(200)).await.unwrap();
    assert_eq!(again, ChannelsImported::default(), "they are known");
}

#[tokio::test]
async fn an_import_leaves_what_the_newsroom_changed_or_removed() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let found = || -> Vec<NewChannel> {
        let link = |label: &str, url: &str| json!({ "kind": "TELEGRAM", "language": "ru", "label": label, "url": url });
        let links = [link("Один", "https://t.me/1"), link("Два", "https://t.me/2"), link("Два!", "https://t.me/2")];
        links.into_iter().map(|link| serde_json::from_value(link).unwrap()).collect()
    };
    let mut by_hand = telegram();
    by_hand["url"] = json!("https://t.me/hand");
    let by_hand = app.post(&key, "/v1/channels", &by_hand).await.expect(201);
    let import = async |found| channels::import(&app.app, &Actor::System, found).await.unwrap().created;
    assert_eq!(import(found()).await, 2, "an address that is there twice is one channel");
    assert_eq!(labels(&app, "").await, ["Телеграм", "Один", "Два"], "behind those that are there");
    assert_eq!(import(found()).await, 0);

    let items = app.get("/v1/channels").await.json();
    let path = |place: usize| format!("/v1/channels/{}", items["items"][place]["id"].as_str().unwrap());
    app.patch(&key, &path(1), 1, &json!({ "url": "https://t.me/moved" })).await.expect(200);
    app.change(Method::DELETE, &key, &path(2), 1, None).await.expect(204);
    app.change(Method::DELETE, &key, &path(0), 1, None).await.expect(204);
    assert_eq!(import(found()).await, 0, "neither the one that moved nor the one that went comes back");
    let same: NewChannel = serde_json::from_value(json!({
        "kind": by_hand["kind"], "language": by_hand["language"], "label": by_hand["label"], "url": by_hand["url"],
    }))
    .unwrap();
    assert_eq!(import(vec![same]).await, 0, "nor one that was made by hand and removed");
    assert_eq!(labels(&app, "").await, ["Один"]);
    let log = app.get("/v1/changes?types=channel").await.json();
    let reasons: Vec<_> = log["items"].as_array().unwrap().iter().map(|change| change.get("reason")).collect();
    let imported = json!("import");
    assert_eq!(reasons, [None, Some(&imported), Some(&imported), None, None, None]);

    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let (app, found) = (
                app.app.clone(),
                vec![serde_json::from_value(json!({ "kind": "X", "language": "en", "label": "X" })).unwrap()],
            );
            tokio::spawn(async move { channels::import(&app, &Actor::System, found).await.unwrap().created })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += task.await.unwrap();
    }
    assert_eq!(made, 1, "imports at the same moment");
}
