//! The OpenAPI document: what the handlers say of themselves, made whole.
//!
//! Rules that hold for every operation are applied here, once: problem answers, the request id, and no `null` in what
//! we answer, because an absent field is left out.

mod nulls;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::{
    articles, authors, changes, channels, comments, currencies, datelines, examples, health, limits, lists, media,
    meta, places, previews, rates, readers, related, resolve, revisions, sections, site, tags,
};
use crate::domain::articles::{ArticleOrder, DateField};
use crate::domain::changes::ChangeType;
use crate::domain::comments::{CommentOrder, ModerationQueue};
use crate::domain::datelines::PrintStyle;
use crate::domain::rates::{RateFill, RateGroup, RatesAsOf};
use crate::error::{Code, Error, Result};
use crate::http::problem::Problem;
use nulls::{drop_nulls, drop_nulls_in_parameters};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dateline",
        description = "News as data: articles, sections, tags, authors, datelines, comments, exchange rates, channels and pictures. Reading needs no key. The same is served by GraphQL at /graphql.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server.")),
    tags(
        (name = "articles", description = "Articles with their relations and datelines."),
        (name = "lists", description = "Front pages, editors' picks and other lists that the newsroom arranges."),
        (name = "sections", description = "The sections of the site."),
        (name = "tags", description = "What articles are about."),
        (name = "authors", description = "Who wrote them."),
        (name = "places", description = "The places that datelines name."),
        (name = "datelines", description = "Reading the heads of texts."),
        (name = "comments", description = "What readers write under articles."),
        (name = "readers", description = "Readers whom the newsroom's identity provider signs in."),
        (name = "moderation", description = "What moderators look at and decide."),
        (name = "rates", description = "Exchange rates as their sources published them."),
        (name = "channels", description = "Where else the newsroom can be read and watched."),
        (name = "media", description = "Pictures, and what is known of them."),
        (name = "site", description = "What the site says of itself."),
        (name = "changes", description = "What changed, in order, for those who keep copies."),
        (name = "limits", description = "How much may be asked."),
        (name = "meta", description = "The contract and the index."),
    ),
    paths(
        articles::list, articles::get, articles::create, articles::update, articles::publish, articles::delete_draft,
        articles::bulk::batch, articles::recall::withhold, articles::recall::cancel, articles::recall::restore,
        revisions::list, revisions::get, revisions::diff, resolve::resolve,
        related::list, previews::preview,
        lists::list, lists::get, lists::create, lists::update, lists::delete, lists::items, lists::set_items,
        lists::insert_item, lists::change_item, lists::remove_item,
        sections::list, sections::get, sections::create, sections::update, sections::delete,
        tags::list, tags::get, tags::create, tags::update, tags::merge, tags::delete,
        authors::list, authors::get, authors::create, authors::update, authors::delete,
        comments::threads, comments::create, comments::list, comments::counts, comments::get, comments::replies,
        comments::threads::thread, comments::threads::parents, comments::threads::changes,
        comments::own::edit, comments::own::delete, comments::own::revisions,
        comments::policy::of_site, comments::policy::update_site, comments::policy::of_section,
        comments::policy::update_section, comments::policy::of_article, comments::policy::update_article,
        comments::policy::form,
        comments::people::react, comments::people::take_back, comments::people::flags, comments::people::flag,
        readers::me, readers::list, readers::get, readers::update,
        readers::personal::of_reader, readers::personal::of_viewer, readers::personal::erase_reader,
        readers::personal::erase_viewer, comments::own::erase,
        comments::moderation::queue, comments::moderation::counts, comments::moderation::author,
        comments::moderation::judge_each, comments::moderation::approve, comments::moderation::reject,
        comments::moderation::spam, comments::moderation::hold, comments::moderation::decisions,
        comments::moderation::assign, comments::moderation::unassign,
        comments::saved::list, comments::saved::create, comments::saved::update, comments::saved::delete,
        comments::saved::export,
        rates::list, rates::sources, rates::bar, rates::series, rates::pair, rates::compare, rates::convert, rates::get,
        currencies::list, currencies::get,
        places::list, places::get, datelines::parse,
        channels::list, channels::get, channels::create, channels::update, channels::delete,
        media::list, media::get, media::create, media::update, media::delete, media::show,
        site::get, site::update,
        changes::list, limits::list, meta::index, meta::openapi_json, meta::openapi_yaml, meta::openapi_30,
        meta::schema, meta::problem_page,
        health::alive, health::ready,
    ),
    // Besides what bodies name: what only parameters do.
    components(schemas(
        Problem, CommentOrder, ModerationQueue, ChangeType, ArticleOrder, DateField, RateFill, RateGroup, RatesAsOf, PrintStyle
    )),
)]
struct Document;

