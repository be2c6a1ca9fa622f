//! The contract files: what the program prints stands in the repository, and follows the rules that clients rely on.

mod examples;
mod graphql;
mod openapi30;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::domain::keys::Scope;
use dateline::rest;
use reqwest::Method;
use serde_json::Value;

use crate::support::TestApp;

/// The text of a contract file of the repository, compared with what the program prints.
#[track_caller]
fn same(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(printed.lines()).position(|(kept, printed)| kept != printed);
    let line = differs.unwrap_or(kept.lines().count().min(printed.lines().count())) + 1;
    assert!(
        kept == printed,
        "{name} is not what the program prints, from line {line} on. Renew it and look at the difference: \
         cargo run -- contract --write ."
    );
}

#[test]
fn the_files_of_the_repository_are_what_the_program_prints() {
    same("schema.graphql", &dateline::graphql::schema::printed());
    same("openapi.yaml", &rest::openapi::yaml().unwrap());
}

#[tokio::test]
async fn a_server_hands_out_the_same_documents() {
    let app = TestApp::spawn().await;
    assert_eq!(app.get("/schema.graphql").await.text, dateline::graphql::schema::printed());
    assert_eq!(app.get("/openapi.yaml").await.text, rest::openapi::yaml().unwrap());
    assert_eq!(app.get("/openapi.json").await.expect(200), *rest::openapi::value());
}

/// Every operation: its path, its method in capitals, and what is said of it.
fn operations() -> Vec<(String, String, &'static Value)> {
    let paths = rest::openapi::value()["paths"].as_object().unwrap();
    let of = |path: &'static String, item: &'static Value| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (path.clone(), method.to_ascii_uppercase(), operation))
    };
    paths.iter().flat_map(|(path, item)| of(path, item)).collect()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default().trim()
}

#[test]
fn every_operation_has_a_name_a_group_and_words() {
    let document = rest::openapi::value();
    assert!(text(document, "openapi").starts_with("3.1."), "{}", document["openapi"]);
    let groups: Vec<&str> = document["tags"].as_array().unwrap().iter().map(|tag| text(tag, "name")).collect();
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations() {
        let context = format!("{method} {path}");
        let name = text(operation, "operationId");
        let camel =
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(camel, "{context}: operationId «{name}»");
        assert!(names.insert(name), "{context}: operationId «{name}» is there twice");
        assert!(!text(operation, "summary").is_empty(), "{context}: no summary");
        let tags = operation["tags"].as_array().unwrap();
        assert!(
            !tags.is_empty() && tags.iter().all(|tag| groups.contains(&tag.as_str().unwrap())),
            "{context}: {tags:?}"
        );
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(!text(parameter, "description").is_empty(), "{context}: {parameter}");
        }
        if let Some(body) = operation.get("requestBody") {
            assert!(!text(body, "description").is_empty(), "{context}: a body without a description");
            let may_be_left_out = matches!(
                name,
                "publishArticle"
                    | "previewArticle"
                    | "withholdArticle"
                    | "cancelArticle"
                    | "rejectComment"
                    | "approveComment"
                    | "markCommentAsSpam"
                    | "holdComment"
                    | "assignComment"
            );
            assert_eq!(body.get("required") == Some(&Value::Bool(true)), !may_be_left_out, "{context}");
        }
        // A text does not fit into an address: to read its dateline is a POST that writes nothing.
        let writes = method != "GET" && path != "/v1/datelines/parse";
        assert_eq!(operation.get("security").is_some(), writes, "{context}: who writes needs a key");
    }
    assert!(names.len() >= 23, "{names:?}");
}

#[test]
fn every_response_is_described_and_every_problem_is_a_problem_document() {
    let document = rest::openapi::value();
    for (path, method, operation) in operations() {
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        for (status, response) in responses {
            let context = format!("{method} {path} → {status}");
            let response = match response["$ref"].as_str() {
                Some(pointer) => {
                    document.pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("{context}"))
                }
                None => response,
            };
            assert!(!text(response, "description").is_empty(), "{context}");
            if ["301", "304"].contains(&status.as_str()) {
                assert!(method == "GET" && response.get("content").is_none(), "{context}");
                assert_eq!(response["headers"].get("Location").is_some(), status == "301", "{context}");
            } else if !status.starts_with('2') {
                let content = response["content"].as_object().unwrap();
                assert_eq!(content.keys().collect::<Vec<_>>(), ["application/problem+json"], "{context}");
            }
        }
    }
}

/// Visits every value of the document with its place.
fn walk(value: &Value, place: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(place, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| walk(value, &format!("{place}/{name}"), visit)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| walk(value, &format!("{place}/{i}"), visit));
        }
        _ => {}
    }
}

