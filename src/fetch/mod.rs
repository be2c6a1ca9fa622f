//! Floor 3: outbound HTTP, the only place that asks other servers.
//!
//! It asks none that is not public unless the settings list it, and reads no answer beyond its bounds of time and size.

mod body;
mod guard;
mod ranges;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LOCATION,
};
use reqwest::{Client, Response, redirect, retry};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::config::FetchSettings;
use crate::error::{Code, Error, Result};

use guard::Guard;
pub use guard::{Resolve, SystemResolver};
pub use ranges::is_public;

/// An answer is looked for behind so many redirects.
pub const REDIRECTS: usize = 3;

/// How long one connection may take to be made; the whole has its own time.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a connection is kept for the next request to the same server.
const IDLE: Duration = Duration::from_secs(15);

const USER_AGENT: &str = concat!("Dateline/", env!("CARGO_PKG_VERSION"));

/// What is to be fetched.
#[derive(Debug, Clone, Default)]
pub struct FetchRequest {
    /// The URL: http or https, without user name and password.
    pub url: String,
    /// The entity tag of the copy that the caller has, as it was sent with it.
    pub etag: Option<String>,
    /// `Last-Modified` of the copy that the caller has, as it was sent with it.
    pub last_modified: Option<String>,
    /// The largest body in bytes, packed and unpacked; the setting's when left out, and never more than that.
    pub largest: Option<usize>,
    /// Seconds for the whole of it, look-ups and redirects included; the setting's when left out, and never more than that.
    pub seconds: Option<u64>,
    /// What is sent, by POST; nothing, by GET, when left out. A redirect of it is not followed.
    pub sent: Option<Sent>,
}

/// What is sent to another server.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// JSON.
    pub body: String,
    /// Further header fields.
    pub headers: Vec<(&'static str, String)>,
}

impl FetchRequest {
    /// A URL without anything else.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The copy that the caller has is the current one.
    NotModified,
    /// The server answered, with whatever status.
    Body(Body),
}

/// The answer of another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The URL that answered, behind all redirects.
    pub url: String,
    /// The HTTP status: any but 304 and the redirects. Whether the bytes are what was looked for is the caller's to see.
    pub status: u16,
    /// `Content-Type` as sent, with its parameters.
    pub media_type: Option<String>,
    /// `ETag` as sent.
    pub etag: Option<String>,
    /// `Last-Modified` as sent.
    pub last_modified: Option<String>,
    /// The body, unpacked.
    pub bytes: Vec<u8>,
}

/// Asks other servers. A clone is the same.
#[derive(Clone)]
pub struct Fetch(Arc<Parts>);

struct Parts {
    settings: FetchSettings,
    guard: Guard,
    roots: Vec<CertificateDer<'static>>,
    // Made when it is first used: most commands never ask anybody.
    client: OnceLock<Client>,
}

impl Fetch {
    /// By the settings, with the resolver of the system and the bundled roots.
    #[must_use]
    pub fn new(settings: &FetchSettings) -> Self {
        Self::with(settings, Arc::new(SystemResolver), Vec::new())
    }

    /// By the settings, with a resolver of the caller's and certificates that are trusted beside the bundled roots.
    #[must_use]
    pub fn with(settings: &FetchSettings, resolver: Arc<dyn Resolve>, roots: Vec<CertificateDer<'static>>) -> Self {
        let guard = Guard::new(settings.fetch_allow.clone(), &settings.fetch_ports, resolver);
        Self(Arc::new(Parts { settings: settings.clone(), guard, roots, client: OnceLock::new() }))
    }

    /// Fetches a URL, following at most [`REDIRECTS`] redirects; each is checked as the URL itself is.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when the URL, or what it redirects to, may not be fetched: another try changes nothing.
    /// `SERVICE_UNAVAILABLE` when the other server gave no answer that can be used: none in time, too large, broken.
    pub async fn get(&self, request: &FetchRequest) -> Result<Fetched> {
        let settings = &self.0.settings;
        let url = Url::parse(&request.url)
            .map_err(|_| refused("that is not a URL: expected one such as https://feeds.example/news.xml."))?;
        let host = host(&url);
        let seconds = request.seconds.unwrap_or(settings.fetch_seconds).min(settings.fetch_seconds);
        let whole = self.follow(url, request);
        tokio::time::timeout(Duration::from_secs(seconds), whole)
            .await
            .unwrap_or_else(|_| Err(failed(format!("{host}: no whole answer came within {seconds} s."))))
    }

    async fn follow(&self, mut url: Url, request: &FetchRequest) -> Result<Fetched> {
        for _ in 0..=REDIRECTS {
            self.0.guard.check(&url)?;
            let response = self.ask(&url, request).await?;
            match response.status().as_u16() {
                301 | 302 | 303 | 307 | 308 if request.sent.is_none() => url = target(&url, &response)?,
                304 => return unchanged(&url, request),
                _ => return self.take(url, response, request).await,
            }
        }
        Err(failed(format!("{}: there are more than {REDIRECTS} redirects.", host(&url))))
    }

