//! `null` in schemas: what is absent is left out, and only a patch gives null a meaning.

use serde_json::{Map, Value};

/// A parameter that is left out is absent, never null.
pub(super) fn drop_nulls_in_parameters(operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        if let Some(schema) = parameter.get_mut("schema") {
            drop_nulls(schema);
        }
    }
}

/// Takes `null` out of a schema: a list of types, or the choice between null and a reference.
pub(super) fn drop_nulls(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(only) = map.get("oneOf").and_then(Value::as_array).and_then(|choices| not_null(choices)) {
                map.remove("oneOf");
                map.extend(only);
            }
            for value in map.values_mut() {
                drop_nulls(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// The one choice that is not null, where there are two and the other is.
fn not_null(choices: &[Value]) -> Option<Map<String, Value>> {
    let is_null = |choice: &&Value| choice.get("type").is_some_and(|name| name == "null");
    let others: Vec<&Value> = choices.iter().filter(|choice| !is_null(choice)).collect();
    match others.as_slice() {
        [only] if choices.len() == 2 => only.as_object().cloned(),
        _ => None,
    }
}
