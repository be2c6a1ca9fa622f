//! Changing one article of a known version: its fields, its publication, its end as a draft.

use crate::app::App;
use crate::domain::articles::{
    Article, ArticlePatch, Embed, NewBody, PublishArticle, Visibility, lead_of, prepare_body,
};
use crate::domain::changes::Op;
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::patch::Patch;
use crate::domain::text::line;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::articles::{self as store, StoredBody};
use crate::store::{Conn, Tx, datelines, links};
use crate::usecases::articles::batch::{check_body, linked_of, same_body};
use crate::usecases::articles::{Linked, changes, check_instants, differs, first_published, read};
use crate::usecases::{check_version, resolve};

async fn locked(conn: &Conn<'_>, id: ArticleId, version: i32) -> Result<Article> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    check_version(stored.version, version)?;
    Ok(stored)
}

/// Changes an article of a known version; a change that changes nothing makes no version.
///
/// # Errors
/// `FORBIDDEN` without `articles:write` (and `articles:publish` for embargo or end of a published one), `NOT_FOUND`,
/// `PRECONDITION_FAILED` for a stale version, `UNPROCESSABLE_CONTENT` for fields, `CONFLICT` for a taken slug.
pub async fn update(app: &App, actor: &Actor, id: ArticleId, version: i32, patch: ArticlePatch) -> Result<Article> {
    actor.require(Scope::ArticlesWrite)?;
    patch.check()?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = locked(&tx.conn(), id, version).await?;
    let moves_sight = patch.embargoed_until.is_named() || patch.expires.is_named();
    if stored.published.is_some() && moves_sight {
        actor.require(Scope::ArticlesPublish)?;
    }
    let before = linked_of(&tx.conn(), id).await?;
    let after = apply(app, &tx.conn(), &stored, &before, patch, now).await?;
    finish(app, actor, tx, Op::Updated, (stored, before), after, now).await
}

/// An article after a change; its row is not stored yet.
struct After {
    article: Article,
    linked: Linked,
    /// Whether its body, which stands in a table of its own, was written anew.
    rewritten: bool,
}

/// Applies a patch: writes what stands in other tables, returns the row and the links.
async fn apply(
    app: &App,
    conn: &Conn<'_>,
    stored: &Article,
    before: &Linked,
    patch: ArticlePatch,
    now: Instant,
) -> Result<After> {
    let mut article = stored.clone();
    let mut linked = before.clone();
    if let Some(headline) = patch.headline.into_value() {
        article.headline = line(&headline);
    }
    if let Some(slug) = patch.slug.into_value() {
        article.slug = slug;
    }
    if patch.section.is_named() {
        article.section_id = match patch.section.value() {
            Some(name) => Some(resolve::article_section(conn, name).await?),
            None => None,
        };
    }
    if let Some(names) = patch.tags.value() {
        linked.tags = resolve::article_tags(conn, names).await?;
        links::set_tags(conn, article.id, &linked.tags).await?;
    }
    if let Some(names) = patch.authors.value() {
        linked.authors = resolve::article_authors(conn, names).await?;
        links::set_authors(conn, article.id, &linked.authors).await?;
    }
    article.byline = patch.byline.apply(article.byline).as_deref().map(line);
    article.ed_note = patch.ed_note.apply(article.ed_note);
    article.embargoed_until = patch.embargoed_until.apply(article.embargoed_until);
    article.expires = patch.expires.apply(article.expires);
    article.visibility = Visibility::of(article.published, article.embargoed_until, article.expires);
    check_instants(&article)?;
    let body = match patch.body.into_value() {
        Some(body) => rewrite_body(app, conn, &article, body, now).await?,
        None => None,
    };
    let rewritten = body.is_some();
    settle_lead(conn, &mut article, patch.lead, body).await?;
    Ok(After { article, linked, rewritten })
}

