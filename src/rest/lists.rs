//! Curated lists by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::article_rates as rates;
use super::print::{self, Form};
use super::sparse::{FIELDS, INCLUDES, embed, printed};
use crate::app::App;
use crate::domain::articles::{Article, Embed};
use crate::domain::currencies::Currency;
use crate::domain::ids::{ArticleId, ListId};
use crate::domain::keys::Scope;
use crate::domain::lang::Lang;
use crate::domain::lists::{
    ArticleList, ArticleListItems, ArticleListPatch, InsertListItem, ListItemPatch, NewArticleList, NewListItems,
};
use crate::domain::rates::RatesAsOf;
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::once::Once;
use crate::usecases::{articles, lists};

/// The curated lists of the site.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleLists {
    /// The lists in the order of their slugs; there are 100 at most, so they are not paged.
    pub items: Vec<ArticleList>,
}

/// A curated list and a page of its articles.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleListPage {
    /// The list.
    pub list: ArticleList,
    /// The articles of this page, in the list's order.
    pub items: Vec<Article>,
    /// For the parameter `after`: the articles that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the articles that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of curated lists.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/lists",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/lists/{list}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete)),
            ],
        },
        Endpoint {
            path: "/v1/lists/{list}/items",
            routes: vec![
                (Method::GET, web::route().to(items)),
                (Method::PUT, web::route().to(set_items)),
                (Method::POST, web::route().to(insert_item)),
            ],
        },
        Endpoint {
            path: "/v1/lists/{list}/items/{article}",
            routes: vec![(Method::PATCH, web::route().to(change_item)), (Method::DELETE, web::route().to(remove_item))],
        },
    ]
}

/// List curated lists
///
/// Front pages, editors' picks and the like, in the order of their slugs.
#[utoipa::path(
    get, path = "/v1/lists", operation_id = "listLists", tag = "lists",
    params(
        ("language" = Option<Lang>, Query, description = "Only those for readers of this language, and those for all."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The lists.", body = ArticleLists)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["language", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let language: Option<Lang> = query.parse("language")?;
    let lists = lists::list(&app, &reading, language.as_ref(), &asked.langs).await?;
    Ok(print::all(&lists, &form.asked(&asked))?)
}

/// Get a curated list
///
/// By id or slug, with a page of its articles: those that readers see now and whose place in the list holds now, pinned
/// ones first; then, where the list is filled up, the newest that it does not name itself.
#[utoipa::path(
    get, path = "/v1/lists/{list}", operation_id = "getList", tag = "lists",
    params(
        ("list" = String, Path, description = "The id or the slug."),
        ("limit" = Option<i32>, Query, description = "How many articles, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
        ("fields" = Option<String>, Query, description = "Only these fields of the articles and `id`, comma-separated."),
        ("include" = Option<String>, Query, description = "What to add to the articles, comma-separated: `body`, `blocks` (the body as blocks), `media` (all pictures, not only the leading one), `rates` (the exchange rates of the article's own day), `places` (the places of datelines, with coordinates)."),
        ("ratesAsOf" = Option<RatesAsOf>, Query, description = "With `include=rates`: of which day of each article; DATELINE when left out."),
        ("ratesSymbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "With `include=rates`: these currencies, comma-separated; the main ones of the source when left out."),
        ("ratesSource" = Option<String>, Query, description = "With `include=rates`: the key of a source."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The list and a page of its articles.", body = ArticleListPage)),
)]
async fn get(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let mut known = vec!["limit", "after", "before", "fields", "include", "lang"];
    known.extend(rates::PARAMETERS);
    let query = Query::read(&request, &known)?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let (fields, include) = (query.list("fields", FIELDS)?, query.list("include", INCLUDES)?);
    let embed = embed(Embed::LIST, fields.as_deref(), include.as_deref());
    let (list, mut page) = articles::curated(&app, &reading, &name, &query.page()?, embed, &asked.langs).await?;
    let mut rows: Vec<&mut Article> = page.rows.iter_mut().map(|(_, article)| article).collect();
    let wanted = rates::wanted(fields.as_deref(), include.as_deref());
    rates::add(&app, &reading, &mut rows, &query, wanted).await?;
    let printed = printed(fields.as_deref(), include.as_deref());
    Ok(print::within(&query, ("list", &list), &page, &form.asked(&asked).fields(printed.as_deref()))?)
}

/// Create a curated list
///
/// With what stands in it, or empty.
#[utoipa::path(
    post, path = "/v1/lists", operation_id = "createList", tag = "lists",
    request_body(content = NewArticleList, description = "The list."),
    responses((status = 201, description = "The list was created.", body = ArticleList, headers(("Location" = String, description = "The list's address.")))),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let run = async |new, once: Option<&Once>| lists::create(&app, &actor, new, once).await;
    let (list, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&list, &format!("/v1/lists/{}", list.id))?))
}

