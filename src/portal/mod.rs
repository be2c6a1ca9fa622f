//! Floor 7: the pages for developers: what this server offers, its reference, GraphiQL.
//!
//! Every byte comes from this server: a page that would load anything from elsewhere is stopped by its own policy. The
//! pages are static; what they show of the data they ask of the doors, as any client does.

mod accept;
pub mod files;

use actix_web::guard::{self, GuardContext};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, VARY, X_FRAME_OPTIONS,
};
use actix_web::web::{self, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, Route};

use crate::http::fixed::{ASK_AGAIN, FOR_EVER, Fixed};
use crate::http::problem::{self, Failure};

/// What a page may load: its own files. No script and no style in the page itself, no form, no frame around it.
pub const STRICT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// As [`STRICT`], and what GraphiQL cannot do without: its editor writes style elements, works in workers of its own
/// files, and its style sheet has fonts inside.
pub const GRAPHIQL: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
    connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Mounts the pages. Of `/` only what browsers ask is taken; everything else falls through to REST.
pub fn mount(config: &mut ServiceConfig) {
    config.service(web::resource("/").guard(guard::fn_guard(is_for_page)).route(web::route().to(index)));
    config.service(resource("/docs", web::route().to(docs)));
    config.service(resource("/graphiql", web::route().to(graphiql)));
    config.service(resource("/portal/{file:.*}", web::route().to(file)));
}

/// An address that is only read.
fn resource(path: &str, route: Route) -> Resource {
    let reads = guard::Any(guard::Get()).or(guard::Head());
    let refuse = |request: HttpRequest| {
        let answer = problem::method_not_allowed(&request, "GET, HEAD");
        std::future::ready(answer)
    };
    web::resource(path).route(route.guard(reads)).default_service(web::to(refuse))
}

fn is_for_page(context: &GuardContext<'_>) -> bool {
    let head = context.head();
    matches!(head.method.as_str(), "GET" | "HEAD") && accept::prefers_html(&head.headers)
}

async fn index(request: HttpRequest) -> Result<HttpResponse, Failure> {
    // The same address answers programs with JSON.
    page(&request, &files::INDEX, STRICT, &[(VARY, HeaderValue::from_static("Accept"))])
}

async fn docs(request: HttpRequest) -> Result<HttpResponse, Failure> {
    page(&request, &files::DOCS, STRICT, &[])
}

async fn graphiql(request: HttpRequest) -> Result<HttpResponse, Failure> {
    match files::graphiql() {
        Some(built) => page(&request, built, GRAPHIQL, &[]),
        None => page(&request, &files::FORM, STRICT, &[]),
    }
}

fn page(
    request: &HttpRequest,
    page: &Fixed,
    policy: &'static str,
    more: &[(HeaderName, HeaderValue)],
) -> Result<HttpResponse, Failure> {
    let mut headers = vec![
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    headers.extend_from_slice(more);
    Ok(page.answer(request, ASK_AGAIN, &headers)?)
}

async fn file(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Failure> {
    let Some(found) = files::find(&name) else { return Ok(problem::not_found(&request)) };
    let freshness = if files::has_fingerprint(&name) { FOR_EVER } else { ASK_AGAIN };
    Ok(found.answer(&request, freshness, &[])?)
}
