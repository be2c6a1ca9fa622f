//! Many articles at once by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use crate::app::App;
use crate::domain::articles::{ArticleBatch, UpsertResult};
use crate::domain::keys::Scope;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, limits, once};
use crate::rest::print;
use crate::usecases::articles;
use crate::usecases::once::Once;

/// What became of each article of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::rest) struct UpsertResults {
    /// A result for each article, in their order.
    pub items: Vec<UpsertResult>,
}

/// The address of batches.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/articles/batch", routes: vec![(Method::POST, web::route().to(batch))] }]
}

/// Create or bring up to date many articles
///
/// Up to 500, each for itself and in their order: one that is refused leaves the others. The answer is 200 with a result for
/// each. Give each an `externalId`, and the same batch can be sent again.
#[utoipa::path(
    post, path = "/v1/articles/batch", operation_id = "upsertArticles", tag = "articles",
    request_body(content = ArticleBatch, description = "The articles."),
    responses((status = 200, description = "What became of each.", body = UpsertResults)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn batch(
    app: Data<App>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let most = app.config.limits.batch_body_bytes.size(limits::class(&request));
    let run = async |batch: ArticleBatch, once: Option<&Once>| {
        let items = batch.items.iter().map(|item| body::parse(item.get().as_bytes())).collect();
        articles::upsert_each(&app, &actor, items, once).await
    };
    let (items, replay) = once::create_within(&app, &actor, &request, (payload, most), run).await?;
    Ok(replay.told(print::written(&UpsertResults { items })?))
}
