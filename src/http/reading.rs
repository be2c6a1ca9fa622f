//! A reader's question from its request, and the headers of its answer: who may keep it, for how long, and whether the
//! client has it already.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, ETAG, EntityTag, HeaderMap, HeaderName, HeaderValue, IfNoneMatch, LOCATION, VARY,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::http::actor;
use crate::http::query::Query;
use crate::usecases::reading::Reading;

/// The header by which caches in front of the server find what to drop, as several of them know it.
pub const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");
/// Tells search engines what not to show.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
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
    if reading.is_private() {
        let mut answer = response.body(body);
        keep_private(answer.headers_mut());
        return answer;
    }
    let tag = EntityTag::new_weak(fingerprint(&body));
    tell(app, reading, &mut response, varies);
    if is_known(request, &tag) {
        response.insert_header((ETAG, tag)).status(StatusCode::NOT_MODIFIED);
        return response.finish();
    }
    response.insert_header((ETAG, tag)).body(body)
}

/// Sends on to another address for good (RFC 9110 §15.4.2): every client follows 301 by itself where nothing is written.
/// Who may keep that, and on what it depends, is told as for any answer.
fn redirect(app: &App, reading: &Reading, location: &str) -> HttpResponse {
    let mut response = HttpResponse::MovedPermanently();
    response.insert_header((LOCATION, location));
    tell(app, reading, &mut response, None);
    response.finish()
}

/// As `redirect`, with the parameters of the request but these.
pub fn moved(app: &App, reading: &Reading, address: &str, query: &Query, without: &[&str]) -> HttpResponse {
    let rest = query.with("", None, without);
    let mark = if rest.is_empty() { "" } else { "?" };
    redirect(app, reading, &format!("{address}{mark}{rest}"))
}

/// Says on what an answer depends, who may keep it, and by what it differs.
fn tell(app: &App, reading: &Reading, response: &mut HttpResponseBuilder, varies: Option<&str>) {
    insert_surrogates(response, reading);
    let left = left(app, reading);
    response.insert_header((CACHE_CONTROL, freshness(reading.actor(), app.config.http.shared_seconds.into(), left)));
    response.insert_header((VARY, ["Authorization"].into_iter().chain(varies).collect::<Vec<_>>().join(", ")));
}

/// Names what the answer depends on, for caches in front of the server.
pub fn insert_surrogates(response: &mut HttpResponseBuilder, reading: &Reading) {
    // What is part of the program, such as the sources of rates, depends on no facet.
    if let Ok(keys) = HeaderValue::from_str(&reading.names(MOST_KEYS).join(" "))
        && !keys.is_empty()
    {
        response.insert_header((SURROGATE_KEY, keys));
    }
}

/// How many seconds an answer is true by the clock, as it leaves: it may have waited for the database.
fn left(app: &App, reading: &Reading) -> Option<i64> {
    reading.valid_until().map(|until| until.seconds() - app.now().seconds())
}

/// Who may keep bytes that never change, and for how long: readers `for_ever`, or as long as the clock lets them be seen.
#[must_use]
pub fn lasting(app: &App, reading: &Reading, for_ever: &str) -> String {
    match left(app, reading) {
        _ if *reading.actor() != Actor::Anonymous => freshness(reading.actor(), 0, None),
        None => for_ever.to_owned(),
        Some(left) if left > 0 => format!("public, max-age={left}"),
        Some(_) => "no-store".to_owned(),
    }
}

/// What an answer says that is for the one who asked alone: nobody keeps it, and no search engine shows it.
pub fn keep_private(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
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
