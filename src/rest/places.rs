//! Places by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::lang::Lang;
use crate::domain::places::{Place, PlaceFilter, PlaceKind};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::places;

/// A page of places.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlacePage {
    /// The places of this page.
    pub items: Vec<Place>,
    /// For the parameter `after`: the places that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the places that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// The addresses of places.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/places", routes: vec![(Method::GET, web::route().to(list))] },
        Endpoint { path: "/v1/places/{place}", routes: vec![(Method::GET, web::route().to(get))] },
    ]
}

const KINDS: &[&str] = &["CITY", "REGION", "COUNTRY"];

/// List places
///
/// Those that the datelines of articles name, with the regions and countries in which they lie; the places of the most
/// articles first. `articleCount` says in how many articles, which are those of `GET /v1/articles?place=ID`.
#[utoipa::path(
    get, path = "/v1/places", operation_id = "listPlaces", tag = "places",
    params(
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
        ("kind" = Option<PlaceKind>, Query, description = "Only of this kind."),
        ("country" = Option<String>, Query, description = "Only in this country (ISO 3166-1 alpha-2), such as KG."),
        ("within" = Option<String>, Query, description = "Only inside this place, by its id."),
        ("q" = Option<String>, Query, description = "Only those of which a name, or a word of one, begins so; 1 to 100 characters."),
        ("lang" = Option<Lang>, Query, description = "The language of `name`; before `Accept-Language`."),
    ),
    responses((status = 200, description = "A page of places.", body = PlacePage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before", "kind", "country", "within", "q", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let text = |name: &str| query.get(name).map(str::to_owned);
    let filter = PlaceFilter {
        kind: query.word("kind", KINDS)?,
        country: text("country"),
        within: text("within"),
        q: text("q"),
    };
    let page = places::list(&app, &reading, &filter, &query.page()?, &asked.langs).await?;
    Ok(print::page(&query, &page, &form.asked(&asked))?)
}

/// Get a place
///
/// Any place of the gazetteer, whether datelines name it or not.
#[utoipa::path(
    get, path = "/v1/places/{place}", operation_id = "getPlace", tag = "places",
    params(
        ("place" = String, Path, description = "The id, such as `geonames:1528675` or `country:KG`."),
        ("lang" = Option<Lang>, Query, description = "The language of `name`; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The place.", body = Place)),
)]
async fn get(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    Ok(print::one(&places::get(&app, &reading, &id, &asked.langs).await?, &form.asked(&asked))?)
}
