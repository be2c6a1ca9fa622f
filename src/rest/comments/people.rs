//! What readers say of comments, by REST: reactions and reports.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::comments::{CommentFlag, CommentReaction, FlagComment};
use crate::domain::ids::CommentId;
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, client, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments;

/// A page of the reports of a comment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentFlagPage {
    /// The reports of this page.
    pub items: Vec<CommentFlag>,
    /// For the parameter `after`: the reports that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the reports that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of what readers say of comments.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/comments/{comment}/reactions/{kind}",
            routes: vec![(Method::PUT, web::route().to(react)), (Method::DELETE, web::route().to(take_back))],
        },
        Endpoint {
            path: "/v1/comments/{comment}/flags",
            routes: vec![(Method::GET, web::route().to(flags)), (Method::POST, web::route().to(flag))],
        },
    ]
}

/// React to a comment
///
/// Whoever has reacted so already changes nothing. Needs the token of a reader, unless the site takes reactions of others
/// too: then each network has one of a kind a day.
#[utoipa::path(
    put, path = "/v1/comments/{comment}/reactions/{kind}", operation_id = "addReaction", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("kind" = String, Path, description = "The kind, such as `LIKE`."),
    ),
    responses((status = 200, description = "The comment with its reactions.", body = CommentReaction)),
    security((), ("reader" = [])),
)]
async fn react(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let (network, (id, kind)) = (client::network(&app, &request), path.into_inner());
    Ok(print::written(&comments::add_reaction(&app, &actor, &network, id.parse()?, &kind).await?)?)
}

/// Take a reaction to a comment back
///
/// Where there is none, nothing changes.
#[utoipa::path(
    delete, path = "/v1/comments/{comment}/reactions/{kind}", operation_id = "removeReaction", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("kind" = String, Path, description = "The kind, such as `LIKE`."),
    ),
    responses((status = 200, description = "The comment with its reactions.", body = CommentReaction)),
    security((), ("reader" = [])),
)]
async fn take_back(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let (network, (id, kind)) = (client::network(&app, &request), path.into_inner());
    Ok(print::written(&comments::remove_reaction(&app, &actor, &network, id.parse()?, &kind).await?)?)
}

/// List the reports of a comment
///
/// The newest first, those too that a moderator has dealt with. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/comments/{comment}/flags", operation_id = "listCommentFlags", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of reports.", body = CommentFlagPage)),
)]
async fn flags(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let page = comments::flags(&reading, id.parse()?, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// Report a comment
///
/// To the moderators. Needs no key and no token; each network or reader may report only so much in a time (429). Whoever has
/// reported it, and no moderator has judged it since, gets that report back (200).
#[utoipa::path(
    post, path = "/v1/comments/{comment}/flags", operation_id = "flagComment", tag = "comments",
    params(("comment" = CommentId, Path, description = "The id.")),
    request_body(content = FlagComment, description = "Why."),
    responses(
        (status = 201, description = "The comment is reported.", body = CommentFlag),
        (status = 200, description = "It had been already.", body = CommentFlag),
    ),
    security((), ("reader" = [])),
)]
async fn flag(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let network = client::network(&app, &request);
    let id: CommentId = id.parse()?;
    let how: FlagComment = body::of_write(&app, &request, payload).await?;
    let (flag, is_new) = comments::flag(&app, &actor, &network, id, how).await?;
    let answer =
        if is_new { print::created(&flag, &format!("/v1/comments/{id}/flags"))? } else { print::written(&flag)? };
    Ok(answer)
}
