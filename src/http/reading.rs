//! A reader's question from its request, and the headers of its answer: who may keep it, for how long, and whether the
//! client has it already.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, HeaderName, HeaderValue, IfNoneMatch, VARY};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::http::actor;
use crate::usecases::reading::Reading;

/// The header by which caches in front of the server find what to drop, as several of them know it.
pub const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");
/// So many keys of one kind are named; more are told by the one above them.
const MOST_KEYS: usize = 16;
/// Seconds for which an answer may stand in for a server that fails: short, so that a recall is not outlived.
const STALE_IF_ERROR: i64 = 300;

/// The question of a request.
///
/// # Errors
/// `UNAUTHENTICATED` for a key that does not open anything.
pub async fn of(app: &App, request: &HttpRequest) -> Result<Reading> {
    Ok(Reading::new(app, actor::of(app, request).await?))
}

/// The answer to a question: the body with its validator, or 304 where the client has it already. `varies` names the
/// header besides `Authorization` by which it differs.
pub fn answer(
    app: &App,
    request: &HttpRequest,
    reading: &Reading,
    mut response: HttpResponseBuilder,
    varies: Option<&str>,
    body: Vec<u8>,
) -> HttpResponse {
    let tag = EntityTag::new_weak(fingerprint(&body));
    let noted = reading.noted();
    // What is part of the program, such as the sources of rates, depends on no facet.
    if let Ok(keys) = HeaderValue::from_str(&noted.names(MOST_KEYS).join(" "))
        && !keys.is_empty()
    {
        response.insert_header((SURROGATE_KEY, keys));
    }
    // By the clock as the answer leaves: it may have waited for the database.
    let left = noted.valid_until.map(|until| until.seconds() - app.now().seconds());
    response.insert_header((CACHE_CONTROL, freshness(reading.actor(), app.config.http.shared_seconds.into(), left)));
    response.insert_header((VARY, ["Authorization"].into_iter().chain(varies).collect::<Vec<_>>().join(", ")));
    if is_known(request, &tag) {
        response.insert_header((ETAG, tag)).status(StatusCode::NOT_MODIFIED);
        return response.finish();
    }
    response.insert_header((ETAG, tag)).body(body)
}

/// 128 bits over the body as it is before any coding.
#[must_use]
pub fn fingerprint(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    URL_SAFE_NO_PAD.encode(digest.iter().copied().take(16).collect::<Vec<u8>>())
}

/// Whether the client named the tag in `If-None-Match` (RFC 9110 §13.1.2), compared weakly.
#[must_use]
pub fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match request.get_header::<IfNoneMatch>() {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        None => false,
    }
}

/// Who may keep an answer and for how long (RFC 9111 §5.2, RFC 5861 §4); `left` is how many seconds it is true by the
/// clock.
///
/// Clients ask each time and are told 304; shared caches may answer for some seconds, but never beyond `left`.
fn freshness(actor: &Actor, shared: i64, left: Option<i64>) -> String {
    if *actor != Actor::Anonymous {
        return "private, no-cache".to_owned();
    }
    if left.is_some_and(|left| left <= 0) {
        return "no-store".to_owned();
    }
    let shared = left.map_or(shared, |left| shared.min(left));
    let after = left.map_or(STALE_IF_ERROR, |left| STALE_IF_ERROR.min(left - shared));
    let stale = if after > 0 { format!(", stale-if-error={after}") } else { String::new() };
    format!("public, max-age=0, s-maxage={shared}{stale}")
}