/// Change a curated list
///
/// What is left out stays; null empties what may be empty. Its items are changed apart. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/lists/{list}", operation_id = "updateList", tag = "lists",
    params(
        ("list" = ListId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = ArticleListPatch, description = "The change."),
    responses((status = 200, description = "The list after the change.", body = ArticleList)),
    security(("key" = [])),
)]
async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ListId = id.parse()?;
    let version = body::version(&request)?;
    let patch: ArticleListPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&lists::update(&app, &actor, id, version, patch).await?)?)
}

/// Delete a curated list
///
/// The articles in it stay. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/lists/{list}", operation_id = "deleteList", tag = "lists",
    params(
        ("list" = ListId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The list is gone.")),
    security(("key" = [])),
)]
async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ListId = id.parse()?;
    let version = body::version(&request)?;
    lists::delete(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Get the items of a curated list
///
/// All that the newsroom put into it, also what readers do not see now, with notes and the instants between which each
/// place holds. Needs a key of the newsroom.
#[utoipa::path(
    get, path = "/v1/lists/{list}/items", operation_id = "getListItems", tag = "lists",
    params(("list" = String, Path, description = "The id or the slug.")),
    responses((status = 200, description = "The list and its items.", body = ArticleListItems)),
)]
async fn items(app: Data<App>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&lists::items(&app, &reading, &name).await?, &form)?)
}

/// Replace the items of a curated list
///
/// All at once: what is not named goes. `If-Match` names the version.
#[utoipa::path(
    put, path = "/v1/lists/{list}/items", operation_id = "setListItems", tag = "lists",
    params(
        ("list" = ListId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = NewListItems, description = "The items in their order."),
    responses((status = 200, description = "The list and its items after the change.", body = ArticleListItems)),
    security(("key" = [])),
)]
async fn set_items(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ListId = id.parse()?;
    let version = body::version(&request)?;
    let new: NewListItems = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&lists::set_items(&app, &actor, id, version, new.items).await?)?)
}

/// Put an article into a curated list
///
/// At a place, or behind the others. `If-Match` names the version.
#[utoipa::path(
    post, path = "/v1/lists/{list}/items", operation_id = "insertListItem", tag = "lists",
    params(
        ("list" = ListId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = InsertListItem, description = "The item and its place."),
    responses((status = 200, description = "The list and its items after the change.", body = ArticleListItems)),
    security(("key" = [])),
)]
async fn insert_item(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let id: ListId = id.parse()?;
    let version = body::version(&request)?;
    let item: InsertListItem = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&lists::insert_item(&app, &actor, id, version, item).await?)?)
}

/// Change an item of a curated list
///
/// Its place, its pin, the instants between which it holds, its note; what is left out stays. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/lists/{list}/items/{article}", operation_id = "changeListItem", tag = "lists",
    params(
        ("list" = ListId, Path, description = "The list's id."),
        ("article" = ArticleId, Path, description = "The article's id."),
        ("If-Match" = String, Header, description = "The version of the list that is changed, in quotes: \"3\"."),
    ),
    request_body(content = ListItemPatch, description = "The change."),
    responses((status = 200, description = "The list and its items after the change.", body = ArticleListItems)),
    security(("key" = [])),
)]
async fn change_item(
    app: Data<App>,
    request: HttpRequest,
    ids: Path<(String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let (id, article): (ListId, ArticleId) = (ids.0.parse()?, ids.1.parse()?);
    let version = body::version(&request)?;
    let patch: ListItemPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&lists::change_item(&app, &actor, id, version, article, patch).await?)?)
}

/// Take an article out of a curated list
///
/// `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/lists/{list}/items/{article}", operation_id = "removeListItem", tag = "lists",
    params(
        ("list" = ListId, Path, description = "The list's id."),
        ("article" = ArticleId, Path, description = "The article's id."),
        ("If-Match" = String, Header, description = "The version of the list that is changed, in quotes: \"3\"."),
    ),
    responses((status = 200, description = "The list and its items after the change.", body = ArticleListItems)),
    security(("key" = [])),
)]
async fn remove_item(
    app: Data<App>,
    request: HttpRequest,
    ids: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesPublish).await?;
    let (id, article): (ListId, ArticleId) = (ids.0.parse()?, ids.1.parse()?);
    let version = body::version(&request)?;
    Ok(print::written(&lists::remove_item(&app, &actor, id, version, article).await?)?)
}
