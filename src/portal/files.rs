//! The files of the pages, all inside the program: our own, Swagger UI's, and GraphiQL's when it was built.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use utoipa_swagger_ui::{Config, serve};

use crate::http::fixed::Fixed;

const HTML: &str = "text/html; charset=utf-8";

/// What `portal/dist/graphiql` held when the program was built, each file by its name and compressed by gzip.
static BUILT: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/graphiql.rs"));
/// Those files of Swagger UI that a page needs which brings its own frame.
const SWAGGER: &[&str] = &["swagger-ui.css", "swagger-ui-bundle.js"];
/// Where GraphiQL's page stands among its files.
const GRAPHIQL_PAGE: &str = "graphiql/graphiql.html";

/// The page at `/`.
pub(super) static INDEX: LazyLock<Fixed> = LazyLock::new(|| {
    let text = include_str!("static/index.html").replace("{version}", env!("CARGO_PKG_VERSION"));
    Fixed::plain(HTML, text)
});
/// The page at `/docs`.
pub(super) static DOCS: LazyLock<Fixed> = LazyLock::new(|| Fixed::plain(HTML, include_str!("static/docs.html")));
/// The page at `/graphiql` of a program without GraphiQL.
pub(super) static FORM: LazyLock<Fixed> = LazyLock::new(|| Fixed::plain(HTML, include_str!("static/graphiql.html")));

static FILES: LazyLock<HashMap<String, Fixed>> = LazyLock::new(|| {
    let own = [
        ("portal.css", include_str!("static/portal.css")),
        ("portal.js", include_str!("static/portal.js")),
        ("rates-day.js", include_str!("static/rates-day.js")),
        ("snippets.js", include_str!("static/snippets.js")),
        ("docs.css", include_str!("static/docs.css")),
        ("docs.js", include_str!("static/docs.js")),
        ("form.js", include_str!("static/form.js")),
        ("icon.svg", include_str!("static/icon.svg")),
    ];
    let own = own.into_iter().map(|(name, text)| (name.to_owned(), Fixed::plain(media(name), text)));
    let built = BUILT.iter().map(|(name, bytes)| (format!("graphiql/{name}"), Fixed::gzip(media(name), *bytes)));
    own.chain(swagger()).chain(built).collect()
});

/// Swagger UI as its crate carries it.
fn swagger() -> impl Iterator<Item = (String, Fixed)> {
    // The settings are for a file of the crate that is not handed out.
    let config = Arc::new(Config::from("/openapi.json"));
    SWAGGER.iter().filter_map(move |name| {
        let file = serve(name, Arc::clone(&config)).ok().flatten()?;
        let bytes = file.bytes.into_owned();
        let fixed = if file.gzpipped { Fixed::gzip(media(name), bytes) } else { Fixed::plain(media(name), bytes) };
        Some((format!("swagger/{name}"), fixed))
    })
}

/// The file at `/portal/` and this name.
pub(super) fn find(name: &str) -> Option<&'static Fixed> {
    FILES.get(name).filter(|_| name != GRAPHIQL_PAGE)
}

/// Whether a file's name changes with its content, as the names that Vite gives do.
pub(super) fn has_fingerprint(name: &str) -> bool {
    name.starts_with("graphiql/assets/")
}

/// GraphiQL's page, when it was built.
pub(super) fn graphiql() -> Option<&'static Fixed> {
    FILES.get(GRAPHIQL_PAGE)
}

/// Whether this program has GraphiQL inside.
#[must_use]
pub fn has_graphiql() -> bool {
    graphiql().is_some()
}

/// The media type by the ending of a name; browsers are told not to guess.
fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => HTML,
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
