//! From one version of an article to the next: what changed, what is kept of the one before, what the log is told.

use crate::app::App;
use crate::domain::articles::{Article, ChangeKind, is_content};
use crate::domain::datelines::Dateline;
use crate::domain::ids::ArticleId;
use crate::domain::revisions::Version;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::articles::aliases::{self, Alias};
use crate::store::articles::revisions::{self, Content};
use crate::store::articles::{self as store};
use crate::store::{Conn, datelines, links, media as pictures};
use crate::usecases::articles::{Linked, heads};

/// An article before a write, with what stands beside its row.
#[derive(Debug, Clone)]
pub(super) struct Before {
    pub(super) article: Article,
    pub(super) linked: Linked,
    pub(super) dateline: Option<Dateline>,
}

impl Before {
    /// What is stored of an article beside its row.
    pub(super) async fn of(conn: &Conn<'_>, article: Article) -> Result<Self> {
        let linked = linked_of(conn, &article).await?;
        let dateline = datelines::of(conn, &[article.id]).await?.pop().map(|(_, dateline)| dateline);
        Ok(Self { article, linked, dateline })
    }
}

/// An article after a write; its row is not stored yet, what stands in other tables is.
#[derive(Debug)]
pub(super) struct After {
    pub(super) article: Article,
    pub(super) linked: Linked,
    /// Its dateline, which is not stored yet.
    pub(super) dateline: Option<Dateline>,
    /// Whether its body, which stands in a table of its own, was written anew.
    pub(super) rewritten: bool,
    /// The articles whose former address it took.
    pub(super) lost: Vec<ArticleId>,
}

impl After {
    /// The article in its next state, of which nothing beside the row changed.
    pub(super) fn of(article: Article, before: &Before) -> Self {
        let (linked, dateline) = (before.linked.clone(), before.dateline.clone());
        Self { article, linked, dateline, rewritten: false, lost: Vec::new() }
    }
}

/// What a write says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) kind: Option<ChangeKind>,
    pub(super) note: Option<String>,
}

/// The tags, the authors, the further sections and the pictures that an article has now.
pub(super) async fn linked_of(conn: &Conn<'_>, article: &Article) -> Result<Linked> {
    let ids = [article.id];
    Ok(Linked {
        tags: links::tags_of(conn, &ids).await?.into_iter().map(|(_, tag)| tag.id).collect(),
        authors: links::authors_of(conn, &ids).await?.into_iter().map(|(_, author)| author.id).collect(),
        sections: links::sections_of(conn, &ids).await?.into_iter().map(|(_, section)| section).collect(),
        media: pictures::held(conn, article.id).await?,
    })
}

/// The fields that a write changes, by their names in the API.
fn changed(before: &Before, after: &After) -> Vec<String> {
    let mut fields = before.article.differences(&after.article);
    let links = [
        ("sections", before.linked.sections != after.linked.sections),
        ("tags", before.linked.tags != after.linked.tags),
        ("authors", before.linked.authors != after.linked.authors),
        ("media", before.linked.media != after.linked.media),
        ("body", after.rewritten),
        ("dateline", before.dateline != after.dateline),
    ];
    fields.extend(links.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()));
    fields
}

/// When the content last changed in substance: with the publication, and later by what is more than a minor change. Once
/// readers saw the article it never goes back, however its publication moves.
fn content_modified(stored: &Article, article: &Article, was_seen: bool, now: Instant) -> Option<Instant> {
    let published = article.published?;
    let known = stored.content_modified.filter(|_| was_seen || stored.published == Some(published));
    let Some(known) = known.filter(|_| was_seen || published <= now) else { return Some(published) };
    let known = known.max(published);
    let is_minor = article.change_kind == Some(ChangeKind::Minor);
    Some(if is_minor { known } else { now.max(known) })
}

/// Makes the next version of an article and stores its row and its dateline: the one before is written down, and an address that readers
/// knew is kept. Nothing is stored, and `false` returned, when nothing changed.
///
/// # Errors
/// `CONFLICT` when its slug is taken.
pub(super) async fn advance(
    app: &App,
    conn: &Conn<'_>,
    before: &Before,
    after: &mut After,
    told: Told,
    now: Instant,
) -> Result<bool> {
    let fields = changed(before, after);
    if fields.is_empty() {
        return Ok(false);
    }
    let stored = &before.article;
    let article = &mut after.article;
    let usual = if is_content(&fields) { ChangeKind::Update } else { ChangeKind::Minor };
    article.change_kind = Some(told.kind.unwrap_or(usual));
    article.change_note = told.note;
    article.changed_fields = fields;
    article.version = stored.version + 1;
    if article.change_kind != Some(ChangeKind::Minor) {
        article.content_version = article.version;
    }
    article.version_created = now;
    // The clock may have let readers see it and not told the log yet.
    let was_seen = stored.seen || stored.visibility.from.is_some_and(|from| from <= now);
    article.content_modified = content_modified(stored, article, was_seen, now);
    article.settle();
    article.announced = article.visibility.holds(now);
    article.seen = was_seen || article.announced;
    article.seen_before = was_seen;
    let content = Content {
        article: stored.clone(),
        sections: before.linked.sections.clone(),
        tags: before.linked.tags.clone(),
        authors: before.linked.authors.clone(),
        media: before.linked.media.clone(),
        dateline: before.dateline.clone(),
    };
    revisions::keep(conn, &content, now).await?;
    store::update(conn, article).await?;
    if before.dateline != after.dateline || stored.published != article.published {
        heads::put(app, conn, article, after.dateline.as_ref()).await?;
    }
    if stored.slug != article.slug || stored.language != article.language {
        after.lost = move_address(conn, stored, article, was_seen, now).await?;
    }
    Ok(true)
}

async fn move_address(
    conn: &Conn<'_>,
    stored: &Article,
    article: &Article,
    was_seen: bool,
    now: Instant,
) -> Result<Vec<ArticleId>> {
    if was_seen && was_address(conn, stored, now).await? {
        let (slug, language) = (stored.slug.clone(), stored.language.clone());
        aliases::keep(conn, &Alias { article: article.id, language, slug, ceased: now }).await?;
    }
    let mut lost = aliases::forget(conn, &[(article.slug.as_str(), &article.language)]).await?;
    lost.retain(|id| *id != article.id);
    Ok(lost)
}

/// Whether readers could see the article at the address that it leaves: in the version that ends now, or in an earlier one
/// with the same. An address that it only had while it was withheld or under embargo was never public.
async fn was_address(conn: &Conn<'_>, stored: &Article, now: Instant) -> Result<bool> {
    let was_open = |version: &Version| version.was_seen(now) || version.was_glimpsed(now);
    if was_open(&Version { ended: Some(now), ..Version::present(stored) }) {
        return Ok(true);
    }
    let earlier = revisions::of(conn, &[stored.id]).await?.into_iter().rev();
    for version in earlier.filter(|version| version.number < stored.version && was_open(version)) {
        let content = revisions::content(conn, stored.id, version.number).await?;
        let had = |article: &Article| article.slug == stored.slug && article.language == stored.language;
        if content.is_some_and(|content| had(&content.article)) {
            return Ok(true);
        }
    }
    Ok(false)
}
