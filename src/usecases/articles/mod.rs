//! What can be done with articles: reading ([`list()`], [`get`], …) and writing ([`create`], [`update`], …).

mod address;
mod at_once;
mod batch;
mod bulk;
mod clock;
mod curated;
mod datelined;
mod each;
mod fill;
mod heads;
mod list;
mod media;
mod parts;
mod preview;
mod read;
mod recall;
mod related;
mod reparse;
mod retag;
mod revisions;
mod row;
mod slugs;
mod story;
mod translate;
mod versions;
mod write;

pub use address::{Asked, moved_to, resolve};
pub use batch::{Upserted, create, import_many, upsert_many};
pub use bulk::{Given, Ready, load, ready};
pub use clock::announce;
pub use curated::{curated, curated_of};
pub use each::upsert_each;
pub use list::{count, list, list_with_parts};
pub use media::media_of_former;
pub use parts::{PageParts, Parts, PartsWanted, parts};
pub use preview::{preview, previewed, rotate_previews};
pub use read::{aliases_of, by_ids, get, get_in, gone, next_versions, sections_of};
pub use recall::{cancel, restore, withhold};
pub use related::{check_related, related, related_of};
pub use reparse::{Reparsed, Reread, reparse};
pub use retag::merge_tags;
pub use revisions::{as_of, corrections, diff, revision, revisions};
pub use translate::{Translations, translations_of};
pub use write::{delete_draft, publish, update};

use crate::domain::articles::{self, Article};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, AuthorId, SectionId, TagId};
use crate::domain::media::MediaLink;
use crate::domain::time::Instant;
use crate::error::{Error, Faults, Result};

/// The tags, the authors, the further sections and the pictures of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Linked {
    tags: Vec<TagId>,
    authors: Vec<AuthorId>,
    sections: Vec<SectionId>,
    media: Vec<MediaLink>,
}

/// When an article was first published: what has come stays, what was only planned moves.
fn first_published(stored: Option<&Article>, published: Option<Instant>, now: Instant) -> Option<Instant> {
    let come = stored.and_then(|stored| stored.first_published).filter(|first| *first <= now);
    come.or(published)
}

/// Refuses a publication before the first one, which has come: in lists the article would go where readers have passed.
fn check_publication(stored: Option<&Article>, article: &Article, now: Instant) -> Result<()> {
    let Some(first) = stored.and_then(|stored| stored.first_published).filter(|first| *first <= now) else {
        return Ok(());
    };
    let moved = stored.is_some_and(|stored| stored.published != article.published);
    if moved && article.published.is_some_and(|published| published < first) {
        return Err(Error::refused("/published", format!("must not be before the first publication, {first}")));
    }
    Ok(())
}

/// Refuses an article that would end before it begins.
fn check_instants(article: &Article) -> Result<()> {
    let mut faults = Faults::default();
    articles::check_instants(article.published, article.embargoed_until, article.expires, &mut faults);
    faults.into_result()
}

/// The rows are of these articles too: those whose former address the article took tell one less.
fn also_of(rows: &mut [NewChange], lost: &[ArticleId]) {
    for row in rows {
        row.facets.extend(lost.iter().copied().map(Facet::Article));
    }
}

fn facets(article: &Article, linked: &Linked) -> Vec<Facet> {
    let mut facets = vec![Facet::Article(article.id), Facet::ArticleSlug(article.slug.clone()), Facet::Articles];
    facets.push(Facet::ArticleChain(article.id));
    facets.push(Facet::Translations(article.id));
    facets.extend(article.source_article.map(Facet::Translations));
    facets.extend(article.parent.map(Facet::ArticleChain));
    facets.extend(article.section_id.map(Facet::SectionArticles));
    facets.extend(linked.sections.iter().copied().map(Facet::SectionArticles));
    facets.extend(linked.tags.iter().copied().map(Facet::TagArticles));
    facets.extend(linked.authors.iter().copied().map(Facet::AuthorArticles));
    facets.extend(media::facets(&linked.media));
    facets
}

/// The rows for the log, after [`Article::announced`] of the new state was set.
///
/// Everybody is told what readers see, and of the end of what they were told of. The newsroom sees an article on when
/// readers no longer do, and gets a row of its own.
fn changes(
    op: Op,
    reason: Option<Reason>,
    before: Option<(&Article, &Linked)>,
    after: Option<(&Article, &Linked)>,
) -> Vec<NewChange> {
    let Some((article, _)) = after.or(before) else { return Vec::new() };
    let facets: Vec<Facet> =
        before.into_iter().chain(after).flat_map(|(article, linked)| facets(article, linked)).collect();
    let row = |audience, op, reason| NewChange {
        kind: ChangeType::Article,
        id: article.id.uuid(),
        op,
        reason,
        audience,
        facets: facets.clone(),
    };
    let announced = |state: Option<(&Article, &Linked)>| state.is_some_and(|(article, _)| article.announced);
    match (announced(before), announced(after)) {
        (false, false) if matches!(reason, Some(Reason::Withheld | Reason::Canceled)) && article.seen => vec![
            // Copies outlive an end by the clock, and whoever was told that it is withheld must hear that it never comes back.
            row(Audience::Public, Op::Deleted, reason),
            row(Audience::Staff, op, reason),
        ],
        (false, false) => vec![row(Audience::Staff, op, reason)],
        (false, true) => vec![row(Audience::Public, Op::Published, reason)],
        (true, true) => vec![row(Audience::Public, op, reason)],
        (true, false) => vec![
            row(Audience::Public, Op::Deleted, Some(reason.unwrap_or(Reason::Hidden))),
            row(Audience::Staff, op, reason),
        ],
    }
}
