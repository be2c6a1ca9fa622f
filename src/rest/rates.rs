//! Exchange rates by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::ids::RateId;
use crate::domain::lang::Lang;
use crate::domain::rates::{RateList, RateObservation, RateSource, RatesFilter};
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::rates;

/// Every source of exchange rates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateSourceList {
    /// The sources; without `source` the first one that has something for the day answers.
    pub items: Vec<RateSource>,
}

/// The addresses of rates.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/rates", routes: vec![(Method::GET, web::route().to(list))] },
        Endpoint { path: "/v1/rates/sources", routes: vec![(Method::GET, web::route().to(sources))] },
        Endpoint { path: "/v1/rates/{rate}", routes: vec![(Method::GET, web::route().to(get))] },
    ]
}

/// List exchange rates
///
/// The rates that hold on a day, one for each currency: today where the source is, or the day that is named. A currency
/// without a rate in the 14 days up to that day is left out; tomorrow's rate is only ever in `next`.
#[utoipa::path(
    get, path = "/v1/rates", operation_id = "listRates", tag = "rates",
    params(
        ("source" = Option<String>, Query, description = "The key of a source, such as `nbkr`. Without one: the bank, and the bar of imported pages only where the bank has none of `symbols`, or, without `symbols`, not the dollar. One answer has one source."),
        ("symbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "Only these currencies, comma-separated ISO 4217 codes, in this order."),
        ("date" = Option<Date>, Query, description = "The day; today where the source is when left out."),
    ),
    responses((status = 200, description = "The rates of the day.", body = RateList)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["source", "symbols", "date"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let filter = RatesFilter {
        source: query.get("source").map(str::to_owned),
        symbols: query.get("symbols").map(symbols).transpose()?,
        date: query.parse("date")?,
    };
    let list = rates::list(&app, &reading, &filter).await?;
    Ok(print::one(&list, &form)?)
}

fn symbols(text: &str) -> Result<Vec<Currency>> {
    let codes = text.split(',').map(str::trim).filter(|code| !code.is_empty());
    codes.map(|code| code.parse().map_err(|error: Error| Error::parameter("symbols", error.detail))).collect()
}

/// List the sources of exchange rates
///
/// Every source that this server knows, also one that has no rates yet.
#[utoipa::path(
    get, path = "/v1/rates/sources", operation_id = "listRateSources", tag = "rates",
    params(("lang" = Option<Lang>, Query, description = "The language of names; before `Accept-Language`.")),
    responses((status = 200, description = "Every source.", body = RateSourceList)),
)]
async fn sources(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    Ok(print::all(&rates::sources(&app, &asked.langs), &form.asked(&asked))?)
}

/// Get what a source published
///
/// By the id that the change log told, or a list as `observationId`: the source's rate of a pair for its effective day, in its
/// last revision. What holds on some other day is asked of the list.
#[utoipa::path(
    get, path = "/v1/rates/{rate}", operation_id = "getRate", tag = "rates",
    params(("rate" = RateId, Path, description = "The id.")),
    responses((status = 200, description = "What the source published.", body = RateObservation)),
)]
async fn get(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&rates::get(&reading, &id).await?, &form)?)
}
