//! Creating articles and bringing them up to date by their id in another system; one is a batch of one.

use crate::app::App;
use crate::domain::articles::{Article, BATCH_MOST, Draft, Embed, NewArticle, PubStatus, Sight};
use crate::domain::changes::{ChangeType, NewChange, Op, Reason};
use crate::domain::datelines::DatelineSource;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::articles::{self as store, StoredBody, aliases, revisions};
use crate::store::dialect::share_names;
use crate::store::{Conn, Tx, changes as log, links, media as pictures};
use crate::usecases::articles::fill::fill;
use crate::usecases::articles::heads;
use crate::usecases::articles::recall::over;
use crate::usecases::articles::row::row;
use crate::usecases::articles::slugs::with_slug;
use crate::usecases::articles::story::{self, Named};
use crate::usecases::articles::translate;
use crate::usecases::articles::versions::{After, Before, Told, advance};
use crate::usecases::articles::{Linked, also_of, changes, check_instants, check_publication, media};
use crate::usecases::once::{Once, Part};
use crate::usecases::{Outcome, resolve};

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
    if drafts.len() > BATCH_MOST {
        return Err(Error::new(Code::PayloadTooLarge, format!("A batch holds at most {BATCH_MOST} articles.")));
    }
    for draft in &drafts {
        draft.article.check()?;
    }
    for tried in 1..TRIES {
        // On the heap: an attempt is a large future, and whoever awaits it would be as large.
        match Box::pin(attempt(app, actor, &drafts, may_publish, tried > CROWDED, part)).await {
            Err(error) if lost_a_race(&error, &drafts) => {}
            done => return done,
        }
    }
    Box::pin(attempt(app, actor, &drafts, may_publish, true, part)).await
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
    hold(&tx, drafts).await?;
    let mut log: Vec<NewChange> = Vec::new();
    let mut written = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let stored = stored_of(&tx.conn(), draft).await?;
        if let Some(stored) = left_alone(&tx.conn(), draft, stored.as_ref()).await? {
            written.push(Upserted { article: stored.for_actor(actor, now), outcome: Outcome::Unchanged });
            continue;
        }
        let section = section_of(&tx.conn(), draft, now, &mut log).await?;
        if stored.as_ref().is_some_and(|stored| stored.pub_status == PubStatus::Canceled) {
            return Err(over());
        }
        let (article, linked, body) = Box::pin(compose(app, &tx.conn(), draft, stored.as_ref(), section, now)).await?;
        let article = with_slug(&tx.conn(), &draft.article, stored.as_ref(), article, crowded).await?;
        if let Some(stored) = stored.as_ref().filter(|stored| moves_sight(stored, &article) && !may_publish) {
            return Err(needs_publish(stored));
        }
        let reason = draft.keeps_edits.then_some(Reason::Import);
        let (article, outcome, rows) = match stored {
            None => create_one(app, &tx.conn(), article, &body, &linked, reason).await?,
            Some(stored) => {
                let told = Told { kind: draft.article.change_kind, note: draft.article.change_note.clone() };
                let before = Before::of(&tx.conn(), stored).await?;
                let how = (reason, told, now);
                Box::pin(bring_up_to_date(app, &tx.conn(), before, article, &body, linked, how)).await?
            }
        };
        log.extend(rows);
        written.push(Upserted { article: article.for_actor(actor, now), outcome });
    }
    let mut articles: Vec<&mut Article> = written.iter_mut().map(|item| &mut item.article).collect();
    fill(app, &tx.conn(), &mut articles, (Sight::of(actor), now), Embed::ALL, &[]).await?;
    for item in &written {
        part.keep(&tx.conn(), item.article.id.uuid(), item.outcome, now).await?;
    }
    tx.commit(log, now).await?;
    Ok(written)
}

