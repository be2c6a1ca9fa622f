//! Comments by REST.

pub mod moderation;
pub mod own;
pub mod people;
pub mod policy;
pub mod saved;
pub mod threads;

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::comments::{Comment, CommentCount, CommentOrder, CommentStatus, NewComment};
use crate::domain::ids::{ArticleId, CommentId};
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, client, once, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments;
use crate::usecases::once::Once;

/// A page of comments.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentPage {
    /// The comments of this page.
    pub items: Vec<Comment>,
    /// For the parameter `after`: the comments that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the comments that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// How many comments readers see under articles.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentCountList {
    /// The counts in the order of the articles asked for.
    pub items: Vec<CommentCount>,
}

/// The addresses of comments.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    // Before the address of one comment stands that of the export, which it would take for an id.
    let mut all = saved::endpoints();
    all.extend([
        Endpoint {
            path: "/v1/articles/{article}/comments",
            routes: vec![(Method::GET, web::route().to(threads)), (Method::POST, web::route().to(create))],
        },
        Endpoint { path: "/v1/comments", routes: vec![(Method::GET, web::route().to(list))] },
        // Before the address of one comment, which would take «counts» for an id.
        Endpoint { path: "/v1/comments/counts", routes: vec![(Method::GET, web::route().to(counts))] },
        Endpoint {
            path: "/v1/comments/{comment}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(own::edit)),
                (Method::DELETE, web::route().to(own::delete)),
            ],
        },
        Endpoint { path: "/v1/comments/{comment}/replies", routes: vec![(Method::GET, web::route().to(replies))] },
    ]);
    all.extend(moderation::endpoints());
    all.extend(policy::endpoints());
    all.extend(threads::endpoints());
    all.extend(own::endpoints());
    all
}

/// The value of a parameter that is one of a few names.
fn choice<T: Copy, const N: usize>(
    query: &Query,
    name: &str,
    all: [T; N],
    as_str: fn(T) -> &'static str,
) -> Result<Option<T>> {
    let Some(given) = query.get(name) else { return Ok(None) };
    let found = all.into_iter().find(|value| as_str(*value) == given);
    let names = || all.map(as_str).join(", ");
    found.map(Some).ok_or_else(|| Error::parameter(name, format!("must be one of {}", names())))
}

fn order(query: &Query, otherwise: CommentOrder) -> Result<CommentOrder> {
    Ok(choice(query, "order", CommentOrder::ALL, CommentOrder::as_str)?.unwrap_or(otherwise))
}

/// List the comments under an article
///
/// The tops of its threads. A comment that readers do not see stands there without author and text while they see answers
/// to it.
#[utoipa::path(
    get, path = "/v1/articles/{article}/comments", operation_id = "listArticleComments", tag = "comments",
    params(
        ("article" = ArticleId, Path, description = "The article's id."),
        ("order" = Option<CommentOrder>, Query, description = "In which order; `NEWEST` when left out."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of comments.", body = CommentPage)),
)]
async fn threads(app: Data<App>, request: HttpRequest, article: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["order", "limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let page =
        comments::threads(&reading, article.parse()?, order(&query, CommentOrder::Newest)?, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// Post a comment under an article
///
/// Needs no key; without one each network may post only so much in a time (429). A comment that is held waits for a
/// moderator: it is shown in this answer alone, with the status `HELD`.
#[utoipa::path(
    post, path = "/v1/articles/{article}/comments", operation_id = "createComment", tag = "comments",
    params(("article" = ArticleId, Path, description = "The article's id.")),
    request_body(content = NewComment, description = "The comment."),
    responses((status = 201, description = "The comment was posted, or is held.", body = Comment, headers(("Location" = String, description = "The comment's address; it answers as soon as readers see the comment.")))),
    security((), ("key" = []), ("reader" = [])),
)]
async fn create(
    app: Data<App>,
    request: HttpRequest,
    article: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let article: ArticleId = article.parse()?;
    let network = client::network(&app, &request);
    let run =
        async |new: NewComment, once: Option<&Once>| comments::create(&app, &actor, &network, article, new, once).await;
    let (comment, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&comment, &format!("/v1/comments/{}", comment.id))?))
}

/// List comments
///
/// Of the whole site: those that readers see, or those of a status. `HELD` is the moderators' queue.
#[utoipa::path(
    get, path = "/v1/comments", operation_id = "listComments", tag = "comments",
    params(
        ("status" = Option<CommentStatus>, Query, description = "Only of this status; all but `PUBLISHED` and `APPROVED` need `comments:moderate`."),
        ("order" = Option<CommentOrder>, Query, description = "`NEWEST` or `OLDEST`; `NEWEST` when left out."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of comments.", body = CommentPage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["status", "order", "limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let status = choice(&query, "status", CommentStatus::ALL, CommentStatus::as_str)?;
    let page = comments::list(&reading, status, order(&query, CommentOrder::Newest)?, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// Count the comments of articles
///
/// Those that readers see, with the answers, in the order of the articles asked for, each once; articles that are not to be
/// seen are left out.
#[utoipa::path(
    get, path = "/v1/comments/counts", operation_id = "countComments", tag = "comments",
    params(("articles" = Option<String>, Query, description = "At most 100 ids of articles, comma-separated.")),
    responses((status = 200, description = "The counts.", body = CommentCountList)),
)]
async fn counts(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["articles"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let names = query.get("articles").unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
    let ids = names.map(|name| name.parse().map_err(|error: Error| Error::parameter("articles", error.detail)));
    let ids: Vec<ArticleId> = ids.collect::<Result<_>>()?;
    Ok(print::all(&comments::counts(&app, &reading, &ids, "articles").await?, &form)?)
}

/// Get a comment
#[utoipa::path(
    get, path = "/v1/comments/{comment}", operation_id = "getComment", tag = "comments",
    params(("comment" = CommentId, Path, description = "The id.")),
    responses((status = 200, description = "The comment.", body = Comment)),
)]
async fn get(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let comment = comments::get(&reading, id.parse()?).await?;
    Ok(print::one(&comment, &form)?)
}

/// List the answers to a comment
///
/// Those directly under it.
#[utoipa::path(
    get, path = "/v1/comments/{comment}/replies", operation_id = "listReplies", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("order" = Option<CommentOrder>, Query, description = "In which order; `OLDEST` when left out."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of comments.", body = CommentPage)),
)]
async fn replies(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["order", "limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let order = order(&query, CommentOrder::Oldest)?;
    let page = comments::replies(&reading, id.parse()?, order, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}
