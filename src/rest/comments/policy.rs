//! What is wanted of comments place by place, by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::comments::{CommentForm, CommentPolicyPatch, CommentPolicyRecord, PolicyPlace};
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::keys::Scope;
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, reading};
use crate::rest::Endpoint;
use crate::rest::print::{self, Form};
use crate::usecases::comments::{self, policy};

/// The addresses of policies and forms.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/site/comment-policy",
            routes: vec![(Method::GET, web::route().to(of_site)), (Method::PATCH, web::route().to(update_site))],
        },
        Endpoint {
            path: "/v1/sections/{section}/comment-policy",
            routes: vec![(Method::GET, web::route().to(of_section)), (Method::PATCH, web::route().to(update_section))],
        },
        Endpoint {
            path: "/v1/articles/{article}/comment-policy",
            routes: vec![(Method::GET, web::route().to(of_article)), (Method::PATCH, web::route().to(update_article))],
        },
        Endpoint { path: "/v1/articles/{article}/comments/form", routes: vec![(Method::GET, web::route().to(form))] },
    ]
}

async fn get(app: &App, request: &HttpRequest, place: PolicyPlace) -> Result<HttpResponse, Failure> {
    Query::read(request, &[])?;
    let reading = reading::of(app, request).await?;
    let form = Form::new(app, request, &reading);
    Ok(print::one(&policy::get(app, &reading, place).await?, &form)?)
}

async fn update(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    (place, scope): (PolicyPlace, Scope),
) -> Result<HttpResponse, Failure> {
    Query::read(request, &[])?;
    let actor = actor::known(app, request, scope).await?;
    let version = body::version(request)?;
    let patch: CommentPolicyPatch = body::of_write(app, request, payload).await?;
    Ok(print::written(&policy::update(app, &actor, place, version, patch).await?)?)
}

/// Get the comment policy of the site
///
/// What is wanted of comments everywhere unless a section or an article differs. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/site/comment-policy", operation_id = "getSiteCommentPolicy", tag = "comments",
    responses((status = 200, description = "The policy.", body = CommentPolicyRecord)),
)]
async fn of_site(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    get(&app, &request, PolicyPlace::Site).await
}

/// Change the comment policy of the site
///
/// What is left out stays, null goes back to the settings of the server. `If-Match` names the version, `"0"` where nothing
/// was ever said. Needs `admin`.
#[utoipa::path(
    patch, path = "/v1/site/comment-policy", operation_id = "updateSiteCommentPolicy", tag = "comments",
    params(("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\".")),
    request_body(content = CommentPolicyPatch, description = "The change."),
    responses((status = 200, description = "The policy after the change.", body = CommentPolicyRecord)),
    security(("key" = [])),
)]
async fn update_site(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    update(&app, &request, payload, (PolicyPlace::Site, Scope::Admin)).await
}

/// Get the comment policy of a section
///
/// Where it differs from the site. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/sections/{section}/comment-policy", operation_id = "getSectionCommentPolicy", tag = "comments",
    params(("section" = SectionId, Path, description = "The section's id.")),
    responses((status = 200, description = "The policy.", body = CommentPolicyRecord)),
)]
async fn of_section(app: Data<App>, request: HttpRequest, section: Path<String>) -> Result<HttpResponse, Failure> {
    get(&app, &request, PolicyPlace::Section(section.parse()?)).await
}

/// Change the comment policy of a section
///
/// What is left out stays, null inherits what the site wants. `If-Match` names the version, `"0"` where nothing was ever
/// said. Needs `admin`.
#[utoipa::path(
    patch, path = "/v1/sections/{section}/comment-policy", operation_id = "updateSectionCommentPolicy", tag = "comments",
    params(
        ("section" = SectionId, Path, description = "The section's id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = CommentPolicyPatch, description = "The change."),
    responses((status = 200, description = "The policy after the change.", body = CommentPolicyRecord)),
    security(("key" = [])),
)]
async fn update_section(
    app: Data<App>,
    request: HttpRequest,
    section: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    update(&app, &request, payload, (PolicyPlace::Section(section.parse()?), Scope::Admin)).await
}

/// Get the comment policy of an article
///
/// Where it differs from its section and the site. Needs `comments:moderate`.
#[utoipa::path(
    get, path = "/v1/articles/{article}/comment-policy", operation_id = "getArticleCommentPolicy", tag = "comments",
    params(("article" = ArticleId, Path, description = "The article's id.")),
    responses((status = 200, description = "The policy.", body = CommentPolicyRecord)),
)]
async fn of_article(app: Data<App>, request: HttpRequest, article: Path<String>) -> Result<HttpResponse, Failure> {
    get(&app, &request, PolicyPlace::Article(article.parse()?)).await
}

/// Change the comment policy of an article
///
/// What is left out stays, null inherits what its section and the site want. `If-Match` names the version, `"0"` where
/// nothing was ever said. Needs `comments:moderate`.
#[utoipa::path(
    patch, path = "/v1/articles/{article}/comment-policy", operation_id = "updateArticleCommentPolicy", tag = "comments",
    params(
        ("article" = ArticleId, Path, description = "The article's id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = CommentPolicyPatch, description = "The change."),
    responses((status = 200, description = "The policy after the change.", body = CommentPolicyRecord)),
    security(("key" = [])),
)]
async fn update_article(
    app: Data<App>,
    request: HttpRequest,
    article: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    update(&app, &request, payload, (PolicyPlace::Article(article.parse()?), Scope::CommentsModerate)).await
}

/// Get the comment form of an article
///
/// Whether comments are taken there now, their limits, and a token that is made anew each time: a comment that comes with it
/// shows that its form was open for a while.
#[utoipa::path(
    get, path = "/v1/articles/{article}/comments/form", operation_id = "getCommentForm", tag = "comments",
    params(("article" = ArticleId, Path, description = "The article's id.")),
    responses((status = 200, description = "The form.", body = CommentForm)),
)]
async fn form(app: Data<App>, request: HttpRequest, article: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&comments::form(&app, &reading, article.parse()?).await?, &form)?)
}