/// Takes the locks under which drafts name other things, before any row: whoever holds the names or the relations may wait
/// for that.
async fn hold(tx: &Tx, drafts: &[Draft]) -> Result<()> {
    if drafts.iter().any(|draft| draft.article.section.is_none() && draft.section_name.is_some()) {
        // A printed name may make a section.
        tx.lock_names().await?;
    } else if drafts.iter().any(|draft| draft.article.names_nouns()) {
        share_names(&tx.conn()).await?;
    }
    if drafts.iter().any(|draft| draft.article.evolved_from.is_some() || draft.article.translation_of.is_some()) {
        tx.lock_relations().await?;
    }
    Ok(())
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
    fill(app, conn, &mut [&mut article], (Sight::of(actor), now), Embed::ALL, &[]).await?;
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
        sections: resolve::further_sections(conn, &item.sections).await?,
        media: media::named(conn, &item.media).await?,
    };
    let published = match stored {
        Some(stored) => item.published.or(stored.published),
        None => item.published.or(draft.published_when_new),
    };
    let from = item.external_id.as_ref().map(|external| external.source.as_str());
    let mut body = heads::ready(app, item.body.clone().source(), from, published.or(Some(now)));
    heads::check_body(&body.prepared)?;
    if let Some(given) = &item.dateline {
        let source = if draft.keeps_edits { DatelineSource::Feed } else { DatelineSource::Editor };
        body.prepared.dateline = Some(given.dateline(body.prepared.dateline.as_ref(), source, &item.language));
    }
    let mut article = row(item, stored, &body.prepared, published, now);
    check_instants(&article)?;
    if !draft.keeps_edits {
        // An import may find out later when a page was published that told no date.
        check_publication(stored, &article, now)?;
    }
    article.section_id = section;
    let named = Named {
        story: item.story_id.as_deref(),
        evolved_from: item.evolved_from.as_deref(),
        translation_of: item.translation_of.as_ref(),
    };
    let found = story::find(conn, article.id, &article.language, named).await?;
    article.story_id = found.story.unwrap_or(article.story_id);
    article.parent = found.parent;
    article.source_article = found.source.map(|(id, _)| id);
    article.source_version = found.source.map(|(_, version)| version);
    let is_named = item.translation_of.as_ref().is_some_and(|of| of.version.is_some());
    if let Some(stored) = stored.filter(|stored| !is_named && stored.source_article == article.source_article)
        && heads::same_body(conn, stored.id, &body).await?
    {
        // A system that pushes all it has again says nothing of the original: the translation is as far as it was.
        article.source_version = stored.source_version;
    }
    Ok((article, linked, body))
}

async fn create_one(
    app: &App,
    conn: &Conn<'_>,
    article: Article,
    body: &StoredBody,
    linked: &Linked,
    reason: Option<Reason>,
) -> Result<(Article, Outcome, Vec<NewChange>)> {
    store::insert(conn, &article).await?;
    write_parts(conn, &article, body, linked).await?;
    heads::put(app, conn, &article, body.prepared.dateline.as_ref()).await?;
    let mut rows = changes(Op::Created, reason, None, Some((&article, linked)));
    let lost = aliases::forget(conn, &[(article.slug.as_str(), &article.language)]).await?;
    also_of(&mut rows, &lost);
    Ok((article, Outcome::Created, rows))
}

async fn bring_up_to_date(
    app: &App,
    conn: &Conn<'_>,
    before: Before,
    article: Article,
    body: &StoredBody,
    linked: Linked,
    (reason, told, now): (Option<Reason>, Told, Instant),
) -> Result<(Article, Outcome, Vec<NewChange>)> {
    let id = before.article.id;
    let rewritten = !heads::same_body(conn, id, body).await?;
    let read = body.prepared.dateline.as_ref();
    // The same text read by the same rules for the same day: what a newer parser makes of it is told by `reparse`.
    let is_same = !rewritten
        && before.article.published == article.published
        && heads::is_read(before.dateline.as_ref())
        && heads::is_read(read);
    let dateline = if is_same { before.dateline.clone() } else { read.cloned() };
    let mut after = After { article, linked, dateline, rewritten, lost: Vec::new() };
    if !advance(app, conn, &before, &mut after, told, now).await? {
        return Ok((before.article, Outcome::Unchanged, Vec::new()));
    }
    if after.rewritten {
        revisions::keep_body(conn, id, before.article.version).await?;
    }
    write_parts(conn, &after.article, body, &after.linked).await?;
    let then = (&before.article, &before.linked);
    let mut rows = changes(Op::Updated, reason, Some(then), Some((&after.article, &after.linked)));
    also_of(&mut rows, &after.lost);
    rows.extend(translate::told_of(conn, &after.article, reason).await?);
    Ok((after.article, Outcome::Updated, rows))
}

async fn write_parts(conn: &Conn<'_>, article: &Article, body: &StoredBody, linked: &Linked) -> Result<()> {
    store::set_body(conn, article.id, body).await?;
    links::set_tags(conn, article.id, &linked.tags).await?;
    links::set_authors(conn, article.id, &linked.authors).await?;
    links::set_sections(conn, article.id, &linked.sections).await?;
    pictures::set(conn, article.id, &linked.media).await
}
