//! Creating articles and bringing them up to date by their id in another system; one is a batch of one.

use crate::app::App;
use crate::domain::articles::{
    Article, ArticleState, Draft, Embed, NewArticle, Prepared, Visibility, lead_of, prepare_body,
};
use crate::domain::changes::{ChangeType, NewChange, Op, Reason};
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::text::{line, slug};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::articles::{self as store, StoredBody};
use crate::store::{Conn, changes as log, datelines, links};
use crate::usecases::articles::{Linked, changes, check_instants, differs, first_published, read};
use crate::usecases::once::{Once, Part};
use crate::usecases::{Outcome, resolve};

/// The most articles of one batch.
const MOST: usize = 500;
/// How often a write is tried again when another writer took the slug or the external id at the same moment.
const TRIES: usize = 8;
/// After so many tries numbers behind a slug are too much wanted, and letters of the id take their place.
const CROWDED: usize = 5;

/// An article that was written, and what became of it.
#[derive(Debug, Clone)]
pub struct Upserted {
    /// The article as the actor sees it.
    pub article: Article,
    /// What became of it.
    pub outcome: Outcome,
}

/// Creates an article; with an `externalId` that is known, brings that article up to date.
///
/// # Errors
/// As [`upsert_many`].
pub async fn create(app: &App, actor: &Actor, new: NewArticle, once: Option<&Once>) -> Result<Upserted> {
    let mut written = upsert(app, actor, vec![new], Part::next(once)).await?;
    written.pop().ok_or_else(|| Error::internal("a batch of one gave nothing"))
}

/// Creates articles or brings them up to date: all of them or, after an error, none.
///
/// # Errors
/// `FORBIDDEN` without `articles:write` (and `articles:publish` where `published` is given), `UNPROCESSABLE_CONTENT` for
/// fields and for sections, tags or authors that are not there, `CONFLICT` for a taken slug.
pub async fn upsert_many(app: &App, actor: &Actor, items: Vec<NewArticle>) -> Result<Vec<Upserted>> {
    upsert(app, actor, items, Part::next(None)).await
}

async fn upsert(app: &App, actor: &Actor, items: Vec<NewArticle>, part: Part<'_>) -> Result<Vec<Upserted>> {
    actor.require(Scope::ArticlesWrite)?;
    if items.iter().any(|item| item.published.is_some()) {
        actor.require(Scope::ArticlesPublish)?;
    }
    let drafts = items.into_iter().map(Draft::from).collect();
    write(app, actor, drafts, actor.has(Scope::ArticlesPublish), part).await
}

/// Brings in articles of an importer, published or not; a section that is not there by its printed name is made.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`upsert_many`].
pub async fn import_many(app: &App, actor: &Actor, drafts: Vec<Draft>) -> Result<Vec<Upserted>> {
    actor.require(Scope::Imports)?;
    write(app, actor, drafts, true, Part::next(None)).await
}

async fn write(
    app: &App,
    actor: &Actor,
    drafts: Vec<Draft>,
    may_publish: bool,
    part: Part<'_>,
) -> Result<Vec<Upserted>> {
    if drafts.len() > MOST {
        return Err(Error::new(Code::PayloadTooLarge, format!("A batch holds at most {MOST} articles.")));
    }
    for draft in &drafts {
        draft.article.check()?;
    }
    for tried in 1..TRIES {
        match attempt(app, actor, &drafts, may_publish, tried > CROWDED, part).await {
            Err(error) if lost_a_race(&error, &drafts) => {}
            done => return done,
        }
    }
    attempt(app, actor, &drafts, may_publish, true, part).await
}

/// Whether a conflict is about something that we chose ourselves, and can choose again.
fn lost_a_race(error: &Error, drafts: &[Draft]) -> bool {
    let at = |pointer: &str| error.fields.iter().any(|field| field.place == Place::Pointer(pointer.to_owned()));
    // A chosen slug may be taken by the same article, which another writer made at the same moment.
    let ours = |draft: &Draft| draft.article.slug.is_none() || draft.article.external_id.is_some();
    error.code == Code::Conflict && (at("/externalId") || (at("/slug") && drafts.iter().all(ours)))
}

