//! The examples of the contract: one of each field and parameter, each true to its schema, and those of what is written
//! are taken by the server as they stand.

use std::collections::BTreeSet;

use dateline::rest;
use serde_json::{Map, Value, json};

use crate::support::TestApp;
use crate::support::samples::nouns;

const TAGS: [&str; 9] = ["articles", "lists", "sections", "tags", "authors", "channels", "media", "site", "changes"];

fn schemas() -> &'static Map<String, Value> {
    rest::openapi::value()["components"]["schemas"].as_object().unwrap()
}

/// The schemas to which a part of the document refers.
fn names_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str) {
                let pointer = name.trim_start_matches('#');
                let short = name.rsplit('/').next().unwrap().to_owned();
                if !name.contains("/schemas/") || found.insert(short) {
                    names_in(rest::openapi::value().pointer(pointer).unwrap(), found);
                }
            }
            map.values().for_each(|value| names_in(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| names_in(value, found)),
        _ => {}
    }
}

/// The operations of what the newsroom writes.
fn operations() -> Vec<&'static Value> {
    let paths = rest::openapi::value()["paths"].as_object().unwrap().values();
    let all = paths.flat_map(|path| path.as_object().unwrap().values());
    let tags = |operation: &Value| {
        operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| TAGS.contains(&tag.as_str().unwrap())))
    };
    all.filter(|operation| tags(operation)).collect()
}

/// What is wrong with a value of a schema, where fields that the schema does not name are wrong too.
fn faults(schema: &Value, value: &Value) -> Vec<String> {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(map) => {
                if map.contains_key("properties") {
                    map.insert("additionalProperties".to_owned(), json!(false));
                }
                map.values_mut().for_each(close);
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut whole = json!({ "allOf": [schema], "components": rest::openapi::value()["components"] });
    close(&mut whole);
    let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
    validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect()
}

/// The example of a schema that writes.
fn example(name: &str, at: usize) -> Value {
    schemas()[name]["examples"][at].clone()
}

fn is_described_elsewhere(property: &Value) -> bool {
    [property, &property["items"]]
        .iter()
        .any(|schema| ["$ref", "oneOf", "allOf"].iter().any(|word| schema.get(word).is_some()))
}

#[test]
fn each_field_has_an_example() {
    let mut reached = BTreeSet::new();
    operations().into_iter().for_each(|operation| names_in(operation, &mut reached));
    assert!(reached.len() > 100, "{}", reached.len());
    let mut without = Vec::new();
    for name in &reached {
        let schema = &schemas()[name];
        let Some(fields) = schema["properties"].as_object() else {
            if schema.get("enum").is_none() && schema.get("examples").is_none() {
                without.push(name.clone());
            }
            continue;
        };
        for (field, property) in fields {
            let is_file = property["format"] == "binary" || property.get("contentMediaType").is_some();
            if !is_file && !is_described_elsewhere(property) && property.get("examples").is_none() {
                without.push(format!("{name}.{field}"));
            }
            if property.get("$ref").is_none() && property.get("description").is_none() {
                without.push(format!("{name}.{field} (a description)"));
            }
        }
    }
    for operation in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter.get("example").is_none() {
                without.push(format!("{} {}", operation["operationId"], parameter["name"]));
            }
        }
    }
    assert!(without.is_empty(), "src/rest/examples.json lacks: {without:#?}");
}

#[test]
fn each_example_is_true_to_its_schema() {
    let page = schemas()["ArticlePage"]["properties"]["nextCursor"]["examples"][0].as_str();
    assert!(page.is_some_and(|cursor| cursor.len() > 20));
    let mut count = 0;
    for (name, schema) in schemas() {
        let wholes = schema["examples"].as_array();
        for value in wholes.into_iter().flatten() {
            count += 1;
            let faults = faults(schema, value);
            assert!(faults.is_empty(), "{name}: {faults:?}\n{value}");
        }
        // That of a field stands in one of the whole ones, or is the cursor of every page.
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            for value in property["examples"].as_array().into_iter().flatten() {
                count += 1;
                let stands = wholes.into_iter().flatten().any(|whole| whole.get(field) == Some(value));
                assert!(stands || field.ends_with("Cursor"), "{name}.{field}");
            }
        }
    }
    let mut parameters: BTreeSet<String> = BTreeSet::new();
    for operation in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            // Many operations have the same one.
            if parameters.insert(format!("{} {}", parameter["schema"], parameter["example"])) {
                let faults = faults(&parameter["schema"], &parameter["example"]);
                assert!(faults.is_empty(), "{} {}: {faults:?}", operation["operationId"], parameter["name"]);
            }
        }
    }
    assert!(count > 400 && parameters.len() > 50, "{count} {}", parameters.len());
}

