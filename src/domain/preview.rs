//! Previews: a signed token that opens one article to whoever has it, for a while, before readers see it.

use std::fmt;
use std::str::FromStr;

use async_graphql::{InputObject, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Faults, Place, Result};

/// Seconds for which a preview holds when the caller does not say: an hour.
const DEFAULT_SECONDS: i32 = 3_600;
/// The most seconds for which a preview may hold: seven days.
const MOST_SECONDS: i32 = 7 * 24 * 3_600;
/// The shortest secret that a setting may give, in characters.
const SHORTEST_SECRET: usize = 32;
/// Begins every token; another form of them would begin otherwise.
const FORM: u8 = 1;
/// The bytes of a token before its signature: form, article, end and version.
const SIGNED: usize = 1 + 16 + 8 + 4;

/// How long a preview is to hold, and of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewPreviewInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPreview {
    /// For how many seconds, 60 to 604800 (seven days); 3600 (an hour) when it is left out.
    #[serde(default)]
    #[schema(minimum = 60, maximum = 604_800)]
    pub expires_in: Option<i32>,
    /// Only while the article has this version; whatever its version is when it is left out.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub version: Option<i32>,
}

impl NewPreview {
    /// When the preview ends that begins at `now`.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn ends(&self, now: Instant) -> Result<Instant> {
        let mut faults = Faults::default();
        let seconds = self.expires_in.unwrap_or(DEFAULT_SECONDS);
        let detail = "must be 60 to 604800 seconds, which are seven days";
        faults.check(!(60..=MOST_SECONDS).contains(&seconds), "/expiresIn", detail);
        faults.check(self.version.is_some_and(|version| version < 1), "/version", "must be a version, from 1");
        faults.into_result()?;
        Ok(now.plus_seconds(seconds.into()))
    }
}

/// A preview of an article. Whoever has the token sees the article as it stands, until it ends or the newsroom takes all
/// previews back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticlePreview {
    /// For the parameter `preview` of `GET /v1/articles/{article}`, and for the argument of GraphQL `article`.
    pub token: String,
    /// The address of the article with the token, relative to this server.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// When it ends, UTC.
    pub expires: Instant,
}

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The article.
    pub article: ArticleId,
    /// Until this instant, itself left out.
    pub expires: Instant,
    /// Only this version of it.
    pub version: Option<i32>,
}

/// The secret under which tokens are signed: who has it can open every article.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewSecret([u8; 32]);

fn refused(detail: &str) -> Error {
    Error::new(Code::Forbidden, format!("preview: {detail}.")).with(Place::Parameter("preview".to_owned()), detail)
}

impl PreviewSecret {
    /// A secret of random bytes.
    #[must_use]
    pub const fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret as it is stored.
    #[must_use]
    pub fn to_stored(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The secret that was stored; `None` for what is none.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    fn mac(&self, signed: &[u8]) -> Result<Hmac<Sha256>> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|error| Error::internal(error.to_string()))?;
        // Whatever else is signed one day under the same secret must not pass for a preview.
        Ok(mac.chain_update(b"preview\0").chain_update(signed))
    }

    /// The token that opens this: 82 characters of the URL-safe alphabet of Base64.
    ///
    /// # Errors
    /// Never in practice: a key of any length will do.
    pub fn sign(&self, opened: &Opened) -> Result<String> {
        let mut bytes = vec![FORM];
        bytes.extend(opened.article.uuid().as_bytes());
        bytes.extend(opened.expires.seconds().to_be_bytes());
        bytes.extend(opened.version.unwrap_or_default().to_be_bytes());
        let signature = self.mac(&bytes)?.finalize().into_bytes();
        bytes.extend(signature);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a token opens at `now` (HMAC-SHA-256, RFC 2104, compared in constant time).
    ///
    /// # Errors
    /// `FORBIDDEN` naming the parameter for a token that was not signed under this secret, or has ended.
    pub fn open(&self, token: &str, now: Instant) -> Result<Opened> {
        let forged =
            || refused("is not a token that opens an article, or was taken back; ask the newsroom for another");
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| forged())?;
        let (signed, signature) = bytes.split_at_checked(SIGNED).ok_or_else(forged)?;
        self.mac(signed)?.verify_slice(signature).map_err(|_| forged())?;
        let (form, rest) = signed.split_at_checked(1).ok_or_else(forged)?;
        let (id, rest) = rest.split_at_checked(16).ok_or_else(forged)?;
        let (end, version) = rest.split_at_checked(8).ok_or_else(forged)?;
        if form != [FORM] {
            return Err(forged());
        }
        let article = ArticleId::from_uuid(Uuid::from_slice(id).map_err(|_| forged())?);
        let expires = Instant::from_seconds(i64::from_be_bytes(end.try_into().map_err(|_| forged())?));
        let version = i32::from_be_bytes(version.try_into().map_err(|_| forged())?);
        if expires <= now {
            return Err(refused(&format!("ended at {expires}; ask the newsroom for another")));
        }
        Ok(Opened { article, expires, version: (version != 0).then_some(version) })
    }
}

impl Opened {
    /// Lets pass an article that this opens, by the name under which it was asked for and the version that it has.
    ///
    /// # Errors
    /// `FORBIDDEN` naming the parameter.
    pub fn check(&self, names: [&str; 2], asked: &str, version: i32) -> Result<()> {
        if !names.contains(&asked) {
            return Err(refused("opens another article; ask the newsroom for a token of this one"));
        }
        if self.version.is_some_and(|only| only != version) {
            return Err(refused("opens a version that the article no longer has; ask the newsroom for another"));
        }
        Ok(())
    }
}

impl FromStr for PreviewSecret {
    type Err = Error;

    /// The secret of a setting: any text of 32 characters or more.
    fn from_str(text: &str) -> Result<Self> {
        if text.chars().count() < SHORTEST_SECRET {
            return Err(Error::new(
                Code::BadUserInput,
                format!("a secret must have {SHORTEST_SECRET} characters or more, such as 64 random digits"),
            ));
        }
        Ok(Self(Sha256::digest(text.as_bytes()).into()))
    }
}

impl fmt::Debug for PreviewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreviewSecret(…)")
    }
}
