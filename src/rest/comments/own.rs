//! What authors do with their own comments, by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::comments::{Comment, CommentRevision, EditComment};
use crate::domain::ids::CommentId;
use crate::domain::keys::Scope;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, client, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments;

/// The header field in which an author who is not signed in shows the token of the comment.
const TOKEN: &str = "Edit-Token";

/// The former texts of a comment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentRevisionList {
    /// The texts that its author has replaced, the oldest first.
    pub items: Vec<CommentRevision>,
}

/// The addresses of what is one's own.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/comments/{comment}/revisions", routes: vec![(Method::GET, web::route().to(revisions))] }]
}

fn token(request: &HttpRequest) -> Result<Option<&str>> {
    let Some(value) = request.headers().get(TOKEN) else { return Ok(None) };
    value.to_str().map(Some).map_err(|_| Error::header(TOKEN, "must be ASCII"))
}

/// Edit a comment
///
/// By its author alone, for some minutes after it was posted: signed in, or with the `editToken` that came with the answer
/// to the post. The rules judge the new text. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/comments/{comment}", operation_id = "editComment", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
        ("Edit-Token" = Option<String>, Header, description = "The `editToken` of the comment, of who is not signed in."),
    ),
    request_body(content = EditComment, description = "The new text."),
    responses((status = 200, description = "The comment after the change.", body = Comment)),
    security((), ("key" = [])),
)]
pub(super) async fn edit(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let id: CommentId = id.parse()?;
    let version = body::version(&request)?;
    let network = client::network(&app, &request);
    let edit: EditComment = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&comments::edit(&app, (&actor, &network), id, version, (edit, token(&request)?)).await?)?)
}

/// Delete a comment
///
/// By its author alone: signed in, or with the `editToken` that came with the answer to the post. Its place stays, without
/// author and text, while readers see answers to it. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/comments/{comment}", operation_id = "deleteComment", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
        ("Edit-Token" = Option<String>, Header, description = "The `editToken` of the comment, of who is not signed in."),
    ),
    responses((status = 204, description = "The comment is taken back.")),
    security((), ("key" = [])),
)]
pub(super) async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let version = body::version(&request)?;
    comments::delete(&app, &actor, id.parse()?, version, token(&request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List the former texts of a comment
///
/// Those that its author has replaced, the oldest first. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/comments/{comment}/revisions", operation_id = "listCommentRevisions", tag = "comments",
    params(("comment" = CommentId, Path, description = "The id.")),
    responses((status = 200, description = "The texts.", body = CommentRevisionList)),
)]
async fn revisions(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::all(&comments::revisions(&reading, id.parse()?).await?, &form)?)
}

/// Erase a comment
///
/// For good: its text, former ones too, its author, and the notes over it. Its place stays where readers see answers to it.
/// `If-Match` names the version. Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/comments/{comment}/erase", operation_id = "eraseComment", tag = "moderation",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is erased, in quotes: \"3\"."),
    ),
    responses((status = 200, description = "The place where the comment stood.", body = Comment)),
    security(("key" = [])),
)]
pub(super) async fn erase(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: CommentId = id.parse()?;
    let version = body::version(&request)?;
    Ok(print::written(&comments::erase(&app, &actor, id, version).await?)?)
}
