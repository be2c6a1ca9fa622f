//! Who may be asked: the rules for URLs and addresses, and the look-up of names that keeps them.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolving};
use url::{Host, Url};

use crate::domain::networks::AllowList;
use crate::error::{Code, Error, Result};
use crate::fetch::ranges::is_public;
use crate::fetch::{failed, refused};

/// Looks names up.
pub trait Resolve: Send + Sync {
    /// All addresses of a name.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}

/// The resolver of the operating system.
#[derive(Debug, Clone, Copy)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// What may be asked, and the only way from a name to addresses.
///
/// The HTTP client gets its addresses from here when it connects and has no other source, so a name is looked up once for
/// each connection and no answer that comes later counts.
#[derive(Clone)]
pub(super) struct Guard {
    allow: Arc<AllowList>,
    ports: Arc<[u16]>,
    resolver: Arc<dyn Resolve>,
}

impl Guard {
    pub(super) fn new(allow: AllowList, ports: &[u16], resolver: Arc<dyn Resolve>) -> Self {
        Self { allow: Arc::new(allow), ports: ports.into(), resolver }
    }

    /// Checks all that can be told of a URL without asking anybody.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it may not be fetched.
    pub(super) fn check(&self, url: &Url) -> Result<()> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused(format!(
                "URLs of the scheme «{}» are not fetched: expected http or https.",
                url.scheme()
            )));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("a URL with a user name or a password is not fetched: leave them out."));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(refused("the URL names no host: expected one such as https://feeds.example/news.xml."));
        };
        let (listed, public) = match host {
            Host::Domain(name) => (self.allow.has_name(name), true),
            Host::Ipv4(address) => (self.allow.has_address(address.into()), is_public(address.into())),
            Host::Ipv6(address) => (self.allow.has_address(address.into()), is_public(address.into())),
        };
        if !listed && !public {
            return Err(not_public(&host.to_string()));
        }
        if !listed && !self.ports.contains(&port) {
            let ports: Vec<String> = self.ports.iter().map(u16::to_string).collect();
            let detail = format!(
                "{host}: port {port} is not fetched: expected one of {} (--fetch-ports), or a host of --fetch-allow.",
                ports.join(", ")
            );
            return Err(refused(detail));
        }
        Ok(())
    }

    /// The addresses of a name, after a look at every one of them.
    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>> {
        let found = self.resolver.resolve(name).await.map_err(|cause| Error {
            cause: Some(cause.into()),
            ..failed(format!("{name}: the name could not be looked up."))
        })?;
        if found.is_empty() {
            return Err(failed(format!("{name}: the name has no address.")));
        }
        let good = |&address: &IpAddr| is_public(address) || self.allow.has_address(address);
        // One bad address among good ones is refused too: nobody can tell which one a connection would take.
        if !self.allow.has_name(name) && !found.iter().all(good) {
            return Err(not_public(name));
        }
        Ok(found)
    }
}

impl reqwest::dns::Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.addresses(name.as_str()).await?;
            // The client puts the URL's port in the place of 0.
            let found: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(found)
        })
    }
}

/// The addresses themselves are not told: they would draw a map of the inner network.
fn not_public(host: &str) -> Error {
    let detail = format!(
        "{host} is not public and is not fetched: expected a host of the public internet, or one of --fetch-allow."
    );
    Error::new(Code::BadUserInput, detail)
}