async fn attempt(
    app: &App,
    actor: &Actor,
    drafts: &[Draft],
    may_publish: bool,
    crowded: bool,
    part: Part<'_>,
) -> Result<Vec<Upserted>> {
    let tx = app.store.begin().await?;
    let now = app.now();
    if let Some((id, outcome)) = part.made(&tx.conn()).await? {
        return again(app, actor, &tx.conn(), ArticleId::from_uuid(id), outcome, now).await;
    }
    let mut log: Vec<NewChange> = Vec::new();
    let mut written = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let stored = stored_of(&tx.conn(), draft).await?;
        if let Some(stored) = left_alone(&tx.conn(), draft, stored.as_ref()).await? {
            written.push(Upserted { article: stored.for_actor(actor, now), outcome: Outcome::Unchanged });
            continue;
        }
        let section = section_of(&tx.conn(), draft, now, &mut log).await?;
        let (article, linked, body) = compose(app, &tx.conn(), draft, stored.as_ref(), section, now).await?;
        let article = with_slug(&tx.conn(), &draft.article, stored.as_ref(), article, crowded).await?;
        if let Some(stored) = stored.as_ref().filter(|stored| moves_sight(stored, &article) && !may_publish) {
            return Err(needs_publish(stored));
        }
        let reason = draft.keeps_edits.then_some(Reason::Import);
        let (article, outcome, rows) = match stored {
            None => create_one(&tx.conn(), article, &body, &linked, reason).await?,
            Some(stored) => bring_up_to_date(&tx.conn(), stored, article, &body, linked, reason).await?,
        };
        log.extend(rows);
        written.push(Upserted { article: article.for_actor(actor, now), outcome });
    }
    let mut articles: Vec<&mut Article> = written.iter_mut().map(|item| &mut item.article).collect();
    read::fill(app, &tx.conn(), &mut articles, Embed::ALL, &[]).await?;
    for item in &written {
        part.keep(&tx.conn(), item.article.id.uuid(), item.outcome, now).await?;
    }
    tx.commit(log, now).await?;
    Ok(written)
}

/// What the same request made before, as it is now.
async fn again(
    app: &App,
    actor: &Actor,
    conn: &Conn<'_>,
    id: ArticleId,
    outcome: Outcome,
    now: Instant,
) -> Result<Vec<Upserted>> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    let mut article = stored.for_actor(actor, now);
    read::fill(app, conn, &mut [&mut article], Embed::ALL, &[]).await?;
    Ok(vec![Upserted { article, outcome }])
}

/// The section that a draft names by slug, id or printed name; the last makes it where it is not there.
async fn section_of(
    conn: &Conn<'_>,
    draft: &Draft,
    now: Instant,
    log: &mut Vec<NewChange>,
) -> Result<Option<SectionId>> {
    match (&draft.article.section, &draft.section_name) {
        (Some(name), _) => resolve::article_section(conn, name).await.map(Some),
        (None, Some(printed)) => {
            let (id, made) = resolve::printed_section(conn, printed, &draft.article.language, now).await?;
            log.extend(made);
            Ok(Some(id))
        }
        (None, None) => Ok(None),
    }
}

/// The article, where the newsroom has changed it since an import brought it in: the newsroom's word holds.
async fn left_alone(conn: &Conn<'_>, draft: &Draft, stored: Option<&Article>) -> Result<Option<Article>> {
    let Some(stored) = stored.filter(|_| draft.keeps_edits) else { return Ok(None) };
    let last = log::last_reason(conn, ChangeType::Article, stored.id.uuid()).await?;
    Ok((last.as_deref() != Some(Reason::Import.as_str())).then(|| stored.clone()))
}

async fn stored_of(conn: &Conn<'_>, draft: &Draft) -> Result<Option<Article>> {
    match &draft.article.external_id {
        Some(external) => store::lock_external(conn, external).await,
        None => Ok(None),
    }
}

/// Whether readers of a published article would see it at other times than before.
fn moves_sight(stored: &Article, article: &Article) -> bool {
    stored.published.is_some() && stored.visibility != article.visibility
}

fn needs_publish(stored: &Article) -> Error {
    let detail = format!("{} is published: to move its publication, embargo or end needs articles:publish.", stored.id);
    Error::new(Code::Forbidden, detail)
}

/// The article that a draft makes, with its links and its body; nothing of it is stored yet.
async fn compose(
    app: &App,
    conn: &Conn<'_>,
    draft: &Draft,
    stored: Option<&Article>,
    section: Option<SectionId>,
    now: Instant,
) -> Result<(Article, Linked, StoredBody)> {
    let item = &draft.article;
    let linked = Linked {
        tags: resolve::article_tags(conn, &item.tags).await?,
        authors: resolve::article_authors(conn, &item.authors).await?,
    };
    let published = match stored {
        Some(stored) => item.published.or(stored.published),
        None => item.published.or(draft.published_when_new),
    };
    let (source, is_html) = item.body.clone().source();
    let prepared = prepare_body(source, is_html, published.or(Some(now)), app.config.site.time_zone);
    check_body(&prepared)?;
    let mut article = row(item, stored, &prepared, published, now);
    check_instants(&article)?;
    article.section_id = section;
    Ok((article, linked, StoredBody { prepared, is_html }))
}

async fn create_one(
    conn: &Conn<'_>,
    article: Article,
    body: &StoredBody,
    linked: &Linked,
    reason: Option<Reason>,
) -> Result<(Article, Outcome, Vec<NewChange>)> {
    store::insert(conn, &article).await?;
    write_parts(conn, &article, body, linked).await?;
    let rows = changes(Op::Created, reason, None, Some((&article, linked)));
    Ok((article, Outcome::Created, rows))
}

