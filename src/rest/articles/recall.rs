//! Taking articles back by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::Endpoint;
use crate::app::App;
use crate::domain::articles::{Article, RecallArticle};
use crate::domain::ids::ArticleId;
use crate::domain::keys::Scope;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body};
use crate::rest::print;
use crate::usecases::articles;

/// The addresses at which articles are taken back.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/articles/{article}/withhold", routes: vec![(Method::POST, web::route().to(withhold))] },
        Endpoint { path: "/v1/articles/{article}/cancel", routes: vec![(Method::POST, web::route().to(cancel))] },
        Endpoint { path: "/v1/articles/{article}/restore", routes: vec![(Method::POST, web::route().to(restore))] },
    ]
}

/// Withhold an article
///
/// It is in doubt: readers get 410 with the reason in its place, until it is restored. `If-Match` names the version.
#[utoipa::path(
    post, path = "/v1/articles/{article}/withhold", operation_id = "withholdArticle", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is withheld, in quotes: \"3\"."),
    ),
    request_body(content = Option<RecallArticle>, description = "Why, and what to use in its place."),
    responses((status = 200, description = "The article, withheld.", body = Article)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn withhold(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    let how: RecallArticle = body::of_write_or_default(&app, &request, payload).await?;
    Ok(print::written(&articles::withhold(&app, &actor, id, version, how).await?)?)
}

/// Cancel an article
///
/// For good: readers get 410 with the reason in its place, and whoever has a copy must erase it. A cancelled article is not
/// changed, restored or seen again. `If-Match` names the version.
#[utoipa::path(
    post, path = "/v1/articles/{article}/cancel", operation_id = "cancelArticle", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is cancelled, in quotes: \"3\"."),
    ),
    request_body(content = Option<RecallArticle>, description = "Why, and what to use in its place."),
    responses((status = 200, description = "The article, cancelled.", body = Article)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn cancel(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    let how: RecallArticle = body::of_write_or_default(&app, &request, payload).await?;
    Ok(print::written(&articles::cancel(&app, &actor, id, version, how).await?)?)
}

/// Restore a withheld article
///
/// Readers see it from now on, and it stands in lists where an article published now would. `If-Match` names the version.
#[utoipa::path(
    post, path = "/v1/articles/{article}/restore", operation_id = "restoreArticle", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is restored, in quotes: \"3\"."),
    ),
    responses((status = 200, description = "The article, restored.", body = Article)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn restore(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    Ok(print::written(&articles::restore(&app, &actor, id, version).await?)?)
}
