//! Filling the relations of articles in: one statement, however many articles there are.

mod asked;
mod former;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::app::App;
use crate::domain::articles::{Article, ArticleAlias, ArticleBody, Embed, EmbedMedia, Representation, Sight, blocks};
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::lang::{Lang, Preference};
use crate::domain::places as gazetteer;
use crate::domain::refs::{AuthorRef, SectionRef, TagRef};
use crate::domain::sections::Section;
use crate::domain::tags::TagName;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::articles::aliases::{self, Alias};
use crate::store::articles::chain::{Chain, Near};
use crate::store::gather::{Gather, Gathered};
use crate::usecases::articles::revisions::corrections_among;
use crate::usecases::articles::{media, translate};
use crate::usecases::reading::Reading;

pub(super) use asked::Asked;
use asked::{Found, around};

/// Fills the relations that a reader asks for and notes what the answer depends on.
pub(super) async fn fill_noted(
    app: &App,
    conn: &Conn<'_>,
    reading: &Reading,
    articles: &mut [&mut Article],
    embed: Embed,
    asked: &[Lang],
) -> Result<()> {
    let view = (Sight::of(reading.actor()), reading.now());
    let facets = fill(app, conn, articles, view, embed, asked).await?;
    note(reading, articles, facets);
    Ok(())
}

/// The same with what was asked for in the statement that found the articles, all in their present version.
pub(super) fn fill_found(
    app: &App,
    reading: &Reading,
    articles: &mut [&mut Article],
    (tickets, mut gathered): (Asked, Gathered),
    embed: Embed,
    asked: &[Lang],
) -> Result<()> {
    let view = (Sight::of(reading.actor()), reading.now());
    let facets = complete(app, articles, tickets.take(&mut gathered)?, view, embed, asked);
    note(reading, articles, facets);
    Ok(())
}

fn note(reading: &Reading, articles: &[&mut Article], facets: Vec<Facet>) {
    // What an article came out of, what came out of it and what translates it may come and go by the clock.
    reading.holds_until(articles.iter().filter_map(|article| article.chain_until).min());
    reading.note_all(facets);
}

/// Fills the relations that are asked for: what present versions have in one statement, however many articles there are;
/// gives the facets of what it filled in.
pub(super) async fn fill(
    app: &App,
    conn: &Conn<'_>,
    articles: &mut [&mut Article],
    view: (Sight, Instant),
    embed: Embed,
    asked: &[Lang],
) -> Result<Vec<Facet>> {
    let mut gather = Gather::default();
    let tickets = Asked::of(&mut gather, articles, embed, view);
    let mut found = tickets.take(&mut gather.run(conn).await?)?;
    let mut facets = former::add(conn, articles, &mut found, view, embed).await?;
    facets.extend(complete(app, articles, found, view, embed, asked));
    Ok(facets)
}

/// Puts what was found where it belongs; gives its facets.
fn complete(
    app: &App,
    articles: &mut [&mut Article],
    found: Found,
    view: (Sight, Instant),
    embed: Embed,
    asked: &[Lang],
) -> Vec<Facet> {
    let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
    let languages: HashMap<ArticleId, Preference> =
        articles.iter().map(|article| (article.id, preference(app, article, asked))).collect();
    let mut facets = Vec::new();
    if embed.section || embed.sections {
        facets.extend(fill_sections(articles, embed, &languages, (found.sections, found.further)));
    }
    if embed.tags {
        facets.extend(found.tags.iter().map(|(_, tag)| Facet::Tag(tag.id)));
        fill_tags(articles, found.tags, &languages);
    }
    if embed.authors {
        facets.extend(found.authors.iter().map(|(_, author)| Facet::Author(author.id)));
        fill_authors(articles, found.authors);
    }
    if embed.dateline {
        fill_datelines(articles, found.datelines, embed, &languages);
    }
    if embed.media != EmbedMedia::None {
        let leading = embed.media == EmbedMedia::Leading;
        facets.extend(media::fill(app, articles, found.pictures, &languages, leading));
    }
    if embed.comment_count {
        facets.extend(ids.iter().copied().flat_map(Facet::of_comments));
        let counts: HashMap<ArticleId, i32> = found.counts.into_iter().collect();
        for article in articles.iter_mut() {
            article.comment_count = Some(counts.get(&article.id).copied().unwrap_or_default());
        }
    }
    fill_bodies(articles, embed, found.bodies);
    if embed.corrections {
        let mut corrections = corrections_among(articles, found.versions, view.1);
        for article in articles.iter_mut() {
            let of = corrections.remove(&article.id).unwrap_or_default();
            article.corrections = Some(article.corrected_by(of));
        }
    }
    if embed.chain {
        facets.extend(fill_chain(articles, &found.near, view.1));
    }
    if embed.translations {
        facets.extend(translate::fill(articles, &found.members, view));
    }
    if embed.aliases {
        let mut former = grouped(found.aliases);
        for article in articles.iter_mut() {
            article.aliases = Some(former.remove(&article.id).unwrap_or_default());
        }
    }
    facets
}

