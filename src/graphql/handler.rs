//! GraphQL over HTTP (<https://graphql.github.io/graphql-over-http/draft/>): our own transport.
//!
//! GET for queries, POST for all, JSON only; the guard runs before the parser. A malformed request is 400. A document
//! that fails is 400 as `application/graphql-response+json` and 200 as `application/json`, as the draft has it.

use std::sync::Arc;

use actix_web::http::header::{ALLOW, CACHE_CONTROL, HeaderValue, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Bytes, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Response, ServerError, Variables};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::error::{Code, Error, Result};
use crate::graphql::accept::Form;
use crate::graphql::documents::Documents;
use crate::graphql::guard::{self, Limits, Refusal, RefusalCode};
use crate::graphql::schema::Schema;
use crate::graphql::{errors, loaders};
use crate::http::limits::deadline::bounded;
use crate::http::once::Replay;
use crate::http::query::Query;
use crate::http::{actor, body, client, limits, once, reading};
use crate::usecases::reading::Reading;

/// The address.
pub const PATH: &str = "/graphql";

/// Mounts the address.
pub fn mount(config: &mut ServiceConfig) {
    let other = |request: HttpRequest| std::future::ready(wrong_method(&request));
    let resource = web::resource(PATH)
        .route(web::get().to(get))
        .route(web::head().to(get))
        .route(web::post().to(post))
        .default_service(web::to(other))
        .wrap(from_fn(bounded));
    config.service(resource);
}

/// What a request asks to run.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    query: String,
    #[serde(default)]
    variables: Option<Map<String, Value>>,
    #[serde(default)]
    operation_name: Option<String>,
    /// Read for its shape only; no extension is known yet.
    #[serde(default)]
    #[expect(dead_code, reason = "checked to be a map, not used yet")]
    extensions: Option<Map<String, Value>>,
    /// The body of a POST as it came, by which a repeated request is known.
    #[serde(skip)]
    body: Bytes,
}

/// Why nothing was executed.
enum Stop {
    /// The request is malformed: its status is told in every form.
    Request(Error),
    /// The document fails: parsing, validation, limits.
    Document(Vec<ServerError>),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Request(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal.code {
            RefusalCode::TooComplex => Code::QueryTooComplex,
            RefusalCode::ValidationFailed => Code::GraphqlValidationFailed,
        };
        Self::Document(vec![errors::request(code, refusal.message)])
    }
}

/// What both methods work with.
struct Door {
    app: Data<App>,
    schema: Data<Schema>,
    documents: Data<Documents>,
}

async fn get(app: Data<App>, schema: Data<Schema>, documents: Data<Documents>, request: HttpRequest) -> HttpResponse {
    let door = Door { app, schema, documents };
    let asked = || {
        let query = Query::read(&request, &["query", "variables", "operationName", "extensions"])?;
        let map = |name: &str| match query.get(name) {
            None | Some("" | "null") => Ok(None),
            Some(text) => {
                serde_json::from_str(text).map(Some).map_err(|_| Error::parameter(name, "must be a JSON object"))
            }
        };
        Ok(Asked {
            query: query.get("query").ok_or_else(|| Error::parameter("query", "is needed"))?.to_owned(),
            variables: map("variables")?,
            operation_name: query.get("operationName").filter(|name| !name.is_empty()).map(str::to_owned),
            extensions: map("extensions")?,
            body: Bytes::new(),
        })
    };
    answer(&door, &request, asked()).await
}

async fn post(
    app: Data<App>,
    schema: Data<Schema>,
    documents: Data<Documents>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let door = Door { app, schema, documents };
    let (settings, class) = (&door.app.config.limits, limits::class(&request));
    let asked = async {
        Query::read(&request, &[])?;
        let (most, seconds) = (settings.graphql_body_bytes.size(class), settings.body_seconds.of(class));
        let bytes = body::json_bytes(&request, payload, most, seconds).await?;
        // GraphQL over HTTP knows 400 for every malformed parameter, where REST tells 422.
        let asked: Asked = body::parse(&bytes).map_err(|error| match error.code {
            Code::UnprocessableContent => Error { code: Code::BadUserInput, ..error },
            _ => error,
        })?;
        Ok(Asked { body: bytes, ..asked })
    };
    let asked = asked.await;
    answer(&door, &request, asked).await
}

