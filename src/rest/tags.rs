//! Tags by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::ids::TagId;
use crate::domain::lang::Lang;
use crate::domain::tags::{NewTag, Tag, TagPatch};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::once::Once;
use crate::usecases::tags;

/// A page of tags in the order of their slugs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TagPage {
    /// The tags of this page.
    pub items: Vec<Tag>,
    /// For the parameter `after`: the tags that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the tags that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of tags.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/tags",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/tags/{tag}",
            routes: vec![(Method::GET, web::route().to(get)), (Method::PATCH, web::route().to(update))],
        },
    ]
}

/// List tags
///
/// In the order of their slugs.
#[utoipa::path(
    get, path = "/v1/tags", operation_id = "listTags", tag = "tags",
    params(
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "A page of tags.", body = TagPage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let page = tags::list(&app, &reading, &query.page()?, &asked.langs).await?;
    Ok(print::page(&query, &page, &form.asked(&asked))?)
}

/// Get a tag
///
/// By id or slug.
#[utoipa::path(
    get, path = "/v1/tags/{tag}", operation_id = "getTag", tag = "tags",
    params(
        ("tag" = String, Path, description = "The id or the slug."),
        ("lang" = Option<Lang>, Query, description = "The language of the name; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The tag.", body = Tag)),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let tag = tags::get(&app, &reading, &name, &asked.langs).await?;
    Ok(print::one(&tag, &form.asked(&asked))?)
}

/// Create a tag
#[utoipa::path(
    post, path = "/v1/tags", operation_id = "createTag", tag = "tags",
    request_body(content = NewTag, description = "The tag."),
    responses((status = 201, description = "The tag was created.", body = Tag, headers(("Location" = String, description = "The tag's address.")))),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let run = async |new, once: Option<&Once>| tags::create(&app, &actor, new, once).await;
    let (tag, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&tag, &format!("/v1/tags/{}", tag.id))?))
}

/// Change a tag
///
/// What is left out stays. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/tags/{tag}", operation_id = "updateTag", tag = "tags",
    params(
        ("tag" = TagId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = TagPatch, description = "The change."),
    responses((status = 200, description = "The tag after the change.", body = Tag)),
    security(("key" = [])),
)]
async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let id: TagId = id.parse()?;
    let version = body::version(&request)?;
    let patch: TagPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&tags::update(&app, &actor, id, version, patch).await?)?)
}
