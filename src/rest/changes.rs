//! The change log by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::changes::{ChangePage, ChangeType};
use crate::domain::ids::short;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::changes;

/// The addresses of the log.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/changes", routes: vec![(Method::GET, web::route().to(list))] }]
}

/// Follow the changes
///
/// What was written since a position, the oldest first. Ask again with `after` set to the answer's `position`: no write is
/// missed or told twice. Readers without a key of the newsroom see what everybody may know.
#[utoipa::path(
    get, path = "/v1/changes", operation_id = "listChanges", tag = "changes",
    params(
        ("after" = Option<String>, Query, description = "The `position` of the last answer; from the beginning when left out."),
        ("types" = Option<Vec<ChangeType>>, Query, style = Form, explode = false, description = "Only these, comma-separated."),
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
    ),
    responses((status = 200, description = "A piece of the log.", body = ChangePage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["after", "types", "limit"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let types = types(&query)?;
    let page = changes::list(&reading, query.get("after"), &types, query.limit()?).await?;
    Ok(print::one(&page, &form)?)
}

/// The types that are asked for, in the spelling of the answers or in small letters.
fn types(query: &Query) -> Result<Vec<ChangeType>> {
    let items = query.get("types").unwrap_or_default().split(',').map(str::trim).filter(|item| !item.is_empty());
    let known = |item: &str| {
        let found = ChangeType::from_name(&item.to_ascii_lowercase());
        let names = || ChangeType::ALL.map(ChangeType::as_str).join(", ").to_ascii_uppercase();
        found
            .ok_or_else(|| Error::parameter("types", format!("«{}» is not known; known are: {}", short(item), names())))
    };
    items.map(known).collect()
}
