//! Exchange rates by REST.

mod form;

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use self::form::Form as RateForm;
use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::RateId;
use crate::domain::lang::Lang;
use crate::domain::rates::{
    PairRate, RangeFilter, RateBar, RateComparison, RateConversion, RateFill, RateGroup, RateList, RateObservation,
    RateSeries, RateSource, RatesFilter,
};
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::rates;

/// Every source of exchange rates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateSourceList {
    /// The sources; without `source` the first one that has something for the day answers, of those that price in the currency
    /// of the first one.
    pub items: Vec<RateSource>,
}

/// The addresses of rates.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/rates", routes: vec![(Method::GET, web::route().to(list))] },
        Endpoint { path: "/v1/rates/sources", routes: vec![(Method::GET, web::route().to(sources))] },
        Endpoint { path: "/v1/rates/bar", routes: vec![(Method::GET, web::route().to(bar))] },
        Endpoint { path: "/v1/rates/series", routes: vec![(Method::GET, web::route().to(series))] },
        Endpoint { path: "/v1/rates/convert", routes: vec![(Method::GET, web::route().to(convert))] },
        Endpoint { path: "/v1/rates/pairs/{base}/{quote}", routes: vec![(Method::GET, web::route().to(pair))] },
        Endpoint {
            path: "/v1/rates/pairs/{base}/{quote}/sources",
            routes: vec![(Method::GET, web::route().to(compare))],
        },
        Endpoint { path: "/v1/rates/{rate}", routes: vec![(Method::GET, web::route().to(get))] },
    ]
}

fn filter(query: &Query) -> Result<RatesFilter> {
    Ok(RatesFilter {
        source: query.get("source").map(str::to_owned),
        symbols: query.currencies("symbols")?,
        date: query.parse("date")?,
    })
}

/// List exchange rates
///
/// The rates that hold on a day, one for each currency: today where the source is, or the day that is named. A currency
/// without a rate in the 14 days up to that day is left out, and where it was named stands in `missing` with the reason;
/// tomorrow's rate is only ever in `next`.
#[utoipa::path(
    get, path = "/v1/rates", operation_id = "listRates", tag = "rates",
    params(
        ("source" = Option<String>, Query, description = "The key of a source, such as `nbkr`. Without one: the bank, and the bar of imported pages only where the bank has none of `symbols`, or, without `symbols`, not the dollar. One answer has one source."),
        ("symbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "Only these currencies, comma-separated ISO 4217 codes, in this order, 50 at most."),
        ("date" = Option<Date>, Query, description = "The day; today where the source is when left out."),
        ("format" = Option<String>, Query, description = "`number` prints decimals as JSON numbers with the same digits, which most programs read as floats; `text` is usual."),
    ),
    responses((status = 200, description = "The rates of the day.", body = RateList)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["source", "symbols", "date", "format"])?;
    let reading = reading::of(&app, &request).await?;
    let form = RateForm::read(&app, &request, &reading, &query)?;
    let list = rates::list_with_missing(&app, &reading, &filter(&query)?).await?;
    Ok(form.one(&list)?)
}

/// Get the strip of rates of a page
///
/// Each currency that is asked for in its place, with its rate and how it changed since the one before it, or with the reason
/// why there is none.
#[utoipa::path(
    get, path = "/v1/rates/bar", operation_id = "getRateBar", tag = "rates",
    params(
        ("source" = Option<String>, Query, description = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has none of the currencies."),
        ("symbols" = Option<Vec<Currency>>, Query, style = Form, explode = false, description = "The currencies, comma-separated, in their order, 50 at most; the main ones of the source when left out."),
        ("date" = Option<Date>, Query, description = "The day; today where the source is when left out."),
        ("lang" = Option<Lang>, Query, description = "The language of labels; before `Accept-Language`."),
        ("format" = Option<String>, Query, description = "`number` prints decimals as JSON numbers with the same digits; `text` is usual."),
    ),
    responses((status = 200, description = "The strip.", body = RateBar)),
)]
async fn bar(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["source", "symbols", "date", "lang", "format"])?;
    let reading = reading::of(&app, &request).await?;
    let asked = query.languages(&request)?;
    let form = RateForm::read(&app, &request, &reading, &query)?;
    let form = form.varies(asked.from_header.then_some("Accept-Language"));
    let bar = rates::bar(&app, &reading, &filter(&query)?, &asked.langs).await?;
    Ok(form.one(&bar)?)
}

