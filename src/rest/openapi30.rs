//! The twin of the OpenAPI document for tools that know version 3.0 only, such as progenitor.
//!
//! 3.1 takes JSON Schema as it is; 3.0 has a dialect of its own. What is said differently is said here in the old words;
//! nothing is left out that a client must know.

use serde_json::{Map, Value, json};

/// The version that the twin states.
pub const VERSION: &str = "3.0.3";

/// Keywords under which a name of our own choice stands for each entry, not a keyword.
const NAMED: &[&str] =
    &["properties", "schemas", "responses", "headers", "parameters", "paths", "content", "securitySchemes"];
/// Keywords whose values are data.
const DATA: &[&str] = &["default", "enum", "example", "examples", "required", "mapping"];

/// The 3.0 twin of a 3.1 document.
#[must_use]
pub fn twin(document: &Value) -> Value {
    let mut twin = document.clone();
    if let Some(root) = twin.as_object_mut() {
        root.insert("openapi".to_owned(), VERSION.into());
        root.remove("jsonSchemaDialect");
        root.remove("webhooks");
    }
    if let Some(info) = twin.get_mut("info").and_then(Value::as_object_mut) {
        info.remove("summary");
    }
    if let Some(license) = twin.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        // The name says the same; 3.0 knows an address only.
        license.remove("identifier");
    }
    rewrite(&mut twin);
    twin
}

/// Rewrites an object of the specification and everything in it.
fn rewrite(value: &mut Value) {
    match value {
        Value::Object(map) => {
            words(map);
            for (key, value) in map.iter_mut().filter(|(key, _)| !DATA.contains(&key.as_str())) {
                match value {
                    Value::Object(names) if NAMED.contains(&key.as_str()) => names.values_mut().for_each(rewrite),
                    other => rewrite(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}

/// The keywords of one object.
fn words(map: &mut Map<String, Value>) {
    types(map);
    if let Some(value) = map.remove("const") {
        map.insert("enum".to_owned(), json!([value]));
    }
    // In 3.1 a schema has a list of examples; a map of them belongs to a parameter or a body, in both versions.
    if let Some(Value::Array(examples)) = map.get("examples").cloned() {
        map.remove("examples");
        if let Some(first) = examples.into_iter().next() {
            map.insert("example".to_owned(), first);
        }
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(number) = map.get(exclusive).filter(|value| value.is_number()).cloned() {
            map.insert(bound.to_owned(), number);
            map.insert(exclusive.to_owned(), true.into());
        }
    }
    map.remove("propertyNames");
    map.remove("$comment");
    beside_reference(map);
}

/// A list of types becomes the one type and `nullable`.
fn types(map: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = map.get("type") else { return };
    let others: Vec<Value> = types.iter().filter(|name| *name != "null").cloned().collect();
    let is_nullable = others.len() < types.len();
    map.remove("type");
    match others.as_slice() {
        [only] => {
            map.insert("type".to_owned(), only.clone());
        }
        // Several types at once are a choice of schemas in 3.0.
        several => {
            let choices = several.iter().map(|name| json!({ "type": name })).collect::<Vec<_>>();
            map.insert("anyOf".to_owned(), choices.into());
        }
    }
    if is_nullable {
        map.insert("nullable".to_owned(), true.into());
    }
}

/// What stands beside a reference is ignored by 3.0: the reference moves into an `allOf`.
fn beside_reference(map: &mut Map<String, Value>) {
    let is_schema = map.get("$ref").and_then(Value::as_str).is_some_and(|to| to.starts_with("#/components/schemas/"));
    if is_schema
        && map.len() > 1
        && let Some(reference) = map.remove("$ref")
    {
        map.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
}
