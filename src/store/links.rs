//! The ordered links of articles to tags, authors and further sections.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::authors::Author;
use crate::domain::ids::{ArticleId, AuthorId, SectionId, TagId};
use crate::domain::tags::{Tag, TagName};
use crate::error::Result;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Gather, Gathered, Kind, Of, Part, Ticket};
use crate::store::{Conn, authors, tags};

/// A table of links and the table to which it leads.
#[derive(Debug, Clone, Copy)]
struct Links {
    table: &'static str,
    column: &'static str,
    target: &'static str,
}

const TAGS: Links = Links { table: "article_tags", column: "tag_id", target: "tags" };
const SECTIONS: Links = Links { table: "article_sections", column: "section_id", target: "sections" };
const AUTHORS: Links = Links { table: "article_authors", column: "author_id", target: "authors" };

/// What articles are linked to, asked for: the links, and once each that to which they lead. Tags repeat: those of a page come
/// to half as many.
#[derive(Debug)]
pub struct Linked<T> {
    links: Ticket<Link>,
    targets: Ticket<(Uuid, T)>,
}

/// An article, what it is linked to, and the place of that among the article's.
type Link = (Uuid, Uuid, i32);

impl<T> Clone for Linked<T> {
    fn clone(&self) -> Self {
        Self { links: self.links.clone(), targets: self.targets.clone() }
    }
}

impl<T> Linked<T> {
    fn ask(gather: &mut Gather, links: Links, articles: Of<'_>, read: fn(SelectStatement) -> Part<(Uuid, T)>) -> Self {
        let of = |columns: &[&'static str]| {
            let mut select = Query::select();
            select.columns(columns.iter().copied()).from(links.table);
            articles.narrow(&mut select, "article_id");
            select
        };
        let row = [("article_id", Kind::Uuid), (links.column, Kind::Uuid), ("position", Kind::Plain)];
        let row = Cell::Row(row.map(|(name, kind)| Cell::Column(name, kind)).to_vec());
        let all = of(&["article_id", links.column, "position"]);
        let targets = Query::select()
            .column(Asterisk)
            .from(links.target)
            .and_where(Expr::col("id").in_subquery(of(&[links.column])))
            .take();
        Self {
            links: gather.ask(Part::new(all, row, |text| gather::each(text, Ok))),
            targets: gather.ask(read(targets)),
        }
    }

    /// Takes what was found: each article's in their order; articles that lead to the same share it.
    ///
    /// # Errors
    /// When a row is not what the program expects.
    pub fn take(self, from: &mut Gathered) -> Result<Vec<(ArticleId, Arc<T>)>> {
        let targets = from.take(self.targets)?.into_iter().map(|(id, target)| (id, Arc::new(target)));
        let targets: HashMap<Uuid, Arc<T>> = targets.collect();
        let mut links = from.take(self.links)?;
        links.sort_unstable_by_key(|(article, target, position)| (*position, *article, *target));
        let known = |(article, target, _): Link| Some((ArticleId::from_uuid(article), targets.get(&target)?.clone()));
        Ok(links.into_iter().filter_map(known).collect())
    }
}

/// Asks for the tags of articles.
#[must_use]
pub fn ask_tags(gather: &mut Gather, articles: Of<'_>) -> Linked<Tag> {
    Linked::ask(gather, TAGS, articles, tags::with_ids)
}

/// Asks for the names of the tags of articles.
#[must_use]
pub fn ask_tag_names(gather: &mut Gather, articles: Of<'_>) -> Linked<TagName> {
    Linked::ask(gather, TAGS, articles, tags::names_with_ids)
}

/// Asks for the authors of articles.
#[must_use]
pub fn ask_authors(gather: &mut Gather, articles: Of<'_>) -> Linked<Author> {
    Linked::ask(gather, AUTHORS, articles, authors::with_ids)
}

