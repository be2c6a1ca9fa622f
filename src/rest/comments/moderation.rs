//! Moderation by REST: what moderators look at, and what they decide.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CommentPage, choice, own};
use crate::app::App;
use crate::domain::comments::{
    AssignComment, Comment, CommentDecision, CommentJudgements, CommentReason, CommentStatus, CommentStatusCount,
    CommentVerdict, JudgeComment, JudgementResult, ModerationCounts, ModerationFilter, ModerationQueue, RejectComment,
    Whose,
};
use crate::domain::ids::{ArticleId, CommentId, ReaderId};
use crate::domain::keys::Scope;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, limits, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments;

/// The history of a comment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentDecisionList {
    /// The decisions, the oldest first; a comment has few, so they are not paged.
    pub items: Vec<CommentDecision>,
}

/// What became of each decision.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JudgementResults {
    /// A result for each decision, in their order.
    pub items: Vec<JudgementResult>,
}

/// An author as moderators see one, and a page of what they wrote.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentAuthorPage {
    /// How many comments the author has, by status.
    pub counts: Vec<CommentStatusCount>,
    /// The comments of this page, the newest first.
    pub items: Vec<Comment>,
    /// For the parameter `after`: the comments that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the comments that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of moderation.
#[must_use]
pub(super) fn endpoints() -> Vec<Endpoint> {
    let post = |path, route| Endpoint { path, routes: vec![(Method::POST, route)] };
    let get = |path, route| Endpoint { path, routes: vec![(Method::GET, route)] };
    vec![
        get("/v1/moderation/comments", web::route().to(queue)),
        get("/v1/moderation/counts", web::route().to(counts)),
        get("/v1/moderation/authors", web::route().to(author)),
        post("/v1/moderation/decisions", web::route().to(judge_each)),
        post("/v1/comments/{comment}/approve", web::route().to(approve)),
        post("/v1/comments/{comment}/reject", web::route().to(reject)),
        post("/v1/comments/{comment}/spam", web::route().to(spam)),
        post("/v1/comments/{comment}/hold", web::route().to(hold)),
        post("/v1/comments/{comment}/erase", web::route().to(own::erase)),
        get("/v1/comments/{comment}/decisions", web::route().to(decisions)),
        Endpoint {
            path: "/v1/comments/{comment}/assignment",
            routes: vec![(Method::PUT, web::route().to(assign)), (Method::DELETE, web::route().to(unassign))],
        },
    ]
}

fn all<T: serde::de::DeserializeOwned>(query: &Query, name: &str) -> Result<Option<T>> {
    let Some(given) = query.get(name) else { return Ok(None) };
    let read = serde_json::from_value(serde_json::Value::String(given.to_owned()));
    read.map(Some).map_err(|_| Error::parameter(name, "is none of the names that the contract knows"))
}

/// List what waits for moderators
///
/// A queue, or without one every comment, the newest first; narrowed by what else is given. A key that judges only in some
/// sections finds only what stands under articles there. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/moderation/comments", operation_id = "listModerationQueue", tag = "moderation",
    params(
        ("queue" = Option<ModerationQueue>, Query, description = "`PENDING`: what is held, the oldest first. `REPORTED`: what readers reported, the most reports first. `UNJUDGED`: what readers see and no moderator has judged, the oldest first. Every comment, the newest first, when left out."),
        ("section" = Option<String>, Query, description = "Only of articles of this section and of those below it: its id or slug. An article counts by its main section."),
        ("article" = Option<ArticleId>, Query, description = "Only under this article."),
        ("reader" = Option<ReaderId>, Query, description = "Only of this signed-in reader."),
        ("assigned" = Option<String>, Query, description = "Only what this key is to judge: its id, `me`, or `none` for what nobody is to judge."),
        ("reason" = Option<CommentReason>, Query, description = "Only with this reason."),
        ("q" = Option<String>, Query, description = "Only with all of these words, or parts of words, in the text or in the author's name; capitals do not matter. At most 10 words and 100 characters."),
        ("status" = Option<CommentStatus>, Query, description = "Only of this status."),
        ("since" = Option<Instant>, Query, description = "Only written at this instant or later, UTC."),
        ("until" = Option<Instant>, Query, description = "Only written before this instant, UTC."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of comments.", body = CommentPage)),
)]
pub(in crate::rest) async fn queue(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let known = [
        "queue", "section", "article", "reader", "assigned", "reason", "q", "status", "since", "until", "limit",
        "after", "before",
    ];
    let query = Query::read(&request, &known)?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let text = |name: &str| query.get(name).map(str::to_owned);
    let filter = ModerationFilter {
        section: text("section"),
        article: text("article"),
        reader: text("reader"),
        assigned: text("assigned"),
        reason: all(&query, "reason")?,
        q: text("q"),
        status: choice(&query, "status", CommentStatus::ALL, CommentStatus::as_str)?,
        since: query.parse("since")?,
        until: query.parse("until")?,
    };
    let queue = choice(&query, "queue", ModerationQueue::ALL, ModerationQueue::as_str)?;
    let page = comments::queue(&reading, queue, &filter, &query.page()?).await?;
    Ok(print::page(&query, &page, &form)?)
}

