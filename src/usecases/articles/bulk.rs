//! Loading many articles at once, each with an id of its own: the same rows as [`create`](super::create) writes, in few
//! statements. Of an article that is there already nothing is changed.

use std::collections::{HashMap, HashSet};

use crate::app::App;
use crate::domain::articles::{Article, NewArticle, prepare_body};
use crate::domain::changes::{NewChange, Op};
use crate::domain::ids::{ArticleId, AuthorId, SectionId, TagId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::articles::{self as store, StoredBody};
use crate::store::links::{self, NewLinks};
use crate::store::{Conn, datelines};
use crate::usecases::articles::batch::{base_slug, check_body, row, unlike};
use crate::usecases::articles::{Linked, changes, check_instants};
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
    tags: Vec<String>,
    authors: Vec<String>,
}

/// Checks an article, sanitises its body and reads its dateline: what takes time and asks no database, so that several
/// threads can do it.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` with every fault.
pub fn ready(app: &App, given: Given) -> Result<Ready> {
    let Given { id, created, article: mut item } = given;
    item.check()?;
    let (source, is_html) = item.body.clone().source();
    let prepared = prepare_body(source, is_html, item.published.or(Some(created)), app.config.site.time_zone);
    check_body(&prepared)?;
    let mut article = row(&item, None, &prepared, item.published, created);
    check_instants(&article)?;
    article.id = id;
    article.slug = item.slug.take().unwrap_or_default();
    let body = StoredBody { prepared, is_html };
    Ok(Ready { article, body, section: item.section, tags: item.tags, authors: item.authors })
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
    let mut loaded = Vec::with_capacity(new.len());
    for item in new {
        let mut article = item.article.clone();
        article.section_id = item.section.as_ref().and_then(|name| names.sections.get(name)).copied();
        article.announced = article.visibility.holds(now);
        loaded.push(Loaded { article, linked: names.linked(item), body: &item.body });
    }
    give_slugs(&tx.conn(), &mut loaded).await?;
    write(&tx.conn(), &loaded).await?;
    let row = |item: &Loaded<'_>| changes(Op::Created, None, None, Some((&item.article, &item.linked)));
    let log: Vec<NewChange> = loaded.iter().flat_map(row).collect();
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
        for name in distinct(batch.iter().filter_map(|item| item.section.as_ref())) {
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
        for id in item.authors.iter().filter_map(|name| self.authors.get(name)) {
            if !linked.authors.contains(id) {
                linked.authors.push(*id);
            }
        }
        linked
    }
}

/// Gives each article without a chosen slug a free one, as if they came one after another.
async fn give_slugs(conn: &Conn<'_>, loaded: &mut [Loaded<'_>]) -> Result<()> {
    let wanted = |item: &Loaded<'_>| match item.article.slug.as_str() {
        "" => base_slug(&item.article),
        chosen => chosen.to_owned(),
    };
    let bases: Vec<String> = loaded.iter().map(wanted).collect();
    let mut taken: HashSet<(String, String)> = store::taken(conn, &bases).await?.into_iter().collect();
    for (item, base) in loaded.iter_mut().zip(bases) {
        let language = item.article.language.as_str().to_owned();
        let mut slug = base;
        if item.article.slug.is_empty() && taken.contains(&(language.clone(), slug.clone())) {
            let mut like = store::slugs_like(conn, &item.article.language, &slug).await?;
            like.extend(taken.iter().filter(|(other, _)| *other == language).map(|(_, slug)| slug.clone()));
            slug = unlike(slug, &like)?;
        }
        taken.insert((language, slug.clone()));
        item.article.slug = slug;
    }
    Ok(())
}

async fn write(conn: &Conn<'_>, loaded: &[Loaded<'_>]) -> Result<()> {
    let articles: Vec<&Article> = loaded.iter().map(|item| &item.article).collect();
    store::insert_all(conn, &articles).await?;
    let bodies: Vec<(ArticleId, &StoredBody)> = loaded.iter().map(|item| (item.article.id, item.body)).collect();
    store::add_bodies(conn, &bodies).await?;
    let found = loaded.iter().filter_map(|item| Some((item.article.id, item.body.prepared.dateline.as_ref()?)));
    datelines::add(conn, &found.collect::<Vec<_>>()).await?;
    // An article may have 50 tags.
    for part in loaded.chunks(200) {
        let new = part.iter().map(|item| NewLinks {
            article: item.article.id,
            tags: &item.linked.tags,
            authors: &item.linked.authors,
        });
        links::add_all(conn, &new.collect::<Vec<_>>()).await?;
    }
    Ok(())
}
