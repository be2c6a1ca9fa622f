//! Examples in the contract: whole values by the names of their schemas, and values of parameters, all from
//! `examples.json` beside this file. A test holds each to its schema and writes those that can be written.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// What is shown by example: the operations with one of these tags have an example of each of their parameters.
const TAGS: [&str; 9] = ["articles", "lists", "sections", "tags", "authors", "channels", "media", "site", "changes"];

static EXAMPLES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

/// The examples of a schema, the fullest first.
fn of(name: &str) -> &'static [Value] {
    let found = EXAMPLES.get("schemas").and_then(|schemas| schemas.get(name)).and_then(Value::as_array);
    found.map_or(&[], Vec::as_slice)
}

/// Adds its examples to a schema, and to each field the value that it has in them. Fields that another schema describes
/// are shown there.
pub(super) fn add(name: &str, schema: &mut Value) {
    let own = of(name);
    let Some(schema) = schema.as_object_mut() else { return };
    // What every page has is said once.
    let shared = if name.ends_with("Page") { of("Page") } else { &[] };
    let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (field, property) in fields.into_iter().flatten() {
        let values = own.iter().chain(shared).filter_map(|example| example.get(field));
        let Some(value) = values.min_by_key(|value| value.is_null()) else { continue };
        let Some(property) = property.as_object_mut() else { continue };
        if !is_described_elsewhere(property) {
            property.insert("examples".to_owned(), json!([value]));
        }
    }
    if !own.is_empty() {
        schema.insert("examples".to_owned(), own.into());
    }
}

/// Whether a field is another schema, or a list of such.
fn is_described_elsewhere(property: &Map<String, Value>) -> bool {
    let items = property.get("items").and_then(Value::as_object);
    [Some(property), items]
        .into_iter()
        .flatten()
        .any(|schema| schema.contains_key("$ref") || schema.contains_key("oneOf") || schema.contains_key("allOf"))
}

/// Adds an example to each parameter of an operation.
pub(super) fn add_to_parameters(operation: &mut Value) {
    let tags = operation.get("tags").and_then(Value::as_array);
    if !tags.into_iter().flatten().any(|tag| tag.as_str().is_some_and(|tag| TAGS.contains(&tag))) {
        return;
    }
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
        let text = |name: &str| parameter.get(name).and_then(Value::as_str).unwrap_or_default();
        let place = format!("{}:{}", text("in"), text("name"));
        let known = EXAMPLES.get("parameters");
        let find = |place: &str| known.and_then(|known| known.get(place)).cloned();
        if let Some(example) = find(&format!("{id} {place}")).or_else(|| find(&place)) {
            parameter.insert("example".to_owned(), example);
        }
    }
}
