//! What becomes null when a field fails (GraphQL §6.4.4), for the library that is pinned and the way in which our
//! resolvers report: `or_null` where a field may be null, `or_fail` where it may not.

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema};
use dateline::error::{Code, Error};
use dateline::graphql::errors::{complete, graphql, or_fail, or_null};
use serde_json::{Value, json};

use crate::support::TestApp;

/// Three of them stand in a list; only the second fails where `fails` is asked.
struct Thing {
    number: usize,
}

fn failure(what: &str) -> Error {
    Error::new(Code::NotFound, format!("no {what}"))
}

impl Thing {
    fn fails<T>(&self, what: &str, otherwise: T) -> Result<T, Error> {
        if self.number == 1 { Err(failure(what)) } else { Ok(otherwise) }
    }
}

#[Object]
impl Thing {
    async fn number(&self) -> usize {
        self.number
    }

    async fn maybe(&self, ctx: &Context<'_>) -> Option<&str> {
        or_null(ctx, self.fails("maybe", "there"))
    }

    async fn must(&self, ctx: &Context<'_>) -> async_graphql::Result<&str> {
        or_fail(ctx, self.fails("must", "there"))
    }

    async fn inner(&self) -> Self {
        Self { number: self.number }
    }

    async fn perhaps(&self) -> Option<Self> {
        Some(Self { number: self.number })
    }
}

struct Query;

#[Object]
impl Query {
    async fn fine(&self) -> &str {
        "fine"
    }

    async fn broken(&self, ctx: &Context<'_>) -> Option<Thing> {
        or_null(ctx, Err(failure("broken")))
    }

    async fn thing(&self) -> Option<Thing> {
        Some(Thing { number: 1 })
    }

    async fn solid(&self) -> Thing {
        Thing { number: 1 }
    }

    async fn things(&self) -> Option<Vec<Thing>> {
        Some((0..3).map(|number| Thing { number }).collect())
    }

    async fn holes(&self) -> Vec<Option<Thing>> {
        (0..3).map(|number| Some(Thing { number })).collect()
    }

    async fn solids(&self) -> Vec<Thing> {
        (0..3).map(|number| Thing { number }).collect()
    }

    /// A list whose second item cannot be made at all.
    async fn items(&self) -> Option<Vec<async_graphql::Result<Thing>>> {
        let item = |number| Thing { number }.fails("item", Thing { number }).map_err(|error| graphql(&error));
        Some((0..3).map(item).collect())
    }
}

fn schema() -> Schema<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription).disable_suggestions().finish()
}

/// The data, and of each error its message, path and code, in the order of the paths.
async fn run(query: &str) -> (Value, Vec<Value>) {
    let mut response = schema().execute(query).await;
    response.errors.iter_mut().for_each(complete);
    let answer = serde_json::to_value(response).unwrap();
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    let mut errors: Vec<Value> =
        errors.iter().map(|error| json!([error["message"], error["path"], error["extensions"]["code"]])).collect();
    errors.sort_by_key(Value::to_string);
    (answer["data"].clone(), errors)
}

