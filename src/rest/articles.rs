//! Articles by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::articles::{Article, ArticleFilter, ArticlePatch, ArticleState, Embed, NewArticle, PublishArticle};
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::once::Once;
use crate::usecases::{Outcome, articles};

/// A page of articles, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticlePage {
    /// The articles of this page.
    pub items: Vec<Article>,
    /// For the parameter `after`: the articles that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the articles that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of articles.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/articles",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/articles/{article}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete_draft)),
            ],
        },
        Endpoint { path: "/v1/articles/{article}/publish", routes: vec![(Method::POST, web::route().to(publish))] },
    ]
}

/// The fields that `fields=` can name.
const FIELDS: &[&str] = &[
    "id",
    "version",
    "state",
    "language",
    "headline",
    "lead",
    "slug",
    "section",
    "tags",
    "authors",
    "byline",
    "dateline",
    "body",
    "commentCount",
    "firstCreated",
    "versionCreated",
    "firstPublished",
    "published",
    "embargoedUntil",
    "expires",
    "edNote",
    "externalId",
];
/// What `include=` can add to a list.
const INCLUDES: &[&str] = &["body"];

/// What an answer carries: `fields` alone, or the usual and what `include` adds.
fn embed(usual: Embed, fields: Option<&[&str]>, include: Option<&[&str]>) -> Embed {
    let Some(fields) = fields else {
        return Embed { body: usual.body || include.is_some_and(|names| names.contains(&"body")), ..usual };
    };
    let has = |name: &str| fields.contains(&name);
    Embed {
        section: has("section"),
        tags: has("tags"),
        authors: has("authors"),
        dateline: has("dateline"),
        comment_count: has("commentCount"),
        body: has("body") || include.is_some_and(|names| names.contains(&"body")),
    }
}

fn filter(query: &Query) -> Result<ArticleFilter> {
    let text = |name: &str| query.get(name).map(str::to_owned);
    let state = query.get("state").map(read_state).transpose()?;
    Ok(ArticleFilter {
        section: text("section"),
        tag: text("tag"),
        author: text("author"),
        language: query.parse("language")?,
        date: query.parse("date")?,
        published_since: query.parse("publishedSince")?,
        published_before: query.parse("publishedBefore")?,
        state,
    })
}

fn read_state(name: &str) -> Result<ArticleState> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| Error::parameter("state", "must be one of DRAFT, SCHEDULED, EMBARGOED, PUBLISHED, EXPIRED"))
}

/// List articles
///
/// The newest first, by the instant from which readers saw them. Bodies come only with `include=body`.
#[utoipa::path(
    get, path = "/v1/articles", operation_id = "listArticles", tag = "articles",
    params(
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
        ("section" = Option<String>, Query, description = "Only of this section, by slug or id."),
        ("tag" = Option<String>, Query, description = "Only with this tag, by slug or id."),
        ("author" = Option<String>, Query, description = "Only by this author, by slug or id."),
        ("language" = Option<Lang>, Query, description = "Only in this language (BCP 47)."),
        ("date" = Option<Date>, Query, description = "Only of this civil day in the site's time zone."),
        ("publishedSince" = Option<Instant>, Query, description = "Only from this instant on."),
        ("publishedBefore" = Option<Instant>, Query, description = "Only before this instant."),
        ("state" = Option<ArticleState>, Query, description = "Where they stand; others than PUBLISHED need a key of the newsroom."),
        ("fields" = Option<String>, Query, description = "Only these fields and `id`, comma-separated."),
        ("include" = Option<String>, Query, description = "What to add, comma-separated: `body`."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "A page of articles.", body = ArticlePage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(
        &request,
        &[
            "limit",
            "after",
            "before",
            "section",
            "tag",
            "author",
            "language",
            "date",
            "publishedSince",
            "publishedBefore",
            "state",
            "fields",
            "include",
            "lang",
        ],
    )?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let fields = query.list("fields", FIELDS)?;
    let include = query.list("include", INCLUDES)?;
    let asked = query.languages(&request)?;
    let embed = embed(Embed::LIST, fields.as_deref(), include.as_deref());
    let page = articles::list(&app, &reading, &filter(&query)?, &query.page()?, embed, &asked.langs).await?;
    Ok(print::page(&query, &page, &form.asked(&asked).fields(fields.as_deref()))?)
}

/// Get an article
///
/// By id, or by slug: then in the language given, else in the first language of the site that has it.
#[utoipa::path(
    get, path = "/v1/articles/{article}", operation_id = "getArticle", tag = "articles",
    params(
        ("article" = String, Path, description = "The id or the slug."),
        ("language" = Option<Lang>, Query, description = "The language of the article, where a slug stands in several."),
        ("fields" = Option<String>, Query, description = "Only these fields and `id`, comma-separated."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The article.", body = Article)),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["language", "fields", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let fields = query.list("fields", FIELDS)?;
    let asked = query.languages(&request)?;
    let language = query.parse("language")?;
    let embed = embed(Embed::ALL, fields.as_deref(), None);
    let article = articles::get(&app, &reading, &name, language.as_ref(), embed, &asked.langs).await?;
    let answer = print::one(&article, &form.asked(&asked).fields(fields.as_deref()))?;
    Ok(print::in_language(answer, article.language.as_str()))
}

/// Create an article
///
/// A draft, or published when `published` is given. With an `externalId` that is known, that article is brought up to
/// date instead (200), or left alone when nothing differs.
#[utoipa::path(
    post, path = "/v1/articles", operation_id = "createArticle", tag = "articles",
    request_body(content = NewArticle, description = "The article."),
    responses(
        (status = 201, description = "The article was created.", body = Article, headers(("Location" = String, description = "The article's address."))),
        (status = 200, description = "The article with this externalId was there and is up to date.", body = Article),
    ),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let run = async |new, once: Option<&Once>| articles::create(&app, &actor, new, once).await;
    let (written, replay) = once::create(&app, &actor, &request, payload, run).await?;
    let answer = match written.outcome {
        Outcome::Created => print::created(&written.article, &format!("/v1/articles/{}", written.article.id))?,
        Outcome::Updated | Outcome::Unchanged => print::written(&written.article)?,
    };
    Ok(replay.told(answer))
}

/// Change an article
///
/// What is left out stays; null empties a field that may be empty. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/articles/{article}", operation_id = "updateArticle", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = ArticlePatch, description = "The change."),
    responses((status = 200, description = "The article after the change.", body = Article)),
    security(("key" = [])),
)]
async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    let patch: ArticlePatch = body::of_write(&app, &request, payload).await?;
    let article = articles::update(&app, &actor, id, version, patch).await?;
    Ok(print::written(&article)?)
}

/// Publish an article
///
/// Now, or at an instant: one in the future schedules it. `If-Match` names the version.
#[utoipa::path(
    post, path = "/v1/articles/{article}/publish", operation_id = "publishArticle", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is published, in quotes: \"3\"."),
    ),
    request_body(content = Option<PublishArticle>, description = "When; without a body, now."),
    responses((status = 200, description = "The article, published or scheduled.", body = Article)),
    security(("key" = [])),
)]
async fn publish(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    let how: PublishArticle = body::of_write_or_default(&app, &request, payload).await?;
    let article = articles::publish(&app, &actor, id, version, how).await?;
    Ok(print::written(&article)?)
}

/// Delete a draft
///
/// Only a draft; what was published is not deleted. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/articles/{article}", operation_id = "deleteDraft", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The draft is gone.")),
    security(("key" = [])),
)]
async fn delete_draft(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    articles::delete_draft(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
