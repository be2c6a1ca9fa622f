//! Tokens: which are taken and which are not, on both doors alike, and where the keys come from.

use dateline::config::identity::{Algorithm, IdentitySettings};
use dateline::config::limits::{Both, Single};
use serde_json::{Value, json};

use super::provider::{AUDIENCE, ISSUER, Provider, Signer, claims, unsigned};
use crate::support::{START, TestApp};

/// What both doors say of a token: 200, or the status and the code.
async fn said(app: &TestApp, token: &str) -> (u16, String) {
    let rest = app.get_as(token, "/v1/me").await;
    let graphql = app.gql_as(Some(token), "{ viewer { name mayWrite } }", json!({})).await;
    if rest.status == 200 {
        assert_eq!(graphql["data"]["viewer"]["mayWrite"], true, "{graphql}");
        return (200, String::new());
    }
    let code = rest.problem(rest.status);
    // A request whose bearer is nobody is refused whole.
    let told = graphql["errors"][0]["extensions"]["code"].as_str().or(graphql["code"].as_str());
    assert_eq!(told, Some(code.as_str()), "{graphql}");
    assert!(!rest.text.contains(token) && !graphql.to_string().contains(token), "a token is not repeated");
    (rest.status, code)
}

fn refused() -> (u16, String) {
    (401, "UNAUTHENTICATED".to_owned())
}

#[tokio::test]
async fn a_token_signed_in_each_way_signs_a_reader_in() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256, Algorithm::Ps256] {
        let provider = Provider::start(algorithm);
        let app = provider.app().await;
        let token = provider.token("42", Some("Айгүл Садыкова"));
        assert_eq!(said(&app, &token).await, (200, String::new()), "{algorithm:?}");
        let me = app.get_as(&token, "/v1/me").await;
        assert_eq!(me.expect(200), json!({ "name": "Айгүл Садыкова", "mayWrite": true }), "no id before they write");
        assert_eq!(me.header("cache-control"), "private, no-cache");
        assert_eq!(provider.asked(), 1, "keys are kept");
        let mut last = token.clone();
        let end = last.pop().unwrap();
        last.push(if end == 'A' { 'B' } else { 'A' });
        assert_eq!(said(&app, &last).await, refused(), "{algorithm:?}: the last sign of the signature");
        let other = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => Signer::other_rsa(),
            _ => Signer::new(algorithm),
        };
        let forged = other.token(&provider.head(), &claims("42"));
        assert_eq!(said(&app, &forged).await, refused(), "{algorithm:?}: another key under the same id");
    }
}

#[tokio::test]
async fn what_a_token_says_of_its_signature_changes_nothing() {
    let provider = Provider::start(Algorithm::Rs256);
    let app = provider.app().await;
    let good = claims("42");
    let with_head = |change: Value| {
        let mut head = provider.head();
        for (name, value) in change.as_object().unwrap() {
            head[name] = value.clone();
        }
        provider.signer.token(&head, &good)
    };
    for name in ["none", "None", "HS256", "HS384", "PS256", "RS512", "rs256", "ES256", ""] {
        assert_eq!(said(&app, &with_head(json!({ "alg": name }))).await, refused(), "{name}");
    }
    assert_eq!(said(&app, &with_head(json!({ "crit": ["b64"], "b64": false }))).await, refused());
    assert_eq!(said(&app, &with_head(json!({ "kid": "two" }))).await, refused());
    let bare = unsigned(&json!({ "alg": "none" }), &good);
    for token in [format!("{bare}."), bare.clone(), format!("{bare}.AAAA")] {
        assert_eq!(said(&app, &token).await, refused(), "{token}");
    }
    // A shared secret that everybody knows: the public key.
    let public = provider.signer.public("one");
    for secret in [public["n"].as_str().unwrap(), &public.to_string(), ""] {
        let signed = unsigned(&json!({ "alg": "HS256", "kid": "one" }), &good);
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
        let tag = ring::hmac::sign(&key, signed.as_bytes());
        use base64::Engine;
        let tag = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(tag);
        assert_eq!(said(&app, &format!("{signed}.{tag}")).await, refused());
    }
    // Keys that the token itself brings or points to.
    let own = Signer::other_rsa();
    let mut head = provider.head();
    head["jwk"] = own.public("one");
    head["jku"] = json!(provider.server.url("/others.json"));
    assert_eq!(said(&app, &own.token(&head, &good)).await, refused());
    let token = provider.token("42", None);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (head, _) = signed.split_once('.').unwrap();
    let swapped = unsigned(&json!({}), &claims("43"));
    let swapped = swapped.split_once('.').unwrap().1;
    assert_eq!(said(&app, &format!("{head}.{swapped}.{signature}")).await, refused(), "another's claims");
    for broken in ["eyJ.eyJ.", "eyJ..", "eyJhbGciOiJSUzI1NiJ9.e30.", &format!("{token}."), &format!("{token}=")] {
        assert_eq!(said(&app, broken).await, refused(), "{broken}");
    }
    assert_eq!(said(&app, &token).await.0, 200);
}

