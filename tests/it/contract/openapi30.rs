//! The twin in OpenAPI 3.0: nothing of 3.1's dialect is left, and it says the same.

use dateline::rest::{openapi, openapi30};
use serde_json::{Value, json};

use super::walk;
use crate::support::TestApp;

/// Whether a place of the document is a map of names of our own choice, such as the properties of a schema.
fn is_names(place: &str) -> bool {
    let last = place.rsplit('/').next().unwrap();
    let under = place.rsplit('/').nth(1).unwrap_or_default();
    matches!(last, "properties" | "schemas" | "headers" | "content" | "responses") && under != "properties"
}

#[test]
fn no_word_of_3_1_is_left() {
    let twin = openapi30::twin(openapi::value());
    assert_eq!(twin["openapi"], "3.0.3");
    assert_eq!(twin["info"]["license"], json!({ "name": "MIT OR Apache-2.0" }));
    let (mut faults, mut nullable) = (Vec::new(), 0);
    walk(&twin, "", &mut |place, value| {
        if !value.is_object() || is_names(place) {
            return;
        }
        if value.get("type").is_some_and(|name| !name.is_string() && !place.ends_with("properties")) {
            faults.push(format!("{place}: type {}", value["type"]));
        }
        for word in ["const", "prefixItems", "propertyNames", "contentEncoding", "$defs", "identifier"] {
            if value.get(word).is_some() {
                faults.push(format!("{place}: {word}"));
            }
        }
        for word in ["exclusiveMinimum", "exclusiveMaximum"] {
            if value.get(word).is_some_and(Value::is_number) {
                faults.push(format!("{place}: {word}"));
            }
        }
        if value.get("examples").is_some_and(Value::is_array) {
            faults.push(format!("{place}: examples"));
        }
        if value.get("$ref").is_some() && value.as_object().unwrap().len() > 1 {
            faults.push(format!("{place}: words beside a reference, which 3.0 passes over"));
        }
        if value.get("nullable").is_some() {
            nullable += usize::from(value["nullable"] == true && value["type"].is_string());
        }
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            assert!(twin.pointer(to.trim_start_matches('#')).is_some(), "{place}: {to} leads nowhere");
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
    // What a patch empties: counted in the document that it is made from.
    let mut nulls = 0;
    walk(openapi::value(), "", &mut |_, value| {
        nulls += usize::from(value["type"].as_array().is_some_and(|types| types.contains(&json!("null"))));
    });
    assert!(nulls >= 8, "{nulls}");
    assert_eq!(nullable, nulls);
}

#[test]
fn each_word_of_3_1_becomes_its_old_one() {
    let schema = |schema: Value| {
        let whole = json!({ "openapi": "3.1.0", "components": { "schemas": { "X": schema } } });
        openapi30::twin(&whole)["components"]["schemas"]["X"].clone()
    };
    for (new, old) in [
        (json!({ "type": ["string", "null"] }), json!({ "type": "string", "nullable": true })),
        (json!({ "type": ["string", "integer"] }), json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] })),
        (json!({ "const": "a" }), json!({ "enum": ["a"] })),
        (json!({ "examples": ["a", "b"] }), json!({ "example": "a" })),
        (json!({ "exclusiveMinimum": 0 }), json!({ "exclusiveMinimum": true, "minimum": 0 })),
        (json!({ "exclusiveMaximum": 9.5 }), json!({ "exclusiveMaximum": true, "maximum": 9.5 })),
        (json!({ "type": "object", "propertyNames": { "pattern": "a" } }), json!({ "type": "object" })),
        (
            json!({ "$ref": "#/components/schemas/Y", "description": "d" }),
            json!({ "description": "d", "allOf": [{ "$ref": "#/components/schemas/Y" }] }),
        ),
        (json!({ "$ref": "#/components/schemas/Y" }), json!({ "$ref": "#/components/schemas/Y" })),
        // Names of fields are no keywords, and neither are data.
        (
            json!({ "properties": { "const": { "const": 1 }, "type": { "type": ["integer", "null"] } } }),
            json!({ "properties": { "const": { "enum": [1] }, "type": { "type": "integer", "nullable": true } } }),
        ),
        (json!({ "default": { "const": 1 } }), json!({ "default": { "const": 1 } })),
    ] {
        assert_eq!(schema(new.clone()), old, "{new}");
    }
}

#[tokio::test]
async fn the_server_hands_it_out_with_every_operation() {
    let app = TestApp::spawn().await;
    let twin = app.get("/openapi-3.0.json").await.expect(200);
    assert_eq!(twin, openapi30::twin(openapi::value()));
    let names = |document: &Value| {
        let paths = document["paths"].as_object().unwrap().values();
        let operations = paths.flat_map(|item| item.as_object().unwrap().values());
        operations.map(|operation| operation["operationId"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&twin), names(openapi::value()));
}
