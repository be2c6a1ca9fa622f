//! An identity provider: it publishes its keys on a port of its own, signs readers in, and can be made to do it wrongly.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use dateline::config::Settings;
use dateline::config::identity::{Algorithm, IdentitySettings};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaKeyPair, RsaPublicKeyComponents,
};
use serde_json::{Value, json};

use crate::fetch::server::{Server, Wire, answer};
use crate::support::{START, TestApp};

pub const AUDIENCE: &str = "news.example.kg";
pub const ISSUER: &str = "https://id.example.kg";

/// What signs.
pub enum Signer {
    Ed(Ed25519KeyPair),
    Es(EcdsaKeyPair),
    Rsa(RsaKeyPair, Algorithm),
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Signer {
    pub fn new(algorithm: Algorithm) -> Self {
        let random = SystemRandom::new();
        match algorithm {
            Algorithm::EdDsa => {
                let made = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Self::Ed(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
            }
            Algorithm::Es256 => {
                let scheme = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let made = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
                Self::Es(EcdsaKeyPair::from_pkcs8(scheme, made.as_ref(), &random).unwrap())
            }
            algorithm => Self::rsa(include_str!("../../fixtures/identity/rsa-one.pk8.base64"), algorithm),
        }
    }

    /// An RSA key is not made for each test: that takes seconds.
    fn rsa(stored: &str, algorithm: Algorithm) -> Self {
        let bytes = STANDARD.decode(stored.split_whitespace().collect::<String>()).unwrap();
        Self::Rsa(RsaKeyPair::from_pkcs8(&bytes).unwrap(), algorithm)
    }

    pub fn other_rsa() -> Self {
        Self::rsa(include_str!("../../fixtures/identity/rsa-two.pk8.base64"), Algorithm::Rs256)
    }

    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed(_) => Algorithm::EdDsa,
            Self::Es(_) => Algorithm::Es256,
            Self::Rsa(_, algorithm) => *algorithm,
        }
    }

    /// The public key as it is published.
    pub fn public(&self, id: &str) -> Value {
        let mut key = match self {
            Self::Ed(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key()) }),
            Self::Es(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]) })
            }
            Self::Rsa(pair, _) => {
                let public: RsaPublicKeyComponents<Vec<u8>> = pair.public_key().into();
                json!({ "kty": "RSA", "n": text(&public.n), "e": text(&public.e) })
            }
        };
        key["kid"] = json!(id);
        key["use"] = json!("sig");
        key
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Es(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(pair, algorithm) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                match algorithm {
                    Algorithm::Ps256 => pair.sign(&RSA_PSS_SHA256, &random, message, &mut signature),
                    _ => pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature),
                }
                .unwrap();
                signature
            }
        }
    }

    /// A token with this head and these claims.
    pub fn token(&self, head: &Value, claims: &Value) -> String {
        let signed = unsigned(head, claims);
        let signature = self.sign(signed.as_bytes());
        format!("{signed}.{}", text(signature))
    }
}

/// What is signed of a token.
pub fn unsigned(head: &Value, claims: &Value) -> String {
    format!("{}.{}", text(head.to_string()), text(claims.to_string()))
}

/// The provider: what it answers where its keys are, and the key with which it signs.
pub struct Provider {
    pub server: Server,
    pub signer: Signer,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Provider {
    pub fn start(algorithm: Algorithm) -> Self {
        let signer = Signer::new(algorithm);
        let said = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&said);
        let server = Server::start(move |_, wire: &mut dyn Wire| wire.say(&kept.lock().unwrap().clone()));
        let provider = Self { server, signer, said };
        provider.publish(&[provider.signer.public("one")]);
        provider
    }

    pub fn publish(&self, keys: &[Value]) {
        self.say(200, &json!({ "keys": keys }).to_string());
    }

    pub fn say(&self, status: u16, body: &str) {
        *self.said.lock().unwrap() = answer(status, "", body.as_bytes());
    }

    /// How often its keys were asked for.
    pub fn asked(&self) -> usize {
        self.server.heads().len()
    }

    /// The settings that take this provider's word.
    pub fn trusted(&self) -> impl Fn(&mut Settings) + use<> {
        let (jwks, algorithm) = (self.server.url("/jwks.json"), self.signer.algorithm());
        move |settings| {
            settings.fetch.fetch_allow = "127.0.0.1".parse().unwrap();
            settings.fetch.fetch_seconds = 2;
            settings.identity = IdentitySettings {
                identity_issuer: vec![ISSUER.to_owned()],
                identity_jwks: vec![jwks.clone()],
                identity_audience: vec![AUDIENCE.to_owned()],
                identity_algorithm: vec![algorithm],
            };
        }
    }

    pub async fn app(&self) -> TestApp {
        TestApp::spawn_with(self.trusted()).await
    }

    pub fn head(&self) -> Value {
        json!({ "alg": self.signer.algorithm().as_str(), "kid": "one", "typ": "JWT" })
    }

    /// A token that is good for an hour after the beginning of the test.
    pub fn token(&self, subject: &str, name: Option<&str>) -> String {
        let mut claims = claims(subject);
        if let Some(name) = name {
            claims["name"] = json!(name);
        }
        self.signer.token(&self.head(), &claims)
    }
}

/// What a good token claims.
pub fn claims(subject: &str) -> Value {
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": START, "nbf": START, "exp": START + 3600 })
}
