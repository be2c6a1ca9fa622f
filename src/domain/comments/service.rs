//! The newsroom's own service: what it is asked of a new comment, how the question is signed, and what it may answer.
//!
//! The signature is that of Standard Webhooks (<https://www.standardwebhooks.com>): HMAC-SHA-256 over the id, the instant
//! and the body, with a full stop between each two.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::rules::Opinion;
use crate::domain::ids::{ArticleId, CommentId, ReaderId};
use crate::domain::time::Instant;

/// The fewest characters of a secret.
const SHORTEST: usize = 32;

/// The secret under which questions are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceSecret(String);

impl ServiceSecret {
    /// The secret of this text; `None` when it has fewer than 32 characters.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (text.chars().count() >= SHORTEST).then(|| Self(text.to_owned()))
    }

    /// The header `webhook-signature` of a question.
    #[must_use]
    pub fn sign(&self, id: &str, at: Instant, body: &str) -> String {
        // A key of any length will do, so the error cannot come; an empty signature is taken by nobody.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else { return String::new() };
        let mac = mac.chain_update(format!("{id}.{}.{body}", at.seconds()));
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for ServiceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceSecret(…)")
    }
}

/// What the service is asked: whether a comment that is not stored yet may be shown.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question<'a> {
    /// The article.
    pub article_id: ArticleId,
    /// The comment that is edited; left out of a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment_id: Option<CommentId>,
    /// The comment that is answered, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<&'a str>,
    /// The reader who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader_id: Option<ReaderId>,
    /// The author's name.
    pub author_name: &'a str,
    /// The text.
    pub text: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    decision: Said,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Said {
    Pass,
    Hold,
    Reject,
    Spam,
}

/// What the service said: a JSON object whose `decision` is `PASS`, `HOLD`, `REJECT` or `SPAM`; anything else is no answer.
#[must_use]
pub fn opinion(status: u16, body: &[u8]) -> Opinion {
    let answer = (status == 200).then(|| serde_json::from_slice::<Answer>(body).ok()).flatten();
    match answer.map(|answer| answer.decision) {
        Some(Said::Pass) => Opinion::None,
        Some(Said::Hold) => Opinion::Hold,
        Some(Said::Reject) => Opinion::Reject,
        Some(Said::Spam) => Opinion::Spam,
        None => Opinion::Failed,
    }
}