/// Takes what may not have been asked for: nothing then.
///
/// # Errors
/// As [`Linked::take`].
pub fn linked<T>(asked: Option<Linked<T>>, from: &mut Gathered) -> Result<Vec<(ArticleId, Arc<T>)>> {
    asked.map_or_else(|| Ok(Vec::new()), |asked| asked.take(from))
}

async fn alone<T>(
    conn: &Conn<'_>,
    articles: &[ArticleId],
    ask: fn(&mut Gather, Of<'_>) -> Linked<T>,
) -> Result<Vec<(ArticleId, Arc<T>)>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let mut gather = Gather::default();
    let linked = ask(&mut gather, Of::Ids(articles));
    linked.take(&mut gather.run(conn).await?)
}

fn column<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T> {
    row.try_get("", name).map_err(internal)
}

/// The tags of articles, each article's in their order.
///
/// # Errors
/// When the database fails.
pub async fn tags_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, Arc<Tag>)>> {
    alone(conn, articles, ask_tags).await
}

/// The authors of articles, each article's in their order.
///
/// # Errors
/// When the database fails.
pub async fn authors_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, Arc<Author>)>> {
    alone(conn, articles, ask_authors).await
}

/// The further sections of articles, each article's in their order.
///
/// # Errors
/// When the database fails.
pub async fn sections_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, SectionId)>> {
    if articles.is_empty() { Ok(Vec::new()) } else { sections_among(Of::Ids(articles)).all(conn).await }
}

/// As [`sections_of`], to be asked together with others.
#[must_use]
pub fn sections_among(articles: Of<'_>) -> Part<(ArticleId, SectionId)> {
    let mut select = Query::select()
        .columns([(SECTIONS.table, "article_id"), (SECTIONS.table, "section_id")])
        .from(SECTIONS.table)
        .order_by("position", sea_orm::Order::Asc)
        .take();
    articles.narrow(&mut select, "article_id");
    let row = Cell::Row(vec![Cell::Column("article_id", Kind::Uuid), Cell::Column("section_id", Kind::Uuid)]);
    Part::new(select, row, |text| {
        gather::each(text, |(article, section): (Uuid, Uuid)| {
            Ok((ArticleId::from_uuid(article), SectionId::from_uuid(section)))
        })
    })
}

/// Those of these sections in which articles of other sections stand too.
///
/// # Errors
/// When the database fails.
pub async fn shared_among(conn: &Conn<'_>, sections: &[SectionId]) -> Result<Vec<SectionId>> {
    if sections.is_empty() {
        return Ok(Vec::new());
    }
    let further = Query::select()
        .column("article_id")
        .from(SECTIONS.table)
        .and_where(Expr::col((SECTIONS.table, "section_id")).equals(("sections", "id")))
        .take();
    let select = Query::select()
        .column("id")
        .from("sections")
        .and_where(Expr::col("id").is_in(sections.iter().map(|id| id.uuid())))
        .and_where(Expr::exists(further))
        .take();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    rows.iter().map(|row| Ok(SectionId::from_uuid(column(row, "id")?))).collect()
}

async fn replace(conn: &Conn<'_>, links: Links, article: ArticleId, targets: &[Uuid]) -> Result<()> {
    let old = Query::delete().from_table(links.table).and_where(Expr::col("article_id").eq(article.uuid())).to_owned();
    conn.execute(&old).await.map_err(internal)?;
    let rows: Vec<(ArticleId, Uuid, i32)> =
        (0_i32..).zip(targets).map(|(position, target)| (article, *target, position)).collect();
    add(conn, links, &rows).await
}

/// Adds links in one statement: at most 10,000.
async fn add(conn: &Conn<'_>, links: Links, rows: &[(ArticleId, Uuid, i32)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert();
    insert.into_table(links.table).columns([
        Alias::new("article_id"),
        Alias::new(links.column),
        Alias::new("position"),
    ]);
    for (article, target, position) in rows {
        insert.values_panic([article.uuid().into(), (*target).into(), (*position).into()]);
    }
    conn.execute(&insert).await.map_err(internal)?;
    Ok(())
}

