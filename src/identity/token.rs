//! A token as its bearer sent it (JWT in the compact form, RFC 7519 and RFC 7515 §7.1): its parts, and what it claims.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Number, Value};

use crate::domain::time::Instant;

/// Seconds by which the clocks of a provider and of this server may differ.
const LEEWAY: i64 = 30;
/// The longest name of somebody at a provider, in characters (OpenID Connect Core §2).
const SUBJECT_LONGEST: usize = 255;

/// What stands at the head of a token.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    pub(super) kid: Option<String>,
    /// Extensions that must be understood; none is here.
    #[serde(default)]
    crit: Option<IgnoredAny>,
}

/// What a token claims; true only when its signature is.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) sub: Option<String>,
    aud: Option<Audience>,
    exp: Option<Number>,
    nbf: Option<Number>,
    pub(super) name: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Why a token opens nothing, in words for its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is wrong, or meant for somebody else.
    Bad(&'static str),
    /// It was good.
    Ended,
}

/// The parts of a token.
pub(super) struct Token<'a> {
    pub(super) header: Header,
    pub(super) claims: Claims,
    /// The text that is signed.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
}

fn part<T: for<'a> Deserialize<'a>>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Takes a token apart. Nothing of it is believed yet.
pub(super) fn read(text: &str) -> Result<Token<'_>, Fault> {
    const BROKEN: Fault = Fault::Bad("it is not a signed JWT");
    let (signed, signature) = text.rsplit_once('.').ok_or(BROKEN)?;
    let (header, claims) = signed.split_once('.').ok_or(BROKEN)?;
    let header: Header = part(header).ok_or(BROKEN)?;
    let claims: Claims = part(claims).ok_or(BROKEN)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| BROKEN)?;
    if header.crit.is_some() {
        return Err(Fault::Bad("its header wants something understood that is not known here (crit)"));
    }
    Ok(Token { header, claims, signed, signature })
}

/// The whole seconds of a NumericDate, which may have a fraction. An exponent is no date.
fn seconds(number: &Number) -> Option<i64> {
    let text = number.to_string();
    if text.contains(['e', 'E']) {
        return None;
    }
    text.split_once('.').map_or(text.as_str(), |(whole, _)| whole).parse().ok()
}

impl Claims {
    /// Whether the token is meant for this audience and holds at `now`; gives back who it is at the provider.
    pub(super) fn check(&self, audience: &str, now: Instant) -> Result<&str, Fault> {
        let meant = match &self.aud {
            None => return Err(Fault::Bad("it does not say for whom it is (aud)")),
            Some(Audience::One(name)) => name == audience,
            Some(Audience::Several(names)) => names.iter().any(|name| name == audience),
        };
        if !meant {
            return Err(Fault::Bad("it is meant for somebody else (aud)"));
        }
        let subject = self.sub.as_deref().unwrap_or_default();
        if subject.is_empty() || subject.chars().count() > SUBJECT_LONGEST || subject.contains('\0') {
            return Err(Fault::Bad("it does not say in 1 to 255 characters who it is (sub)"));
        }
        let end = self.exp.as_ref().and_then(seconds).ok_or(Fault::Bad("it does not say when it ends (exp)"))?;
        if let Some(begin) = &self.nbf {
            let begin = seconds(begin).ok_or(Fault::Bad("it does not say when it begins (nbf)"))?;
            if now.seconds() < begin.saturating_sub(LEEWAY) {
                return Err(Fault::Bad("it has not begun yet (nbf)"));
            }
        }
        if now.seconds() >= end.saturating_add(LEEWAY) {
            return Err(Fault::Ended);
        }
        Ok(subject)
    }
}
