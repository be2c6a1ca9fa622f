//! Sections, tags and authors: made, read, changed and refused alike, by both doors.

use reqwest::Method;
use serde_json::{Value, json};

use super::{NOBODY, problem};
use crate::support::{TestApp, samples};

/// What differs between them.
struct Noun {
    one: &'static str,
    many: &'static str,
    /// The name in GraphQL's types and mutations.
    title: &'static str,
    body: fn(&str) -> Value,
    /// A change, and a change that is refused with the pointer of its fault.
    patch: fn() -> Value,
    refused: fn() -> (Value, &'static str),
}

fn named(slug: &str) -> Value {
    json!({ "slug": slug, "names": samples::names("Ат", "Имя", "Name") })
}

fn twice() -> (Value, &'static str) {
    let name = json!({ "language": "ru", "value": "Имя" });
    (json!({ "names": [name, name] }), "/names/1/language")
}

const NOUNS: [Noun; 3] = [
    Noun {
        one: "section",
        many: "sections",
        title: "Section",
        body: named,
        patch: || json!({ "position": 7 }),
        refused: || (json!({ "position": 10_000 }), "/position"),
    },
    Noun { one: "tag", many: "tags", title: "Tag", body: named, patch: || json!({ "kind": "PLACE" }), refused: twice },
    Noun {
        one: "author",
        many: "authors",
        title: "Author",
        body: |slug| json!({ "slug": slug, "name": "Айгүл Сыдыкова", "email": "aigul@example.com" }),
        patch: || json!({ "email": null }),
        refused: || (json!({ "email": "nobody" }), "/email"),
    },
];

impl Noun {
    fn path(&self, name: &str) -> String {
        format!("/v1/{}/{name}", self.many)
    }

    fn create(&self) -> String {
        format!("mutation($input: New{0}Input!) {{ create{0}(input: $input) {{ id version }} }}", self.title)
    }

    fn update(&self) -> String {
        format!(
            "mutation($id: ID!, $version: Int!, $patch: {0}PatchInput!) {{
                update{0}(id: $id, version: $version, patch: $patch) {{ id version }} }}",
            self.title
        )
    }

    fn read(&self) -> String {
        format!("query($id: ID!) {{ {}(id: $id) {{ id slug version }} }}", self.one)
    }
}

#[tokio::test]
async fn each_is_made_read_and_changed_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for noun in NOUNS {
        let reply = app.post(&key, &noun.path("")[..noun.path("").len() - 1], &(noun.body)("first")).await;
        let made = reply.expect(201);
        let id = made["id"].as_str().unwrap();
        assert!(id.starts_with(&format!("{}_", noun.one)), "{id}");
        assert_eq!(reply.header("location"), noun.path(id));
        assert_eq!(app.get_as(&key, reply.header("location")).await.expect(200), made);
        assert_eq!(app.get_as(&key, &noun.path("first")).await.expect(200), made);
        for name in [id, "first"] {
            let answer = app.gql_as(None, &noun.read(), json!({ "id": name })).await;
            assert_eq!(answer["data"][noun.one], json!({ "id": id, "slug": "first", "version": 1 }), "{name}");
        }

        let changed = app.patch(&key, &noun.path(id), 1, &(noun.patch)()).await.expect(200);
        assert_eq!(changed["version"], 2);
        for (field, value) in (noun.patch)().as_object().unwrap() {
            assert_eq!(changed.get(field).unwrap_or(&Value::Null), value);
        }
        let same = app.patch(&key, &noun.path(id), 2, &(noun.patch)()).await.expect(200);
        assert_eq!(same, changed, "a change that changes nothing makes no version");
        let variables = json!({ "id": id, "version": 2, "patch": { "slug": "renamed" } });
        let answer = app.gql_as(Some(&key), &noun.update(), variables).await;
        assert_eq!(answer["data"][format!("update{}", noun.title)], json!({ "id": id, "version": 3 }), "{answer}");
        assert_eq!(app.get(&noun.path("first")).await.expect(200)["slug"], "renamed", "the old address");
        assert_eq!(app.get(&noun.path("renamed")).await.expect(200)["id"], id);

        let answer = app.gql_as(Some(&key), &noun.create(), json!({ "input": (noun.body)("second") })).await;
        let second = answer["data"][format!("create{}", noun.title)]["id"].as_str().unwrap().to_owned();
        assert_eq!(app.get(&noun.path("second")).await.expect(200)["id"], second.as_str());
    }
}

#[tokio::test]
async fn each_refuses_the_same_faults_with_the_same_codes_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for noun in NOUNS {
        let list = format!("/v1/{}", noun.many);
        let made = app.post(&key, &list, &(noun.body)("first")).await.expect(201);
        app.post(&key, &list, &(noun.body)("taken")).await.expect(201);
        let id = made["id"].as_str().unwrap();
        let unknown = format!("{}_{NOBODY}", noun.one);
        let foreign = format!("article_{NOBODY}");

        for (name, status) in [
            ("nothing", 404),
            ("\0", 404),
            ("Ж", 404),
            (unknown.as_str(), 404),
            (foreign.as_str(), 400),
            (&id[..id.len() - 1], 400),
            (&id.to_uppercase(), 400),
        ] {
            let path = noun.path(&name.replace('\0', "%00"));
            let code = problem(&app, &app.get(&path).await, status).await;
            assert_eq!(app.gql_code(None, &noun.read(), json!({ "id": name })).await, code, "{path}");
        }

        let (wrong, pointer) = (noun.refused)();
        let mut bad = (noun.body)("third");
        bad.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        for (body, status, at) in [
            ((noun.body)("first"), 409, "/slug"),
            ((noun.body)("Not a slug"), 422, "/slug"),
            ((noun.body)("a\0b"), 422, "/slug"),
            (bad, 422, pointer),
        ] {
            let reply = app.post(&key, &list, &body).await;
            let code = problem(&app, &reply, status).await;
            assert_eq!(reply.json()["errors"][0]["pointer"], at, "{}", reply.text);
            assert_eq!(app.gql_code(Some(&key), &noun.create(), json!({ "input": body })).await, code);
        }

        for (id, version, patch, status) in [
            (id, 2, (noun.patch)(), 412),
            (id, 1, json!({ "slug": "taken" }), 409),
            (id, 1, wrong, 422),
            (unknown.as_str(), 1, (noun.patch)(), 404),
            (foreign.as_str(), 1, (noun.patch)(), 400),
            ("first", 1, (noun.patch)(), 400),
        ] {
            let code = problem(&app, &app.patch(&key, &noun.path(id), version, &patch).await, status).await;
            let variables = json!({ "id": id, "version": version, "patch": patch });
            assert_eq!(app.gql_code(Some(&key), &noun.update(), variables).await, code, "{patch}");
        }
        let no_version = app.request(Method::PATCH, &noun.path(id)).bearer_auth(&key).json(&(noun.patch)());
        assert_eq!(problem(&app, &app.send(no_version).await, 428).await, "PRECONDITION_REQUIRED");
        let unknown_field = app.patch(&key, &noun.path(id), 1, &json!({ "wrong": 1 })).await;
        assert_eq!(problem(&app, &unknown_field, 422).await, "UNPROCESSABLE_CONTENT");
        assert_eq!(unknown_field.json()["errors"][0]["pointer"], "/wrong");
        assert_eq!(app.get_as(&key, &noun.path(id)).await.expect(200), made, "nothing of it had an effect");
    }
}
