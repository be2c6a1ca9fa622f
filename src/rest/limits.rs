//! The limits by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::limits::Limit;
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::limits;

/// Every limit of this server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LimitList {
    /// The limits; there are a few dozen, so the list is not paged.
    pub items: Vec<Limit>,
}

/// The address of the limits.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/limits", routes: vec![(Method::GET, web::route().to(list))] }]
}

/// List limits
///
/// How much this server lets a client ask, without and with a key. What is left of the budgets is told by the headers
/// `RateLimit` and `RateLimit-Policy` of each answer.
#[utoipa::path(
    get, path = "/v1/limits", operation_id = "listLimits", tag = "limits",
    responses((status = 200, description = "Every limit.", body = LimitList)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    Ok(print::all(&limits::list(&app), &Form::new(&app, &request, &reading))?)
}
