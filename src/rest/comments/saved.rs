//! Saved reasons by REST, and the export of threads.

use actix_web::http::Method;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Bytes, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::try_unfold;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::comments::{NewSavedReason, SavedReason, SavedReasonPatch};
use crate::domain::ids::{ArticleId, SavedReasonId};
use crate::domain::keys::Scope;
use crate::error::{Error, Result};
use crate::http::problem::{self, Failure};
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments;
use crate::usecases::once::Once;

/// The saved reasons.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedReasonList {
    /// The saved reasons in the order in which they were made; there are 100 at most, so they are not paged.
    pub items: Vec<SavedReason>,
}

/// The addresses of saved reasons and of the export.
#[must_use]
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/moderation/reasons",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/moderation/reasons/{reason}",
            routes: vec![(Method::PATCH, web::route().to(update)), (Method::DELETE, web::route().to(delete))],
        },
        Endpoint { path: "/v1/comments/export", routes: vec![(Method::GET, web::route().to(export))] },
    ]
}

/// List the saved reasons
///
/// What moderators name in decisions. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/moderation/reasons", operation_id = "listSavedReasons", tag = "moderation",
    responses((status = 200, description = "The saved reasons.", body = SavedReasonList)),
)]
pub(in crate::rest) async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::all(&comments::saved_reasons(&reading).await?, &form)?)
}

/// Save a reason
///
/// There are 100 at most. Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/moderation/reasons", operation_id = "createSavedReason", tag = "moderation",
    request_body(content = NewSavedReason, description = "The reason."),
    responses((status = 201, description = "The reason was saved.", body = SavedReason, headers(("Location" = String, description = "The saved reason's address, for changes of it.")))),
    security(("key" = [])),
)]
pub(in crate::rest) async fn create(
    app: Data<App>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let run = async |new: NewSavedReason, once: Option<&Once>| comments::save_reason(&app, &actor, new, once).await;
    let (saved, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&saved, &format!("/v1/moderation/reasons/{}", saved.id))?))
}

/// Change a saved reason
///
/// What is left out stays; null takes the note away. Decisions that named it stay as they were. `If-Match` names the
/// version. Needs `comments:moderate`.
#[utoipa::path(
    patch, path = "/v1/moderation/reasons/{reason}", operation_id = "updateSavedReason", tag = "moderation",
    params(
        ("reason" = SavedReasonId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = SavedReasonPatch, description = "The change."),
    responses((status = 200, description = "The saved reason after the change.", body = SavedReason)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: SavedReasonId = id.parse()?;
    let version = body::version(&request)?;
    let patch: SavedReasonPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&comments::change_reason(&app, &actor, id, version, patch).await?)?)
}

/// Delete a saved reason
///
/// Decisions that named it stay as they were. `If-Match` names the version. Needs `comments:moderate`.
#[utoipa::path(
    delete, path = "/v1/moderation/reasons/{reason}", operation_id = "deleteSavedReason", tag = "moderation",
    params(
        ("reason" = SavedReasonId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The saved reason is gone.")),
    security(("key" = [])),
)]
pub(in crate::rest) async fn delete(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: SavedReasonId = id.parse()?;
    let version = body::version(&request)?;
    comments::delete_reason(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Export comments
///
/// One JSON object a line: a comment with all that the newsroom may see of it, `articleSlug`, and `articleUrl` where its
/// article has one. Articles come in the order of their ids, and each thread in its path order: an answer after what it
/// answers. Comments of any status are told. Needs `exports`.
#[utoipa::path(
    get, path = "/v1/comments/export", operation_id = "exportComments", tag = "moderation",
    params(
        ("article" = Option<ArticleId>, Query, description = "Only those of this article."),
        ("decisions" = Option<bool>, Query, description = "`true`: each with its history, as `decisions`."),
    ),
    responses((status = 200, description = "The comments.", content((String = "application/x-ndjson")))),
)]
pub(in crate::rest) async fn export(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["article", "decisions"])?;
    let actor = actor::known(&app, &request, Scope::Exports).await?;
    let export = comments::export(&app, &actor, query.parse("article")?, query.flag("decisions")?).await?;
    // Read piece by piece, as fast as the client takes it.
    let pieces = try_unfold(export, async |mut export| {
        // The answer breaks off; what went wrong is in the log.
        let piece = export.next().await.inspect_err(problem::log)?;
        Ok::<_, Error>(piece.map(|piece| (Bytes::from(piece), export)))
    });
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "private, no-store")).content_type("application/x-ndjson");
    Ok(response.streaming(Box::pin(pieces)))
}