fn fill_datelines(
    articles: &mut [&mut Article],
    found: Vec<(ArticleId, Dateline)>,
    embed: Embed,
    languages: &HashMap<ArticleId, Preference>,
) {
    let mut found: HashMap<ArticleId, Dateline> = found.into_iter().collect();
    for article in articles.iter_mut() {
        let present = found.remove(&article.id);
        article.dateline = article.former.as_ref().map_or(present, |former| former.dateline.clone());
        for place in article.dateline.iter_mut().flat_map(|dateline| &mut dateline.places).filter(|_| embed.places) {
            let known = place.place_id.as_deref().and_then(gazetteer::by_id);
            place.place = known.map(|known| match languages.get(&article.id) {
                Some(preference) => known.named(preference),
                None => known,
            });
        }
    }
}

fn fill_tags(
    articles: &mut [&mut Article],
    found: Vec<(ArticleId, Arc<TagName>)>,
    languages: &HashMap<ArticleId, Preference>,
) {
    let mut refs: HashMap<ArticleId, Vec<TagRef>> = HashMap::new();
    for (id, tag) in found {
        let name = languages.get(&id).map_or("", |preference| preference.pick(&tag.names)).to_owned();
        refs.entry(id).or_default().push(TagRef { id: tag.id, slug: tag.slug.clone(), name });
    }
    for article in articles.iter_mut() {
        article.tags = Some(refs.remove(&article.id).unwrap_or_default());
    }
}

fn fill_authors(articles: &mut [&mut Article], found: Vec<(ArticleId, Arc<Author>)>) {
    let mut refs: HashMap<ArticleId, Vec<AuthorRef>> = HashMap::new();
    for (id, author) in found {
        refs.entry(id).or_default().push(AuthorRef {
            id: author.id,
            slug: author.slug.clone(),
            name: author.name.clone(),
        });
    }
    for article in articles.iter_mut() {
        article.authors = Some(refs.remove(&article.id).unwrap_or_default());
    }
}

fn fill_bodies(articles: &mut [&mut Article], embed: Embed, found: Vec<(ArticleId, ArticleBody)>) {
    let full = embed.body || embed.blocks;
    let mut found: HashMap<ArticleId, ArticleBody> = found.into_iter().collect();
    for article in articles.iter_mut() {
        article.representation = Some(if full { Representation::Full } else { Representation::Partial });
        if !full {
            continue;
        }
        let present = found.remove(&article.id);
        let body = article.former.as_ref().map_or(present, |former| former.body.clone());
        article.blocks = body.as_ref().filter(|_| embed.blocks).map(|body| blocks(&body.html));
        article.body = body.filter(|_| embed.body);
    }
}

/// The former addresses of articles.
pub(super) async fn aliases_of(conn: &Conn<'_>, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<ArticleAlias>>> {
    Ok(grouped(aliases::of(conn, ids).await?))
}

fn grouped(aliases: Vec<Alias>) -> HashMap<ArticleId, Vec<ArticleAlias>> {
    let mut found: HashMap<ArticleId, Vec<ArticleAlias>> = HashMap::new();
    for Alias { article, language, slug, ceased } in aliases {
        found.entry(article).or_default().push(ArticleAlias { language, slug, ceased_at: ceased });
    }
    found
}

/// Fills in where each article came from and what came out of it, as far as the reader sees it.
fn fill_chain(articles: &mut [&mut Article], near: &[Near], now: Instant) -> Vec<Facet> {
    let Chain { links, next_transition } = Chain::of(near, now);
    for article in articles.iter_mut() {
        article.evolved_from = article.parent.filter(|parent| links.iter().any(|link| link.article == *parent));
        article.chain_until = [article.chain_until, next_transition].into_iter().flatten().min();
        article.next_version = links.iter().find(|link| link.parent == Some(article.id)).map(|link| link.article);
    }
    around(articles).into_iter().flat_map(|id| [Facet::Article(id), Facet::ArticleChain(id)]).collect()
}

/// Names stand in the languages asked for, else in the article's own.
fn preference(app: &App, article: &Article, asked: &[Lang]) -> Preference {
    let mut langs = asked.to_vec();
    langs.push(article.language.clone());
    app.preference(&langs)
}

/// Fills in the section and the further sections; gives the facets of what it filled in.
fn fill_sections(
    articles: &mut [&mut Article],
    embed: Embed,
    languages: &HashMap<ArticleId, Preference>,
    (found, links): (Vec<Section>, Vec<(ArticleId, SectionId)>),
) -> Vec<Facet> {
    let mut further: HashMap<ArticleId, Vec<SectionId>> = HashMap::new();
    for (article, section) in links {
        further.entry(article).or_default().push(section);
    }
    let found: HashMap<SectionId, Section> = found.into_iter().map(|section| (section.id, section)).collect();
    let named = articles.iter().filter_map(|article| article.section_id).chain(found.keys().copied());
    let facets: HashSet<SectionId> = named.collect();
    for article in articles.iter_mut() {
        let preference = languages.get(&article.id);
        let refer = |id: SectionId| {
            let section = found.get(&id)?;
            let name = preference.map_or("", |preference| preference.pick(&section.names)).to_owned();
            Some(SectionRef { id: section.id, slug: section.slug.clone(), name })
        };
        if embed.section {
            article.section = article.section_id.and_then(refer);
        }
        if embed.sections {
            let ids = further.remove(&article.id).unwrap_or_default();
            article.sections = Some(ids.into_iter().filter_map(refer).collect());
        }
    }
    facets.into_iter().map(Facet::Section).collect()
}
