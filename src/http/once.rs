//! The `Idempotency-Key` of a request, the same on both doors.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::error::{Error, Result};
use crate::http::{body, limits};
use crate::usecases::once::{self, Once};

/// The header with which a client names a request that it may send again.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Tells that the answer shows what an earlier request made.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, in characters.
const LONGEST: usize = 255;

/// The key of a request: a string of RFC 8941, with or without its quotes.
fn key(request: &HttpRequest) -> Result<Option<String>> {
    let refused = || {
        let detail = format!("must be sent once, with 1 to {LONGEST} visible ASCII characters; a UUID is a good one");
        Error::header("Idempotency-Key", detail)
    };
    let mut headers = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(first) = headers.next() else { return Ok(None) };
    let text = first.to_str().map_err(|_| refused())?.trim();
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let good = (1..=LONGEST).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    if good && headers.next().is_none() { Ok(Some(bare.to_owned())) } else { Err(refused()) }
}

/// What the request is, so that a key is not taken for another one. The body counts by its values: a client that writes
/// the same object again may write its names in another order.
fn fingerprint(request: &HttpRequest, body: &[u8]) -> String {
    let mut value: Value = serde_json::from_slice(body).unwrap_or_default();
    value.sort_all_objects();
    let body = value.to_string();
    let mut digest = Sha256::new();
    for part in [request.method().as_str().as_bytes(), request.path().as_bytes(), body.as_bytes()] {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Claims the key of a request, where it has one.
///
/// # Errors
/// `BAD_USER_INPUT` for a malformed key; as [`once::claim`].
pub async fn claim(app: &App, actor: &Actor, request: &HttpRequest, body: &[u8]) -> Result<Option<Once>> {
    match key(request)? {
        Some(key) => once::claim(app, actor, key, fingerprint(request, body)).await.map(Some),
        None => Ok(None),
    }
}

/// Reads the body of a create and runs it under the request's key; the header of the answer tells a replay.
///
/// # Errors
/// Those of the body, of the key and of `run`; after one the key is free again.
pub async fn create<I: DeserializeOwned, T>(
    app: &App,
    actor: &Actor,
    request: &HttpRequest,
    payload: Payload,
    run: impl AsyncFnOnce(I, Option<&Once>) -> Result<T>,
) -> Result<(T, Replay)> {
    let most = app.config.limits.rest_body_bytes.size(limits::class(request));
    create_within(app, actor, request, (payload, most), run).await
}

/// As [`create`], for a body of at most so many bytes.
///
/// # Errors
/// As [`create`].
pub async fn create_within<I: DeserializeOwned, T>(
    app: &App,
    actor: &Actor,
    request: &HttpRequest,
    (payload, most): (Payload, usize),
    run: impl AsyncFnOnce(I, Option<&Once>) -> Result<T>,
) -> Result<(T, Replay)> {
    let bytes = body::of_write_within(app, request, payload, most).await?;
    let input = body::parse(&bytes)?;
    let run = async |once: Option<&Once>| Box::pin(run(input, once)).await;
    self::run(app, actor, request, &bytes, run).await
}

/// Runs a create under the request's key; `named` is JSON that says what it is.
///
/// # Errors
/// Those of the key and of `run`; after one the key is free again.
pub async fn run<T>(
    app: &App,
    actor: &Actor,
    request: &HttpRequest,
    named: &[u8],
    run: impl AsyncFnOnce(Option<&Once>) -> Result<T>,
) -> Result<(T, Replay)> {
    let once = claim(app, actor, request, named).await?;
    // On the heap: a write is a large future, and a worker's stack is not.
    let done = Box::pin(run(once.as_ref())).await;
    let Some(once) = once else { return Ok((done?, Replay(false))) };
    if done.is_err() || once.replayed() {
        release(app, &once).await;
    }
    Ok((done?, Replay(once.replayed())))
}

/// Ends a claim. A failure is only logged: it ends soon by itself.
pub async fn release(app: &App, once: &Once) {
    if let Err(error) = once::settle(app, once).await {
        crate::http::problem::log(&error);
    }
}

/// Whether an answer shows what an earlier request made.
#[derive(Debug, Clone, Copy)]
pub struct Replay(pub bool);

impl Replay {
    /// Says so in the answer.
    #[must_use]
    pub fn told(self, mut response: HttpResponse) -> HttpResponse {
        if self.0 {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