async fn answer(door: &Door, request: &HttpRequest, asked: Result<Asked>) -> HttpResponse {
    let app = &door.app;
    let form = match Form::of(request) {
        Ok(form) => form,
        Err(error) => return print_stop(Form::Json, Stop::Request(error)),
    };
    let done = async {
        let asked = asked?;
        let actor = actor::of(app, request).await?;
        // On the heap: what a document runs may hold is large, and a worker's stack is not.
        Box::pin(execute(door, actor, asked, request)).await
    };
    match done.await {
        Ok(done) if request.method() != Method::POST && done.response.is_ok() => print_read(app, request, form, &done),
        Ok(done) => done.replay.told(print(form, &done)),
        Err(stop) => print_stop(form, stop),
    }
}

/// A document that ran.
struct Done {
    response: Response,
    /// What it was measured to cost, in points.
    cost: u64,
    /// What the answer depends on.
    reading: Arc<Reading>,
    replay: Replay,
}

fn parse(query: &str) -> Result<ExecutableDocument, Stop> {
    async_graphql::parser::parse_query(query).map_err(|error| {
        let detail = error.to_string();
        // The parser draws the place in several lines; the first says where, the last what was expected.
        let message = detail.lines().last().unwrap_or_default().trim().trim_start_matches("= ");
        let mut error = ServerError::new(format!("The document cannot be parsed: {message}"), None);
        errors::set_code(&mut error, Code::GraphqlParseFailed);
        Stop::Document(vec![error])
    })
}

/// Runs a document within the limits of who asks.
async fn execute(door: &Door, actor: Actor, asked: Asked, http: &HttpRequest) -> Result<Done, Stop> {
    let app = &door.app;
    let (settings, class) = (&app.config.limits, limits::class(http));
    let bounds = Limits::of(settings, class);
    let tokens = guard::scan(&asked.query, &bounds)?.tokens;
    let known = door.documents.get(&asked.query, tokens, parse)?;
    let document = &known.document;
    let variables = asked.variables.unwrap_or_default();
    let measure = guard::measure(document, &variables, asked.operation_name.as_deref(), &bounds)?;
    guard::check_integers(document, &variables)?;
    let operation = chosen_operation(document, asked.operation_name.as_deref(), http.method() != Method::POST)?;
    check_variables(operation, &variables)?;
    if operation.ty == OperationType::Mutation {
        limits::charge_writes(http, measure.root_fields)?;
    }
    limits::charge_points(http, measure.cost)?;
    let once = match operation.ty {
        OperationType::Mutation => once::claim(app, &actor, http, &asked.body).await?.map(Arc::new),
        _ => None,
    };
    let run = async |reading: &Arc<Reading>| {
        let mut request = async_graphql::Request::new(&asked.query)
            .variables(Variables::from_json(Value::Object(variables.clone())))
            .data(loaders::new(app, reading))
            .data(Arc::clone(reading))
            .data(client::network(app, http))
            .data(actor.clone());
        if let Some(name) = &asked.operation_name {
            request = request.operation_name(name);
        }
        if let Some(once) = &once {
            request = request.data(Arc::clone(once));
        }
        request.set_parsed_query(document.clone());
        Box::pin(door.schema.execute(request)).await
    };
    let (reading, mut response) = match operation.ty {
        // What a mutation selects must show what it wrote.
        OperationType::Mutation => {
            let reading = Arc::new(Reading::live(app, actor.clone()));
            let response = run(&reading).await;
            (reading, response)
        }
        _ => known.read(app, &actor, run).await,
    };
    if let Some(once) = &once {
        once::release(app, once).await;
    }
    let replay = Replay(once.is_some_and(|once| once.replayed()));
    // What the library reports by itself is a document or a variable that does not fit the schema, also where it
    // notices only while it executes.
    let unfit = !response.errors.iter().all(errors::is_ours);
    response.errors.iter_mut().for_each(errors::complete);
    errors::in_order(&mut response.errors);
    response.errors.truncate(settings.graphql_errors.size(class));
    if unfit {
        return Err(Stop::Document(response.errors));
    }
    Ok(Done { response, cost: measure.cost, reading, replay })
}

