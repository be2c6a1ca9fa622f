//! The pages for developers: who gets them, what they may load, and that everything comes from this server.

use std::collections::BTreeSet;
use std::io::Read;

use dateline::portal::{GRAPHIQL, STRICT, files};
use flate2::read::GzDecoder;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING};

use crate::support::{self, Reply, TestApp};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
const HTML: &str = "text/html; charset=utf-8";

async fn ask(app: &TestApp, method: Method, path: &str, accept: &str) -> Reply {
    app.send(app.request(method, path).header(ACCEPT, accept)).await
}

#[tokio::test]
async fn browsers_get_a_page_and_programs_the_index() {
    let app = TestApp::spawn().await;
    for (accept, media) in [
        (BROWSER, HTML),
        ("text/html", HTML),
        ("TEXT/HTML ; q=0.7, application/json;q=0.6", HTML),
        ("text/html;q=0.5, */*;q=0.5", HTML),
        ("*/*", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("application/json, text/html;q=0.9", "application/json"),
        ("text/html;q=0, */*", "application/json"),
        ("text/html;q=nonsense", "application/json"),
        ("text/html;q=0.3, application/*;q=0.4", "application/json"),
        ("text/*", "application/json"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let reply = ask(&app, method.clone(), "/", accept).await;
            assert_eq!((reply.status, reply.header("content-type")), (200, media), "{method} {accept}");
            assert!(reply.header("vary").to_lowercase().contains("accept"), "{accept}: {}", reply.header("vary"));
            assert_eq!(method == Method::HEAD, reply.text.is_empty(), "{method} {accept}");
        }
    }
    // Other methods are not the page's affair, whatever they accept.
    assert_eq!(ask(&app, Method::POST, "/", BROWSER).await.problem(405), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn every_page_may_load_its_own_files_and_nothing_else() {
    let app = TestApp::spawn().await;
    let graphiql = if files::has_graphiql() { GRAPHIQL } else { STRICT };
    for (path, policy) in [("/", STRICT), ("/docs", STRICT), ("/graphiql", graphiql)] {
        let reply = ask(&app, Method::GET, path, BROWSER).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, HTML), "{path}");
        assert_eq!(reply.header("content-security-policy"), policy, "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(reply.header("cache-control"), "public, max-age=0, must-revalidate", "{path}");
    }
    for policy in [STRICT, GRAPHIQL] {
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(!policy.contains("http") && !policy.contains('*') && !policy.contains("eval"), "{policy}");
    }
}

/// The addresses that a page loads or leads to.
fn links(page: &str) -> BTreeSet<String> {
    let attribute = |name: &'static str| page.split(name).skip(1).map(|rest| rest.split('"').next().unwrap());
    attribute(" src=\"").chain(attribute(" href=\"")).map(|link| link.replace("&amp;", "&")).collect()
}

#[tokio::test]
async fn all_that_pages_load_and_lead_to_is_here() {
    let app = TestApp::spawn().await;
    for path in ["/", "/docs", "/graphiql"] {
        let page = ask(&app, Method::GET, path, BROWSER).await.text;
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="), "{path}");
        assert!(page.split("<script").skip(1).all(|script| script.contains("></script>")), "{path}: a script inside");
        let links = links(&page);
        assert!(links.len() >= 2, "{path}: {links:?}");
        let own = links.iter().filter(|link| !link.starts_with('#') && !link.starts_with("https://"));
        for link in own {
            assert!(link.starts_with('/'), "{path}: {link}");
            let reply = app.get(link).await;
            assert_eq!(reply.status, 200, "{path} → {link}: {}", reply.text);
            let media = match link.rsplit_once('.').map(|(_, ending)| ending) {
                Some("css") => "text/css; charset=utf-8",
                Some("js") => "text/javascript; charset=utf-8",
                Some("svg") => "image/svg+xml",
                _ => continue,
            };
            assert_eq!(reply.header("content-type"), media, "{path} → {link}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path} → {link}");
        }
    }
}

#[tokio::test]
async fn documents_and_files_have_validators() {
    let app = TestApp::spawn().await;
    for path in [
        "/docs",
        "/graphiql",
        "/portal/portal.js",
        "/portal/swagger/swagger-ui-bundle.js",
        "/schema.graphql",
        "/openapi.json",
        "/openapi.yaml",
        "/openapi-3.0.json",
    ] {
        let reply = app.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        let tag = reply.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && tag.len() == 26, "{path}: {tag}");
        for method in [Method::GET, Method::HEAD] {
            let again = app.send(app.request(method.clone(), path).header("if-none-match", &tag)).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{method} {path}");
            for name in ["etag", "cache-control", "content-security-policy"] {
                assert_eq!(again.header(name), reply.header(name), "{method} {path} {name}");
            }
            let other = app.send(app.request(method, path).header("if-none-match", "W/\"other\"")).await;
            assert_eq!((other.status, other.header("etag")), (200, tag.as_str()), "{path}");
        }
        assert_eq!(app.send(app.request(Method::POST, path)).await.problem(405), "METHOD_NOT_ALLOWED", "{path}");
    }
    let page = ask(&app, Method::GET, "/", BROWSER).await;
    let known = app.request(Method::GET, "/").header(ACCEPT, BROWSER).header("if-none-match", page.header("etag"));
    assert_eq!(app.send(known).await.status, 304);
    // The index is another thing at the same address.
    let known = app.request(Method::GET, "/").header("if-none-match", page.header("etag"));
    assert_eq!(app.send(known).await.status, 200);
    for path in ["/portal/", "/portal/none.js", "/portal/../Cargo.toml", "/portal/graphiql/graphiql.html", "/docs/x"] {
        assert_eq!(app.get(path).await.problem(404), "NOT_FOUND", "{path}");
    }
}

/// The body's bytes as they were sent, and how they were coded.
async fn coded(app: &TestApp, path: &str, codings: &str) -> (Vec<u8>, String) {
    let url = format!("{}{path}", app.base);
    let client = support::builder().no_gzip().build().unwrap();
    let response = client.get(url).header(ACCEPT_ENCODING, codings).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let vary = response.headers()["vary"].to_str().unwrap().to_lowercase();
    assert!(vary.contains("accept-encoding"), "{path}: {vary}");
    let coding = response.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
    (response.bytes().await.unwrap().to_vec(), coding.unwrap_or_else(|| "identity".to_owned()))
}

#[tokio::test]
async fn what_is_kept_compressed_reaches_every_client() {
    let app = TestApp::spawn().await;
    let path = "/portal/swagger/swagger-ui-bundle.js";
    let (plain, coding) = coded(&app, path, "identity").await;
    assert_eq!(coding, "identity");
    assert!(plain.len() > 1_000_000 && String::from_utf8(plain.clone()).unwrap().contains("SwaggerUIBundle"));
    for refused in ["gzip;q=0", "br;q=0, *;q=0.1, gzip; q=0.0"] {
        assert_eq!(coded(&app, path, refused).await, (plain.clone(), "identity".to_owned()), "{refused}");
    }
    for taken in ["gzip", "br, GZIP;q=0.5"] {
        let (packed, coding) = coded(&app, path, taken).await;
        assert_eq!(coding, "gzip", "{taken}");
        assert!(packed.len() * 2 < plain.len(), "{taken}: {}", packed.len());
        let mut unpacked = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == plain, "{taken}");
    }
}
