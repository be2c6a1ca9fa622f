//! Checks every REST answer against the OpenAPI document: status, media type, and the body's schema without extras.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use jsonschema::Validator;
use reqwest::{Method, Url};
use serde_json::{Value, json};

use super::Reply;

static VALIDATORS: LazyLock<Mutex<HashMap<String, Validator>>> = LazyLock::new(Mutex::default);

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(pointer) => document.pointer(pointer.trim_start_matches('#')).expect("a reference that leads somewhere"),
        None => value,
    }
}

/// The described path of a request path: the most literal template that fits.
pub fn template<'a>(document: &'a Value, path: &str) -> Option<&'a str> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &&String| {
        let pieces: Vec<&str> = template.split('/').collect();
        pieces.len() == parts.len()
            && pieces.iter().zip(&parts).all(|(piece, part)| piece.starts_with('{') || piece == part)
    };
    let paths = document["paths"].as_object().unwrap();
    paths.keys().filter(fits).min_by_key(|template| template.matches('{').count()).map(String::as_str)
}

/// Closes every object, so that a field that is not described fails; `sparse` lets any field be absent.
fn close(value: &mut Value, sparse: bool) {
    match value {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.insert("additionalProperties".to_owned(), json!(false));
                if sparse {
                    map.remove("required");
                }
            }
            map.values_mut().for_each(|value| close(value, sparse));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| close(item, sparse)),
        _ => {}
    }
}

pub fn check(method: &Method, url: &Url, reply: &Reply) {
    let document = dateline::rest::openapi::value();
    let Some(template) = template(document, url.path()) else { return };
    let name = match *method {
        Method::HEAD => "get".to_owned(),
        _ => method.as_str().to_ascii_lowercase(),
    };
    let Some(operation) = document["paths"][template].get(&name) else {
        assert_eq!(reply.status, 405, "{method} {template} is not described and was answered");
        return;
    };
    let context = format!("{method} {url} → {}", reply.status);
    let response = operation["responses"].get(reply.status.to_string());
    let response = resolve(document, response.unwrap_or_else(|| panic!("{context} is not described: {}", reply.text)));
    let Some(content) = response.get("content") else {
        assert!(reply.text.is_empty(), "{context}: a body that is not described");
        return;
    };
    let media = reply.header("content-type").split(';').next().unwrap_or_default().to_owned();
    let schema = &content.get(&media).unwrap_or_else(|| panic!("{context}: {media} is not described"))["schema"];
    if !media.ends_with("json") || media.ends_with("ndjson") || *method == Method::HEAD {
        return;
    }
    let sparse = url.query_pairs().any(|(name, _)| name == "fields");
    // Decimals are then numbers, which the schema does not say: who asks for them knows.
    if url.query_pairs().any(|(name, value)| name == "format" && value == "number") {
        return;
    }
    let key = format!("{schema} {sparse}");
    let mut validators = VALIDATORS.lock().unwrap();
    let validator = validators.entry(key).or_insert_with(|| {
        let mut whole = schema.clone();
        whole.as_object_mut().unwrap().insert("components".to_owned(), document["components"].clone());
        close(&mut whole, sparse);
        jsonschema::options().should_validate_formats(true).build(&whole).expect("a valid schema")
    });
    let errors: Vec<String> =
        validator.iter_errors(&reply.json()).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{context}: {errors:?}\n{}", reply.text);
}
