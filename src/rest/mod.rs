//! Floor 7: REST. One file a noun: routes, parameters, statuses. A handler reads, calls one use-case and prints.

mod article_rates;
pub mod articles;
pub mod authors;
pub mod changes;
pub mod channels;
pub mod comments;
pub mod currencies;
pub mod datelines;
mod examples;
pub mod health;
mod ids;
pub mod limits;
pub mod lists;
pub mod media;
pub mod meta;
pub mod openapi;
pub mod openapi30;
pub mod places;
pub mod previews;
mod print;
pub mod rates;
pub mod readers;
pub mod related;
pub mod resolve;
pub mod revisions;
pub mod sections;
pub mod site;
mod sparse;
pub mod tags;

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, Route};

use crate::http::limits::deadline::bounded;
use crate::http::problem;

/// An address and the methods that it answers.
pub struct Endpoint {
    /// The path, with `{name}` for its variable parts.
    pub path: &'static str,
    /// The methods and what answers them.
    pub routes: Vec<(Method, Route)>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("path", &self.path).field("methods", &self.methods()).finish()
    }
}

impl Endpoint {
    /// The methods that it answers, `HEAD` with every `GET`.
    #[must_use]
    pub fn methods(&self) -> Vec<Method> {
        let mut methods = Vec::new();
        for (method, _) in &self.routes {
            methods.push(method.clone());
            if method == Method::GET {
                methods.push(Method::HEAD);
            }
        }
        methods
    }
}

/// Every address of REST, as it is mounted and as the contract must describe it.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    [
        articles::endpoints(),
        related::endpoints(),
        previews::endpoints(),
        lists::endpoints(),
        revisions::endpoints(),
        resolve::endpoints(),
        sections::endpoints(),
        tags::endpoints(),
        authors::endpoints(),
        rates::endpoints(),
        currencies::endpoints(),
        places::endpoints(),
        datelines::endpoints(),
        channels::endpoints(),
        media::endpoints(),
        site::endpoints(),
        changes::endpoints(),
        comments::endpoints(),
        comments::people::endpoints(),
        readers::endpoints(),
        limits::endpoints(),
        meta::endpoints(),
        health::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Mounts REST; an address that is there answers any other method with 405 and `Allow`.
pub fn mount(config: &mut ServiceConfig) {
    for endpoint in endpoints() {
        mount_one(config, endpoint);
    }
}

/// Mounts one address.
pub fn mount_one(config: &mut ServiceConfig, endpoint: Endpoint) {
    let allow = endpoint.methods().iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    let mut resource = web::resource(endpoint.path);
    for (method, route) in endpoint.routes {
        let guarded = if method == Method::GET {
            // actix keeps the body back from a HEAD by itself.
            route.guard(actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head()))
        } else {
            route.method(method)
        };
        resource = resource.route(guarded);
    }
    let refuse = move |request: HttpRequest| {
        let answer = problem::method_not_allowed(&request, &allow);
        std::future::ready(answer)
    };
    config.service(resource.default_service(web::to(refuse)).wrap(from_fn(bounded)));
}
