//! The form in which a comment is written: a signed token that says for which article and when it was opened, and a field
//! that people do not see.
//!
//! The token is stateless, so it can be used more than once while it holds: it proves that somebody waited, no more. Limits
//! and keys of duplicates stop who posts the same again.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;

/// What tokens are signed for.
const FORM_PURPOSE: &[u8] = b"comment form\0";
/// Begins every token; another form of them would begin otherwise.
const FORM: u8 = 1;
/// The bytes before the signature: form, article, instant.
const SIGNED: usize = 1 + 16 + 8;

/// Seconds that a form must have been open before it is sent: nobody reads and writes faster.
pub const MIN_AGE: i64 = 3;
/// Seconds for which a form may stay open: two hours.
pub const MAX_AGE: i64 = 2 * 3_600;

/// The secret under which the tokens of forms are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct FormKey([u8; 32]);

impl FormKey {
    /// A key of 32 bytes that nobody can guess. They may be those of another secret of the server: what is signed says that
    /// it is a form's.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as it is stored.
    #[must_use]
    pub fn to_stored(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The key that was stored; `None` for what is none.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// HMAC-SHA-256 over what is signed, for a purpose: what is signed for one must not pass for another.
    pub(in crate::domain::comments) fn mac(&self, purpose: &[u8], signed: &[u8]) -> Option<Hmac<Sha256>> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        Some(mac.chain_update(purpose).chain_update(signed))
    }
}

impl fmt::Debug for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormKey(…)")
    }
}

/// What is wrong with the token of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenFault {
    /// There is none, where one is wanted.
    Missing,
    /// It is no token, or not signed by this server.
    Forged,
    /// It was given for another article.
    OtherArticle,
    /// The form was sent sooner than a person could have written; so many seconds are left to wait.
    TooYoung(i64),
    /// The form was open for too long; a new token is needed, the text can stay.
    TooOld,
}

/// The token of a form that is opened at `now`: 76 characters of the URL-safe alphabet of Base64, signed with
/// HMAC-SHA-256 (RFC 2104).
#[must_use]
pub fn issue(key: &FormKey, article: ArticleId, now: Instant) -> String {
    let mut bytes = vec![FORM];
    bytes.extend(article.uuid().as_bytes());
    bytes.extend(now.seconds().to_be_bytes());
    // A key of any length will do, so there is always a signature; without one the token would not be taken.
    let signature = key.mac(FORM_PURPOSE, &bytes).map(|mac| mac.finalize().into_bytes());
    bytes.extend(signature.iter().flatten());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Lets the token of a form pass that was opened for this article at least `min_age` and at most `max_age` seconds before
/// `now`. It takes the same time for every signature.
///
/// # Errors
/// The first fault in the order of [`TokenFault`].
pub fn verify(
    key: &FormKey,
    token: &str,
    article: ArticleId,
    now: Instant,
    min_age: i64,
    max_age: i64,
) -> Result<(), TokenFault> {
    if token.is_empty() {
        return Err(TokenFault::Missing);
    }
    let opened = opened(key, token, article)?;
    let age = now.seconds().saturating_sub(opened);
    if age < min_age {
        return Err(TokenFault::TooYoung(min_age.saturating_sub(age)));
    }
    if age > max_age { Err(TokenFault::TooOld) } else { Ok(()) }
}

/// When the form was opened, in seconds since 1970.
fn opened(key: &FormKey, token: &str, article: ArticleId) -> Result<i64, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenFault::Forged)?;
    let (signed, signature) = bytes.split_at_checked(SIGNED).ok_or(TokenFault::Forged)?;
    let mac = key.mac(FORM_PURPOSE, signed).ok_or(TokenFault::Forged)?;
    mac.verify_slice(signature).map_err(|_| TokenFault::Forged)?;
    let Some((&FORM, rest)) = signed.split_first() else { return Err(TokenFault::Forged) };
    let Some((id, instant)) = rest.split_first_chunk::<16>() else { return Err(TokenFault::Forged) };
    if id != article.uuid().as_bytes() {
        return Err(TokenFault::OtherArticle);
    }
    instant.try_into().map(i64::from_be_bytes).map_err(|_| TokenFault::Forged)
}

/// Whether the field is filled that people do not see: what fills it is a program.
#[must_use]
pub fn is_trapped(hidden_field: Option<&str>) -> bool {
    hidden_field.is_some_and(|value| !value.is_empty())
}
