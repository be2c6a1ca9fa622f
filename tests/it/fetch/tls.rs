//! TLS: who is trusted, and that a redirect does not leave it.

use std::sync::Arc;

use dateline::fetch::Fetch;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use super::server::{Server, Wire, answer, to};
use super::{LOCAL, Names, failed, get, refused, settings};

/// A server by TLS for a name, and its certificate.
fn server(
    name: &str,
    answer: impl Fn(&str, &mut dyn Wire) + Send + Sync + 'static,
) -> (Server, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let tls = tls.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let tls = tls.with_single_cert(vec![cert.der().clone()], key.into()).unwrap();
    (Server::start_tls(tls, answer), cert.der().clone())
}

fn fetch(roots: Vec<CertificateDer<'static>>) -> Fetch {
    let names = Names::default();
    for name in ["bank.test", "other.test"] {
        names.say(name, &[&[LOCAL]]);
    }
    Fetch::with(&settings("bank.test, other.test"), Arc::new(names), roots)
}

#[tokio::test]
async fn a_certificate_is_trusted_only_by_its_root_and_for_its_name() {
    let (server, root) = server("bank.test", |_, wire| wire.say(&answer(200, "", b"rates")));
    let url = |name: &str| format!("https://{name}:{}/", server.port());
    assert_eq!(get(&fetch(vec![root.clone()]), url("bank.test")).await.unwrap().bytes, b"rates");
    failed(get(&fetch(vec![root]), url("other.test")).await, "other.test: no connection could be made");
    failed(get(&fetch(Vec::new()), url("bank.test")).await, "bank.test: no connection could be made");
    assert_eq!(server.heads().len(), 1, "nothing was asked before the certificate was good");
}

#[tokio::test]
async fn a_redirect_from_https_to_http_is_not_followed() {
    let plain = Server::saying(answer(200, "", b"plain"));
    let location = format!("http://bank.test:{}/", plain.port());
    let (secure, root) = server("bank.test", move |path, wire| {
        let said = if path == "/down" { to(301, &location) } else { answer(200, "", b"secure") };
        wire.say(&said);
    });
    let fetch = fetch(vec![root]);
    let url = format!("https://bank.test:{}", secure.port());
    refused(get(&fetch, format!("{url}/down")).await, "from https to http");
    assert_eq!(plain.connects(), 0);
    let up = Server::saying(to(301, &format!("{url}/up")));
    let body = get(&fetch, format!("http://bank.test:{}/", up.port())).await.unwrap();
    assert_eq!((body.url, body.bytes), (format!("{url}/up"), b"secure".to_vec()));
}
