//! Changing one article of a known version: its fields, its publication, its end as a draft.

use crate::app::App;
use crate::domain::articles::{
    Article, ArticlePatch, ArticleRights, Embed, NewBody, Prepared, PubStatus, PublishArticle, Sight, lead_of,
    tidy_sources, words,
};
use crate::domain::changes::{Op, Reason};
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::patch::Patch;
use crate::domain::text::line;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::articles::{self as store, chain};
use crate::store::dialect::share_names;
use crate::store::{Conn, Tx, links, media as pictures};
use crate::usecases::articles::fill::fill;
use crate::usecases::articles::heads;
use crate::usecases::articles::recall::over;
use crate::usecases::articles::story::{self, Named};
use crate::usecases::articles::translate;
use crate::usecases::articles::versions::{After, Before, Told, advance, linked_of};
use crate::usecases::articles::{Linked, also_of, changes, check_instants, first_published, media};
use crate::usecases::{check_version, resolve};

pub(super) async fn locked(conn: &Conn<'_>, id: ArticleId, version: i32) -> Result<Article> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    check_version(stored.version, version)?;
    Ok(stored)
}

/// Changes an article of a known version; a change that changes nothing makes no version.
///
/// # Errors
/// `FORBIDDEN` without `articles:write` (and `articles:publish` for embargo or end of a published one), `NOT_FOUND`,
/// `PRECONDITION_FAILED` for a stale version, `UNPROCESSABLE_CONTENT` for fields, `CONFLICT` for a taken slug or when it was
/// cancelled.
pub async fn update(app: &App, actor: &Actor, id: ArticleId, version: i32, patch: ArticlePatch) -> Result<Article> {
    actor.require(Scope::ArticlesWrite)?;
    patch.check()?;
    let tx = app.store.begin().await?;
    let now = app.now();
    // Before the row: whoever holds the names or the relations may wait for it.
    let names = patch.section.value().is_some()
        || [&patch.sections, &patch.tags, &patch.authors].iter().any(|list| list.is_named());
    if names {
        share_names(&tx.conn()).await?;
    }
    if patch.evolved_from.value().is_some() || patch.translation_of.value().is_some() {
        tx.lock_relations().await?;
    }
    let stored = locked(&tx.conn(), id, version).await?;
    if stored.pub_status == PubStatus::Canceled {
        return Err(over());
    }
    let moves_sight = patch.embargoed_until.is_named() || patch.expires.is_named();
    if stored.published.is_some() && moves_sight {
        actor.require(Scope::ArticlesPublish)?;
    }
    let told = Told { kind: patch.change_kind, note: patch.change_note.clone() };
    let before = Before::of(&tx.conn(), stored).await?;
    // On the heap: these are large futures, and whoever awaits them would be as large.
    let after = Box::pin(apply(app, &tx.conn(), &before, patch, now)).await?;
    Box::pin(finish(app, actor, tx, before, after, Finish { op: Op::Updated, reason: None, told, now })).await
}

/// Applies a patch: writes what stands in other tables, returns the row and the links.
async fn apply(app: &App, conn: &Conn<'_>, before: &Before, patch: ArticlePatch, now: Instant) -> Result<After> {
    let mut article = before.article.clone();
    apply_links(conn, &mut article, &patch).await?;
    let linked = apply_lists(conn, before, &patch).await?;
    if let Some(headline) = patch.headline.into_value() {
        article.headline = line(&headline);
    }
    if let Some(slug) = patch.slug.into_value() {
        article.slug = slug;
    }
    article.short_headline = patch.short_headline.apply(article.short_headline).as_deref().map(line);
    article.byline = patch.byline.apply(article.byline).as_deref().map(line);
    article.ed_note = patch.ed_note.apply(article.ed_note);
    article.profile = patch.profile.into_value().unwrap_or(article.profile);
    article.urgency = patch.urgency.apply(article.urgency);
    if let Some(sources) = patch.info_sources.into_value() {
        article.info_sources = tidy_sources(sources);
    }
    article.rights = patch.rights.apply(article.rights).and_then(ArticleRights::tidy);
    article.canonical_url = patch.canonical_url.apply(article.canonical_url);
    article.extra = patch.extra.apply(article.extra);
    article.embargoed_until = patch.embargoed_until.apply(article.embargoed_until);
    article.expires = patch.expires.apply(article.expires);
    article.settle();
    check_instants(&article)?;
    let body = match patch.body.into_value() {
        Some(body) => rewrite_body(app, conn, &article, body, now).await?,
        None => None,
    };
    let rewritten = body.is_some();
    if let Some(body) = &body {
        article.word_count = words(&body.text);
    }
    let named = (before.dateline.as_ref(), &patch.dateline);
    let dateline = heads::changed(app, conn, &article, named, body.as_ref()).await?;
    settle_lead(conn, &mut article, patch.lead, body.map(|body| body.text)).await?;
    Ok(After { article, linked, dateline, rewritten, lost: Vec::new() })
}