static WHOLE: LazyLock<Value> = LazyLock::new(|| whole(serde_json::to_value(Document::openapi()).unwrap_or_default()));
static JSON: LazyLock<String> = LazyLock::new(|| serde_json::to_string_pretty(&*WHOLE).unwrap_or_default());

/// The document as a value.
#[must_use]
pub fn value() -> &'static Value {
    &WHOLE
}

/// The document as JSON.
#[must_use]
pub fn json() -> &'static str {
    &JSON
}

/// The document as YAML, as the file `openapi.yaml` holds it.
///
/// # Errors
/// When it cannot be printed, which a test rules out.
pub fn yaml() -> Result<String> {
    yaml_serde::to_string(&*WHOLE).map_err(Error::internal)
}

fn whole(mut document: Value) -> Value {
    let mut used = Vec::new();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let operations = item.as_object_mut().into_iter().flatten();
            for (method, operation) in operations.filter(|(name, _)| is_method(name)) {
                used.extend(add_problems(path, method, operation));
                if method == "get" && (is_data(path) || !is_counted(path)) {
                    add_conditional(operation, is_counted(path));
                }
                if is_create(operation) {
                    add_idempotency(operation);
                }
                if is_counted(path) {
                    add_rates(operation);
                }
                drop_nulls_in_parameters(operation);
                examples::add_to_parameters(operation);
                if let Some(body) = operation.get_mut("requestBody") {
                    drop_nulls(body);
                }
            }
        }
    }
    add_components(&mut document, &used);
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas.iter_mut() {
            // Only a patch gives null a meaning.
            if !name.ends_with("Patch") {
                drop_nulls(schema);
            }
            examples::add(name, schema);
        }
    }
    document
}

fn is_method(name: &str) -> bool {
    matches!(name, "get" | "post" | "patch" | "put" | "delete")
}

fn is_create(operation: &Value) -> bool {
    operation.get("operationId").and_then(Value::as_str).is_some_and(|id| id.starts_with("create"))
}

fn add_parameter(operation: &mut Value, parameter: Value) {
    let Some(operation) = operation.as_object_mut() else { return };
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(parameter);
    }
}

fn add_header(operation: &mut Value, status: &str, name: &str, description: &str) {
    let Some(response) = operation.pointer_mut(&format!("/responses/{status}")).and_then(Value::as_object_mut) else {
        return;
    };
    let headers = response.entry("headers").or_insert_with(|| json!({}));
    if let Some(headers) = headers.as_object_mut() {
        headers.insert(name.to_owned(), json!({ "description": description, "schema": { "type": "string" } }));
    }
}

/// What every read takes and tells: the validator of the answer that the client has (RFC 9110 §13.1.2).
/// `has_facets` says whether the answer depends on data.
fn add_conditional(operation: &mut Value, has_facets: bool) {
    add_parameter(
        operation,
        json!({
            "name": "If-None-Match", "in": "header", "required": false, "schema": { "type": "string" },
            "description": "The `ETag` of the answer that the client has; 304 when it still holds.",
        }),
    );
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.insert("304".to_owned(), json!({ "description": "The answer that the client has still holds." }));
    }
    for status in ["200", "304"] {
        add_header(operation, status, "ETag", "Names this very answer, for `If-None-Match`.");
        add_header(operation, status, "Cache-Control", "Who may keep the answer, and for how long.");
        if has_facets {
            let description = "What the answer depends on, for caches in front of the server.";
            add_header(operation, status, "Surrogate-Key", description);
        }
    }
}

/// What every counted request is told; the problems that are the same everywhere tell it by themselves.
fn add_rates(operation: &mut Value) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for response in responses.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        if !response.contains_key("$ref") {
            let headers = response.entry("headers").or_insert_with(|| json!({}));
            headers.as_object_mut().into_iter().for_each(|headers| headers.extend(rate_headers()));
        }
    }
}

/// What every create takes and tells.
fn add_idempotency(operation: &mut Value) {
    add_parameter(
        operation,
        json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
            "description": "Chosen by the client, such as a UUID: the same request sent again within 24 hours makes nothing again.",
        }),
    );
    for status in ["200", "201"] {
        add_header(operation, status, "Idempotency-Replayed", "`true` when an earlier request with this key made it.");
    }
}

fn add_components(document: &mut Value, used: &[Code]) {
    let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) else { return };
    let bearer = |description| json!({ "type": "http", "scheme": "bearer", "description": description });
    let schemes = json!({
        "key": bearer("A key made by `dateline keys create`."),
        "reader": bearer("A token (JWT) by which the newsroom's identity provider signs a reader in."),
    });
    components.insert("securitySchemes".to_owned(), schemes);
    let id = header("The request's id, as the log has it.", "string");
    let mut responses = Map::new();
    for code in Code::ALL.into_iter().filter(|code| used.contains(code)) {
        let mut headers = Map::from_iter([("x-request-id".to_owned(), id.clone())]);
        if matches!(code, Code::RateLimited | Code::ServiceUnavailable) {
            headers.insert("Retry-After".to_owned(), header("Seconds after which to come back.", "integer"));
        }
        if code == Code::RateLimited {
            headers.extend(rate_headers());
        }
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        let content = json!({ "application/problem+json": { "schema": schema } });
        let response = json!({ "description": format!("{}.", code.title()), "headers": headers, "content": content });
        responses.insert(component(code), response);
    }
    components.insert("responses".to_owned(), responses.into());
    let headers = RATE_HEADERS.map(|(name, text)| (name.to_owned(), header(text, "string")));
    components.insert("headers".to_owned(), Map::from_iter(headers).into());
}

