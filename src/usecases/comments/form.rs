//! The form in which comments are written, and the key under which its token and those of authors are signed.

use crate::app::App;
use crate::domain::comments::CommentForm;
use crate::domain::comments::detect::form::{self, FormKey, MAX_AGE, MIN_AGE, TokenFault};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::{Conn, secrets};
use crate::usecases::comments::policy;
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// Under which name the key stands in the database.
const KEY: &str = "comment form";

/// What is to be known to write a comment under an article; for the one who asks, and for now.
///
/// # Errors
/// `NOT_FOUND` for an article that is not there or not to be seen.
pub async fn form(app: &App, reading: &Reading, article: ArticleId) -> Result<CommentForm> {
    reading.keep_private();
    let seen = resolve::articles_seen(&reading.conn().await?, reading, &[article]).await?;
    let policies = policy::of_articles(app, reading, &seen).await?;
    let policy = policies.get(&article).ok_or_else(|| Error::not_found("article", &article.to_string()))?;
    reading.note(Facet::Article(article));
    let now = reading.now();
    let key = key(app).await?;
    Ok(CommentForm {
        article_id: article,
        mode: policy.mode_at(now),
        closes_at: policy.closes_at,
        anonymous_allowed: policy.anonymous_allowed,
        longest_text: CommentForm::LONGEST_TEXT,
        max_depth: policy.max_depth.into(),
        edit_seconds: i32::try_from(app.config.comments.comment_edit_seconds).unwrap_or(i32::MAX),
        reactions: app.config.feedback.comment_reactions.0.clone(),
        token: form::issue(&key, article, now),
        token_min_seconds: i32::try_from(MIN_AGE).unwrap_or(i32::MAX),
        token_max_seconds: i32::try_from(MAX_AGE).unwrap_or(i32::MAX),
        token_required: app.config.comments.comment_form_token,
    })
}

/// What is wrong with the token that came with a comment; where none is wanted and none came, nothing.
pub(super) fn fault(
    app: &App,
    key: &FormKey,
    token: Option<&str>,
    article: ArticleId,
    now: Instant,
) -> Option<TokenFault> {
    match token {
        None if app.config.comments.comment_form_token => Some(TokenFault::Missing),
        None => None,
        Some(token) => form::verify(key, token, article, now, MIN_AGE, MAX_AGE).err(),
    }
}

/// The key, which all processes on a database share; made when it is first asked for.
pub(super) async fn key(app: &App) -> Result<FormKey> {
    if let Some(key) = app.form_key.get() {
        return Ok(key.clone());
    }
    let stored = read(&app.store.reader()).await?;
    let key = match stored {
        Some(key) => key,
        None => made(app).await?,
    };
    Ok(app.form_key.get_or_init(|| key).clone())
}

async fn read(conn: &Conn<'_>) -> Result<Option<FormKey>> {
    let stored = secrets::get(conn, KEY).await?;
    let unreadable = || Error::internal("the key of forms cannot be read");
    stored.map(|text| FormKey::from_stored(&text).ok_or_else(unreadable)).transpose()
}

async fn made(app: &App) -> Result<FormKey> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    secrets::set_once(&tx.conn(), KEY, &FormKey::new(bytes).to_stored(), now).await?;
    // Another process may have been first.
    let key = read(&tx.conn()).await?.ok_or_else(|| Error::internal("a key of forms that is gone"))?;
    tx.commit(Vec::new(), now).await?;
    Ok(key)
}