/// List rates over a range of days
///
/// The rates of some currencies from one day to another, the earlier days first; in `missing` those without any, with the reason. Days
/// times currencies may be 10,000 at most: one currency for 27 years. By `Accept` the items come as JSON, as
/// `application/x-ndjson` with one of them a line, or as `text/csv`.
#[utoipa::path(
    get, path = "/v1/rates/series", operation_id = "listRateSeries", tag = "rates",
    params(
        ("symbols" = Vec<Currency>, Query, style = Form, explode = false, description = "The currencies that are priced, comma-separated, 50 at most."),
        ("from" = Date, Query, description = "The first day."),
        ("to" = Option<Date>, Query, description = "The last day; today where the source is when left out."),
        ("quote" = Option<Currency>, Query, description = "The currency of the prices. When left out, each currency stands as the source publishes it; otherwise the rates are derived where it does not publish that pair."),
        ("source" = Option<String>, Query, description = "The key of a source; the bank when left out."),
        ("fill" = Option<RateFill>, Query, description = "What stands for days without a rate of their own: `none` (nothing, when left out) or `previous` (the last rate before them within 14 days, up to today)."),
        ("group" = Option<RateGroup>, Query, description = "`day` when left out; `week` (from Monday) and `month` have one item, their last rate in the range, under their first day."),
        ("format" = Option<String>, Query, description = "`number` prints decimals in JSON as numbers with the same digits; `text` is usual."),
    ),
    responses((status = 200, description = "The rates.", content(
        (RateSeries = "application/json"), (String = "application/x-ndjson"), (String = "text/csv"),
    ))),
)]
async fn series(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let known = ["symbols", "from", "to", "quote", "source", "fill", "group", "format"];
    let query = Query::read(&request, &known)?;
    let reading = reading::of(&app, &request).await?;
    let form = RateForm::read(&app, &request, &reading, &query)?;
    let filter = RangeFilter {
        source: query.get("source").map(str::to_owned),
        symbols: query.currencies("symbols")?.unwrap_or_default(),
        quote: query.parse("quote")?,
        from: query.required("from")?,
        to: query.parse("to")?,
        fill: query.word("fill", &["none", "previous"])?.unwrap_or_default(),
        group: query.word("group", &["day", "week", "month"])?.unwrap_or_default(),
    };
    let series = rates::series(&app, &reading, &filter).await?;
    Ok(form.series(&series)?)
}

/// Get the rate of a pair
///
/// What one unit of a currency is worth in another on a day, by one source: as it was published, the other way round, or
/// through the source's own currency; the last two are `derived` and rounded to the digits that they have. Where there is no
/// rate, `rate` is absent and `reason` says why.
#[utoipa::path(
    get, path = "/v1/rates/pairs/{base}/{quote}", operation_id = "getPairRate", tag = "rates",
    params(
        ("base" = Currency, Path, description = "The currency that is priced."),
        ("quote" = Currency, Path, description = "The currency of the price."),
        ("source" = Option<String>, Query, description = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has no rate."),
        ("date" = Option<Date>, Query, description = "The day; today where the source is when left out."),
        ("format" = Option<String>, Query, description = "`number` prints decimals as JSON numbers with the same digits; `text` is usual."),
    ),
    responses((status = 200, description = "The rate.", body = PairRate)),
)]
async fn pair(app: Data<App>, request: HttpRequest, pair: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["source", "date", "format"])?;
    let reading = reading::of(&app, &request).await?;
    let form = RateForm::read(&app, &request, &reading, &query)?;
    let found = rates::pair(&app, &reading, codes(&pair)?, query.get("source"), query.parse("date")?).await?;
    Ok(form.one(&found)?)
}

fn codes((base, quote): &(String, String)) -> Result<(Currency, Currency)> {
    let read = |name: &str, code: &str| code.parse().map_err(|error: Error| Error::parameter(name, error.detail));
    Ok((read("base", base)?, read("quote", quote)?))
}

/// Compare a pair by every source
///
/// The rate of a pair by each source, side by side and never blended, and how far they lie apart.
#[utoipa::path(
    get, path = "/v1/rates/pairs/{base}/{quote}/sources", operation_id = "comparePairRates", tag = "rates",
    params(
        ("base" = Currency, Path, description = "The currency that is priced."),
        ("quote" = Currency, Path, description = "The currency of the price."),
        ("date" = Option<Date>, Query, description = "The day; today where each source is when left out."),
        ("format" = Option<String>, Query, description = "`number` prints decimals as JSON numbers with the same digits; `text` is usual."),
    ),
    responses((status = 200, description = "The rates.", body = RateComparison)),
)]
async fn compare(app: Data<App>, request: HttpRequest, pair: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["date", "format"])?;
    let reading = reading::of(&app, &request).await?;
    let form = RateForm::read(&app, &request, &reading, &query)?;
    let found = rates::compare(&app, &reading, codes(&pair)?, query.parse("date")?).await?;
    Ok(form.one(&found)?)
}

/// Convert an amount
///
/// By a published rate the result is exact; by a derived one it is rounded to the digits that the rate has, and says so.
#[utoipa::path(
    get, path = "/v1/rates/convert", operation_id = "convertAmount", tag = "rates",
    params(
        ("amount" = Decimal, Query, description = "The amount, not negative, with 18 digits at most: `1000`, `12.50`."),
        ("from" = Currency, Query, description = "The currency of the amount."),
        ("to" = Currency, Query, description = "The currency that is wanted."),
        ("source" = Option<String>, Query, description = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has no rate."),
        ("date" = Option<Date>, Query, description = "The day; today where the source is when left out."),
        ("format" = Option<String>, Query, description = "`number` prints decimals as JSON numbers with the same digits; `text` is usual."),
    ),
    responses((status = 200, description = "The result, and the rate by which it came about.", body = RateConversion)),
)]
async fn convert(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["amount", "from", "to", "source", "date", "format"])?;
    let reading = reading::of(&app, &request).await?;
    let form = RateForm::read(&app, &request, &reading, &query)?;
    let (amount, pair) = (query.required("amount")?, (query.required("from")?, query.required("to")?));
    let found = rates::convert(&app, &reading, amount, pair, query.get("source"), query.parse("date")?).await?;
    Ok(form.one(&found)?)
}

/// List the sources of exchange rates
///
/// Every source that this server knows, also one that has no rates yet, and what is here of each.
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
    Ok(print::all(&rates::sources(&app, &reading, &asked.langs).await?, &form.asked(&asked))?)
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
