//! Asking the newsroom's own service of a comment, before anything is held: it has 800 ms.

use std::time::Duration;

use uuid::Uuid;

use crate::app::App;
use crate::domain::comments::rules::Opinion;
use crate::domain::comments::service::{Question, opinion};
use crate::error::{Error, Result};
use crate::fetch::{FetchRequest, Fetched, Sent};

/// How long the service may take, connection included.
const WITHIN: Duration = Duration::from_millis(800);
/// The largest answer, in bytes.
const LARGEST: usize = 16 * 1024;

/// What the service says; nothing where none is set. Whatever goes wrong with it is an opinion too, and logged.
pub(super) async fn ask(app: &App, question: &Question<'_>) -> Opinion {
    let Some(url) = &app.config.comments.comment_service else { return Opinion::None };
    match tokio::time::timeout(WITHIN, asked(app, url, question)).await {
        Ok(Ok(opinion)) => opinion,
        Ok(Err(error)) => {
            tracing::warn!(detail = error.detail, "the service that judges comments gave no answer");
            Opinion::Failed
        }
        Err(_) => {
            tracing::warn!("the service that judges comments gave no answer within {} ms", WITHIN.as_millis());
            Opinion::Failed
        }
    }
}

async fn asked(app: &App, url: &str, question: &Question<'_>) -> Result<Opinion> {
    let body = serde_json::to_string(question).map_err(Error::internal)?;
    let (id, now) = (format!("msg_{}", Uuid::now_v7().simple()), app.now());
    let mut headers = vec![("webhook-timestamp", now.seconds().to_string())];
    if let Some(secret) = &app.config.comments.comment_service_secret {
        headers.push(("webhook-signature", secret.sign(&id, now, &body)));
    }
    headers.push(("webhook-id", id));
    let sent = Some(Sent { body, headers });
    let request = FetchRequest { sent, largest: Some(LARGEST), ..FetchRequest::new(url) };
    match app.fetch.get(&request).await? {
        Fetched::Body(body) => Ok(opinion(body.status, &body.bytes)),
        Fetched::NotModified => Ok(Opinion::Failed),
    }
}
