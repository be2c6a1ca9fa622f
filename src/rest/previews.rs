//! Previews of articles by REST. What a preview shows is read where articles are.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{Endpoint, print};
use crate::app::App;
use crate::domain::ids::ArticleId;
use crate::domain::keys::Scope;
use crate::domain::preview::{ArticlePreview, NewPreview};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body};
use crate::usecases::articles;

/// The addresses of previews.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/articles/{article}/preview", routes: vec![(Method::POST, web::route().to(preview))] }]
}

/// Preview an article
///
/// A token that shows the article as it stands to whoever has it, also while it is a draft, scheduled, under embargo or
/// no longer seen, and nothing else; one that was cancelled is shown to nobody. It ends by itself; `dateline preview rotate` ends all of them.
#[utoipa::path(
    post, path = "/v1/articles/{article}/preview", operation_id = "previewArticle", tag = "articles",
    params(("article" = ArticleId, Path, description = "The id.")),
    request_body(content = Option<NewPreview>, description = "How long it holds; without a body, an hour."),
    responses((status = 200, description = "The token and the address that it opens.", body = ArticlePreview)),
    security(("key" = [])),
)]
async fn preview(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: ArticleId = id.parse()?;
    let new: NewPreview = body::of_write_or_default(&app, &request, payload).await?;
    Ok(print::written(&articles::preview(&app, &actor, id, new).await?)?)
}
