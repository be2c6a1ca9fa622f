//! Authors by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::authors::{Author, AuthorPatch, NewAuthor};
use crate::domain::ids::AuthorId;
use crate::domain::keys::Scope;
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::authors;
use crate::usecases::once::Once;

/// A page of authors in the order of their slugs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorPage {
    /// The authors of this page.
    pub items: Vec<Author>,
    /// For the parameter `after`: the authors that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the authors that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of authors.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/authors",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/authors/{author}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete)),
            ],
        },
    ]
}

/// List authors
///
/// In the order of their slugs.
#[utoipa::path(
    get, path = "/v1/authors", operation_id = "listAuthors", tag = "authors",
    params(
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of authors.", body = AuthorPage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let page = authors::list(&reading, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// Get an author
///
/// By id, or by any slug that leads to them: the present one, or a former one that nobody else took.
#[utoipa::path(
    get, path = "/v1/authors/{author}", operation_id = "getAuthor", tag = "authors",
    params(("author" = String, Path, description = "The id or a slug.")),
    responses((status = 200, description = "The author.", body = Author)),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&authors::get(&reading, &name).await?, &form)?)
}

/// Create an author
#[utoipa::path(
    post, path = "/v1/authors", operation_id = "createAuthor", tag = "authors",
    request_body(content = NewAuthor, description = "The author."),
    responses((status = 201, description = "The author was created.", body = Author, headers(("Location" = String, description = "The author's address.")))),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let run = async |new, once: Option<&Once>| authors::create(&app, &actor, new, once).await;
    let (author, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&author, &format!("/v1/authors/{}", author.id))?))
}

/// Change an author
///
/// What is left out stays. `If-Match` names the version. Where the slug changes, the former one still leads to the author
/// until another author takes it.
#[utoipa::path(
    patch, path = "/v1/authors/{author}", operation_id = "updateAuthor", tag = "authors",
    params(
        ("author" = AuthorId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = AuthorPatch, description = "The change."),
    responses((status = 200, description = "The author after the change.", body = Author)),
    security(("key" = [])),
)]
async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: AuthorId = id.parse()?;
    let version = body::version(&request)?;
    let patch: AuthorPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&authors::update(&app, &actor, id, version, patch).await?)?)
}

/// Delete an author
///
/// Only one whom no article names, drafts counted. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/authors/{author}", operation_id = "deleteAuthor", tag = "authors",
    params(
        ("author" = AuthorId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The author is gone.")),
    security(("key" = [])),
)]
async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: AuthorId = id.parse()?;
    let version = body::version(&request)?;
    authors::delete(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
