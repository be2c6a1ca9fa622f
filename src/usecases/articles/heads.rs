//! The heads of bodies: reading them, and which dateline an article has after a write.

use crate::app::App;
use crate::domain::articles::{Article, BodyForm, HeadRules, Prepared, prepare};
use crate::domain::datelines::{Dateline, DatelineSource, NewDateline};
use crate::domain::ids::ArticleId;
use crate::domain::patch::Patch;
use crate::domain::text::unseen::shows_something;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::articles::{self as store, StoredBody, revisions};
use crate::store::{Conn, datelines};

/// Whether the fields are the parser's: nobody gave others.
pub(super) fn is_read(dateline: Option<&Dateline>) -> bool {
    dateline.is_none_or(|dateline| dateline.source == DatelineSource::Parsed)
}

/// A body that came from a source, made ready.
pub(super) fn ready(
    app: &App,
    (text, form): (String, BodyForm),
    source: Option<&str>,
    published: Option<Instant>,
) -> StoredBody {
    StoredBody { prepared: prepare(text, form, &app.config.site.heads(source, published)), form }
}

/// The body of an article as it came, read anew.
///
/// # Errors
/// When the database fails.
pub(super) async fn again(app: &App, conn: &Conn<'_>, article: &Article) -> Result<StoredBody> {
    let lost = || Error::internal(format!("the body of {} is missing", article.id));
    let original = store::original_of(conn, article.id).await?.ok_or_else(lost)?;
    // A draft is judged by the day on which it was written last, as far as that is known.
    let published = article.published.unwrap_or(article.version_created);
    Ok(ready(app, original, source_of(article), Some(published)))
}

/// The other system from which an article came.
pub(super) fn source_of(article: &Article) -> Option<&str> {
    article.external_id.as_ref().map(|external| external.source.as_str())
}

/// Stores another body of an article; the one before is kept with the versions that had it.
pub(super) async fn replace(conn: &Conn<'_>, stored: &Article, body: &StoredBody) -> Result<()> {
    revisions::keep_body(conn, stored.id, stored.version).await?;
    store::set_body(conn, stored.id, body).await
}

/// Stores the dateline of an article.
pub(super) async fn put(app: &App, conn: &Conn<'_>, article: &Article, dateline: Option<&Dateline>) -> Result<()> {
    let lag_days = HeadRules::lag_days(app.config.site.time_zone, article.published, dateline);
    let new = dateline.map(|dateline| datelines::NewDateline { article: article.id, dateline, lag_days });
    datelines::set(conn, article.id, new).await
}

/// The dateline after a change: what somebody gave stays over a new body, until it is given anew or taken back.
/// `body` is the body where it was written or read anew.
pub(super) async fn changed(
    app: &App,
    conn: &Conn<'_>,
    article: &Article,
    (stored, patch): (Option<&Dateline>, &Patch<NewDateline>),
    body: Option<&Prepared>,
) -> Result<Option<Dateline>> {
    let given = stored.filter(|stored| !is_read(Some(stored)));
    match (patch, body, given) {
        (Patch::Keep, None, _) => Ok(stored.cloned()),
        (Patch::Keep, Some(body), Some(given)) => Ok(Some(given.over(body.dateline.as_ref()))),
        (Patch::Keep | Patch::Clear, Some(body), _) => Ok(body.dateline.clone()),
        (Patch::Clear, None, None) => Ok(stored.cloned()),
        (Patch::Clear, None, Some(_)) => Ok(again(app, conn, article).await?.prepared.dateline),
        (Patch::Set(new), _, _) => {
            let read = match body {
                Some(body) => body.dateline.clone(),
                None => again(app, conn, article).await?.prepared.dateline,
            };
            Ok(Some(new.dateline(read.as_ref(), DatelineSource::Editor, &article.language)))
        }
    }
}

/// The dateline that the parser read of a draft, judged by the day on which it is published.
pub(super) async fn at_publication(
    app: &App,
    conn: &Conn<'_>,
    article: &Article,
    stored: Option<&Dateline>,
) -> Result<Option<Dateline>> {
    let Some(read) = stored.filter(|stored| is_read(Some(stored))) else { return Ok(stored.cloned()) };
    let again = again(app, conn, article).await?.prepared.dateline;
    // Where a newer parser finds another head, its time has not come: the body would have to follow.
    let same = again.filter(|again| again.raw == read.raw && again.body_offset == read.body_offset);
    Ok(Some(same.unwrap_or_else(|| read.clone())))
}

/// Whether the body came in this very form before.
pub(super) async fn same_body(conn: &Conn<'_>, id: ArticleId, body: &StoredBody) -> Result<bool> {
    let original = store::original_of(conn, id).await?;
    Ok(original.is_some_and(|(text, form)| text == body.prepared.original && form == body.form))
}

/// Refuses a body that is nothing but markup or a dateline.
pub(super) fn check_body(body: &Prepared) -> Result<()> {
    if !shows_something(&body.text) {
        return Err(Error::refused("/body", "holds no text besides markup and dateline"));
    }
    Ok(())
}
