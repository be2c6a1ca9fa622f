//! Who asks: the `Authorization` header.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::app::App;
use crate::domain::keys::Actor;
use crate::error::{Error, Result};
use crate::usecases::keys;

/// The actor behind a request.
///
/// # Errors
/// `UNAUTHENTICATED` for a key that does not open anything.
pub async fn of(app: &App, request: &HttpRequest) -> Result<Actor> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let first = headers.next();
    if headers.next().is_some() {
        return Err(Error::header("Authorization", "must be sent once"));
    }
    let text = match first.map(|value| value.to_str()) {
        Some(Ok(text)) => Some(text),
        Some(Err(_)) => return Err(Error::header("Authorization", "must be ASCII")),
        None => None,
    };
    keys::authenticate(app, text).await
}