/// Stores a body that differs, with its dateline; returns its text.
async fn rewrite_body(
    app: &App,
    conn: &Conn<'_>,
    article: &Article,
    new: NewBody,
    now: Instant,
) -> Result<Option<String>> {
    let (source, is_html) = new.source();
    let prepared = prepare_body(source, is_html, article.published.or(Some(now)), app.config.site.time_zone);
    check_body(&prepared)?;
    let body = StoredBody { prepared, is_html };
    if same_body(conn, article.id, &body).await? {
        return Ok(None);
    }
    datelines::set(conn, article.id, body.prepared.dateline.as_ref()).await?;
    store::set_body(conn, article.id, &body).await?;
    Ok(Some(body.prepared.text))
}

/// The lead after a change: the newsroom's own, or the beginning of the body.
async fn settle_lead(conn: &Conn<'_>, article: &mut Article, patch: Patch<String>, body: Option<String>) -> Result<()> {
    let mut body = body;
    match patch {
        Patch::Set(lead) => {
            article.lead = Some(line(&lead));
            article.lead_is_own = true;
        }
        Patch::Clear if article.lead_is_own => {
            article.lead_is_own = false;
            if body.is_none() {
                body = store::bodies_of(conn, &[article.id]).await?.pop().map(|(_, body)| body.text);
            }
        }
        Patch::Clear | Patch::Keep => {}
    }
    if let Some(text) = body.filter(|_| !article.lead_is_own) {
        article.lead = lead_of(&text);
    }
    Ok(())
}

/// Publishes an article now or at an instant; an article that is scheduled can be moved.
///
/// # Errors
/// `FORBIDDEN` without `articles:publish`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version, `CONFLICT` when the
/// article is published already, `UNPROCESSABLE_CONTENT` when it would end before it begins.
pub async fn publish(app: &App, actor: &Actor, id: ArticleId, version: i32, how: PublishArticle) -> Result<Article> {
    actor.require(Scope::ArticlesPublish)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = locked(&tx.conn(), id, version).await?;
    if let Some(published) = stored.published.filter(|published| *published <= now) {
        return Err(Error::new(Code::Conflict, format!("The article was published at {published} already.")));
    }
    let before = linked_of(&tx.conn(), id).await?;
    let mut article = stored.clone();
    let at = how.at.unwrap_or(now);
    article.published = Some(at);
    article.first_published = first_published(Some(&stored), Some(at), now);
    article.visibility = Visibility::of(article.published, article.embargoed_until, article.expires);
    check_instants(&article)?;
    let after = After { article, linked: before.clone(), rewritten: false };
    finish(app, actor, tx, Op::Published, (stored, before), after, now).await
}

async fn finish(
    app: &App,
    actor: &Actor,
    tx: Tx,
    op: Op,
    (stored, before): (Article, Linked),
    after: After,
    now: Instant,
) -> Result<Article> {
    let After { mut article, linked, rewritten } = after;
    let mut log = Vec::new();
    if rewritten || linked != before || differs(&stored, &article) {
        article.version = stored.version + 1;
        article.version_created = now;
        article.announced = article.visibility.holds(now);
        store::update(&tx.conn(), &article).await?;
        log = changes(op, None, Some((&stored, &before)), Some((&article, &linked)));
    }
    let mut shown = article.for_actor(actor, now);
    read::fill(app, &tx.conn(), &mut [&mut shown], Embed::ALL, &[]).await?;
    tx.commit(log, now).await?;
    Ok(shown)
}

/// Deletes a draft; what was published is never deleted.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version, `CONFLICT` when the
/// article is published or scheduled.
pub async fn delete_draft(app: &App, actor: &Actor, id: ArticleId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesWrite)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = locked(&tx.conn(), id, version).await?;
    if stored.published.is_some() {
        return Err(Error::new(Code::Conflict, "Only drafts are deleted; this article is published or scheduled."));
    }
    let linked = linked_of(&tx.conn(), id).await?;
    store::delete(&tx.conn(), id).await?;
    tx.commit(changes(Op::Deleted, None, Some((&stored, &linked)), None), now).await
}
