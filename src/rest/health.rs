//! Whether the server lives and is ready, for those who keep it running. Nobody is asked for a key, nothing is counted.

use actix_web::http::Method;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::Endpoint;
use crate::app::App;
use crate::domain::health::{Alive, Ready};
use crate::error::{Error, Result};
use crate::http::problem;
use crate::http::query::Query;
use crate::usecases::operation;

/// The addresses of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let get = |path, route| Endpoint { path, routes: vec![(Method::GET, route)] };
    vec![get("/healthz", web::route().to(alive)), get("/readyz", web::route().to(ready))]
}

/// Ask whether the program lives
///
/// Answers as long as the program does, whatever becomes of the database: who gets no answer starts it again.
#[utoipa::path(
    get, path = "/healthz", operation_id = "getHealth", tag = "meta",
    responses((status = 200, description = "It lives.", body = Alive)),
)]
async fn alive(request: HttpRequest) -> HttpResponse {
    uncached(Query::read(&request, &[]).map(|_| HttpResponse::Ok().json(Alive { alive: true })))
}

/// Ask whether requests may be sent here
///
/// 503 names what fails: `draining` (the server is stopping), `database` (no answer within a second), `schema` (it is not
/// of this program) or `disk` (less than 5 % are free).
#[utoipa::path(
    get, path = "/readyz", operation_id = "getReadiness", tag = "meta",
    responses((status = 200, description = "It is ready.", body = Ready)),
)]
async fn ready(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let found = match Query::read(&request, &[]) {
        Ok(_) => operation::ready(&app).await,
        Err(error) => Err(error),
    };
    uncached(found.map(|ready| HttpResponse::Ok().json(ready)))
}

/// An answer that holds for this moment only.
fn uncached(answer: Result<HttpResponse, Error>) -> HttpResponse {
    let mut response = answer.unwrap_or_else(|error| problem::respond(&error));
    response.headers_mut().insert(CACHE_CONTROL, actix_web::http::header::HeaderValue::from_static("no-store"));
    response
}