/// Count what waits for moderators
///
/// As far as the key judges it. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/moderation/counts", operation_id = "countModerationQueues", tag = "moderation",
    responses((status = 200, description = "How many stand in each queue.", body = ModerationCounts)),
)]
pub(in crate::rest) async fn counts(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&comments::queue_counts(&reading).await?, &form)?)
}

/// Look at an author's comments
///
/// Those of a signed-in reader, or those under a name, of any status, the newest first, with how many there are of each
/// status. Whose name an anonymous author bears nobody has checked. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/moderation/authors", operation_id = "getCommentAuthor", tag = "moderation",
    params(
        ("reader" = Option<ReaderId>, Query, description = "The signed-in reader; this or `name` is needed."),
        ("name" = Option<String>, Query, description = "The name, exactly as it is written."),
        ("limit" = Option<i32>, Query, description = "How many comments, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "The counts and a page of comments.", body = CommentAuthorPage)),
)]
pub(in crate::rest) async fn author(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["reader", "name", "limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    reading.actor().require(Scope::CommentsModerate)?;
    let whose = Whose::read(query.get("reader"), query.get("name"))?;
    let page = comments::of_author(&reading, &whose, &query.page()?).await?;
    let counts = comments::author_counts(&reading, &whose).await?;
    Ok(print::within(&query, ("counts", &counts), &page, &form)?)
}

/// Judge many comments
///
/// Up to 100, each for itself and in their order: one that is refused, such as one of a stale version, leaves the others.
/// The answer is 200 with a result for each. Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/moderation/decisions", operation_id = "judgeComments", tag = "moderation",
    request_body(content = CommentJudgements, description = "The decisions."),
    responses((status = 200, description = "What became of each.", body = JudgementResults)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn judge_each(
    app: Data<App>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let most = app.config.limits.batch_body_bytes.size(limits::class(&request));
    let batch: CommentJudgements = body::parse(&body::of_write_within(&app, &request, payload, most).await?)?;
    let items = batch.items.iter().map(|item| body::parse(item.get().as_bytes())).collect();
    let items = Box::pin(comments::judge_each(&app, &actor, items)).await?;
    Ok(print::written(&JudgementResults { items })?)
}

/// Approve a comment
///
/// Readers see it, also when it was held or rejected before. `If-Match` names the version. Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/comments/{comment}/approve", operation_id = "approveComment", tag = "moderation",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is judged, in quotes: \"3\"."),
    ),
    request_body(content = Option<JudgeComment>, description = "Why; without a body, for no reason that is told."),
    responses((status = 200, description = "The comment after the decision.", body = Comment)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn approve(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    judge::<JudgeComment>(&app, &request, (&id, payload), CommentVerdict::Approve).await
}

/// Reject a comment
///
/// Readers no longer see it, or see only that one stood there where there are answers to it. `If-Match` names the version.
/// Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/comments/{comment}/reject", operation_id = "rejectComment", tag = "moderation",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is judged, in quotes: \"3\"."),
    ),
    request_body(content = Option<RejectComment>, description = "Why; without a body, for no reason that is told."),
    responses((status = 200, description = "The comment after the decision.", body = Comment)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn reject(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    judge::<RejectComment>(&app, &request, (&id, payload), CommentVerdict::Reject).await
}

/// Take a comment for spam
///
/// Readers no longer see it, as when it is rejected. `If-Match` names the version. Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/comments/{comment}/spam", operation_id = "markCommentAsSpam", tag = "moderation",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is judged, in quotes: \"3\"."),
    ),
    request_body(content = Option<JudgeComment>, description = "Why; without a body, for no reason that is told."),
    responses((status = 200, description = "The comment after the decision.", body = Comment)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn spam(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    judge::<JudgeComment>(&app, &request, (&id, payload), CommentVerdict::Spam).await
}

/// Put a comment back into the queue
///
/// It waits for a moderator again, and readers do not see it. `If-Match` names the version. Needs `comments:moderate`.
#[utoipa::path(
    post, path = "/v1/comments/{comment}/hold", operation_id = "holdComment", tag = "moderation",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is judged, in quotes: \"3\"."),
    ),
    request_body(content = Option<JudgeComment>, description = "Why; without a body, for no reason that is told."),
    responses((status = 200, description = "The comment after the decision.", body = Comment)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn hold(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    judge::<JudgeComment>(&app, &request, (&id, payload), CommentVerdict::Hold).await
}

async fn judge<T: serde::de::DeserializeOwned + Default + Into<JudgeComment>>(
    app: &Data<App>,
    request: &HttpRequest,
    (id, payload): (&str, Payload),
    verdict: CommentVerdict,
) -> Result<HttpResponse, Failure> {
    Query::read(request, &[])?;
    let actor = actor::known(app, request, Scope::CommentsModerate).await?;
    let id: CommentId = id.parse()?;
    let version = body::version(request)?;
    let how: T = body::of_write_or_default(app, request, payload).await?;
    Ok(print::written(&comments::judge(app, &actor, id, version, verdict, how.into()).await?)?)
}

/// List the decisions over a comment
///
/// Who decided what, when and why, from the rules' own at its posting on. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/comments/{comment}/decisions", operation_id = "listCommentDecisions", tag = "moderation",
    params(("comment" = CommentId, Path, description = "The id.")),
    responses((status = 200, description = "The history.", body = CommentDecisionList)),
)]
pub(in crate::rest) async fn decisions(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::all(&comments::decisions(&reading, id.parse()?).await?, &form)?)
}

