//! Taking an article back: withheld while it is in doubt, cancelled for good, restored.

use crate::app::App;
use crate::domain::articles::{Article, PubStatus, Recall, RecallArticle};
use crate::domain::changes::{Op, Reason};
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::Conn;
use crate::store::articles as store;
use crate::usecases::articles::versions::{After, Before, Told};
use crate::usecases::articles::write::{Finish, finish, locked};

/// Withholds an article that is published or scheduled: readers get the reason in its place until it is restored.
///
/// # Errors
/// `FORBIDDEN` without `articles:publish`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version, `CONFLICT` for a draft
/// and for what is taken back already, `UNPROCESSABLE_CONTENT` for the reason or the article in its place.
pub async fn withhold(app: &App, actor: &Actor, id: ArticleId, version: i32, how: RecallArticle) -> Result<Article> {
    take_back(app, actor, id, version, (PubStatus::Withheld, how)).await
}

/// Cancels an article that is published, scheduled or withheld: readers get the reason in its place, and it is never
/// changed or seen again.
///
/// # Errors
/// As [`withhold`].
pub async fn cancel(app: &App, actor: &Actor, id: ArticleId, version: i32, how: RecallArticle) -> Result<Article> {
    take_back(app, actor, id, version, (PubStatus::Canceled, how)).await
}

async fn take_back(
    app: &App,
    actor: &Actor,
    id: ArticleId,
    version: i32,
    (status, how): (PubStatus, RecallArticle),
) -> Result<Article> {
    actor.require(Scope::ArticlesPublish)?;
    how.check()?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = locked(&tx.conn(), id, version).await?;
    check_status(&stored, status)?;
    let replaced_by = match &how.replaced_by {
        Some(name) => Some(replacement(&tx.conn(), &stored, name).await?),
        None => None,
    };
    let recall = Recall { status, at: now, reason: how.reason, replaced_by };
    let reason = if status == PubStatus::Canceled { Reason::Canceled } else { Reason::Withheld };
    // On the heap, as every end of a write: whoever awaits it would be as large.
    Box::pin(set(app, actor, tx, stored, Some(recall), (reason, now))).await
}

/// Restores an article that was withheld; readers see it from now on.
///
/// # Errors
/// `FORBIDDEN` without `articles:publish`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version, `CONFLICT` for what is
/// not withheld.
pub async fn restore(app: &App, actor: &Actor, id: ArticleId, version: i32) -> Result<Article> {
    actor.require(Scope::ArticlesPublish)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = locked(&tx.conn(), id, version).await?;
    match stored.pub_status {
        PubStatus::Withheld => Box::pin(set(app, actor, tx, stored, None, (Reason::Restored, now))).await,
        PubStatus::Usable => Err(Error::new(Code::Conflict, "The article is not withheld.")),
        PubStatus::Canceled => Err(over()),
    }
}

async fn set(
    app: &App,
    actor: &Actor,
    tx: crate::store::Tx,
    stored: Article,
    recall: Option<Recall>,
    (reason, now): (Reason, Instant),
) -> Result<Article> {
    let before = Before::of(&tx.conn(), stored).await?;
    let mut article = before.article.clone();
    if recall.is_none() {
        article.restored = Some(now);
    }
    article.recall = recall;
    let after = After::of(article, &before);
    let how = Finish { op: Op::Updated, reason: Some(reason), told: Told::default(), now };
    Box::pin(finish(app, actor, tx, before, after, how)).await
}

fn check_status(stored: &Article, wanted: PubStatus) -> Result<()> {
    if stored.published.is_none() {
        return Err(Error::new(Code::Conflict, "The article is a draft, which readers never saw: delete it instead."));
    }
    match stored.pub_status {
        PubStatus::Canceled => Err(over()),
        PubStatus::Withheld if wanted == PubStatus::Withheld => {
            Err(Error::new(Code::Conflict, "The article is withheld already."))
        }
        PubStatus::Usable | PubStatus::Withheld => Ok(()),
    }
}

/// What is answered to whoever would change an article that was cancelled.
pub(super) fn over() -> Error {
    Error::new(Code::Conflict, "The article was cancelled; it is not changed or seen again.")
}

async fn replacement(conn: &Conn<'_>, stored: &Article, name: &str) -> Result<ArticleId> {
    let pointer = "/replacedBy";
    let id: ArticleId = name.parse().map_err(|error: Error| Error::refused(pointer, error.detail))?;
    if id == stored.id {
        return Err(Error::refused(pointer, "must be another article"));
    }
    if store::hold(conn, &[id]).await?.is_empty() {
        return Err(Error::refused(pointer, format!("there is no article «{name}»")));
    }
    Ok(id)
}