/// Finds the operation that is to run; a GET runs queries only.
fn chosen_operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
    is_get: bool,
) -> Result<&'a OperationDefinition, Stop> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => operations.values().next(),
        (DocumentOperations::Multiple(_), None) => None,
    };
    let Some(operation) = operation else {
        let message = match name {
            Some(name) => format!("There is no operation «{name}» in the document."),
            None => "The document has several operations: name one in operationName.".to_owned(),
        };
        return Err(Stop::Document(vec![errors::request(Code::GraphqlValidationFailed, message)]));
    };
    match operation.node.ty {
        OperationType::Query => Ok(&operation.node),
        OperationType::Mutation if !is_get => Ok(&operation.node),
        OperationType::Mutation => {
            Err(Error::new(Code::MethodNotAllowed, "Mutations are sent by POST; GET runs queries only.").into())
        }
        OperationType::Subscription => {
            let message = "Subscriptions are not served yet.";
            Err(Stop::Document(vec![errors::request(Code::GraphqlValidationFailed, message)]))
        }
    }
}

/// Checks that a variable which must not be null has a value (GraphQL §6.1.2); the library does not.
fn check_variables(operation: &OperationDefinition, variables: &Map<String, Value>) -> Result<(), Stop> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let is_missing = match variables.get(name.as_str()) {
            None => definition.node.default_value.is_none(),
            Some(value) => value.is_null(),
        };
        if is_missing && !kind.nullable {
            let message = format!("The variable ${name} of the type {kind} has no value.");
            return Err(Stop::Document(vec![errors::request(Code::GraphqlValidationFailed, message)]));
        }
    }
    Ok(())
}

/// The answer of an execution: `data`, and `errors` where fields failed.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

/// What is said beside the answer.
#[derive(Serialize)]
struct Extensions {
    cost: Cost,
}

/// What the operation was measured to cost, in points. What the client has left is in the headers: answers are kept, and one
/// client's must be right for another.
#[derive(Serialize)]
struct Cost {
    requested: u64,
}

fn printed(done: &Done) -> Printed<'_> {
    let extensions = Some(Extensions { cost: Cost { requested: done.cost } });
    Printed { data: Some(&done.response.data), errors: &done.response.errors, extensions }
}

fn print(form: Form, done: &Done) -> HttpResponse {
    let mut response = respond(form, StatusCode::OK, &printed(done));
    if done.reading.is_private() {
        reading::keep_private(response.headers_mut());
    }
    response
}

/// Prints an error that was found before the request came here.
pub fn refuse(request: &HttpRequest, error: &Error) -> HttpResponse {
    let form = Form::of(request).unwrap_or(Form::Json);
    print_request_error(form, error)
}

/// The answer to a query by GET, which caches may keep like one of REST.
fn print_read(app: &App, request: &HttpRequest, form: Form, done: &Done) -> HttpResponse {
    let body = serde_json::to_vec(&printed(done)).unwrap_or_default();
    let mut answer = HttpResponse::Ok();
    answer.content_type(form.media_type());
    reading::answer(app, request, &done.reading, answer, Some("Accept"), body)
}

fn print_stop(form: Form, stop: Stop) -> HttpResponse {
    match stop {
        Stop::Request(error) => print_request_error(form, &error),
        Stop::Document(errors) => {
            let status = if form == Form::Json { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            respond(form, status, &Printed { data: None, errors: &errors, extensions: None })
        }
    }
}

fn print_request_error(form: Form, error: &Error) -> HttpResponse {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let shown = errors::graphql(error).into_server_error(Default::default());
    let shown = ServerError { locations: Vec::new(), ..shown };
    let mut response = respond(form, status, &Printed { data: None, errors: &[shown], extensions: None });
    let headers = response.headers_mut();
    if let Some(seconds) = error.retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("POST"));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn respond(form: Form, status: StatusCode, printed: &Printed<'_>) -> HttpResponse {
    let body = serde_json::to_vec(printed).unwrap_or_default();
    HttpResponse::build(status)
        .insert_header((VARY, "Accept"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type(form.media_type())
        .body(body)
}

fn wrong_method(request: &HttpRequest) -> HttpResponse {
    const ALLOWED: &str = "GET, HEAD, POST";
    let detail = format!("{} is not answered at {}; use {ALLOWED}.", request.method(), request.path());
    let form = Form::of(request).unwrap_or(Form::Json);
    let mut response = print_stop(form, Error::new(Code::MethodNotAllowed, detail).into());
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(ALLOWED));
    response
}
