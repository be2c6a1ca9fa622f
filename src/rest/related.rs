//! Related articles by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::article_rates as rates;
use super::print::{self, Form};
use super::sparse::{FIELDS, INCLUDES, embed, printed};
use crate::app::App;
use crate::domain::articles::{Article, Embed, RELATED_DEFAULT};
use crate::domain::currencies::Currency;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::rates::RatesAsOf;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::articles;

/// The articles that are related to an article.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RelatedArticles {
    /// The articles, the nearest first.
    pub items: Vec<Article>,
}

/// The addresses of related articles.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/articles/{article}/related", routes: vec![(Method::GET, web::route().to(list))] }]
}

/// List related articles
///
/// Those that share tags with the article, the nearest first: rare tags count more than common ones, its own language and
/// section more than others, and articles of its days more than those long before or after it.
#[utoipa::path(
    get, path = "/v1/articles/{article}/related", operation_id = "listRelatedArticles", tag = "articles",
    params(
        ("article" = ArticleId, Path, description = "The id."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 20; 5 when left out.", minimum = 1, maximum = 20),
        ("fields" = Option<String>, Query, description = "Only these fields of the articles and `id`, comma-separated."),
        ("include" = Option<String>, Query, description = "What to add to the articles, comma-separated: `body`, `blocks` (the body as blocks), `media` (all pictures, not only the leading one), `rates` (the exchange rates of the article's own day), `places` (the places of datelines, with coordinates)."),
        ("ratesAsOf" = Option<RatesAsOf>, Query, description = "With `include=rates`: of which day of each article; DATELINE when left out."),
        ("ratesSymbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "With `include=rates`: these currencies, comma-separated; the main ones of the source when left out."),
        ("ratesSource" = Option<String>, Query, description = "With `include=rates`: the key of a source."),
        ("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The related articles.", body = RelatedArticles)),
)]
async fn list(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    let mut known = vec!["limit", "fields", "include", "lang"];
    known.extend(rates::PARAMETERS);
    let query = Query::read(&request, &known)?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let id: ArticleId = id.parse()?;
    let limit = query.get("limit").map_or(Ok(RELATED_DEFAULT), limit)?;
    let (fields, include) = (query.list("fields", FIELDS)?, query.list("include", INCLUDES)?);
    let embed = embed(Embed::LIST, fields.as_deref(), include.as_deref());
    let mut related = articles::related(&app, &reading, id, limit, embed, &asked.langs).await?;
    let mut rows: Vec<&mut Article> = related.iter_mut().collect();
    let wanted = rates::wanted(fields.as_deref(), include.as_deref());
    rates::add(&app, &reading, &mut rows, &query, wanted).await?;
    let printed = printed(fields.as_deref(), include.as_deref());
    Ok(print::all(&related, &form.asked(&asked).fields(printed.as_deref()))?)
}

fn limit(text: &str) -> Result<u32> {
    let number = text.parse().map_err(|_| Error::parameter("limit", "must be a number from 1 to 20"))?;
    articles::check_related(number, "limit")
}