#[tokio::test]
async fn a_token_must_be_of_the_issuer_for_this_site_and_in_its_time() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = provider.app().await;
    let with = |change: Value| {
        let mut claims = claims("42");
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        provider.signer.token(&provider.head(), &claims)
    };
    for bad in [
        json!({ "iss": null }),
        json!({ "iss": "https://id.example.kg/" }),
        json!({ "iss": "https://other.example.kg" }),
        json!({ "aud": null }),
        json!({ "aud": "other" }),
        json!({ "aud": [] }),
        json!({ "aud": ["other", "another"] }),
        json!({ "sub": null }),
        json!({ "sub": "" }),
        json!({ "sub": "я".repeat(256) }),
        json!({ "sub": 42 }),
        json!({ "exp": null }),
        json!({ "exp": "2099-01-01" }),
        json!({ "exp": -1.5e300 }),
        json!({ "nbf": START + 31 }),
        json!({ "nbf": "now" }),
    ] {
        assert_eq!(said(&app, &with(bad.clone())).await, refused(), "{bad}");
    }
    for good in [
        json!({ "aud": [AUDIENCE, "other"] }),
        json!({ "sub": "я".repeat(255) }),
        json!({ "nbf": null }),
        json!({ "nbf": START + 30 }),
        json!({ "exp": 1_795_413_601.5 }),
        json!({ "exp": START - 29 }),
        json!({ "name": 7, "email": "a@example.kg" }),
    ] {
        assert_eq!(said(&app, &with(good.clone())).await, (200, String::new()), "{good}");
    }
    let ended = (401, "TOKEN_EXPIRED".to_owned());
    assert_eq!(said(&app, &with(json!({ "exp": START - 30 }))).await, ended);
    let reply = app.get_as(&with(json!({ "exp": START - 30 })), "/v1/me").await;
    assert_eq!(reply.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    let token = provider.token("42", None);
    app.pass(3629);
    assert_eq!(said(&app, &token).await.0, 200);
    app.pass(1);
    assert_eq!(said(&app, &token).await, ended);
    assert_eq!(app.get_as(&token, "/v1/articles").await.status, 401, "also where nobody needs to be signed in");
}

