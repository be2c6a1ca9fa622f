//! Loading many articles at once, each with an id of its own: the same rows as [`create`](super::create) writes, in few
//! statements. Of an article that is there already nothing is changed.

use std::collections::{HashMap, HashSet};

use crate::app::App;
use crate::domain::articles::{Article, HeadRules, NewArticle, Sight};
use crate::domain::changes::{NewChange, Op};
use crate::domain::datelines::DatelineSource;
use crate::domain::ids::{ArticleId, AuthorId, SectionId, StoryId, TagId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::media::NewArticleMedia;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::articles::{self as store, StoredBody, aliases};
use crate::store::links::{self, NewLinks};
use crate::store::media::NewUses;
use crate::store::{Conn, datelines, media as pictures};
use crate::usecases::articles::row::row;
use crate::usecases::articles::slugs::{base_slug, unlike};
use crate::usecases::articles::story;
use crate::usecases::articles::{Linked, also_of, changes, check_instants, heads, media};
use crate::usecases::resolve;

/// The most articles of one load.
const MOST: usize = 500;
/// How often a load begins anew when another writer took a slug at the same moment.
const TRIES: usize = 4;

/// An article to be loaded.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its id.
    pub id: ArticleId,
    /// When it was made.
    pub created: Instant,
    /// What stands in it.
    pub article: NewArticle,
}

/// An article made ready to be loaded.
#[derive(Debug, Clone)]
pub struct Ready {
    article: Article,
    body: StoredBody,
    section: Option<String>,
    sections: Vec<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    media: Vec<NewArticleMedia>,
    /// The version of the source that it translates, where that is named.
    translated: Option<i32>,
}

/// Checks an article, sanitises its body and reads its dateline: what takes time and asks no database, so that several
/// threads can do it.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` with every fault.
pub fn ready(app: &App, given: Given) -> Result<Ready> {
    let Given { id, created, article: mut item } = given;
    item.check()?;
    let from = item.external_id.as_ref().map(|external| external.source.as_str());
    let mut body = heads::ready(app, item.body.clone().source(), from, item.published.or(Some(created)));
    heads::check_body(&body.prepared)?;
    if let Some(given) = item.dateline.take() {
        let read = body.prepared.dateline.take();
        body.prepared.dateline = Some(given.dateline(read.as_ref(), DatelineSource::Feed, &item.language));
    }
    let mut article = row(&item, None, &body.prepared, item.published, created);
    check_instants(&article)?;
    article.id = id;
    article.story_id = StoryId::from_uuid(id.uuid());
    article.slug = item.slug.take().unwrap_or_default();
    let related = |name: &str, pointer: &str| -> Result<ArticleId> {
        name.parse().map_err(|error: Error| Error::refused(pointer, error.detail))
    };
    article.parent = item.evolved_from.as_deref().map(|name| related(name, "/evolvedFrom")).transpose()?;
    let source = item.translation_of.take();
    article.source_article = source.as_ref().map(|source| related(&source.id, "/translationOf/id")).transpose()?;
    Ok(Ready {
        article,
        body,
        section: item.section,
        sections: item.sections,
        tags: item.tags,
        authors: item.authors,
        media: item.media,
        translated: source.and_then(|source| source.version),
    })
}

/// Loads articles in one transaction: all that are new or, after an error, none. Returns how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; `PAYLOAD_TOO_LARGE` beyond 500; `UNPROCESSABLE_CONTENT` for sections, tags or authors
/// that are not there; `CONFLICT` for a chosen slug or an id of another system that is taken.
pub async fn load(app: &App, actor: &Actor, batch: Vec<Ready>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    if batch.len() > MOST {
        return Err(Error::new(Code::PayloadTooLarge, format!("A load holds at most {MOST} articles.")));
    }
    for _ in 1..TRIES {
        match attempt(app, &batch).await {
            Err(error) if error.code == Code::Conflict => {}
            done => return done,
        }
    }
    attempt(app, &batch).await
}

/// An article with all that is stored of it.
struct Loaded<'a> {
    article: Article,
    linked: Linked,
    body: &'a StoredBody,
    translated: Option<i32>,
}

