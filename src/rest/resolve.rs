//! What stands under an address, by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::articles::Embed;
use crate::domain::resolutions::Resolution;
use crate::error::{Error, Result};
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::articles::{self, Asked};

/// The address of resolutions.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint { path: "/v1/resolve", routes: vec![(Method::GET, web::route().to(resolve))] }]
}

/// Say what stands under an address
///
/// A front end asks once for the address that a reader opened and is told what to show: the article, another address to send
/// the reader to, that it was taken back, or that there is nothing. The answer is 200 in each case.
#[utoipa::path(
    get, path = "/v1/resolve", operation_id = "resolveAddress", tag = "articles",
    params(
        ("path" = String, Query, description = "The address or its path, such as `/ru/news/perviy-sneg`: its last part is the slug, its first may be a language."),
        ("lang" = Option<String>, Query, description = "The languages wanted, the best first, comma-separated; before that of the address. `Accept-Language` counts only where neither names one."),
    ),
    responses((status = 200, description = "What stands there.", body = Resolution)),
)]
async fn resolve(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["path", "lang"])?;
    let reading = reading::of(&app, &request).await?;
    let path = query.get("path").ok_or_else(|| Error::parameter("path", "is needed"))?;
    let asked = query.languages(&request)?;
    let wanted = Asked { langs: &asked.langs, by_header: asked.from_header };
    let found = articles::resolve(&app, &reading, path, wanted, Embed::ALL).await?;
    Ok(print::one(&found, &Form::new(&app, &request, &reading).asked(&asked))?)
}
