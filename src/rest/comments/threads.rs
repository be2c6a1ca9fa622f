//! Flat threads, what stands above a comment, and what became of an article's comments, by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::CommentPage;
use crate::app::App;
use crate::domain::comments::{Comment, CommentChangePage};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::time::Instant;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments::{self, Since};

/// Comments that are all there, in one answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentList {
    /// The comments.
    pub items: Vec<Comment>,
}

/// The addresses of threads.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/comments/{comment}/thread", routes: vec![(Method::GET, web::route().to(thread))] },
        Endpoint { path: "/v1/comments/{comment}/parents", routes: vec![(Method::GET, web::route().to(parents))] },
        Endpoint {
            path: "/v1/articles/{article}/comments/changes",
            routes: vec![(Method::GET, web::route().to(changes))],
        },
    ]
}

/// List a whole thread
///
/// The thread in which the comment stands, flat: from its top on each comment before its answers, those in the order of their
/// time. `depth` says how many stand above one.
#[utoipa::path(
    get, path = "/v1/comments/{comment}/thread", operation_id = "listThread", tag = "comments",
    params(
        ("comment" = CommentId, Path, description = "The id of any comment of the thread."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of comments.", body = CommentPage)),
)]
async fn thread(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let page = comments::thread(&reading, id.parse()?, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// List the comments above one
///
/// For a link to a comment: the top of its thread first, the one under which it stands last. Those that readers do not see
/// have no author and no text.
#[utoipa::path(
    get, path = "/v1/comments/{comment}/parents", operation_id = "listCommentParents", tag = "comments",
    params(("comment" = CommentId, Path, description = "The id.")),
    responses((status = 200, description = "The comments.", body = CommentList)),
)]
async fn parents(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::all(&comments::parents(&reading, id.parse()?).await?, &form)?)
}

/// Follow an article's comments
///
/// For whoever keeps a copy of them: those that are new, changed or gone since an instant or a position, each as it is now.
/// Ask again with `after` set to the answer's `position`; what changed in the last second with a change is told again.
#[utoipa::path(
    get, path = "/v1/articles/{article}/comments/changes", operation_id = "listCommentChanges", tag = "comments",
    params(
        ("article" = ArticleId, Path, description = "The article's id."),
        ("since" = Option<Instant>, Query, description = "What changed at this instant or later; from the beginning when left out."),
        ("after" = Option<String>, Query, description = "The `position` of the last answer, in the place of `since`."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
    ),
    responses((status = 200, description = "What changed.", body = CommentChangePage)),
)]
async fn changes(app: Data<App>, request: HttpRequest, article: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["since", "after", "limit"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let since = Since { instant: query.parse("since")?, after: query.get("after") };
    let page = comments::changed(&app, &reading, article.parse()?, since, query.limit()?).await?;
    Ok(print::one(&page, &form)?)
}
