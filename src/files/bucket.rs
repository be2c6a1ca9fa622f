//! A bucket of an S3-compatible store.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::client::{ClientOptions, HttpClient, HttpConnector};
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use super::failed;
use crate::config::media::MediaSettings;
use crate::error::{Error, Result};

/// How long a connection may take to be made, and a request to be answered: less than a reader waits.
const CONNECT: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(8);

/// Opens a bucket; `bucket` is its name, and behind a slash what stands before every name in it.
pub(super) fn open(settings: &MediaSettings, bucket: &str) -> Result<Arc<dyn ObjectStore>> {
    let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    let retry = RetryConfig { max_retries: 2, retry_timeout: ANSWER, backoff: BackoffConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&settings.media_region)
        .with_retry(retry)
        .with_http_connector(Connector);
    if let Some(endpoint) = &settings.media_endpoint {
        builder =
            builder.with_allow_http(endpoint.starts_with("http://")).with_endpoint(endpoint.trim_end_matches('/'));
    }
    builder = match (&settings.media_access_key_id, &settings.media_secret_access_key) {
        (Some(id), Some(secret)) => builder.with_access_key_id(id).with_secret_access_key(&secret.0),
        _ => builder.with_skip_signature(true),
    };
    let store = builder.build().map_err(failed)?;
    Ok(match prefix.trim_matches('/') {
        "" => Arc::new(store),
        prefix => Arc::new(PrefixStore::new(store, prefix)),
    })
}

/// Makes the client that asks the store: the library's own would look for a default of the whole process, and there is none.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let made = client().map_err(|error| object_store::Error::Generic { store: "S3", source: Box::new(error) })?;
        Ok(HttpClient::new(made))
    }
}

fn client() -> Result<reqwest::Client> {
    let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // Lengths and checks are those of the bytes as they are kept.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(CONNECT)
        .timeout(ANSWER);
    client.build().map_err(Error::internal)
}