/// Puts ids that are there in the place of those in an example.
fn with(mut value: Value, replaced: &[(&str, &Value)]) -> Value {
    for (pointer, id) in replaced {
        *value.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = (*id).clone();
    }
    value
}

#[tokio::test]
async fn what_an_example_writes_is_taken_and_answered_as_the_other_says() {
    let app = TestApp::spawn().await;
    let key = app.key(&dateline::domain::keys::Scope::ALL).await;
    nouns(&app, &key).await;
    let picture = crate::media::picture(&app, &key, 8, 6).await["id"].clone();
    let new = with(example("NewArticle", 0), &[("/media/0/media", &picture)]);
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let shown = example("Article", 0);
    for field in [
        "state",
        "pubStatus",
        "profile",
        "language",
        "headline",
        "shortHeadline",
        "slug",
        "lead",
        "urgency",
        "byline",
        "body",
        "wordCount",
        "readingTimeMinutes",
        "infoSources",
        "rights",
        "canonicalUrl",
        "extra",
        "published",
        "firstPublished",
        "expires",
        "representation",
    ] {
        assert_eq!(made[field], shown[field], "{field}");
    }
    for field in ["raw", "date", "places", "style", "country", "bodyOffset"] {
        assert_eq!(made["dateline"][field], shown["dateline"][field], "{field}");
    }
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    let blocks = app.get(&format!("{path}?include=blocks")).await.expect(200)["blocks"].clone();
    assert_eq!(blocks, with(shown.clone(), &[])["blocks"]);

    let translation =
        with(example("NewArticle", 1), &[("/translationOf/id", &made["id"]), ("/translationOf/version", &json!(1))]);
    let translation = app.post(&key, "/v1/articles", &translation).await.expect(201);
    assert_eq!(translation["dateline"]["source"], "EDITOR");
    let next = with(example("NewArticle", 2), &[("/evolvedFrom", &made["id"]), ("/storyId", &made["storyId"])]);
    let next = app.post(&key, "/v1/articles", &next).await.expect(201);
    let mut patches: Vec<Value> = (0..2).map(|at| example("ArticlePatch", at)).collect();
    patches[1]["media"][0]["media"] = picture;
    let mut version = 1;
    for patch in patches {
        version = app.patch(&key, &path, version, &patch).await.expect(200)["version"].as_i64().unwrap();
    }
    assert_eq!(version, 3);
    let patch = with(example("ArticlePatch", 2), &[("/evolvedFrom", &made["id"]), ("/storyId", &made["storyId"])]);
    app.patch(&key, &format!("/v1/articles/{}", next["id"].as_str().unwrap()), 1, &patch).await.expect(200);

    let place = |path: &str, name: &str| (path.to_owned(), example(name, 0));
    for (path, new) in [
        place("/v1/sections", "NewSection"),
        place("/v1/tags", "NewTag"),
        place("/v1/authors", "NewAuthor"),
        place("/v1/channels", "NewChannel"),
    ] {
        let mut new = new;
        if path != "/v1/channels" {
            // Those of the examples above are there already.
            new["slug"] = json!("another");
        }
        let made = app.post(&key, &path, &new).await.expect(201);
        for (field, value) in new.as_object().unwrap().iter().filter(|(field, _)| *field != "parent") {
            assert_eq!(&made[field], value, "{path} {field}");
        }
    }
    let list = with(example("NewArticleList", 0), &[("/items/0/article", &made["id"])]);
    app.post(&key, "/v1/lists", &list).await.expect(201);
    let site = app.patch(&key, "/v1/site", 1, &example("SitePatch", 0)).await.expect(200);
    assert_eq!(site["titles"], example("Site", 0)["titles"]);
    let preview = json!({ "expiresIn": example("NewPreview", 0)["expiresIn"] });
    app.post(&key, &format!("{path}/preview"), &preview).await.expect(200);
}
