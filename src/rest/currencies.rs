//! Currencies by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::currencies::{Currency, CurrencyFacts};
use crate::domain::lang::Lang;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::currencies;

/// Currencies.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyList {
    /// Those in use, by code, then those withdrawn where they are asked for.
    pub items: Vec<CurrencyFacts>,
}

/// The addresses of currencies.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint { path: "/v1/currencies", routes: vec![(Method::GET, web::route().to(list))] },
        Endpoint { path: "/v1/currencies/{currency}", routes: vec![(Method::GET, web::route().to(get))] },
    ]
}

/// List currencies
///
/// Every currency of ISO 4217 that is in use, with its names in Kyrgyz, Russian and English.
#[utoipa::path(
    get, path = "/v1/currencies", operation_id = "listCurrencies", tag = "rates",
    params(
        ("withdrawn" = Option<bool>, Query, description = "Whether those that were withdrawn come too."),
        ("lang" = Option<Lang>, Query, description = "The language of `name`; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The currencies.", body = CurrencyList)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["withdrawn", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let list = currencies::list(&app, query.flag("withdrawn")?, &asked.langs);
    Ok(print::all(&list, &form.asked(&asked))?)
}

/// Get a currency
///
/// What is known of a currency in use or withdrawn.
#[utoipa::path(
    get, path = "/v1/currencies/{currency}", operation_id = "getCurrency", tag = "rates",
    params(
        ("currency" = Currency, Path, description = "The code."),
        ("lang" = Option<Lang>, Query, description = "The language of `name`; before `Accept-Language`."),
    ),
    responses((status = 200, description = "The currency.", body = CurrencyFacts)),
)]
async fn get(app: Data<App>, request: HttpRequest, code: Path<String>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["lang"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let asked = query.languages(&request)?;
    let code = Currency::known(&code).ok_or_else(|| Error::not_found("currency", &code))?;
    Ok(print::one(&currencies::get(&app, code, &asked.langs), &form.asked(&asked))?)
}