/// Applies what a patch says of the section and of other articles.
async fn apply_links(conn: &Conn<'_>, article: &mut Article, patch: &ArticlePatch) -> Result<()> {
    if patch.section.is_named() {
        article.section_id = match patch.section.value() {
            Some(name) => Some(resolve::article_section(conn, name).await?),
            None => None,
        };
    }
    let named = Named {
        story: patch.story_id.value().map(String::as_str),
        evolved_from: patch.evolved_from.value().map(String::as_str),
        translation_of: patch.translation_of.value(),
    };
    let found = story::find(conn, article.id, &article.language, named).await?;
    article.story_id = found.story.unwrap_or(article.story_id);
    if patch.evolved_from.is_named() {
        article.parent = found.parent;
    }
    if patch.translation_of.is_named() {
        article.source_article = found.source.map(|(id, _)| id);
        article.source_version = found.source.map(|(_, version)| version);
    }
    Ok(())
}

/// Writes the lists of links that a patch names; returns all of them.
async fn apply_lists(conn: &Conn<'_>, before: &Before, patch: &ArticlePatch) -> Result<Linked> {
    let (id, mut linked) = (before.article.id, before.linked.clone());
    if let Some(names) = patch.sections.value() {
        linked.sections = resolve::further_sections(conn, names).await?;
        links::set_sections(conn, id, &linked.sections).await?;
    }
    if let Some(names) = patch.tags.value() {
        linked.tags = resolve::article_tags(conn, names).await?;
        links::set_tags(conn, id, &linked.tags).await?;
    }
    if let Some(names) = patch.authors.value() {
        linked.authors = resolve::article_authors(conn, names).await?;
        links::set_authors(conn, id, &linked.authors).await?;
    }
    if let Some(new) = patch.media.value() {
        linked.media = media::named(conn, new).await?;
        pictures::set(conn, id, &linked.media).await?;
    }
    Ok(linked)
}

/// Stores a body that differs; returns it.
async fn rewrite_body(
    app: &App,
    conn: &Conn<'_>,
    article: &Article,
    new: NewBody,
    now: Instant,
) -> Result<Option<Prepared>> {
    let published = article.published.or(Some(now));
    let body = heads::ready(app, new.source(), heads::source_of(article), published);
    heads::check_body(&body.prepared)?;
    if heads::same_body(conn, article.id, &body).await? {
        return Ok(None);
    }
    heads::replace(conn, article, &body).await?;
    Ok(Some(body.prepared))
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
    if stored.pub_status == PubStatus::Canceled {
        return Err(over());
    }
    let before = Before::of(&tx.conn(), stored).await?;
    let mut article = before.article.clone();
    let at = how.at.unwrap_or(now);
    article.published = Some(at);
    article.first_published = first_published(Some(&before.article), Some(at), now);
    article.settle();
    check_instants(&article)?;
    let dateline = heads::at_publication(app, &tx.conn(), &article, before.dateline.as_ref()).await?;
    let after = After { dateline, ..After::of(article, &before) };
    let how = Finish { op: Op::Published, reason: None, told: Told::default(), now };
    Box::pin(finish(app, actor, tx, before, after, how)).await
}

/// How a write ends.
pub(super) struct Finish {
    /// What the log is told.
    pub(super) op: Op,
    /// Why.
    pub(super) reason: Option<Reason>,
    /// What the write says of itself.
    pub(super) told: Told,
    /// The instant of the write.
    pub(super) now: Instant,
}

pub(super) async fn finish(
    app: &App,
    actor: &Actor,
    tx: Tx,
    before: Before,
    mut after: After,
    how: Finish,
) -> Result<Article> {
    let now = how.now;
    let log = if advance(app, &tx.conn(), &before, &mut after, how.told, now).await? {
        let (then, is) = ((&before.article, &before.linked), (&after.article, &after.linked));
        let mut log = changes(how.op, how.reason, Some(then), Some(is));
        also_of(&mut log, &after.lost);
        log.extend(translate::told_of(&tx.conn(), &after.article, how.reason).await?);
        log
    } else {
        Vec::new()
    };
    let mut shown = after.article.for_actor(actor, now);
    fill(app, &tx.conn(), &mut [&mut shown], (Sight::of(actor), now), Embed::ALL, &[]).await?;
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
    let stored =
        store::lock_whole(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    check_version(stored.version, version)?;
    if stored.published.is_some() {
        return Err(Error::new(Code::Conflict, "Only drafts are deleted; this article is published or scheduled."));
    }
    let referrers = chain::referrers(&tx.conn(), id).await?;
    if referrers > 0 {
        let detail =
            format!("{referrers} articles come out of this draft, translate it or stand beside it; change them first.");
        return Err(Error::new(Code::Conflict, detail));
    }
    let linked = linked_of(&tx.conn(), &stored).await?;
    store::delete(&tx.conn(), id).await?;
    tx.commit(changes(Op::Deleted, None, Some((&stored, &linked)), None), now).await
}