#[tokio::test]
async fn keys_are_kept_for_an_hour_and_sought_once_a_minute() {
    let provider = Provider::start(Algorithm::Es256);
    let app = provider.app().await;
    let long = json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "42", "exp": START + 100_000 });
    let token = provider.signer.token(&provider.head(), &long);
    assert_eq!(said(&app, &token).await.0, 200);
    app.pass(3599);
    assert_eq!((said(&app, &token).await.0, provider.asked()), (200, 1));
    app.pass(1);
    assert_eq!((said(&app, &token).await.0, provider.asked()), (200, 2), "after an hour they are fetched again");
    // The provider is down: the last good keys hold, and it is asked once a minute.
    for (status, body) in [(500, ""), (200, "<html>"), (200, "[]"), (404, "{\"keys\":[]}")] {
        provider.say(status, body);
        app.pass(3600);
        let before = provider.asked();
        for _ in 0..3 {
            assert_eq!(said(&app, &token).await.0, 200, "{status} {body}");
        }
        assert_eq!(provider.asked(), before + 1);
        app.pass(60);
        assert_eq!((said(&app, &token).await.0, provider.asked()), (200, before + 2));
    }
    // A key that is new there is found by its id, but nobody makes this server ask again and again.
    let new = Signer::new(Algorithm::Es256);
    let named = |id: &str| {
        let mut head = provider.head();
        head["kid"] = json!(id);
        new.token(&head, &long)
    };
    provider.publish(&[new.public("two"), provider.signer.public("one")]);
    app.pass(60);
    assert_eq!(said(&app, &named("two")).await.0, 200, "long before an hour has passed");
    let before = provider.asked();
    provider.publish(&[new.public("three")]);
    for id in ["three", "four", "five"] {
        assert_eq!(said(&app, &named(id)).await, refused(), "a minute has not passed");
    }
    assert_eq!(provider.asked(), before);
    app.pass(60);
    assert_eq!(said(&app, &named("three")).await.0, 200);
    assert_eq!(said(&app, &named("two")).await, refused(), "what was withdrawn is withdrawn");
    assert_eq!(provider.asked(), before + 1);
}

#[tokio::test]
async fn without_keys_nobody_is_signed_in_and_everybody_reads() {
    let provider = Provider::start(Algorithm::EdDsa);
    provider.say(503, "");
    let app = provider.app().await;
    let token = provider.token("42", None);
    let reply = app.get_as(&token, "/v1/me").await;
    assert_eq!(reply.problem(503), "SERVICE_UNAVAILABLE");
    assert!(!reply.header("retry-after").is_empty());
    assert_eq!(said(&app, &token).await, (503, "SERVICE_UNAVAILABLE".to_owned()));
    assert_eq!(provider.asked(), 1, "it is left in peace for a while");
    assert_eq!(app.get("/v1/articles").await.status, 200);
    provider.publish(&[provider.signer.public("one")]);
    app.pass(10);
    assert_eq!(said(&app, &token).await.0, 200);
}

#[tokio::test]
async fn keys_that_do_not_sign_so_are_passed_over_and_a_file_will_do() {
    let provider = Provider::start(Algorithm::Rs256);
    let good = provider.signer.public("one");
    let with = |name: &str, value: Value| {
        let mut key = good.clone();
        key[name] = value;
        key
    };
    let token = provider.token("42", None);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jwks.json");
    for (key, status) in [
        (with("use", json!("enc")), 401),
        (with("alg", json!("PS256")), 401),
        (with("key_ops", json!(["encrypt"])), 401),
        (with("kty", json!("EC")), 401),
        (with("n", json!("AQAB")), 401),
        (with("n", json!("!")), 401),
        (with("kid", json!("other")), 401),
        (with("alg", json!("RS256")), 200),
        (with("key_ops", json!(["verify"])), 200),
        (good.clone(), 200),
    ] {
        let all = json!({ "keys": [{ "kty": "new" }, 7, Signer::new(Algorithm::EdDsa).public("ed"), key] });
        std::fs::write(&file, all.to_string()).unwrap();
        let trusted = provider.trusted();
        let app = TestApp::spawn_with(|settings| {
            trusted(settings);
            settings.identity.identity_jwks = vec![file.to_str().unwrap().to_owned()];
        })
        .await;
        assert_eq!(said(&app, &token).await.0, status, "{all}");
    }
    assert_eq!(provider.asked(), 0);
}

