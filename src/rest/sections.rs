//! Sections by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::ids::SectionId;
use crate::domain::keys::Scope;
use crate::domain::lang::Lang;
use crate::domain::sections::{NewSection, Section, SectionPatch};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::once::Once;
use crate::usecases::sections;

/// Every section of the site.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionList {
    /// The sections in the site's order; there are 200 at most, so the list is not paged.
    pub items: Vec<Section>,
}

/// The addresses of sections.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/sections",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/sections/{section}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete)),
            ],
        },
    ]
}

/// List sections
///
/// Every section, in the site's order.
#[utoipa::path(
    get, path = "/v1/sections", operation_id = "listSections", tag = "sections",
    params(("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`.")),
    responses((status = 200, description = "Every section.", body = SectionList)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let sections = sections::list(&app, &reading, &asked.langs).await?;
    Ok(print::all(&sections, &form.asked(&asked))?)
}

/// Get a section
///
/// By id, or by any slug that leads to it: the main one, that of a language, a former one.
#[utoipa::path(
    get, path = "/v1/sections/{section}", operation_id = "getSection", tag = "sections",
    params(
        ("section" = String, Path, description = "The id or a slug."),
        ("lang" = Option<Lang>, Query, description = "The language of the name; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The section.", body = Section)),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let section = sections::get(&app, &reading, &name, &asked.langs).await?;
    Ok(print::one(&section, &form.asked(&asked))?)
}

/// Create a section
#[utoipa::path(
    post, path = "/v1/sections", operation_id = "createSection", tag = "sections",
    request_body(content = NewSection, description = "The section."),
    responses((status = 201, description = "The section was created.", body = Section, headers(("Location" = String, description = "The section's address.")))),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let run = async |new, once: Option<&Once>| sections::create(&app, &actor, new, once).await;
    let (section, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&section, &format!("/v1/sections/{}", section.id))?))
}

/// Change a section
///
/// What is left out stays. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/sections/{section}", operation_id = "updateSection", tag = "sections",
    params(
        ("section" = SectionId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = SectionPatch, description = "The change."),
    responses((status = 200, description = "The section after the change.", body = Section)),
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
    let id: SectionId = id.parse()?;
    let version = body::version(&request)?;
    let patch: SectionPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&sections::update(&app, &actor, id, version, patch).await?)?)
}

/// Delete a section
///
/// Only one that nothing uses: no article, drafts counted, and no section under it. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/sections/{section}", operation_id = "deleteSection", tag = "sections",
    params(
        ("section" = SectionId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The section is gone.")),
    security(("key" = [])),
)]
async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: SectionId = id.parse()?;
    let version = body::version(&request)?;
    sections::delete(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
