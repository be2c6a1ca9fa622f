//! Documents made to end the process or to keep it busy, sent to one server that must answer afterwards as before.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{JSON, RESPONSE, checked, refused};
use crate::support::TestApp;

/// A sequence that is the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }

    /// Around a limit, far above it, or as deep as a body can hold.
    fn depth(&mut self) -> usize {
        let base = [33, 64, 127, 128, 1_000, 1_216, 1_536, 3_090, 10_000, 65_536, 100_000][self.below(11)];
        base + self.below(20)
    }
}

/// The places in which a parser recurses: what opens a level and what closes it, in a document around them.
const NESTINGS: [(&str, &str, &str, &str); 11] = [
    ("{ article(id: ", "[", "]", ") { id } }"),
    ("{ article(id: ", "{a:", "}", ") { id } }"),
    ("{ article(id: ", "[{a:", "}]", ") { id } }"),
    ("", "{a", "}", ""),
    ("", "{a:b", "}", ""),
    ("{ ", "...{", "}", " }"),
    ("{ ", "...on Query{", "}", " }"),
    ("query($v: [ID] = ", "[", "]", ") { __typename }"),
    ("query($v: ", "[", "]", ") { __typename }"),
    ("{ __typename @include(if: ", "[", "]", ") }"),
    ("", "(", ")", ""),
];

/// At most so many bytes, or the body would be refused for its length.
const LONGEST: usize = 250_000;

fn nested(dice: &mut Dice, form: usize) -> Value {
    let (head, open, close, tail) = NESTINGS[form % NESTINGS.len()];
    let depth = dice.depth();
    let mut query = format!("{head}{}", open.repeat(depth.min(LONGEST / open.len())));
    // Closed where there is room; what is not closed must fare no worse.
    let closed = close.repeat(depth);
    if dice.below(3) > 0 && query.len() + closed.len() + tail.len() < LONGEST {
        query = format!("{query}{closed}{tail}");
    }
    json!({ "query": query })
}

fn doubling(dice: &mut Dice) -> Value {
    let levels = 10 + dice.below(31);
    let spreads = 2 + dice.below(3);
    let chain: String = (0..levels)
        .map(|i| format!("fragment F{i} on Query {{{}}} ", format!("...F{} ", i + 1).repeat(spreads)))
        .collect();
    json!({ "query": format!("{{ ...F0 }} {chain} fragment F{levels} on Query {{ __typename }}") })
}

fn cycle(dice: &mut Dice) -> Value {
    let length = 1 + dice.below(40);
    let ring: String =
        (0..length).map(|i| format!("fragment F{i} on Query {{ __typename ...F{} }} ", (i + 1) % length)).collect();
    json!({ "query": format!("{{ ...F{} }} {ring}", dice.below(length)) })
}

fn crowd(dice: &mut Dice) -> Value {
    let count = 40 + dice.below(900);
    let part = |text: &str| text.repeat(count);
    let aliases = || (0..count).map(|i| format!("a{i}:__typename ")).collect::<String>();
    let query = match dice.below(8) {
        0 => format!("{{ {} }}", aliases()),
        1 => format!("{{ __typename {} }}", part("@include(if: true) ")),
        2 => format!("query {} {{ __typename }}", part("@x ")),
        3 => format!("{{ ... {} {{ __typename }} }}", part("@x ")),
        4 => format!("{{ {} }}", part("articles(first: 100) { nodes { id } } ")),
        5 => format!("{{ {} }}", part("nothing ")),
        6 => format!("query({}) {{ __typename }}", (0..count).map(|i| format!("$v{i}: Int ")).collect::<String>()),
        _ => format!("{{ ...F }} fragment F on Query {{ {} }}", aliases()),
    };
    json!({ "query": query })
}

fn number(dice: &mut Dice) -> Value {
    let numbers = ["4611686018427387904", "9223372036854775807", "-9223372036854775808", "2147483648", "1e400", "-1e9"];
    let number = numbers[dice.below(numbers.len())];
    let argument = ["first", "last"][dice.below(2)];
    let fields = "edges { node { tags { id } authors { id } section { id } body { text } } }";
    if dice.below(2) == 0 {
        return json!({ "query": format!("{{ articles({argument}: {number}) {{ {fields} }} }}") });
    }
    let query = format!("query($n: Int) {{ articles({argument}: $n) {{ {fields} }} }}");
    match number.parse::<i64>() {
        Ok(n) => json!({ "query": query, "variables": { "n": n } }),
        Err(_) => json!({ "query": query, "variables": { "n": number } }),
    }
}

/// Deep variables as text: serde_json would not build them for us either.
fn deep_variables(dice: &mut Dice) -> String {
    let (depth, (open, close)) = (dice.depth(), [("[", "]"), ("{\"a\":", "}")][dice.below(2)]);
    let depth = depth.min(LONGEST / (open.len() + close.len()) - 100);
    let inner = if open == "[" { "1" } else { "null" };
    let query = "query($f: ArticleFilter) { articles(filter: $f) { nodes { id } } }";
    let value = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
    format!(r#"{{"query":"{query}","variables":{{"f":{value}}}}}"#)
}

/// Pieces of the language in no order; the beginning makes sure that none of them is a good document.
fn noise(dice: &mut Dice) -> Value {
    let pieces = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "...",
        "...F",
        "@d",
        "$v",
        "\"",
        "\"\"\"",
        "\\",
        "#",
        "\n",
        "query Q",
        "fragment F on T",
        "mutation{",
        "=",
        "!",
        "-1.5e",
        "null",
        "\u{feff}",
        "\u{0}",
        "é",
        "|",
        "&",
        "a",
        "on",
        ",",
    ];
    let count = 1 + dice.below(300);
    let text: String = (0..count).map(|_| pieces[dice.below(pieces.len())].repeat(1 + dice.below(3)) + " ").collect();
    json!({ "query": format!("{{ nothing {text}") })
}