async fn bring_up_to_date(
    conn: &Conn<'_>,
    stored: Article,
    mut article: Article,
    body: &StoredBody,
    linked: Linked,
    reason: Option<Reason>,
) -> Result<(Article, Outcome, Vec<NewChange>)> {
    let before = linked_of(conn, stored.id).await?;
    if same_body(conn, stored.id, body).await? && before == linked && !differs(&stored, &article) {
        return Ok((stored, Outcome::Unchanged, Vec::new()));
    }
    article.version = stored.version + 1;
    store::update(conn, &article).await?;
    write_parts(conn, &article, body, &linked).await?;
    let rows = changes(Op::Updated, reason, Some((&stored, &before)), Some((&article, &linked)));
    Ok((article, Outcome::Updated, rows))
}

/// Whether the body came in this very form before.
pub(super) async fn same_body(conn: &Conn<'_>, id: ArticleId, body: &StoredBody) -> Result<bool> {
    let original = store::original_of(conn, id).await?;
    Ok(original.is_some_and(|(text, is_html)| text == body.prepared.original && is_html == body.is_html))
}

/// Refuses a body that is nothing but markup or a dateline.
pub(super) fn check_body(body: &Prepared) -> Result<()> {
    if body.text.trim().is_empty() {
        return Err(Error::refused("/body", "holds no text besides markup and dateline"));
    }
    Ok(())
}

pub(super) fn row(
    item: &NewArticle,
    stored: Option<&Article>,
    body: &Prepared,
    published: Option<Instant>,
    now: Instant,
) -> Article {
    let visibility = Visibility::of(published, item.embargoed_until, item.expires);
    Article {
        id: stored.map_or_else(|| ArticleId::generate(now), |stored| stored.id),
        version: stored.map_or(1, |stored| stored.version),
        state: ArticleState::Draft,
        language: item.language.clone(),
        headline: line(&item.headline),
        lead: item.lead.as_deref().map(line).or_else(|| lead_of(&body.text)),
        slug: stored.map(|stored| stored.slug.clone()).unwrap_or_default(),
        section: None,
        tags: None,
        authors: None,
        byline: item.byline.as_deref().map(line),
        dateline: None,
        body: None,
        comment_count: None,
        first_created: stored.map_or(now, |stored| stored.first_created),
        version_created: now,
        first_published: first_published(stored, published, now),
        published,
        embargoed_until: item.embargoed_until,
        expires: item.expires,
        ed_note: item.ed_note.clone(),
        external_id: item.external_id.clone(),
        visibility,
        section_id: None,
        lead_is_own: item.lead.is_some(),
        announced: visibility.holds(now),
    }
}

/// Gives an article its slug: the chosen one, the one that readers know, or a free one.
async fn with_slug(
    conn: &Conn<'_>,
    item: &NewArticle,
    stored: Option<&Article>,
    mut article: Article,
    crowded: bool,
) -> Result<Article> {
    article.slug = match (&item.slug, stored) {
        (Some(chosen), _) => chosen.clone(),
        // An address that readers know stays, unless the language it is unique in changed.
        (None, Some(stored)) if stored.language == article.language => stored.slug.clone(),
        _ => free_slug(conn, &article, crowded).await?,
    };
    Ok(article)
}

/// A slug from the headline that no article of the language has yet; where many writers want the same at once, with
/// letters of the id behind it.
async fn free_slug(conn: &Conn<'_>, article: &Article, crowded: bool) -> Result<String> {
    let base = base_slug(article);
    if crowded {
        let tail: String = article.id.to_string().chars().rev().take(8).collect();
        return Ok(format!("{base}-{tail}"));
    }
    let taken = store::slugs_like(conn, &article.language, &base).await?;
    unlike(base, &taken)
}

/// The slug that an article has when no other of its language has it.
pub(super) fn base_slug(article: &Article) -> String {
    match slug::from_text(&article.headline) {
        base if base.is_empty() => article.id.to_string().replace('_', "-"),
        base => base,
    }
}

/// The base, or with the first number behind it that is free.
pub(super) fn unlike(base: String, taken: &[String]) -> Result<String> {
    if !taken.contains(&base) {
        return Ok(base);
    }
    let numbered = (2..=taken.len() + 2).map(|n| format!("{base}-{n}")).find(|slug| !taken.contains(slug));
    numbered.ok_or_else(|| Error::internal("no free slug among more numbers than slugs"))
}

/// The tags and authors that an article has now.
pub(super) async fn linked_of(conn: &Conn<'_>, id: ArticleId) -> Result<Linked> {
    Ok(Linked {
        tags: links::tags_of(conn, &[id]).await?.into_iter().map(|(_, tag)| tag.id).collect(),
        authors: links::authors_of(conn, &[id]).await?.into_iter().map(|(_, author)| author.id).collect(),
    })
}

async fn write_parts(conn: &Conn<'_>, article: &Article, body: &StoredBody, linked: &Linked) -> Result<()> {
    store::set_body(conn, article.id, body).await?;
    datelines::set(conn, article.id, body.prepared.dateline.as_ref()).await?;
    links::set_tags(conn, article.id, &linked.tags).await?;
    links::set_authors(conn, article.id, &linked.authors).await
}