async fn attempt(app: &App, batch: &[Ready]) -> Result<usize> {
    let tx = app.store.begin().await?;
    let now = app.now();
    let ids: Vec<ArticleId> = batch.iter().map(|item| item.article.id).collect();
    let known: HashSet<ArticleId> = store::known(&tx.conn(), &ids).await?.into_iter().collect();
    let new: Vec<&Ready> = batch.iter().filter(|item| !known.contains(&item.article.id)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let names = Names::find(&tx.conn(), &new).await?;
    let named: Vec<&[NewArticleMedia]> = new.iter().map(|item| item.media.as_slice()).collect();
    let pictures = media::named_by_all(&tx.conn(), &named).await?;
    let mut loaded = Vec::with_capacity(new.len());
    for (item, media) in new.into_iter().zip(pictures) {
        let mut article = item.article.clone();
        let linked = Linked { media, ..names.linked(item) };
        article.section_id = item.section.as_ref().and_then(|name| names.sections.get(name)).copied();
        article.announced = article.visibility.holds(now);
        article.seen = article.announced;
        loaded.push(Loaded { article, linked, body: &item.body, translated: item.translated });
    }
    relate(&tx.conn(), &mut loaded).await?;
    give_slugs(&tx.conn(), &mut loaded).await?;
    write(app, &tx.conn(), &loaded).await?;
    let own = |item: &'_ Loaded<'_>| (item.article.slug.clone(), item.article.language.clone());
    let own: Vec<(String, Lang)> = loaded.iter().map(own).collect();
    let own: Vec<(&str, &Lang)> = own.iter().map(|(slug, language)| (slug.as_str(), language)).collect();
    let lost = aliases::forget(&tx.conn(), &own).await?;
    let row = |item: &Loaded<'_>| changes(Op::Created, None, None, Some((&item.article, &item.linked)));
    let mut log: Vec<NewChange> = loaded.iter().flat_map(row).collect();
    also_of(&mut log, &lost);
    tx.commit(log, now).await?;
    Ok(loaded.len())
}

/// The nouns that a load names.
struct Names {
    sections: HashMap<String, SectionId>,
    tags: HashMap<String, TagId>,
    authors: HashMap<String, AuthorId>,
}

/// The names, each once and in a fixed order.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Each name with what it names, found one after another.
macro_rules! one_by_one {
    ($names:expr, |$name:ident| $find:expr) => {{
        let mut found = HashMap::new();
        for name in $names {
            let $name = std::slice::from_ref(&name);
            let ids = $find.await?;
            found.extend(ids.first().map(|id| (name, *id)));
        }
        found
    }};
}

impl Names {
    async fn find(conn: &Conn<'_>, batch: &[&Ready]) -> Result<Self> {
        let mut sections = HashMap::new();
        for name in distinct(batch.iter().flat_map(|item| item.section.iter().chain(&item.sections))) {
            let id = resolve::article_section(conn, &name).await?;
            sections.insert(name, id);
        }
        let names = distinct(batch.iter().flat_map(|item| &item.tags));
        let tags = match resolve::article_tags(conn, &names).await? {
            ids if ids.len() == names.len() => names.into_iter().zip(ids).collect(),
            // A slug and an id name the same tag, which is found once.
            _ => one_by_one!(names, |name| resolve::article_tags(conn, name)),
        };
        let names = distinct(batch.iter().flat_map(|item| &item.authors));
        let authors = match resolve::article_authors(conn, &names).await? {
            ids if ids.len() == names.len() => names.into_iter().zip(ids).collect(),
            _ => one_by_one!(names, |name| resolve::article_authors(conn, name)),
        };
        Ok(Self { sections, tags, authors })
    }

    /// The tags and authors of an article, each once.
    fn linked(&self, item: &Ready) -> Linked {
        let mut linked = Linked::default();
        for id in item.tags.iter().filter_map(|name| self.tags.get(name)) {
            if !linked.tags.contains(id) {
                linked.tags.push(*id);
            }
        }
        for id in item.sections.iter().filter_map(|name| self.sections.get(name)) {
            if !linked.sections.contains(id) {
                linked.sections.push(*id);
            }
        }
        for id in item.authors.iter().filter_map(|name| self.authors.get(name)) {
            if !linked.authors.contains(id) {
                linked.authors.push(*id);
            }
        }
        linked
    }
}

/// Gives each article that came out of another, or translates one, its story; both are there or stand before it in the load.
async fn relate(conn: &Conn<'_>, loaded: &mut [Loaded<'_>]) -> Result<()> {
    let related = |item: &Loaded<'_>| item.article.parent.into_iter().chain(item.article.source_article);
    let ids: Vec<ArticleId> = loaded.iter().flat_map(related).collect();
    store::hold(conn, &ids).await?;
    // The newsroom sees every article at any time.
    let stored = store::by_ids(conn, &ids, Sight::Staff, Instant::from_seconds(0)).await?;
    let known =
        stored.into_iter().map(|article| (article.id, (article.story_id, article.version, article.source_article)));
    let mut known: HashMap<ArticleId, (StoryId, i32, Option<ArticleId>)> = known.collect();
    for item in loaded.iter_mut() {
        let find = |id: ArticleId, pointer: &str| {
            known.get(&id).copied().ok_or_else(|| Error::refused(pointer, format!("there is no article «{id}»")))
        };
        if let Some(id) = item.article.source_article {
            let (story, version, source) = find(id, "/translationOf/id")?;
            story::check_source(source)?;
            item.article.story_id = story;
            item.article.source_version = Some(item.translated.unwrap_or(version));
        }
        if let Some(id) = item.article.parent {
            item.article.story_id = find(id, "/evolvedFrom")?.0;
        }
        let article = &item.article;
        known.insert(article.id, (article.story_id, article.version, article.source_article));
    }
    Ok(())
}

