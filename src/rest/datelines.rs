//! Reading datelines by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{Endpoint, print};
use crate::app::App;
use crate::domain::datelines::{DatelineReading, ParseDateline};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body};
use crate::usecases::datelines;

/// The address of the parser.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/datelines/parse", routes: vec![(Method::POST, web::route().to(parse))] }]
}

/// Read a dateline
///
/// What stands at the head of a text: place, day, agency, and where the body begins. Nothing is stored, and it counts as a
/// read.
#[utoipa::path(
    post, path = "/v1/datelines/parse", operation_id = "parseDateline", tag = "datelines",
    request_body(content = ParseDateline, description = "The text, and what is known of it."),
    responses((status = 200, description = "What was read.", body = DatelineReading)),
)]
async fn parse(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    // A key that opens nothing is told, as everywhere.
    actor::of(&app, &request).await?;
    let wanted: ParseDateline = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&datelines::parse(&app, &wanted)?)?)
}
