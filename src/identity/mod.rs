//! Floor 3: who signs readers in. Checks the tokens of the newsroom's identity providers against their published keys.
//!
//! A provider signs in the one way that the settings say; what a token says of that changes nothing. Keys are fetched when
//! they are first needed, again after an hour, and when a token names one that is not known, but never twice within a
//! minute once there are some. As long as a provider does not answer, its last keys hold. Tokens are never logged.

mod jwks;
mod token;

use std::fmt;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use tokio::sync::Mutex;

use crate::config::identity::{IdentitySettings, Issuer};
use crate::domain::keys::Subject;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::fetch::{Fetch, FetchRequest, Fetched};
use jwks::KeySet;
use token::Fault;

/// Seconds after which keys are fetched again.
const FRESH: i64 = 3600;
/// Seconds within which a provider is asked once at most.
const PAUSE: i64 = 60;
/// The same as long as it never answered, because nobody can be signed in then.
const FIRST_PAUSE: i64 = 10;
/// The largest set of keys, in bytes.
const LARGEST: usize = 262_144;
/// Seconds that a provider has to answer; a reader waits meanwhile.
const SECONDS: u64 = 5;

/// Somebody whom a provider signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub subject: Subject,
    /// The name that the provider gives, as it stands in the token.
    pub name: Option<String>,
}

/// The providers and their keys; a clone is the same.
#[derive(Clone)]
pub struct Identity(Arc<[Arc<Provider>]>);

struct Provider {
    issuer: Issuer,
    kept: StdMutex<Kept>,
    /// Whose turn it is to fetch keys: one at a time.
    turn: Mutex<()>,
}

/// What is known of a provider's keys.
#[derive(Clone, Default)]
struct Kept {
    keys: Option<Arc<KeySet>>,
    /// When these keys came.
    fetched: Option<Instant>,
    /// When they were last asked for.
    tried: Option<Instant>,
}

impl Kept {
    /// Whether keys are to be fetched for a token that names one of this id.
    fn wants(&self, id: Option<&str>, now: Instant) -> bool {
        let passed = |at: Option<Instant>, seconds: i64| at.is_none_or(|at| now.seconds() - at.seconds() >= seconds);
        match &self.keys {
            None => passed(self.tried, FIRST_PAUSE),
            Some(keys) => (!keys.has(id) || passed(self.fetched, FRESH)) && passed(self.tried, PAUSE),
        }
    }
}

impl Identity {
    /// By the settings; without providers nobody is signed in.
    #[must_use]
    pub fn new(settings: &IdentitySettings) -> Self {
        // What is wrong with them stops the server at its start; here nobody is let in by half a setting.
        let issuers = settings.issuers().unwrap_or_default();
        let provider = |issuer| Arc::new(Provider { issuer, kept: StdMutex::default(), turn: Mutex::default() });
        Self(issuers.into_iter().map(provider).collect())
    }

    /// Whether credentials are meant as a token of a provider.
    #[must_use]
    pub fn takes(&self, credentials: &str) -> bool {
        !self.0.is_empty() && credentials.starts_with("eyJ") && credentials.contains('.')
    }

    /// Checks a token at `now`.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a token that is not good, `TOKEN_EXPIRED` for one that was, `SERVICE_UNAVAILABLE` when the
    /// provider's keys could never be had.
    pub async fn check(&self, text: &str, now: Instant, fetch: &Fetch) -> Result<SignedIn> {
        let token = token::read(text).map_err(refused)?;
        let name = token.claims.iss.as_deref().unwrap_or_default();
        let provider = self.0.iter().find(|provider| provider.issuer.name == name);
        let provider =
            provider.ok_or_else(|| refused(Fault::Bad("nobody is taken at the word of its issuer (iss)")))?;
        if token.header.alg != provider.issuer.algorithm.as_str() {
            return Err(refused(Fault::Bad("it is signed in another way than its issuer signs (alg)")));
        }
        let id = token.header.kid.as_deref();
        let keys = provider.keys(id, now, fetch).await?;
        if !keys.has(id) {
            return Err(refused(Fault::Bad("its issuer has published no such key (kid)")));
        }
        if !keys.signed(id, token.signed, &token.signature) {
            return Err(refused(Fault::Bad("its signature is wrong")));
        }
        let subject = token.claims.check(&provider.issuer.audience, now).map_err(refused)?;
        let subject = Subject { issuer: name.to_owned(), subject: subject.to_owned() };
        let name = token.claims.name.as_ref().and_then(|name| name.as_str()).map(str::to_owned);
        Ok(SignedIn { subject, name })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|provider| &provider.issuer)).finish()
    }
}

impl Provider {
    fn kept(&self) -> Kept {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    /// The keys, fetched where they are old or the one that is looked for is not among them.
    async fn keys(self: &Arc<Self>, id: Option<&str>, now: Instant, fetch: &Fetch) -> Result<Arc<KeySet>> {
        if self.kept().wants(id, now) {
            // It goes on when the one who asks has gone.
            let (provider, fetch, id) = (Arc::clone(self), fetch.clone(), id.map(str::to_owned));
            let task = tokio::spawn(async move { provider.renew(id.as_deref(), now, &fetch).await });
            task.await.map_err(Error::internal)?;
        }
        let missing = || {
            let detail = format!("The keys of {} cannot be had now, so nobody can be signed in.", self.issuer.name);
            Error::new(Code::ServiceUnavailable, detail).retry_after(FIRST_PAUSE.unsigned_abs())
        };
        self.kept().keys.ok_or_else(missing)
    }

    /// Fetches the keys, unless somebody did while this waited for its turn.
    async fn renew(&self, id: Option<&str>, now: Instant, fetch: &Fetch) {
        let _turn = self.turn.lock().await;
        let kept = self.kept();
        if !kept.wants(id, now) {
            return;
        }
        let asked = Kept { tried: Some(now), ..kept };
        self.keep(match self.fetch(fetch).await {
            Ok(keys) => Kept { keys: Some(Arc::new(keys)), fetched: Some(now), ..asked },
            Err(error) => {
                let issuer = self.issuer.name.as_str();
                tracing::warn!(issuer, %error, "the keys of an identity provider could not be had");
                asked
            }
        });
    }

    async fn fetch(&self, fetch: &Fetch) -> Result<KeySet> {
        let place = &self.issuer.jwks;
        let bytes = if place.starts_with("https://") || place.starts_with("http://") {
            let (largest, seconds) = (Some(LARGEST), Some(SECONDS));
            match fetch.get(&FetchRequest { largest, seconds, ..FetchRequest::new(place) }).await? {
                Fetched::Body(body) if body.status == 200 => body.bytes,
                Fetched::Body(body) => return Err(unusable(&format!("the answer has the status {}", body.status))),
                Fetched::NotModified => return Err(unusable("the answer is 304 though no copy was named")),
            }
        } else {
            std::fs::read(place).map_err(|error| unusable(&format!("the file cannot be read: {error}")))?
        };
        KeySet::read(&bytes, self.issuer.algorithm).ok_or_else(|| unusable("that is no set of keys (JWKS)"))
    }
}

fn unusable(detail: &str) -> Error {
    Error::new(Code::ServiceUnavailable, detail)
}

fn refused(fault: Fault) -> Error {
    match fault {
        Fault::Bad(detail) => Error::new(Code::Unauthenticated, format!("The token is not taken: {detail}.")),
        Fault::Ended => Error::new(Code::TokenExpired, "The token has ended: sign in again, or refresh it."),
    }
}