/// Gives an article these tags in this order, and no others.
///
/// # Errors
/// When the database fails.
pub async fn set_tags(conn: &Conn<'_>, article: ArticleId, tags: &[TagId]) -> Result<()> {
    let ids: Vec<Uuid> = tags.iter().map(|id| id.uuid()).collect();
    replace(conn, TAGS, article, &ids).await
}

/// Some articles that have a tag: the first by their ids, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn with_tag(conn: &Conn<'_>, tag: TagId, most: u64) -> Result<Vec<ArticleId>> {
    let select = Query::select()
        .column("article_id")
        .from(TAGS.table)
        .and_where(Expr::col(TAGS.column).eq(tag.uuid()))
        .order_by("article_id", sea_orm::Order::Asc)
        .limit(most)
        .take();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    rows.iter().map(|row| column(row, "article_id").map(ArticleId::from_uuid)).collect()
}

/// Gives each of these articles its tags in this order, and no others, in two statements: at most 10,000 links.
///
/// # Errors
/// When the database fails.
pub async fn set_tags_of(conn: &Conn<'_>, articles: &[(ArticleId, Vec<TagId>)]) -> Result<()> {
    let ids = articles.iter().map(|(id, _)| id.uuid());
    let old = Query::delete().from_table(TAGS.table).and_where(Expr::col("article_id").is_in(ids)).to_owned();
    let mut rows = Vec::new();
    for (article, tags) in articles {
        rows.extend((0_i32..).zip(tags).map(|(position, id)| (*article, id.uuid(), position)));
    }
    conn.execute(&old).await.map_err(internal)?;
    add(conn, TAGS, &rows).await
}

/// Gives an article these authors in this order, and no others.
///
/// # Errors
/// When the database fails.
pub async fn set_authors(conn: &Conn<'_>, article: ArticleId, authors: &[AuthorId]) -> Result<()> {
    let ids: Vec<Uuid> = authors.iter().map(|id| id.uuid()).collect();
    replace(conn, AUTHORS, article, &ids).await
}

/// Lets an article stand in these further sections in this order, and in no others.
///
/// # Errors
/// When the database fails.
pub async fn set_sections(conn: &Conn<'_>, article: ArticleId, sections: &[SectionId]) -> Result<()> {
    let ids: Vec<Uuid> = sections.iter().map(|id| id.uuid()).collect();
    replace(conn, SECTIONS, article, &ids).await
}

/// Links a new article to its tags and authors, the first one first.
#[derive(Debug, Clone, Copy)]
pub struct NewLinks<'a> {
    /// The article.
    pub article: ArticleId,
    /// Its tags.
    pub tags: &'a [TagId],
    /// Its authors.
    pub authors: &'a [AuthorId],
    /// Its further sections.
    pub sections: &'a [SectionId],
}

/// Gives new articles their links in a statement for each kind: at most 10,000 links each.
///
/// # Errors
/// When the database fails.
pub async fn add_all(conn: &Conn<'_>, new: &[NewLinks<'_>]) -> Result<()> {
    let numbered = |article: ArticleId, ids: Vec<Uuid>| {
        (0_i32..).zip(ids).map(move |(position, id)| (article, id, position)).collect::<Vec<_>>()
    };
    let tags = |links: &NewLinks<'_>| numbered(links.article, links.tags.iter().map(|id| id.uuid()).collect());
    let authors = |links: &NewLinks<'_>| numbered(links.article, links.authors.iter().map(|id| id.uuid()).collect());
    let sections = |links: &NewLinks<'_>| numbered(links.article, links.sections.iter().map(|id| id.uuid()).collect());
    add(conn, TAGS, &new.iter().flat_map(tags).collect::<Vec<_>>()).await?;
    add(conn, AUTHORS, &new.iter().flat_map(authors).collect::<Vec<_>>()).await?;
    add(conn, SECTIONS, &new.iter().flat_map(sections).collect::<Vec<_>>()).await
}