#[test]
fn generators_find_no_choice_no_tuple_and_null_only_in_patches() {
    let mut faults = Vec::new();
    walk(rest::openapi::value(), "", &mut |place, value| {
        let in_patch = place.strip_prefix("/components/schemas/").and_then(|rest| rest.split('/').next());
        let in_patch = in_patch.is_some_and(|name| name.ends_with("Patch"));
        for word in ["oneOf", "anyOf", "prefixItems", "nullable"] {
            if value.get(word).is_some() {
                faults.push(format!("{place}: {word}"));
            }
        }
        let null = match value.get("type") {
            Some(Value::String(name)) => name == "null",
            Some(Value::Array(names)) => !in_patch || names.len() != 2 || names[1] != "null",
            _ => false,
        };
        if null {
            faults.push(format!("{place}: {}", value["type"]));
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn only_what_can_be_emptied_takes_null() {
    let schemas = rest::openapi::value()["components"]["schemas"].as_object().unwrap();
    let mut empties = BTreeMap::new();
    for (name, schema) in schemas.iter().filter(|(name, _)| name.ends_with("Patch")) {
        let fields = schema["properties"].as_object().unwrap().iter();
        let fields: Vec<&str> =
            fields.filter(|(_, field)| field["type"].is_array()).map(|(name, _)| name.as_str()).collect();
        empties.insert(name.as_str(), fields);
    }
    let article = vec![
        "byline",
        "canonicalUrl",
        "changeNote",
        "edNote",
        "embargoedUntil",
        "evolvedFrom",
        "expires",
        "lead",
        "section",
        "shortHeadline",
        "urgency",
    ];
    let expected = [
        ("ArticlePatch", article),
        ("ArticleListPatch", vec!["description", "language"]),
        (
            "CommentPolicyPatch",
            vec![
                "anonymousAllowed",
                "closesAt",
                "firstCommentHeld",
                "maxDepth",
                "mode",
                "mostLinks",
                "mostRejected",
                "shoutingHeld",
            ],
        ),
        ("AuthorPatch", vec!["email"]),
        ("ChannelPatch", vec!["url"]),
        ("ListItemPatch", vec!["note", "validFrom", "validUntil"]),
        ("MediaPatch", vec!["caption", "credit"]),
        ("ReaderPatch", vec!["note", "suspendedUntil"]),
        ("SavedReasonPatch", vec!["note"]),
        ("SectionPatch", vec!["parent"]),
        ("SitePatch", vec!["contactEmail", "logoUrl", "publicUrl"]),
        ("TagPatch", vec![]),
    ];
    assert_eq!(empties, BTreeMap::from(expected));
}

#[test]
fn every_schema_and_every_field_is_described() {
    let mut faults = Vec::new();
    for (name, schema) in rest::openapi::value()["components"]["schemas"].as_object().unwrap() {
        if text(schema, "description").is_empty() {
            faults.push(name.clone());
        }
        for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
            if text(schema, "description").is_empty() {
                faults.push(format!("{name}.{field}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn the_document_describes_what_is_mounted_and_nothing_else() {
    let described: BTreeSet<_> = operations().into_iter().map(|(path, method, _)| (path, method)).collect();
    let mut mounted = BTreeSet::new();
    for endpoint in rest::endpoints() {
        for method in endpoint.methods().into_iter().filter(|method| method.as_str() != "HEAD") {
            let new = mounted.insert((endpoint.path.to_owned(), method.to_string()));
            assert!(new, "{method} {} is mounted twice", endpoint.path);
        }
    }
    assert_eq!(described, mounted);
}

#[tokio::test]
async fn every_described_address_answers_and_refuses_other_methods() {
    let app = TestApp::spawn().await;
    // Some address what only a key of the newsroom sees.
    let key = app.key(&[Scope::Admin]).await;
    let mut asked = 0;
    for (path, method, _) in operations() {
        if method == "GET" && !path.contains('{') {
            let question = match path.as_str() {
                "/v1/resolve" => "?path=/nowhere",
                "/v1/rates/series" => "?symbols=USD&from=2026-11-01",
                "/v1/moderation/authors" => "?name=A",
                "/v1/rates/convert" => "?amount=1&from=USD&to=KGS",
                _ => "",
            };
            // What is of one reader, or for moderators.
            let is_own = path == "/v1/me" || path == "/v1/me/data";
            let expected = if is_own { 401 } else { 200 };
            let reply =
                if is_own { app.get(&path).await } else { app.get_as(&key, &format!("{path}{question}")).await };
            assert_eq!(reply.status, expected, "{path}");
            asked += 1;
        }
        if method == "GET" {
            // With something in the place of its variables the address is known too: the noun is missing, not the route.
            let filled = path.split('/').map(|part| if part.starts_with('{') { "none" } else { part });
            let filled = filled.collect::<Vec<_>>().join("/");
            let is_free = |method: &Method| {
                !operations().iter().any(|(other, name, _)| *other == path && name == method.as_str())
            };
            let other = [Method::PUT, Method::DELETE].into_iter().find(is_free).unwrap();
            let reply = app.send(app.request(other, &filled)).await;
            assert_eq!(reply.problem(405), "METHOD_NOT_ALLOWED", "{path}");
            assert!(reply.header("allow").contains("GET, HEAD"), "{path}: {}", reply.header("allow"));
        }
    }
    assert_eq!(asked, 36);
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document = rest::openapi::value();
    let mut references = 0;
    walk(document, "", &mut |place, value| {
        if let Some(pointer) = value.get("$ref").and_then(Value::as_str) {
            references += 1;
            let found = pointer.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(found.is_some(), "{place}: {pointer}");
        }
    });
    assert!(references > 100, "{references}");
}