/// Gives each article without a chosen slug a free one, as if they came one after another.
async fn give_slugs(conn: &Conn<'_>, loaded: &mut [Loaded<'_>]) -> Result<()> {
    let wanted = |item: &Loaded<'_>| match item.article.slug.as_str() {
        "" => base_slug(&item.article),
        chosen => chosen.to_owned(),
    };
    let bases: Vec<String> = loaded.iter().map(wanted).collect();
    let mut taken: HashSet<(String, String)> = store::taken(conn, &bases).await?.into_iter().collect();
    taken.extend(aliases::among(conn, &bases).await?);
    for (item, base) in loaded.iter_mut().zip(bases) {
        let language = item.article.language.as_str().to_owned();
        let mut slug = base;
        if item.article.slug.is_empty() && taken.contains(&(language.clone(), slug.clone())) {
            let mut like = store::slugs_like(conn, &item.article.language, &slug).await?;
            like.extend(aliases::slugs_like(conn, &item.article.language, &slug, item.article.id).await?);
            like.extend(taken.iter().filter(|(other, _)| *other == language).map(|(_, slug)| slug.clone()));
            slug = unlike(slug, &like)?;
        }
        taken.insert((language, slug.clone()));
        item.article.slug = slug;
    }
    Ok(())
}

async fn write(app: &App, conn: &Conn<'_>, loaded: &[Loaded<'_>]) -> Result<()> {
    let articles: Vec<&Article> = loaded.iter().map(|item| &item.article).collect();
    store::insert_all(conn, &articles).await?;
    let bodies: Vec<(ArticleId, &StoredBody)> = loaded.iter().map(|item| (item.article.id, item.body)).collect();
    store::add_bodies(conn, &bodies).await?;
    let zone = app.config.site.time_zone;
    let found = loaded.iter().filter_map(|item| {
        let dateline = item.body.prepared.dateline.as_ref()?;
        let lag_days = HeadRules::lag_days(zone, item.article.published, Some(dateline));
        Some(datelines::NewDateline { article: item.article.id, dateline, lag_days })
    });
    datelines::add(conn, &found.collect::<Vec<_>>()).await?;
    // An article may have 50 tags.
    for part in loaded.chunks(200) {
        let new = part.iter().map(|item| NewLinks {
            article: item.article.id,
            tags: &item.linked.tags,
            authors: &item.linked.authors,
            sections: &item.linked.sections,
        });
        links::add_all(conn, &new.collect::<Vec<_>>()).await?;
    }
    // And 50 pictures.
    for part in loaded.chunks(100) {
        let new = part.iter().map(|item| NewUses { article: item.article.id, links: &item.linked.media });
        pictures::add_all(conn, &new.collect::<Vec<_>>()).await?;
    }
    Ok(())
}