#[tokio::test]
async fn a_failed_field_nulls_the_nearest_that_may_be_null_and_nothing_else() {
    let error = |what: &str, path: Value| json!([format!("no {what}"), path, "NOT_FOUND"]);
    let table = [
        (
            "a nullable field",
            "{ thing { number maybe } fine }",
            json!({ "thing": { "number": 1, "maybe": null }, "fine": "fine" }),
            vec![error("maybe", json!(["thing", "maybe"]))],
        ),
        (
            "a non-null field of a nullable parent",
            "{ thing { number must } fine }",
            json!({ "thing": null, "fine": "fine" }),
            vec![error("must", json!(["thing", "must"]))],
        ),
        (
            "a non-null chain that ends at a nullable field",
            "{ solid { number perhaps { inner { inner { must } } } } fine }",
            json!({ "solid": { "number": 1, "perhaps": null }, "fine": "fine" }),
            vec![error("must", json!(["solid", "perhaps", "inner", "inner", "must"]))],
        ),
        (
            "a non-null chain to the root",
            "{ solid { inner { must } } fine }",
            json!(null),
            vec![error("must", json!(["solid", "inner", "must"]))],
        ),
        (
            "a nullable root field beside a fine one",
            "{ broken { number } fine }",
            json!({ "broken": null, "fine": "fine" }),
            vec![error("broken", json!(["broken"]))],
        ),
        (
            "two nullable siblings, named by their aliases",
            "{ thing { a: maybe b: maybe number } }",
            json!({ "thing": { "a": null, "b": null, "number": 1 } }),
            vec![error("maybe", json!(["thing", "a"])), error("maybe", json!(["thing", "b"]))],
        ),
        (
            "a nullable field of one item",
            "{ solids { number maybe } }",
            json!({ "solids": [
                { "number": 0, "maybe": "there" }, { "number": 1, "maybe": null }, { "number": 2, "maybe": "there" },
            ] }),
            vec![error("maybe", json!(["solids", 1, "maybe"]))],
        ),
        (
            "a non-null field of one item that may be null",
            "{ holes { must } }",
            json!({ "holes": [{ "must": "there" }, null, { "must": "there" }] }),
            vec![error("must", json!(["holes", 1, "must"]))],
        ),
        (
            "a non-null field of one item of a nullable list",
            "{ list: things { must } fine }",
            json!({ "list": null, "fine": "fine" }),
            vec![error("must", json!(["list", 1, "must"]))],
        ),
        (
            "a non-null field of one item of a non-null list",
            "{ solids { inner { must } } fine }",
            json!(null),
            vec![error("must", json!(["solids", 1, "inner", "must"]))],
        ),
        (
            "one item of a list of non-null items",
            "{ items { number } fine }",
            json!({ "items": null, "fine": "fine" }),
            vec![error("item", json!(["items", 1]))],
        ),
        (
            "a nullable and a non-null field together",
            "{ thing { perhaps { must } maybe } fine }",
            json!({ "thing": { "perhaps": null, "maybe": null }, "fine": "fine" }),
            vec![error("maybe", json!(["thing", "maybe"])), error("must", json!(["thing", "perhaps", "must"]))],
        ),
        ("none", "{ thing { number } fine }", json!({ "thing": { "number": 1 }, "fine": "fine" }), vec![]),
    ];
    for (name, query, data, errors) in table {
        assert_eq!(run(query).await, (data, errors), "{name}");
    }
}

/// The library prints `"data": null` for these; our transport knows them by the empty paths and prints none.
#[tokio::test]
async fn a_document_that_fails_has_no_path_in_any_error() {
    for document in ["{ thing {", "{ nothing }", "{ thing { number(x: 1) must } }", "{ thing }", "{ fine } { fine }"] {
        let (data, errors) = run(document).await;
        assert_eq!(data, Value::Null, "{document}");
        assert!(!errors.is_empty() && errors.iter().all(|error| error[1].is_null()), "{document}: {errors:?}");
    }
}

#[tokio::test]
async fn the_schema_of_the_house_keeps_the_rule() {
    let app = TestApp::spawn().await;
    let query = r#"{ sections { id } unknown: article(id: "nothing") { id } wrong: tag(id: "tag_x") { id }
        nodes(ids: ["x"]) { id } page: articles(first: 0) { nodes { id } } }"#;
    let answer = app.gql_as(None, query, json!({})).await;
    let data = json!({ "sections": [], "unknown": null, "wrong": null, "nodes": null, "page": null });
    assert_eq!(answer["data"], data);
    let mut errors: Vec<Value> = answer["errors"].as_array().unwrap().clone();
    errors.sort_by_key(|error| error["path"].to_string());
    let found: Vec<(&Value, &Value)> =
        errors.iter().map(|error| (&error["path"], &error["extensions"]["code"])).collect();
    let (input, unknown) = (json!("BAD_USER_INPUT"), json!("NOT_FOUND"));
    let (nodes, page, missing, wrong) = (json!(["nodes"]), json!(["page"]), json!(["unknown"]), json!(["wrong"]));
    assert_eq!(found, [(&nodes, &input), (&page, &input), (&missing, &unknown), (&wrong, &input)]);
    assert!(errors.iter().all(|error| error["locations"][0]["line"].is_u64()), "{errors:?}");
}
