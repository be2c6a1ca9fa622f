//! Readers who sign in, by REST.

pub mod personal;

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::ids::ReaderId;
use crate::domain::keys::Scope;
use crate::domain::readers::{Reader, ReaderPatch, Viewer};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::readers;

/// A page of readers who sign in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReaderPage {
    /// The readers of this page.
    pub items: Vec<Reader>,
    /// For the parameter `after`: the readers that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the readers that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of readers.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/me",
            routes: vec![(Method::GET, web::route().to(me)), (Method::DELETE, web::route().to(personal::erase_viewer))],
        },
        Endpoint { path: "/v1/me/data", routes: vec![(Method::GET, web::route().to(personal::of_viewer))] },
        Endpoint { path: "/v1/readers", routes: vec![(Method::GET, web::route().to(list))] },
        Endpoint {
            path: "/v1/readers/{reader}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(personal::erase_reader)),
            ],
        },
        Endpoint {
            path: "/v1/readers/{reader}/data",
            routes: vec![(Method::GET, web::route().to(personal::of_reader))],
        },
    ]
}

/// Get the reader who is signed in
///
/// Whose token of the newsroom's identity provider stands in `Authorization`.
#[utoipa::path(
    get, path = "/v1/me", operation_id = "getViewer", tag = "readers",
    responses((status = 200, description = "The reader.", body = Viewer)),
)]
async fn me(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&readers::viewer(&reading).await?, &form)?)
}

/// List readers who sign in
///
/// Those who have written, who first did so last at the top. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/readers", operation_id = "listReaders", tag = "readers",
    params(
        ("name" = Option<String>, Query, description = "Only those whose name holds this, however it is capitalised; 1 to 60 characters."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of readers.", body = ReaderPage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["name", "limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let page = readers::list(&reading, query.get("name"), &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// Get a reader who signs in
///
/// Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/readers/{reader}", operation_id = "getReader", tag = "readers",
    params(("reader" = ReaderId, Path, description = "The id.")),
    responses((status = 200, description = "The reader.", body = Reader)),
)]
async fn get(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&readers::get(&reading, id.parse()?).await?, &form)?)
}

/// Change a reader who signs in
///
/// Ban, suspend, hold back, trust, or note something; what is left out stays. `If-Match` names the version. Needs
/// `comments:moderate`.
#[utoipa::path(
    patch, path = "/v1/readers/{reader}", operation_id = "updateReader", tag = "readers",
    params(
        ("reader" = ReaderId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = ReaderPatch, description = "The change."),
    responses((status = 200, description = "The reader after the change.", body = Reader)),
    security(("key" = [])),
)]
async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: ReaderId = id.parse()?;
    let version = body::version(&request)?;
    let patch: ReaderPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&readers::update(&app, &actor, id, version, patch).await?)?)
}
