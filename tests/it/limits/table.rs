//! The table itself: settings, flags, and what both doors show of them.

use clap::{Args, Command, FromArgMatches};
use dateline::config::limits::{Class, LimitSettings, Single};
use dateline::graphql::guard::Limits;
use serde_json::{Value, json};

use super::{both, limited};
use crate::support::TestApp;

fn command() -> Command {
    LimitSettings::augment_args(Command::new("serve").no_binary_name(true))
}

fn read(arguments: &[&str]) -> Result<LimitSettings, String> {
    let matches = command().try_get_matches_from(arguments).map_err(|error| error.to_string())?;
    LimitSettings::from_arg_matches(&matches).map_err(|error| error.to_string())
}

fn camel(words: &str) -> String {
    let mut parts = words.split('-');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

#[tokio::test]
async fn both_doors_show_every_limit_as_it_is_set() {
    let app = limited(|limits| {
        limits.graphql_depth = both(3, 4);
        limits.header_seconds = Single(7);
    })
    .await;
    let rest = app.get("/v1/limits").await.expect(200)["items"].clone();
    let data = app.gql("{ limits { name description unit anonymous key } }").await;
    let mut seen = data["limits"].clone();
    for row in seen.as_array_mut().unwrap() {
        // What is null in GraphQL is absent in REST.
        row.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    assert_eq!(seen, rest);
    let row = |name: &str| rest.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone();
    let depth = row("graphqlDepth");
    assert_eq!((&depth["anonymous"], &depth["key"], &depth["unit"]), (&json!(3), &json!(4), &json!("COUNT")));
    assert_eq!((&row("headerSeconds")["anonymous"], &row("headerSeconds")["key"]), (&json!(7), &json!(7)));
    assert_eq!(row("requestsPerMinute")["unit"], "PER_MINUTE");
    assert_eq!((&row("pageDefault")["key"], &row("pageMost")["anonymous"]), (&json!(20), &json!(100)));
    assert_eq!(row("databaseWaitSeconds")["anonymous"], 5);
    assert_eq!((&row("commentCharacters")["anonymous"], &row("commentDepth")["key"]), (&json!(4000), &json!(5)));
    let flood = row("commentsPerTenMinutes");
    assert_eq!((&flood["unit"], flood.get("key").unwrap_or(&Value::Null)), (&json!("PER_TEN_MINUTES"), &Value::Null));
    for limit in rest.as_array().unwrap() {
        let description = limit["description"].as_str().unwrap();
        assert!(description.ends_with('.') && description.trim() == description, "{description:?}");
    }
}

#[tokio::test]
async fn every_limit_has_a_flag_and_a_variable_of_its_name() {
    let app = TestApp::spawn().await;
    let shown = app.get("/v1/limits").await.expect(200);
    let mut names: Vec<String> =
        shown["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    names.retain(|name| !["page", "database", "comment"].iter().any(|part| name.starts_with(part)));
    let command = command();
    let mut flags = Vec::new();
    for argument in command.get_arguments() {
        let flag = argument.get_long().unwrap().strip_prefix("limit-").expect("a flag that says what it is");
        assert_eq!(argument.get_id().as_str(), flag.replace('-', "_"));
        let variable = format!("DATELINE_LIMIT_{}", flag.replace('-', "_").to_uppercase());
        assert_eq!(argument.get_env().unwrap().to_str().unwrap(), variable);
        assert!(!argument.get_help().unwrap().to_string().is_empty(), "{flag}");
        flags.push(camel(flag));
    }
    assert_eq!(flags, names);
    assert_eq!(flags.len(), 32);
}

#[test]
fn the_defaults_are_the_same_with_and_without_flags() {
    assert_eq!(read(&[]).unwrap(), LimitSettings::default());
    let shown: Vec<(String, i32, i32)> = LimitSettings::default()
        .shown()
        .into_iter()
        .map(|limit| (limit.name, limit.anonymous, limit.key.unwrap()))
        .collect();
    let expected = [
        ("restBodyBytes", 65_536, 1_048_576),
        ("batchBodyBytes", 65_536, 8_388_608),
        ("graphqlBodyBytes", 102_400, 256_000),
        ("graphqlQueryBytes", 16_384, 32_768),
        ("answerBytes", 5_242_880, 20_971_520),
        ("headerSeconds", 5, 5),
        ("bodySeconds", 10, 30),
        ("requestSeconds", 10, 30),
        ("answerSeconds", 30, 30),
        ("keepAliveSeconds", 15, 15),
        ("drainSeconds", 10, 10),
        ("requestsPerMinute", 600, 3_000),
        ("graphqlPointsPerMinute", 150_000, 750_000),
        ("writesPerMinute", 20, 80),
        ("writesPerHour", 500, 500),
        ("failedKeysPerQuarterHour", 10, 10),
        ("concurrentRequests", 64, 64),
        ("concurrentTotal", 1_000, 1_000),
    ];
    for (name, anonymous, key) in expected {
        assert!(shown.contains(&(name.to_owned(), anonymous, key)), "{name}: {shown:?}");
    }
    for (name, anonymous, key) in &shown {
        assert!(anonymous <= key, "{name}: a key never has less");
    }
}

#[test]
fn a_flag_takes_two_values_or_one_for_both_and_refuses_others_by_name() {
    assert_eq!(read(&["--limit-graphql-depth", "3,4"]).unwrap().graphql_depth, both(3, 4));
    assert_eq!(read(&["--limit-graphql-depth", " 3 , 4 "]).unwrap().graphql_depth, both(3, 4));
    assert_eq!(read(&["--limit-graphql-depth", "5"]).unwrap().graphql_depth, both(5, 5));
    assert_eq!(read(&["--limit-header-seconds", "600"]).unwrap().header_seconds, Single(600));
    for (flag, value) in [
        ("graphql-depth", "0,10"),
        ("graphql-depth", "10,65"),
        ("graphql-depth", "1,2,3"),
        ("graphql-depth", ""),
        ("graphql-depth", "3,"),
        ("graphql-depth", "-1"),
        ("graphql-depth", "1.5"),
        ("graphql-depth", "99999999999"),
        ("graphql-nesting", "101"),
        ("header-seconds", "1,2"),
        ("header-seconds", "601"),
        ("header-seconds", "0"),
    ] {
        let error = read(&[&format!("--limit-{flag}={value}")]).unwrap_err();
        assert!(error.contains(flag) && error.contains("whole number from 1 to"), "{flag} {value}: {error}");
    }
}

/// Every limit of a document comes from the setting of its name; what each does is shown beside the guard.
#[test]
fn the_guard_takes_its_limits_from_the_settings() {
    let mut settings = LimitSettings::default();
    let taken = |settings: &LimitSettings| {
        [Class::Anonymous, Class::Key].map(|class| {
            let l = Limits::of(settings, class);
            let text = [l.bytes, l.tokens, l.nesting, l.aliases, l.directives, l.directives_in_place, l.spreads];
            let document = [l.depth, l.root_fields, l.selections, l.cost, l.rows, l.introspection_lists];
            [text.as_slice(), &document].concat()
        })
    };
    let fields: [&mut dateline::config::limits::Both; 13] = [
        &mut settings.graphql_query_bytes,
        &mut settings.graphql_tokens,
        &mut settings.graphql_nesting,
        &mut settings.graphql_aliases,
        &mut settings.graphql_directives,
        &mut settings.graphql_directives_in_place,
        &mut settings.graphql_spreads,
        &mut settings.graphql_depth,
        &mut settings.graphql_root_fields,
        &mut settings.graphql_selections,
        &mut settings.graphql_cost,
        &mut settings.graphql_rows,
        &mut settings.graphql_introspection_lists,
    ];
    for (place, field) in fields.into_iter().enumerate() {
        let value = u32::try_from(place).unwrap() + 1;
        *field = both(value, 100 + value);
    }
    let [anonymous, key] = taken(&settings);
    assert_eq!(anonymous, (1..=13).collect::<Vec<u64>>());
    assert_eq!(key, (101..=113).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_page_has_100_rows_at_most_on_both_doors() {
    let app = TestApp::spawn().await;
    for path in ["/v1/articles", "/v1/tags", "/v1/authors", "/v1/changes"] {
        app.get(&format!("{path}?limit=100")).await.expect(200);
        assert_eq!(app.get(&format!("{path}?limit=101")).await.problem(400), "BAD_USER_INPUT");
    }
    for field in
        ["articles(first: N) { nodes { id } }", "tags(last: N) { nodes { id } }", "changes(first: N) { position }"]
    {
        let query = |rows: &str| format!("{{ {} }}", field.replace('N', rows));
        app.gql(&query("100")).await;
        assert_eq!(app.gql_code(None, &query("101"), Value::Null).await, "BAD_USER_INPUT");
    }
}
