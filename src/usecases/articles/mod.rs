//! What can be done with articles: reading ([`list`], [`get`], …) and writing ([`create`], [`update`], …).

mod batch;
mod bulk;
mod clock;
mod read;
mod write;

pub use batch::{Upserted, create, import_many, upsert_many};
pub use bulk::{Given, Ready, load, ready};
pub use clock::announce;
pub use read::{authors_of, bodies_of, by_ids, datelines_of, get, list, tags_of};
pub use write::{delete_draft, publish, update};

use crate::domain::articles::{self, Article};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::facets::Facet;
use crate::domain::ids::{AuthorId, TagId};
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// The tags and authors of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Linked {
    tags: Vec<TagId>,
    authors: Vec<AuthorId>,
}

/// When an article was first published: what has come stays, what was only planned moves.
fn first_published(stored: Option<&Article>, published: Option<Instant>, now: Instant) -> Option<Instant> {
    let come = stored.and_then(|stored| stored.first_published).filter(|first| *first <= now);
    come.or(published)
}

/// Whether two states of an article differ in what somebody wrote.
fn differs(stored: &Article, article: &Article) -> bool {
    let mut like = article.clone();
    like.announced = stored.announced;
    like.version_created = stored.version_created;
    like != *stored
}

/// Refuses an article that would end before it begins.
fn check_instants(article: &Article) -> Result<()> {
    let mut faults = Faults::default();
    articles::check_instants(article.published, article.embargoed_until, article.expires, &mut faults);
    faults.into_result()
}

fn facets(article: &Article, linked: &Linked) -> Vec<Facet> {
    let mut facets = vec![Facet::Article(article.id), Facet::ArticleSlug(article.slug.clone()), Facet::Articles];
    facets.extend(article.section_id.map(Facet::SectionArticles));
    facets.extend(linked.tags.iter().copied().map(Facet::TagArticles));
    facets.extend(linked.authors.iter().copied().map(Facet::AuthorArticles));
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
        (false, false) => vec![row(Audience::Staff, op, reason)],
        (false, true) => vec![row(Audience::Public, Op::Published, reason)],
        (true, true) => vec![row(Audience::Public, op, reason)],
        (true, false) => vec![
            row(Audience::Public, Op::Deleted, Some(reason.unwrap_or(Reason::Hidden))),
            row(Audience::Staff, op, reason),
        ],
    }
}
