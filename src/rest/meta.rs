//! Where things are: the index, the contract files, the pages behind problem types.

use std::sync::LazyLock;

use actix_web::http::Method;
use actix_web::http::header::VARY;
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::Endpoint;
use crate::error::{Code, Error, Result};
use crate::http::fixed::{ASK_AGAIN, Fixed};
use crate::http::problem::{self, Failure};
use crate::http::query::Query;

/// The addresses of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let get = |path, route| Endpoint { path, routes: vec![(Method::GET, route)] };
    vec![
        get("/", web::route().to(index)),
        get("/openapi.json", web::route().to(openapi_json)),
        get("/openapi.yaml", web::route().to(openapi_yaml)),
        get("/openapi-3.0.json", web::route().to(openapi_30)),
        get("/schema.graphql", web::route().to(schema)),
        get("/problems/{problem}", web::route().to(problem_page)),
    ]
}

/// List the addresses of this server
///
/// Browsers, which prefer `text/html`, get a page for developers instead.
#[utoipa::path(
    get, path = "/", operation_id = "getIndex", tag = "meta",
    responses(
        (
            status = 200, description = "What is where.",
            content((Object = "application/json"), (String = "text/html")),
        ),
        (status = 304, description = "The page that the browser has still holds."),
    ),
)]
async fn index(request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    Ok(HttpResponse::Ok().insert_header((VARY, "Accept")).json(json!({
        "name": "Dateline",
        "version": env!("CARGO_PKG_VERSION"),
        "rest": {
            "articles": "/v1/articles",
            "sections": "/v1/sections",
            "tags": "/v1/tags",
            "authors": "/v1/authors",
            "places": "/v1/places",
            "rates": "/v1/rates",
            "channels": "/v1/channels",
            "media": "/v1/media",
            "comments": "/v1/comments",
            "changes": "/v1/changes",
            "limits": "/v1/limits",
        },
        "graphql": "/graphql",
        "contract": {
            "openapi": "/openapi.json",
            "openapiYaml": "/openapi.yaml",
            "openapi30": "/openapi-3.0.json",
            "graphql": "/schema.graphql",
        },
        "pages": { "docs": "/docs", "graphiql": "/graphiql" },
    })))
}

/// Get the OpenAPI document as JSON
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "getOpenapiJson", tag = "meta",
    responses((status = 200, description = "This document.", body = Object)),
)]
async fn openapi_json(request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    static DOCUMENT: LazyLock<Fixed> = LazyLock::new(|| Fixed::plain("application/json", super::openapi::json()));
    Ok(DOCUMENT.answer(&request, ASK_AGAIN, &[])?)
}

/// Get the OpenAPI document as YAML
#[utoipa::path(
    get, path = "/openapi.yaml", operation_id = "getOpenapiYaml", tag = "meta",
    responses((status = 200, description = "This document.", body = String, content_type = "application/yaml")),
)]
async fn openapi_yaml(request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    static DOCUMENT: LazyLock<Option<Fixed>> =
        LazyLock::new(|| super::openapi::yaml().ok().map(|text| Fixed::plain("application/yaml", text)));
    let document = DOCUMENT.as_ref().ok_or_else(|| Error::internal("the document cannot be printed as YAML"))?;
    Ok(document.answer(&request, ASK_AGAIN, &[])?)
}

/// Get the OpenAPI document in version 3.0
///
/// The same contract for generators that do not know 3.1.
#[utoipa::path(
    get, path = "/openapi-3.0.json", operation_id = "getOpenapi30Json", tag = "meta",
    responses((status = 200, description = "This document in the words of OpenAPI 3.0.", body = Object)),
)]
async fn openapi_30(request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    static DOCUMENT: LazyLock<Fixed> = LazyLock::new(|| {
        let twin = super::openapi30::twin(super::openapi::value());
        Fixed::plain("application/json", serde_json::to_string_pretty(&twin).unwrap_or_default())
    });
    Ok(DOCUMENT.answer(&request, ASK_AGAIN, &[])?)
}

/// Get the GraphQL schema
#[utoipa::path(
    get, path = "/schema.graphql", operation_id = "getGraphqlSchema", tag = "meta",
    responses((status = 200, description = "The schema in SDL.", body = String, content_type = "text/plain")),
)]
async fn schema(request: HttpRequest, sdl: web::Data<Sdl>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    Ok(sdl.0.answer(&request, ASK_AGAIN, &[])?)
}

/// The GraphQL schema in SDL, handed over by the server: the doors do not know each other.
#[derive(Debug, Clone)]
pub struct Sdl(Fixed);

impl Sdl {
    /// The schema as it is printed.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Fixed::plain("text/plain; charset=utf-8", text))
    }
}

/// Explain a kind of problem
#[utoipa::path(
    get, path = "/problems/{problem}", operation_id = "getProblem", tag = "meta",
    params(("problem" = String, Path, description = "The last part of a problem's `type`.")),
    responses((status = 200, description = "The kind of problem.", body = Object)),
)]
async fn problem_page(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let path = format!("/problems/{name}");
    let code = Code::ALL.into_iter().find(|code| code.problem_path() == path);
    let code = code.ok_or_else(|| Error::not_found("kind of problem", &name))?;
    Ok(HttpResponse::Ok().json(json!({ "code": code.as_str(), "status": code.status(), "title": code.title() })))
}

/// Answers every address that is not there.
pub async fn nowhere(request: HttpRequest) -> HttpResponse {
    problem::not_found(&request)
}
