//! What is asked for, and what Dateline answers to it once.

use std::sync::Arc;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG};
use reqwest::{Client, Response};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use url::Url;

use super::Result;
use super::bare::Answer;
use super::process::Served;

/// One address that is measured.
#[derive(Debug)]
pub(super) struct Case {
    /// What it is, in few words.
    pub(super) name: &'static str,
    /// Path and query.
    pub(super) path: String,
    /// What is sent besides.
    pub(super) headers: Vec<(&'static str, String)>,
    /// How many times the bare handler's CPU time it may cost at most.
    pub(super) target: Option<f64>,
    /// What Dateline answers.
    pub(super) answer: Answer,
}

/// The front page as the README has it, so that what is read there is what is measured.
const README: &str = include_str!("../../README.md");
/// The page that is far down the list.
pub(super) const FAR: u32 = 100;

/// The client of one server.
struct Door {
    client: Client,
    base: Url,
}

/// Finds the addresses in the data that is there.
pub(super) async fn of(server: &Served) -> Result<Vec<Case>> {
    let door = Door { client: client()?, base: Url::parse(&format!("http://{}/", server.address))? };
    let list = "/v1/articles".to_owned();
    let article = door.middling(&list).await?;
    let tagged = [("If-None-Match", door.tag(&list).await?)];
    let article_tagged = [("If-None-Match", door.tag(&article).await?)];
    let brotli = [("Accept-Encoding", "br".to_owned())];
    Ok(vec![
        door.case("list of 20", &list, &[], Some(40.0)).await?,
        door.case("one article", &article, &[], Some(25.0)).await?,
        door.case("front page by GraphQL", &front_page()?, &[], Some(90.0)).await?,
        door.case("page 100 of the list", &door.far(&list).await?, &[], None).await?,
        door.case("list of 20, compressed (br)", &list, &brotli, None).await?,
        door.case("list of 20, 304", &list, &tagged, None).await?,
        door.case("one article, 304", &article, &article_tagged, None).await?,
    ])
}

/// Path and query of the README's front page.
fn front_page() -> Result<String> {
    let query = README.split_once("--data-urlencode 'query=").and_then(|(_, rest)| rest.split_once("\n}'"));
    let (query, _) = query.ok_or("the README has no front page any more; this benchmark measures it")?;
    let query: String = url::form_urlencoded::byte_serialize(format!("{query}\n}}").as_bytes()).collect();
    Ok(format!("/graphql?query={query}"))
}

/// A client that trusts nobody by TLS, because it needs none, and takes bodies as they come.
fn client() -> Result<Client> {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let tls = tls.with_safe_default_protocol_versions()?;
    let tls = tls.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    Ok(Client::builder().tls_backend_preconfigured(tls).no_gzip().build()?)
}

fn header(response: &Response, name: impl reqwest::header::AsHeaderName) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

impl Door {
    async fn get(&self, path: &str, headers: &[(&'static str, String)]) -> Result<Response> {
        let mut request = self.client.get(self.base.join(path)?);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await?;
        if response.status().is_success() || response.status().as_u16() == 304 {
            return Ok(response);
        }
        Err(format!("{path}: {}", response.text().await?).into())
    }

    async fn json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.get(path, &[]).await?.bytes().await?)?)
    }

    async fn tag(&self, path: &str) -> Result<String> {
        Ok(header(&self.get(path, &[]).await?, ETAG.as_str()))
    }

    async fn case(
        &self,
        name: &'static str,
        path: &str,
        headers: &[(&'static str, String)],
        target: Option<f64>,
    ) -> Result<Case> {
        let response = self.get(path, headers).await?;
        let status = response.status().as_u16();
        let (media_type, coding) =
            (header(&response, CONTENT_TYPE.as_str()), header(&response, CONTENT_ENCODING.as_str()));
        let body = response.bytes().await?;
        let failed = serde_json::from_slice(&body).is_ok_and(|answer: Value| answer.get("errors").is_some());
        if failed || headers.iter().any(|(name, _)| *name == "If-None-Match") != (status == 304) {
            return Err(format!("{name}: the answer {status} is another than it should be").into());
        }
        let answer = Answer { status, media_type, coding, body };
        Ok(Case { name, path: path.to_owned(), headers: headers.to_vec(), target, answer })
    }

    /// The address of the article on this page whose answer has the middle length.
    async fn middling(&self, list: &str) -> Result<String> {
        let page = self.json(list).await?;
        let mut found = Vec::new();
        for slug in page.pointer("/items").and_then(Value::as_array).into_iter().flatten() {
            let slug = slug.pointer("/slug").and_then(Value::as_str).ok_or("an article has no slug")?;
            let path = format!("/v1/articles/{slug}");
            found.push((self.get(&path, &[]).await?.bytes().await?.len(), path));
        }
        found.sort_unstable();
        let middle = found.len() / 2;
        found.into_iter().nth(middle).map(|(_, path)| path).ok_or_else(|| "there is no article".into())
    }

    /// The address of the page far down.
    async fn far(&self, list: &str) -> Result<String> {
        let mut path = list.to_owned();
        for number in 1..FAR {
            let page = self.json(&path).await?;
            let cursor = page.pointer("/nextCursor").and_then(Value::as_str);
            let cursor = cursor.ok_or_else(|| format!("page {number} is the last one; make more articles"))?;
            path = format!("{list}?after={cursor}");
        }
        Ok(path)
    }
}
