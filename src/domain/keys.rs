//! API keys, their scopes, and the actor behind a request.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::domain::ids::{KeyId, ReaderId};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};

/// What a key allows. The names are fixed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Write articles, sections, tags and authors; see drafts.
    ArticlesWrite,
    /// Publish, schedule, recall.
    ArticlesPublish,
    /// Read articles under embargo.
    ArticlesEmbargoed,
    /// Judge comments.
    CommentsModerate,
    /// Write exchange rates.
    RatesWrite,
    /// Run imports.
    Imports,
    /// Run exports.
    Exports,
    /// Manage webhooks.
    Webhooks,
    /// Everything.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 9] = [
        Self::ArticlesWrite,
        Self::ArticlesPublish,
        Self::ArticlesEmbargoed,
        Self::CommentsModerate,
        Self::RatesWrite,
        Self::Imports,
        Self::Exports,
        Self::Webhooks,
        Self::Admin,
    ];

    /// The name, as keys and messages write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ArticlesWrite => "articles:write",
            Self::ArticlesPublish => "articles:publish",
            Self::ArticlesEmbargoed => "articles:embargoed",
            Self::CommentsModerate => "comments:moderate",
            Self::RatesWrite => "rates:write",
            Self::Imports => "imports",
            Self::Exports => "exports",
            Self::Webhooks => "webhooks",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            Error::new(Code::BadUserInput, format!("«{text}» is not a scope: expected one of {names}."))
        })
    }
}

/// Whom an identity provider signed in. It never goes into an answer, nor into the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// The provider, by the name that its tokens give as `iss`.
    pub issuer: String,
    /// Who it is there: the `sub` of the tokens, which never changes.
    pub subject: String,
}

impl Subject {
    /// SHA-256 over both, in hex: the same for one person before and after the first comment gives them an id here.
    #[must_use]
    pub fn digest(&self) -> String {
        self.hash().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first 16 bytes of that.
    #[must_use]
    pub fn short_digest(&self) -> [u8; 16] {
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(self.hash()) {
            *to = from;
        }
        short
    }

    fn hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        for part in [&self.issuer, &self.subject] {
            digest.update(part.len().to_be_bytes());
            digest.update(part.as_bytes());
        }
        digest.finalize().into()
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(…)")
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody without a key: a reader.
    Anonymous,
    /// The holder of a key.
    Key {
        /// The key's id.
        id: KeyId,
        /// What the key allows.
        scopes: Vec<Scope>,
    },
    /// A reader whom the newsroom's identity provider has signed in.
    Reader {
        /// The reader's id here; of one who has not written yet an id that is used when they do.
        id: ReaderId,
        /// The name that the provider gives, where it gives one.
        name: Option<String>,
        /// Whom the provider signed in.
        subject: Subject,
    },
    /// The server itself, or an operator at its command line.
    System,
}

impl Actor {
    /// Whether the actor holds a scope; `admin` holds all.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        match self {
            Self::Anonymous | Self::Reader { .. } => false,
            Self::Key { scopes, .. } => scopes.contains(&scope) || scopes.contains(&Scope::Admin),
            Self::System => true,
        }
    }

    /// Whether the actor belongs to the newsroom: sees drafts and internal fields.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.has(Scope::ArticlesWrite) || self.has(Scope::ArticlesPublish)
    }

    /// Whether the actor has no key: a reader, signed in or not.
    #[must_use]
    pub const fn is_reader(&self) -> bool {
        matches!(self, Self::Anonymous | Self::Reader { .. })
    }

    /// The signed-in reader.
    #[must_use]
    pub const fn reader(&self) -> Option<ReaderId> {
        match self {
            Self::Reader { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The reader who asks.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for one who is not signed in, `FORBIDDEN` for a key.
    pub fn require_reader(&self) -> Result<ReaderId> {
        match self {
            Self::Reader { id, .. } => Ok(*id),
            Self::Anonymous => Err(Error::new(Code::Unauthenticated, "Nobody is signed in.")),
            Self::Key { .. } | Self::System => {
                Err(Error::new(Code::Forbidden, "A key is no reader; ask with the token of one."))
            }
        }
    }

    /// Lets pass who holds the scope.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a key, `FORBIDDEN` with one that lacks the scope.
    pub fn require(&self, scope: Scope) -> Result<()> {
        if self.has(scope) {
            return Ok(());
        }
        match self {
            Self::Anonymous => Err(Error::new(
                Code::Unauthenticated,
                format!("This needs a key with the scope {scope}: Authorization: Bearer <key>."),
            )),
            Self::Reader { .. } => {
                Err(Error::new(Code::Forbidden, format!("This needs a key with the scope {scope}; readers have none.")))
            }
            _ => {
                Err(Error::new(Code::Forbidden, format!("This needs the scope {scope}, which the key does not have.")))
            }
        }
    }
}

/// A key as it is listed: everything but the secret, which is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The key's id.
    pub id: KeyId,
    /// The part by which the key is found, 8 characters.
    pub prefix: String,
    /// SHA-256 of the whole key, in hex.
    pub hash: String,
    /// What the key is for, in the words of who made it.
    pub label: String,
    /// What the key allows.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created: Instant,
    /// When it ends; never, when it is left out.
    pub expires: Option<Instant>,
    /// When it was taken back.
    pub revoked: Option<Instant>,
}

impl ApiKey {
    /// Whether the key opens anything at `now`.
    #[must_use]
    pub fn is_live(&self, now: Instant) -> bool {
        self.revoked.is_none() && self.expires.is_none_or(|end| now < end)
    }
}

/// The printed form of a key: `dl_<prefix>_<secret>`, 256 random bits in the secret.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Makes a token of 6 + 32 random bytes.
    #[must_use]
    pub fn from_random(prefix: [u8; 6], secret: [u8; 32]) -> Self {
        Self(format!("dl_{}_{}", URL_SAFE_NO_PAD.encode(prefix), URL_SAFE_NO_PAD.encode(secret)))
    }

    /// Reads a token; `None` when it cannot be one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("dl_")?;
        let good = rest.len() == 52
            && rest.as_bytes().get(8) == Some(&b'_')
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        good.then(|| Self(text.to_owned()))
    }

    /// The part by which the key is found.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.0.chars().skip(3).take(8).collect()
    }

    /// SHA-256 of the whole token, in hex. A fast hash is right here: the secret has 256 random bits.
    #[must_use]
    pub fn hash(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The token as text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Compares two texts in a time that does not tell where they differ.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}
