//! The public keys of a provider (JWKS, RFC 7517), and whether one of them signed a text.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use serde_json::Value;

use crate::config::identity::Algorithm;

/// A key as it is published.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Published {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    key_ops: Option<Vec<String>>,
    n: String,
    e: String,
    crv: String,
    x: String,
    y: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Public {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    Point(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    id: Option<String>,
    public: Public,
}

/// The keys of a provider that sign in its way; the others are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeySet {
    algorithm: Algorithm,
    keys: Vec<Key>,
}

/// How a kind of key signs.
enum Scheme {
    Rsa(&'static RsaParameters),
    Point { kind: &'static str, curve: &'static str, bytes: usize, by: &'static dyn VerificationAlgorithm },
}

fn scheme(algorithm: Algorithm) -> Scheme {
    let curve = |kind, curve, bytes, by| Scheme::Point { kind, curve, bytes, by };
    match algorithm {
        Algorithm::Rs256 => Scheme::Rsa(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Scheme::Rsa(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Scheme::Rsa(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Scheme::Rsa(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Scheme::Rsa(&RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Scheme::Rsa(&RSA_PSS_2048_8192_SHA512),
        Algorithm::Es256 => curve("EC", "P-256", 32, &ECDSA_P256_SHA256_FIXED),
        Algorithm::Es384 => curve("EC", "P-384", 48, &ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDsa => curve("OKP", "Ed25519", 32, &ED25519),
    }
}

impl KeySet {
    /// Reads a set; `None` for what is none. A key that is not understood is passed over (RFC 7517 §5).
    pub(super) fn read(bytes: &[u8], algorithm: Algorithm) -> Option<Self> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(bytes).ok()?;
        let published = document.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        let keys = published.filter_map(|key: Published| key.read(algorithm)).collect();
        Some(Self { algorithm, keys })
    }

    /// Whether a key of this id is there; a token that names none can be signed by each of them.
    pub(super) fn has(&self, id: Option<&str>) -> bool {
        self.named(id).next().is_some()
    }

    fn named(&self, id: Option<&str>) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| id.is_none() || key.id.as_deref() == id)
    }

    /// Whether a key of this id signed the text.
    pub(super) fn signed(&self, id: Option<&str>, text: &str, signature: &[u8]) -> bool {
        self.named(id).any(|key| match (scheme(self.algorithm), &key.public) {
            (Scheme::Rsa(parameters), Public::Rsa { modulus, exponent }) => {
                let key = RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(parameters, text.as_bytes(), signature).is_ok()
            }
            (Scheme::Point { by, .. }, Public::Point(point)) => {
                UnparsedPublicKey::new(by, point).verify(text.as_bytes(), signature).is_ok()
            }
            _ => false,
        })
    }
}

impl Published {
    /// The key, where it is one that checks signatures made in this way.
    fn read(self, algorithm: Algorithm) -> Option<Key> {
        let signs = self.r#use.as_deref().is_none_or(|what| what == "sig")
            && self.alg.as_deref().is_none_or(|name| name == algorithm.as_str())
            && self.key_ops.as_ref().is_none_or(|all| all.iter().any(|what| what == "verify"));
        let public = match scheme(algorithm) {
            _ if !signs => return None,
            Scheme::Rsa(_) if self.kty == "RSA" => {
                Public::Rsa { modulus: number(&self.n)?, exponent: number(&self.e)? }
            }
            Scheme::Point { kind, curve, bytes, .. } if self.kty == kind && self.crv == curve => {
                let mut point = coordinate(&self.x, bytes)?;
                if kind == "EC" {
                    // The uncompressed form of SEC 1 §2.3.3.
                    point.insert(0, 4);
                    point.extend(coordinate(&self.y, bytes)?);
                }
                Public::Point(point)
            }
            _ => return None,
        };
        Some(Key { id: self.kid, public })
    }
}

/// A number without leading zeros.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let digits: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    (!digits.is_empty()).then_some(digits)
}

/// A coordinate of so many bytes.
fn coordinate(text: &str, bytes: usize) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok().filter(|found| found.len() == bytes)
}
