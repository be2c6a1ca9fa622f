//! The versions of an article by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::articles::Embed;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::revisions::{ArticleRevision, RevisionDiff};
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::articles;

/// A page of versions, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleRevisionPage {
    /// The versions of this page.
    pub items: Vec<ArticleRevision>,
    /// For the parameter `after`: the versions that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the versions that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of versions.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/articles/{article}/revisions", routes: vec![(Method::GET, web::route().to(list))] },
        Endpoint {
            path: "/v1/articles/{article}/revisions/{version}",
            routes: vec![(Method::GET, web::route().to(get))],
        },
        Endpoint {
            path: "/v1/articles/{article}/revisions/{version}/diff",
            routes: vec![(Method::GET, web::route().to(diff))],
        },
    ]
}

/// The number of a version in an address.
fn number(text: &str) -> Result<i32> {
    let fault = || Error::parameter("version", "must be the number of a version, from 1");
    text.parse().ok().filter(|number| *number >= 1).ok_or_else(fault)
}

/// List the versions of an article
///
/// The newest first: those that readers could see; a key of the newsroom is shown all of them.
#[utoipa::path(
    get, path = "/v1/articles/{article}/revisions", operation_id = "listArticleRevisions", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of versions.", body = ArticleRevisionPage)),
)]
async fn list(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let id: ArticleId = id.parse()?;
    let page = articles::revisions(&app, &reading, id, &query.page()?).await?;
    Ok(print::page(&query, &page, &Form::new(&app, &request, &reading))?)
}

/// Get a version of an article
///
/// With the article as it was in that version, its body among it.
#[utoipa::path(
    get, path = "/v1/articles/{article}/revisions/{version}", operation_id = "getArticleRevision", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("version" = i32, Path, description = "The version, from 1.", minimum = 1),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The version.", body = ArticleRevision)),
)]
async fn get(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let (id, version) = path.into_inner();
    let (id, number): (ArticleId, i32) = (id.parse()?, number(&version)?);
    let asked = query.languages(&request)?;
    let revision = articles::revision(&app, &reading, id, number, Embed::ALL, &asked.langs).await?;
    Ok(print::one(&revision, &Form::new(&app, &request, &reading).asked(&asked))?)
}

/// Compare two versions of an article
///
/// Word by word: the pieces that are not `INSERTED` make the earlier text, those that are not `DELETED` the later one.
#[utoipa::path(
    get, path = "/v1/articles/{article}/revisions/{version}/diff", operation_id = "diffArticleRevisions", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("version" = i32, Path, description = "The later version.", minimum = 1),
        ("from" = Option<i32>, Query, description = "The earlier version; the one told before it when left out.", minimum = 1),
    ),
    responses((status = 200, description = "What changed.", body = RevisionDiff)),
)]
async fn diff(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["from"])?;
    let reading = reading::of(&app, &request).await?;
    let (id, version) = path.into_inner();
    let (id, to): (ArticleId, i32) = (id.parse()?, number(&version)?);
    let fault = || Error::parameter("from", "must be the number of a version, from 1");
    let read = |text: &str| text.parse().ok().filter(|number| *number >= 1).ok_or_else(fault);
    let from = query.get("from").map(read).transpose()?;
    let found = articles::diff(&app, &reading, id, from, to).await?;
    Ok(print::one(&found, &Form::new(&app, &request, &reading))?)
}
