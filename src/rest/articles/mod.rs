//! Articles by REST.

pub(super) mod bulk;
mod filter;
pub(super) mod recall;

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use self::filter::{LIST_PARAMETERS, ORDERS, Printing};
use super::Endpoint;
use super::article_rates as rates;
use super::print::{self, Form};
use super::sparse::{FIELDS, INCLUDES, embed, printed};
use crate::app::App;
use crate::domain::articles::{
    Article, ArticleCount, ArticleOrder, ArticlePatch, ArticleState, DateField, Embed, NewArticle, PublishArticle,
};
use crate::domain::currencies::Currency;
use crate::domain::datelines::PrintStyle;
use crate::domain::ids::{ArticleId, StoryId};
use crate::domain::keys::Scope;
use crate::domain::lang::Lang;
use crate::domain::rates::RatesAsOf;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::once::Once;
use crate::usecases::{Outcome, articles};

/// A page of articles.
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
    /// How many articles the list has, with `total=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<ArticleCount>,
}

/// The addresses of articles.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    // The batch stands before the articles' own addresses, or it would be taken for the name of one.
    let mut endpoints = bulk::endpoints();
    endpoints.extend([
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
    ]);
    endpoints.extend(recall::endpoints());
    endpoints
}

/// List articles
///
/// The newest first, by the instant from which readers saw them, unless another `order` is asked for. Bodies come only with
/// `include=body`, as blocks with `include=blocks`, all pictures with `include=media`; how many articles there are with `total=true`.
#[utoipa::path(
    get, path = "/v1/articles", operation_id = "listArticles", tag = "articles",
    params(
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
        ("section" = Option<String>, Query, description = "Only of this section and of those below it, by slug or id."),
        ("sectionOnly" = Option<bool>, Query, description = "Whether articles of sections below `section` are left out."),
        ("tag" = Option<String>, Query, description = "Only with this tag, by slug or id."),
        ("tagsAll" = Option<String>, Query, description = "Only with all of these tags, comma-separated: 1 to 10 slugs or ids."),
        ("tagsAny" = Option<String>, Query, description = "Only with at least one of these tags, comma-separated."),
        ("tagsNone" = Option<String>, Query, description = "Only with none of these tags, comma-separated."),
        ("author" = Option<String>, Query, description = "Only by this author, by slug or id."),
        ("language" = Option<Lang>, Query, description = "Only in this language (BCP 47)."),
        ("profiles" = Option<String>, Query, description = "Only of these kinds, comma-separated: ARTICLE, BRIEF, ALERT, ADVISORY, LIVEBLOG, FACTBOX."),
        ("urgency" = Option<i32>, Query, description = "Only as urgent as this or more; 1 is the most urgent.", minimum = 1, maximum = 9),
        ("story" = Option<StoryId>, Query, description = "Only of this story."),
        ("place" = Option<String>, Query, description = "Only with a dateline of this place or of one inside it: an id of the gazetteer, such as `geonames:1528675`; a name in any language, which stands for the likeliest place so called; or a country (ISO 3166-1 alpha-2)."),
        ("country" = Option<String>, Query, description = "Only with a dateline of this country (ISO 3166-1 alpha-2), such as KG."),
        ("agency" = Option<String>, Query, description = "Only with a dateline of this agency, by its slug, such as kabar; other for those that are not in the dictionary."),
        ("datelineFrom" = Option<Date>, Query, description = "Only with a dateline of this civil day or a later one."),
        ("datelineTo" = Option<Date>, Query, description = "Only with a dateline of this civil day or an earlier one."),
        ("hasCorrespondent" = Option<bool>, Query, description = "Whether the dateline names a correspondent; an article without a dateline names none."),
        ("dateSuspect" = Option<bool>, Query, description = "Whether the day of the dateline is suspect, which usually means a typing error."),
        ("publishedDaysAfterDateline" = Option<i32>, Query, description = "Only published more than so many civil days after the day of the dateline.", minimum = 0, maximum = 36500),
        ("near" = Option<String>, Query, description = "Only with a dateline of a place near a point: latitude, longitude and kilometres (above 0, at most 1,000), such as `42.87,74.59,50`."),
        ("datelineStyle" = Option<PrintStyle>, Query, description = "The style in which `dateline.printed` has the dateline anew; it is left out without one."),
        ("datelineLang" = Option<Lang>, Query, description = "The language of `dateline.printed`; the article's when left out. It goes with `datelineStyle`."),
        ("dateField" = Option<DateField>, Query, description = "By which instant `date`, `dateFrom` and `dateTo` choose; PUBLISHED when left out."),
        ("date" = Option<Date>, Query, description = "Only of this civil day in the site's time zone."),
        ("dateFrom" = Option<Instant>, Query, description = "Only from this instant on, by `dateField`."),
        ("dateTo" = Option<Instant>, Query, description = "Only before this instant, by `dateField`."),
        ("publishedSince" = Option<Instant>, Query, description = "Only from this instant on."),
        ("publishedBefore" = Option<Instant>, Query, description = "Only before this instant."),
        ("updatedSince" = Option<Instant>, Query, description = "Only what is new to readers or changed since this instant."),
        ("order" = Option<ArticleOrder>, Query, description = "In which order; NEWEST when left out."),
        ("total" = Option<bool>, Query, description = "Whether to count all articles of the list, up to 10,000."),
        ("state" = Option<ArticleState>, Query, description = "Where they stand; others than PUBLISHED need a key of the newsroom."),
        ("fields" = Option<String>, Query, description = "Only these fields and `id`, comma-separated."),
        ("include" = Option<String>, Query, description = "What to add, comma-separated: `body`, `blocks` (the body as blocks), `media` (all pictures, not only the leading one), `rates` (the exchange rates of the article's own day), `places` (the places of datelines, with coordinates)."),
        ("ratesAsOf" = Option<RatesAsOf>, Query, description = "With `include=rates`: of which day of the article; DATELINE when left out."),
        ("ratesSymbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "With `include=rates`: these currencies, comma-separated; the main ones of the source when left out."),
        ("ratesSource" = Option<String>, Query, description = "With `include=rates`: the key of a source."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "A page of articles.", body = ArticlePage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, LIST_PARAMETERS)?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let fields = query.list("fields", FIELDS)?;
    let include = query.list("include", INCLUDES)?;
    let asked = query.languages(&request)?;
    let embed = embed(Embed::LIST, fields.as_deref(), include.as_deref());
    let (filter, order) = (filter::read(&query)?, query.word("order", ORDERS)?.unwrap_or_default());
    let printing = Printing::read(&query)?;
    let (wanted, total) = (rates::wanted(fields.as_deref(), include.as_deref()), query.flag("total")?);
    if wanted || total {
        reading.hold();
    }
    let mut page = articles::list(&app, &reading, (&filter, order), &query.page()?, embed, &asked.langs).await?;
    let mut rows: Vec<&mut Article> = page.rows.iter_mut().map(|(_, article)| article).collect();
    rates::add(&app, &reading, &mut rows, &query, wanted).await?;
    let page = page.map(|article| Printing::of(printing.as_ref(), article));
    let total = match total {
        true => Some(articles::count(&app, &reading, &filter).await?),
        false => None,
    };
    let printed = printed(fields.as_deref(), include.as_deref());
    Ok(print::page(&query, &page, &form.asked(&asked).fields(printed.as_deref()).total(total))?)
}

/// Get an article
///
/// By id, or by slug: then in the language given, else in the first language of the site that has it. A former slug that no
/// other article has sends on to the article. One that was taken back is 410 with the reason, the time and what to use in its
/// place.
#[utoipa::path(
    get, path = "/v1/articles/{article}", operation_id = "getArticle", tag = "articles",
    params(
        ("article" = String, Path, description = "The id or the slug."),
        ("language" = Option<Lang>, Query, description = "The language of the article, where a slug stands in several."),
        ("asOf" = Option<Instant>, Query, description = "The article as readers saw it at this instant."),
        ("fields" = Option<String>, Query, description = "Only these fields and `id`, comma-separated."),
        ("include" = Option<String>, Query, description = "What to add, comma-separated: `blocks` (the body as blocks), `rates` (the exchange rates of the article's own day), `places` (the places of the dateline, with coordinates)."),
        ("ratesAsOf" = Option<RatesAsOf>, Query, description = "With `include=rates`: of which day of the article; DATELINE when left out."),
        ("ratesSymbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "With `include=rates`: these currencies, comma-separated; the main ones of the source when left out."),
        ("ratesSource" = Option<String>, Query, description = "With `include=rates`: the key of a source."),
        ("lang" = Option<String>, Query, description = "The languages wanted, the best first, comma-separated: the article comes in the first of them in which it or a translation of it is there, and names too."),
        ("datelineStyle" = Option<PrintStyle>, Query, description = "The style in which `dateline.printed` has the dateline anew; it is left out without one."),
        ("datelineLang" = Option<Lang>, Query, description = "The language of `dateline.printed`; the article's when left out. It goes with `datelineStyle`."),
        ("preview" = Option<String>, Query, description = "The token of a preview, which opens this article whatever its state."),
    ),
    responses(
        (status = 200, description = "The article.", body = Article),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The article's address by its id, with the same parameters but `language`."))),
    ),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let mut known = vec!["language", "asOf", "fields", "include", "lang", "preview", "datelineStyle", "datelineLang"];
    known.extend(rates::PARAMETERS);
    let query = Query::read(&request, &known)?;
    let printing = Printing::read(&query)?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let fields = query.list("fields", FIELDS)?;
    let asked = query.languages(&request)?;
    let language = query.parse("language")?;
    let include = query.list("include", INCLUDES)?;
    let embed = embed(Embed::ALL, fields.as_deref(), include.as_deref());
    let named = (name.as_str(), language.as_ref());
    let wanted = rates::wanted(fields.as_deref(), include.as_deref());
    if wanted {
        reading.hold();
    }
    let found = match (query.get("preview"), query.parse("asOf")?) {
        (Some(_), Some(_)) => Err(Error::parameter("asOf", "cannot stand together with preview")),
        (Some(token), None) => articles::previewed(&app, &reading, named, token, embed, &asked.langs).await,
        (None, Some(at)) => articles::as_of(&app, &reading, named, at, embed, &asked.langs).await,
        (None, None) if !asked.from_header => articles::get_in(&app, &reading, named, &asked.langs, embed).await,
        (None, None) => articles::get(&app, &reading, &name, language.as_ref(), embed, &asked.langs).await,
    };
    let mut article = match found {
        Err(error) if error.code == Code::NotFound && query.get("preview").is_none() => {
            return match articles::moved_to(&app, &reading, &name, language.as_ref()).await? {
                Some(id) => Ok(reading::moved(&app, &reading, &format!("/v1/articles/{id}"), &query, &["language"])),
                None => Err(error.into()),
            };
        }
        found => found?,
    };
    rates::add(&app, &reading, &mut [&mut article], &query, wanted).await?;
    let article = Printing::of(printing.as_ref(), article);
    let printed = printed(fields.as_deref(), include.as_deref());
    let answer = print::one(&article, &form.asked(&asked).fields(printed.as_deref()))?;
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
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
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
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
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
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
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
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: ArticleId = id.parse()?;
    let version = body::version(&request)?;
    articles::delete_draft(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