fn header(description: &str, kind: &str) -> Value {
    json!({ "description": description, "schema": { "type": kind } })
}

/// The headers that tell what is left of the client's budgets (draft-ietf-httpapi-ratelimit-headers).
const RATE_HEADERS: [(&str, &str); 2] = [
    (
        "RateLimit-Policy",
        "The client's budgets that the request touched, such as `\"anon\";q=600;w=60`: the quota and its seconds.",
    ),
    ("RateLimit", "What is left of each, and in how many seconds all of it is back, such as `\"anon\";r=599;t=1`."),
];

fn rate_headers() -> impl Iterator<Item = (String, Value)> {
    RATE_HEADERS
        .into_iter()
        .map(|(name, _)| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
}

/// `NOT_FOUND` as `NotFound`.
fn component(code: Code) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .into_iter()
            .chain(letters.map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>())
            .collect::<String>()
    };
    code.as_str().split('_').map(word).collect()
}

/// Whether what is at a path depends on what is stored, and on who asks.
fn is_data(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/media/")
}

/// Whether requests to a path are counted: the contract and the questions after health are free.
fn is_counted(path: &str) -> bool {
    !matches!(
        path,
        "/openapi.json" | "/openapi.yaml" | "/openapi-3.0.json" | "/schema.graphql" | "/healthz" | "/readyz"
    )
}

fn problems(path: &str, method: &str) -> Vec<Code> {
    let mut codes =
        vec![Code::BadUserInput, Code::MethodNotAllowed, Code::InternalServerError, Code::ServiceUnavailable];
    if is_counted(path) {
        codes.push(Code::RateLimited);
    }
    if is_data(path) {
        codes.push(Code::Unauthenticated);
    }
    if path.contains('{')
        || matches!(path, "/v1/articles" | "/v1/moderation/comments" | "/v1/comments/export" | "/v1/me/data")
    {
        codes.push(Code::NotFound);
    }
    let shows_one = matches!(
        path,
        "/v1/articles/{article}"
            | "/v1/articles/{article}/related"
            | "/v1/articles/{article}/revisions"
            | "/v1/articles/{article}/revisions/{version}"
            | "/v1/articles/{article}/revisions/{version}/diff"
    );
    if shows_one && method == "get" {
        codes.push(Code::Gone);
    }
    let may_ask_too_much = matches!(
        path,
        "/v1/articles"
            | "/v1/articles/{article}"
            | "/v1/comments"
            | "/v1/comments/export"
            | "/v1/comments/{comment}/decisions"
            | "/v1/comments/{comment}/flags"
            | "/v1/comments/{comment}/revisions"
            | "/v1/lists/{list}/items"
            | "/v1/me"
            | "/v1/me/data"
            | "/v1/readers"
            | "/v1/readers/{reader}"
            | "/v1/readers/{reader}/data"
    ) || path.starts_with("/v1/moderation/")
        || path.starts_with("/media/");
    let writes = method != "get" && path != "/v1/datelines/parse";
    if may_ask_too_much || writes {
        codes.push(Code::Forbidden);
    }
    if writes {
        codes.push(Code::Conflict);
    }
    if matches!(method, "post" | "patch" | "put") {
        codes.extend([
            Code::RequestTimeout,
            Code::PayloadTooLarge,
            Code::UnsupportedMediaType,
            Code::UnprocessableContent,
        ]);
    }
    let names_no_version = matches!(
        path,
        "/v1/articles/{article}/comments"
            | "/v1/articles/{article}/preview"
            | "/v1/comments/{comment}/assignment"
            | "/v1/comments/{comment}/reactions/{kind}"
            | "/v1/comments/{comment}/flags"
    );
    let is_of_one = path.contains('{') || path == "/v1/site";
    if !names_no_version && is_of_one && method != "get" {
        codes.extend([Code::PreconditionFailed, Code::PreconditionRequired]);
    }
    codes
}

fn add_problems(path: &str, method: &str, operation: &mut Value) -> Vec<Code> {
    let codes = problems(path, method);
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return codes };
    for code in &codes {
        let reference = json!({ "$ref": format!("#/components/responses/{}", component(*code)) });
        responses.insert(code.status().to_string(), reference);
    }
    responses.sort_keys();
    codes
}
