//! The site's own record by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::keys::Scope;
use crate::domain::lang::Lang;
use crate::domain::site::{Site, SitePatch};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, reading};
use crate::usecases::site;

/// The address of the site.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint {
        path: "/v1/site",
        routes: vec![(Method::GET, web::route().to(get)), (Method::PATCH, web::route().to(update))],
    }]
}

/// Get the site
///
/// What it calls itself, and by which languages, time zone and currency it goes.
#[utoipa::path(
    get, path = "/v1/site", operation_id = "getSite", tag = "site",
    params(("lang" = Option<Lang>, Query, description = "The language of the title; before `Accept-Language`.")),
    responses((status = 200, description = "The site.", body = Site)),
)]
async fn get(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    Ok(print::one(&site::get(&app, &reading, &asked.langs).await?, &form.asked(&asked))?)
}

/// Change the site
///
/// What is left out stays. Languages and time zone are settings of the server. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/site", operation_id = "updateSite", tag = "site",
    params(("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\".")),
    request_body(content = SitePatch, description = "The change."),
    responses((status = 200, description = "The site after the change.", body = Site)),
    security(("key" = [])),
)]
async fn update(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::Admin).await?;
    let version = body::version(&request)?;
    let patch: SitePatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&site::update(&app, &actor, version, patch).await?)?)
}