fn hostile(dice: &mut Dice, number_of: usize) -> String {
    match number_of % 8 {
        0 | 1 => nested(dice, number_of / 8 * 2 + number_of % 8).to_string(),
        2 => doubling(dice).to_string(),
        3 => cycle(dice).to_string(),
        4 => crowd(dice).to_string(),
        5 => number(dice).to_string(),
        6 => deep_variables(dice),
        _ => noise(dice).to_string(),
    }
}

#[tokio::test]
async fn hostile_documents_are_refused_and_the_server_answers_on() {
    const COUNT: usize = 640;
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (start, mut dice) = (Instant::now(), Dice(2026));
    let mut codes = std::collections::BTreeMap::<String, usize>::new();
    for i in 0..COUNT {
        let body = hostile(&mut dice, i);
        let shown: String = body.chars().take(90).collect();
        let accept = [RESPONSE, JSON][dice.below(2)];
        let mut request = app.request(Method::POST, "/graphql").header("accept", accept).header("content-type", JSON);
        if dice.below(2) == 0 {
            request = request.bearer_auth(&key);
        }
        let begun = Instant::now();
        let reply = app.send(request.body(body)).await;
        assert!(begun.elapsed() < Duration::from_secs(2), "{i}: {:?} for {shown}", begun.elapsed());
        assert!(
            reply.status == 400 || (reply.status == 200 && accept == JSON),
            "{i}: {} {shown} {}",
            reply.status,
            reply.text
        );
        *codes.entry(refused(&reply, reply.status)).or_default() += 1;
        assert!(start.elapsed() < Duration::from_secs(120), "{i} of {COUNT} took {:?}", start.elapsed());
    }
    let names: Vec<&str> = codes.keys().map(String::as_str).collect();
    let expected = ["BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"];
    assert_eq!(names, expected, "the generator reaches every line of defence: {codes:?}");
    assert_eq!(app.gql("{ __typename }").await["__typename"], "Query");
}

#[tokio::test]
async fn every_nesting_is_refused_at_every_depth() {
    let app = TestApp::spawn().await;
    for (head, open, close, tail) in NESTINGS {
        for depth in [33, 100, 1_000, 10_000, 100_000] {
            let depth = depth.min(LONGEST / open.len());
            let closed = close.repeat(depth);
            let whole = format!("{head}{}{closed}{tail}", open.repeat(depth));
            let query = if whole.len() < LONGEST { whole } else { format!("{head}{}", open.repeat(depth)) };
            for accept in [RESPONSE, JSON] {
                let request = app.request(Method::POST, "/graphql").header("accept", accept);
                let reply = app.send(request.json(&json!({ "query": query }))).await;
                let status = if accept == JSON { 200 } else { 400 };
                assert_eq!(refused(&reply, status), "QUERY_TOO_COMPLEX", "{head}{open} {depth}");
            }
        }
    }
    assert_eq!(app.gql("{ __typename }").await["__typename"], "Query");
}

#[tokio::test]
async fn the_introspection_of_tools_passes_without_a_key() {
    let app = TestApp::spawn().await;
    for levels in [7, 9] {
        let chain = "ofType { kind name ".repeat(levels) + &"}".repeat(levels);
        let query = format!(
            "query Introspection {{ __schema {{
                queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
                types {{ ...Whole }}
                directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...Input }} }}
            }} }}
            fragment Whole on __Type {{ kind name description specifiedByURL
                fields(includeDeprecated: true) {{
                    name description args(includeDeprecated: true) {{ ...Input }} type {{ ...Ref }}
                    isDeprecated deprecationReason
                }}
                inputFields(includeDeprecated: true) {{ ...Input }}
                interfaces {{ ...Ref }}
                enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
                possibleTypes {{ ...Ref }}
            }}
            fragment Input on __InputValue {{
                name description type {{ ...Ref }} defaultValue isDeprecated deprecationReason
            }}
            fragment Ref on __Type {{ kind name {chain} }}"
        );
        let request = app.request(Method::POST, "/graphql").header("accept", RESPONSE);
        let reply = app.send(request.json(&json!({ "query": query, "operationName": "Introspection" }))).await;
        let answer = checked(&reply);
        assert_eq!((reply.status, answer.get("errors")), (200, None));
        let schema = &answer["data"]["__schema"];
        assert_eq!(schema["queryType"]["name"], "Query");
        assert_eq!(schema["subscriptionType"], Value::Null);
        let types = schema["types"].as_array().unwrap();
        let article = types.iter().find(|kind| kind["name"] == "Article").expect("the type of articles");
        let tags = article["fields"].as_array().unwrap().iter().find(|field| field["name"] == "tags").unwrap();
        let tag = &tags["type"]["ofType"]["ofType"]["ofType"];
        assert_eq!((&tag["kind"], &tag["name"]), (&json!("OBJECT"), &json!("Tag")), "{tags}");
        // Whatever a tool of code generation needs is told: no type is named that is not described.
        let names: Vec<&str> = types.iter().map(|kind| kind["name"].as_str().unwrap()).collect();
        let mut refs = Vec::new();
        collect(schema, &mut refs);
        assert!(refs.iter().all(|name| names.contains(&name.as_str())), "{levels} levels");
    }
}

/// The names of the types that `ofType` and `type` lead to.
fn collect(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if let ("type" | "ofType", Some(name)) = (key.as_str(), value["name"].as_str()) {
                    names.push(name.to_owned());
                }
                collect(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}