/// Take a comment to judge it
///
/// Or give it to another key. Its version stays. Where another key is to judge it already the answer is 409, unless `force`
/// is set; the next decision ends it. Needs `comments:moderate`.
#[utoipa::path(
    put, path = "/v1/comments/{comment}/assignment", operation_id = "assignComment", tag = "moderation",
    params(("comment" = CommentId, Path, description = "The id.")),
    request_body(content = Option<AssignComment>, description = "Who is to judge it; without a body, the key that asks."),
    responses((status = 200, description = "The comment with whose it is to judge.", body = Comment)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn assign(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: CommentId = id.parse()?;
    let how: AssignComment = body::of_write_or_default(&app, &request, payload).await?;
    Ok(print::written(&comments::assign(&app, &actor, id, how).await?)?)
}

/// Give a comment back
///
/// Nobody is to judge it then. Where another key is to judge it the answer is 409, unless `force` is set. Needs
/// `comments:moderate`.
#[utoipa::path(
    delete, path = "/v1/comments/{comment}/assignment", operation_id = "unassignComment", tag = "moderation",
    params(
        ("comment" = CommentId, Path, description = "The id."),
        ("force" = Option<bool>, Query, description = "`true`: also where another key is to judge it."),
    ),
    responses((status = 200, description = "The comment, which nobody is to judge.", body = Comment)),
    security(("key" = [])),
)]
pub(in crate::rest) async fn unassign(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["force"])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: CommentId = id.parse()?;
    Ok(print::written(&comments::unassign(&app, &actor, id, query.flag("force")?).await?)?)
}