    async fn ask(&self, url: &Url, request: &FetchRequest) -> Result<Response> {
        let client = self.client()?;
        let mut asked = match &request.sent {
            None => client.get(url.clone()),
            Some(sent) => {
                let post = client.post(url.clone()).header(CONTENT_TYPE, "application/json").body(sent.body.clone());
                sent.headers.iter().fold(post, |post, (name, value)| post.header(*name, value))
            }
        };
        asked = asked.header(ACCEPT_ENCODING, body::CODINGS);
        for (name, value) in [(IF_NONE_MATCH, &request.etag), (IF_MODIFIED_SINCE, &request.last_modified)] {
            if let Some(value) = value {
                asked = asked.header(&name, field(&name, value)?);
            }
        }
        asked.send().await.map_err(|error| transport(&host(url), error))
    }

    async fn take(&self, url: Url, response: Response, request: &FetchRequest) -> Result<Fetched> {
        let most = self.0.settings.fetch_bytes;
        let largest = request.largest.unwrap_or(most).min(most);
        let sent = |name: HeaderName| text(response.headers().get(name));
        let (media_type, etag, last_modified) = (sent(CONTENT_TYPE), sent(ETAG), sent(LAST_MODIFIED));
        let status = response.status().as_u16();
        let bytes = body::read(response, &host(&url), largest).await?;
        Ok(Fetched::Body(Body { url: url.into(), status, media_type, etag, last_modified, bytes }))
    }

    fn client(&self) -> Result<&Client> {
        match self.0.client.get() {
            Some(client) => Ok(client),
            None => {
                let client = client(&self.0)?;
                Ok(self.0.client.get_or_init(|| client))
            }
        }
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

/// The HTTP client; what it would do by itself beyond one request to one checked address is off.
fn client(parts: &Parts) -> Result<Client> {
    Client::builder()
        .tls_backend_preconfigured(tls(&parts.roots)?)
        // Another part of the program brings HTTP/2 into the library; what is read here was bounded for HTTP/1.1.
        .http1_only()
        .dns_resolver(parts.guard.clone())
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        // One connection is kept for a moment: who asks a bank for years of rates does not shake hands for each file. The bank of
        // Kyrgyzstan hangs up on those who do.
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(IDLE)
        // Bodies are unpacked in `body`, where the bytes on the wire can be counted too.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(CONNECT)
        .user_agent(USER_AGENT)
        .build()
        .map_err(Error::internal)
}

fn tls(more: &[CertificateDer<'static>]) -> Result<ClientConfig> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    for root in more {
        roots.add(root.clone()).map_err(Error::internal)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// Where a redirect leads.
fn target(from: &Url, response: &Response) -> Result<Url> {
    let location = text(response.headers().get(LOCATION));
    let joined = location.and_then(|location| from.join(&location).ok());
    let Some(mut next) = joined else {
        return Err(failed(format!("{}: a redirect does not say where to.", host(from))));
    };
    if from.scheme() == "https" && next.scheme() == "http" {
        return Err(refused(format!("{}: a redirect from https to http is not followed.", host(from))));
    }
    next.set_fragment(None);
    Ok(next)
}

fn unchanged(url: &Url, request: &FetchRequest) -> Result<Fetched> {
    if request.etag.is_none() && request.last_modified.is_none() {
        return Err(failed(format!("{}: the answer is 304 though no copy was named.", host(url))));
    }
    Ok(Fetched::NotModified)
}

fn field(name: &HeaderName, value: &str) -> Result<HeaderValue> {
    HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| refused(format!("{name}: expected the value as the server had sent it.")))
}

fn text(value: Option<&HeaderValue>) -> Option<String> {
    value.and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).map(str::to_owned)
}

/// The host as messages name it. Not the whole URL: its path and query can hold a secret.
fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// A URL that may not be fetched.
fn refused(detail: impl Into<String>) -> Error {
    Error::new(Code::BadUserInput, detail)
}

/// The other server gave no answer that can be used.
fn failed(detail: impl Into<String>) -> Error {
    Error::new(Code::ServiceUnavailable, detail)
}

/// What the HTTP client reports, in words that do not show the addresses it knows; those stay in the cause.
fn transport(host: &str, error: reqwest::Error) -> Error {
    if let Some(ours) = ours(&error) {
        return ours;
    }
    let what = match (error.is_connect(), error.is_timeout()) {
        (true, _) => "no connection could be made.",
        (false, true) => "no answer came in time.",
        (false, false) => "the answer is not HTTP, or broke off.",
    };
    Error { cause: Some(error.without_url().into()), ..failed(format!("{host}: {what}")) }
}

/// The error with which the guard stopped the client, out of what the client wraps around it.
fn ours(error: &reqwest::Error) -> Option<Error> {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(found) = inner.downcast_ref::<Error>() {
            return Some(Error::new(found.code, found.detail.clone()));
        }
        cause = inner.source();
    }
    None
}
