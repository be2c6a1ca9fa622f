//! What can be done with articles: reading ([`list`], [`get`], …) and writing ([`create`], [`update`], …).

mod batch;
mod read;
mod write;

pub use batch::{Upserted, create, import_many, upsert_many};
pub use read::{authors_of, bodies_of, by_ids, datelines_of, get, list, tags_of};
pub use write::{delete_draft, publish, update};

use crate::domain::articles::{self, Article};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
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

/// The row for the log: public when readers see the article before or after the change.
fn change(
    op: Op,
    now: Instant,
    before: Option<(&Article, &Linked)>,
    after: Option<(&Article, &Linked)>,
) -> Option<NewChange> {
    let (article, _) = after.or(before)?;
    let seen = |state: Option<(&Article, &Linked)>| state.is_some_and(|(article, _)| article.visibility.holds(now));
    let audience = if seen(before) || seen(after) { Audience::Public } else { Audience::Staff };
    let facets = before.into_iter().chain(after).flat_map(|(article, linked)| facets(article, linked)).collect();
    Some(NewChange { kind: ChangeType::Article, id: article.id.uuid(), op, reason: None, audience, facets })
}