#[tokio::test]
async fn several_providers_have_keys_and_ways_of_their_own() {
    let (one, two) = (Provider::start(Algorithm::EdDsa), Provider::start(Algorithm::Es256));
    let trusted = one.trusted();
    let jwks = two.server.url("/keys");
    let app = TestApp::spawn_with(|settings| {
        trusted(settings);
        let identity = &mut settings.identity;
        identity.identity_issuer.push("https://second.example.kg".to_owned());
        identity.identity_jwks.push(jwks);
        identity.identity_audience.push("second".to_owned());
        identity.identity_algorithm.push(Algorithm::Es256);
    })
    .await;
    let of_two = |audience: &str, head: &Value, signer: &Signer| {
        let mut claims = claims("42");
        claims["iss"] = json!("https://second.example.kg");
        claims["aud"] = json!(audience);
        signer.token(head, &claims)
    };
    assert_eq!(said(&app, &one.token("42", None)).await.0, 200);
    assert_eq!(said(&app, &of_two("second", &two.head(), &two.signer)).await.0, 200);
    assert_eq!(said(&app, &of_two(AUDIENCE, &two.head(), &two.signer)).await, refused(), "the audience of another");
    assert_eq!(said(&app, &of_two("second", &one.head(), &one.signer)).await, refused(), "the key of another");
}

#[tokio::test]
async fn guesses_are_counted_and_tokens_that_have_ended_are_not() {
    let provider = Provider::start(Algorithm::EdDsa);
    let trusted = provider.trusted();
    let app = TestApp::spawn_with(|settings| {
        trusted(settings);
        settings.limits.failed_keys_per_quarter_hour = Single(3);
    })
    .await;
    let mut old = claims("42");
    old["exp"] = json!(START - 100);
    let ended = provider.signer.token(&provider.head(), &old);
    for _ in 0..5 {
        assert_eq!(app.get_as(&ended, "/v1/me").await.problem(401), "TOKEN_EXPIRED");
    }
    let forged = Signer::new(Algorithm::EdDsa).token(&provider.head(), &claims("42"));
    for _ in 0..3 {
        assert_eq!(app.get_as(&forged, "/v1/me").await.problem(401), "UNAUTHENTICATED");
    }
    assert_eq!(app.get_as(&forged, "/v1/me").await.problem(429), "RATE_LIMITED");
}

#[tokio::test]
async fn each_reader_has_a_budget_of_their_own_behind_one_address() {
    let provider = Provider::start(Algorithm::EdDsa);
    let trusted = provider.trusted();
    let app = TestApp::spawn_with(|settings| {
        trusted(settings);
        settings.limits.requests_per_minute = Both { anonymous: 3, key: 1000 };
    })
    .await;
    for bearer in [Some(provider.token("1", None)), Some(provider.token("2", None)), None] {
        let ask = async || {
            let request = app.request(reqwest::Method::GET, "/v1/sections");
            app.send(match &bearer {
                // Another token of the same reader, who has no row here yet.
                Some(token) => request.bearer_auth(token),
                None => request,
            })
            .await
        };
        for left in ["2", "1", "0"] {
            let reply = ask().await;
            reply.expect(200);
            assert!(reply.header("ratelimit").contains(&format!("\"anon\";r={left}")), "{}", reply.header("ratelimit"));
        }
        assert_eq!(ask().await.problem(429), "RATE_LIMITED");
    }
}

#[test]
fn half_a_setting_is_no_setting() {
    let whole = IdentitySettings {
        identity_issuer: vec![ISSUER.to_owned()],
        identity_jwks: vec!["keys.json".to_owned()],
        identity_audience: vec![AUDIENCE.to_owned()],
        identity_algorithm: vec![Algorithm::Rs256],
    };
    assert_eq!(whole.issuers().unwrap().len(), 1);
    assert!(IdentitySettings::default().issuers().unwrap().is_empty());
    for half in [
        IdentitySettings { identity_issuer: vec![], ..whole.clone() },
        IdentitySettings { identity_jwks: vec![], ..whole.clone() },
        IdentitySettings { identity_audience: vec![], ..whole.clone() },
        IdentitySettings { identity_algorithm: vec![], ..whole.clone() },
        IdentitySettings { identity_audience: vec![String::new()], ..whole.clone() },
        IdentitySettings {
            identity_issuer: vec![ISSUER.to_owned(); 2],
            identity_jwks: vec!["keys.json".to_owned(); 2],
            identity_audience: vec![AUDIENCE.to_owned(); 2],
            identity_algorithm: vec![Algorithm::Rs256; 2],
        },
    ] {
        assert!(half.issuers().unwrap_err().detail.contains("--identity-issuer"), "{half:?}");
    }
}
