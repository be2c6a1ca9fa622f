//! Who asks: the `Authorization` header.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest};

use crate::app::App;
use crate::domain::ids::KeyId;
use crate::domain::keys::{Actor, Scope};
use crate::error::{Error, Result};
use crate::usecases::keys;

/// The actor behind a request, read once.
///
/// # Errors
/// `UNAUTHENTICATED` for a key that does not open anything.
pub async fn of(app: &App, request: &HttpRequest) -> Result<Actor> {
    let known = request.extensions_mut().remove::<Known>();
    let found = match known {
        Some(Known(found)) => found,
        None => read(app, request).await,
    };
    if let Ok(actor) = &found {
        remember(request, Ok(actor.clone()));
    }
    found
}

/// The actor behind a request that needs a scope: who has no key learns of that before anything else is looked at.
///
/// # Errors
/// As [`of`]; `UNAUTHENTICATED` without a key.
pub async fn known(app: &App, request: &HttpRequest, scope: Scope) -> Result<Actor> {
    let actor = of(app, request).await?;
    if actor == Actor::Anonymous {
        actor.require(scope)?;
    }
    Ok(actor)
}

/// What was found out of a request before its handler ran.
struct Known(Result<Actor>);

/// The key behind a request, when it was looked up and opens something.
#[must_use]
pub fn key(request: &HttpRequest) -> Option<KeyId> {
    match request.extensions().get() {
        Some(Known(Ok(Actor::Key { id, .. }))) => Some(*id),
        _ => None,
    }
}

/// Keeps what was found out for [`of`].
pub(super) fn remember(request: &HttpRequest, found: Result<Actor>) {
    request.extensions_mut().insert(Known(found));
}

/// Reads the header and looks the key up.
///
/// # Errors
/// As [`of`].
pub(super) async fn read(app: &App, request: &HttpRequest) -> Result<Actor> {
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
