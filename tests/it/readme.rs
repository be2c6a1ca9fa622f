//! The README's examples, on the demonstration edition as it is loaded: each shows what it is there for.

use serde_json::Value;

use crate::program::Program;
use crate::support::TestApp;

const README: &str = include_str!("../../README.md");

/// What stays out: it writes, needs a key, has a place for something, or asks in another way than by its address.
const OTHERS: &[&str] = &[" -X ", " -d ", " -F ", " -H ", " -G ", " -O ", "…"];
/// What is empty until somebody has written a comment, or the bank was asked.
const LATER: &[&str] = &["/comments?", "/v1/rates?symbols=USD,EUR"];

/// The address in a line, from the first slash on.
fn address(line: &str) -> &str {
    let (_, rest) = line.split_once("localhost:8080").unwrap();
    &rest[..rest.find(['\'', '"', ' ']).unwrap_or(rest.len())]
}

/// What stands behind the start of a line.
fn after(start: &str) -> &'static str {
    README.lines().find_map(|line| line.strip_prefix(start)).unwrap_or_else(|| panic!("no {start} in the README"))
}

#[tokio::test]
async fn every_plain_read_shows_something_on_the_demonstration() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&["--demo"]);
    let found = serving.get(address(after("ID=$(curl "))).await.1;
    let (id, slug) = (found["items"][0]["id"].as_str().unwrap(), after("SLUG="));
    let lines = README.lines().filter(|line| line.starts_with("curl "));
    let reads = lines.filter(|line| !OTHERS.iter().any(|other| line.contains(other)));
    let reads: Vec<String> = reads.map(|line| address(line).replace("$ID", id).replace("$SLUG", slug)).collect();
    assert!(reads.len() > 25, "{reads:?}");
    for read in &reads {
        let (status, answer) = serving.get(read).await;
        assert_eq!(status, 200, "{read}: {answer}");
        let is_empty = answer["items"].as_array().is_some_and(Vec::is_empty);
        assert!(!is_empty || LATER.iter().any(|later| read.contains(later)), "{read}: {answer}");
    }
    let shown = async |part: &str| -> Value {
        let mut which = reads.iter().filter(|read| read.contains(part));
        let read = which.next().unwrap_or_else(|| panic!("{part}"));
        serving.get(read).await.1
    };
    let diff = shown("/diff").await;
    assert!(diff["lead"].as_array().unwrap().len() > 1, "{diff}");
    let now = serving.get(&format!("/v1/articles/{id}")).await.1;
    assert_eq!(now["changeKind"], "CORRECTION");
    assert_eq!(now["corrections"].as_array().unwrap().len(), 1, "{now}");
    let then = shown("asOf=").await;
    assert_ne!(then["lead"], now["lead"]);
    assert_eq!((&then["version"], &now["version"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(shown("lang=ky,ru").await["servedLanguage"], "ky");
    assert_eq!(shown("/v1/resolve").await["kind"], "ARTICLE");
}

/// The queries of the README, each as it stands there.
fn queries() -> Vec<&'static str> {
    let parts = README.split("--data-urlencode 'query=").skip(1);
    parts.map(|rest| rest.split('\'').next().unwrap()).collect()
}

#[tokio::test]
async fn every_query_shows_something_on_the_demonstration() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&["--demo"]);
    let queries = queries();
    assert!(queries.len() >= 3, "{queries:?}");
    for query in queries {
        let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let (status, answer) = serving.get(&format!("/graphql?query={encoded}")).await;
        assert_eq!((status, answer.get("errors")), (200, None), "{query}: {answer}");
        for (name, field) in answer["data"].as_object().unwrap() {
            let is_empty = field.is_null() || field.as_array().is_some_and(Vec::is_empty);
            assert!(!is_empty && field["nodes"] != serde_json::json!([]), "{name}: {query}: {answer}");
        }
        if query.contains("rates(asOf:") {
            let rates = &answer["data"]["articles"]["nodes"][0]["rates"];
            assert_eq!(rates["items"].as_array().unwrap().len(), 2, "{answer}");
            assert_eq!(answer["data"]["rateBar"]["items"][0]["reason"], "SAME_DAY", "{answer}");
        }
    }
}

#[tokio::test]
async fn the_site_of_the_demonstration_has_its_names_and_keeps_those_of_the_newsroom() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&["--demo"]);
    for language in ["ky", "ru", "en"] {
        let site = serving.get(&format!("/v1/site?lang={language}")).await.1;
        let named = |names: &str, name: &str| {
            let has = |text: &&Value| text["language"] == language && text["value"] == site[name];
            site[names].as_array().unwrap().iter().filter(has).count()
        };
        assert_eq!((named("titles", "title"), named("taglines", "tagline")), (1, 1), "{site}");
    }
    drop(serving);
    let key = app.key(&[dateline::domain::keys::Scope::Admin]).await;
    let titles = serde_json::json!({ "titles": [{ "language": "ru", "value": "Наша газета" }] });
    app.patch(&key, "/v1/site", 2, &titles).await.expect(200);
    let again = program.serve(&["--demo"]);
    assert_eq!(again.get("/v1/site?lang=ru").await.1["title"], "Наша газета");
}
