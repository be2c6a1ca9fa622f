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
use crate::domain::keys::Scope;
use crate::domain::lang::Lang;
use crate::domain::tags::{MergeTag, NewTag, Tag, TagPatch};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::once::Once;
use crate::usecases::{articles, tags};

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
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete)),
            ],
        },
        Endpoint { path: "/v1/tags/{tag}/merge", routes: vec![(Method::POST, web::route().to(merge))] },
    ]
}

/// What `include=` can add.
const INCLUDES: &[&str] = &["articleCount"];

/// Whether the number of articles is wanted.
fn counted(query: &Query) -> Result<bool> {
    Ok(query.list("include", INCLUDES)?.is_some_and(|names| !names.is_empty()))
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
        ("uri" = Option<String>, Query, description = "Only the one that is called so elsewhere: one of its `uris`."),
        ("include" = Option<String>, Query, description = "What to add: `articleCount`, how many articles readers see now."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "A page of tags.", body = TagPage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before", "uri", "include", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let page = tags::list(&app, &reading, query.get("uri"), &query.page()?, counted(&query)?, &asked.langs).await?;
    Ok(print::page(&query, &page, &form.asked(&asked))?)
}

/// Get a tag
///
/// By id, or by any slug that leads to it: the main one, that of a language, a synonym's, a former one. The id and the slugs
/// of a tag that was merged send on to the one into which it was.
#[utoipa::path(
    get, path = "/v1/tags/{tag}", operation_id = "getTag", tag = "tags",
    params(
        ("tag" = String, Path, description = "The id or a slug."),
        ("include" = Option<String>, Query, description = "What to add: `articleCount`, how many articles readers see now."),
        ("lang" = Option<Lang>, Query, description = "The language of the name; before `Accept-Language`."),
    ),
    responses(
        (status = 200, description = "The tag.", body = Tag),
        (status = 301, description = "The tag was merged into another one, which is there.", headers(("Location" = String, description = "The address of the tag that stayed, with the same parameters."))),
    ),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["include", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let found = tags::get(&app, &reading, &name, counted(&query)?, &asked.langs).await?;
    if found.moved {
        return Ok(reading::moved(&app, &reading, &format!("/v1/tags/{}", found.tag.id), &query, &[]));
    }
    Ok(print::one(&found.tag, &form.asked(&asked))?)
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
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
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
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: TagId = id.parse()?;
    let version = body::version(&request)?;
    let patch: TagPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&tags::update(&app, &actor, id, version, patch).await?)?)
}

/// Merge a tag into another
///
/// Its articles take the other one in its place, its names become synonyms there, its `uris` go there, and its id and slugs
/// lead there from now on, in filters too. It cannot be undone. `If-Match` names the version of the tag that goes. Asking
/// again finishes what was broken off, and changes nothing when all is done.
#[utoipa::path(
    post, path = "/v1/tags/{tag}/merge", operation_id = "mergeTag", tag = "tags",
    params(
        ("tag" = TagId, Path, description = "The id of the tag that goes."),
        ("If-Match" = String, Header, description = "The version of the tag that goes, in quotes: \"3\"."),
    ),
    request_body(content = MergeTag, description = "The tag that stays."),
    responses((status = 200, description = "The tag that stayed.", body = Tag)),
    security(("key" = [])),
)]
async fn merge(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: TagId = id.parse()?;
    let version = body::version(&request)?;
    let merge: MergeTag = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&articles::merge_tags(&app, &actor, id, version, &merge.into).await?)?)
}

/// Delete a tag
///
/// Only one that no article has, drafts counted. What was merged into it is gone with it. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/tags/{tag}", operation_id = "deleteTag", tag = "tags",
    params(
        ("tag" = TagId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The tag is gone.")),
    security(("key" = [])),
)]
async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: TagId = id.parse()?;
    let version = body::version(&request)?;
    tags::delete(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
