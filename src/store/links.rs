//! The ordered links of articles to tags and authors.

use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::authors::Author;
use crate::domain::ids::{ArticleId, AuthorId, TagId};
use crate::domain::tags::{Tag, TagKind};
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

/// A table of links and the table to which it leads.
#[derive(Debug, Clone, Copy)]
struct Links {
    table: &'static str,
    column: &'static str,
    target: &'static str,
}

const TAGS: Links = Links { table: "article_tags", column: "tag_id", target: "tags" };
const AUTHORS: Links = Links { table: "article_authors", column: "author_id", target: "authors" };

fn targets(links: Links, articles: &[ArticleId]) -> SelectStatement {
    let ids = articles.iter().map(|id| id.uuid());
    Query::select()
        .column((links.table, "article_id"))
        .column((links.target, Asterisk))
        .from(links.table)
        .inner_join(links.target, Expr::col((links.target, "id")).equals((links.table, links.column)))
        .and_where(Expr::col((links.table, "article_id")).is_in(ids))
        .order_by((links.table, "position"), sea_orm::Order::Asc)
        .to_owned()
}

async fn rows(conn: &Conn<'_>, links: Links, articles: &[ArticleId]) -> Result<Vec<QueryResult>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    conn.query_all(&targets(links, articles)).await.map_err(internal)
}

fn column<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T> {
    row.try_get("", name).map_err(internal)
}

/// The tags of articles, each article's in their order.
///
/// # Errors
/// When the database fails.
pub async fn tags_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, Tag)>> {
    let mut found = Vec::new();
    for row in rows(conn, TAGS, articles).await? {
        let names: String = column(&row, "names")?;
        let kind: String = column(&row, "kind")?;
        let tag = Tag {
            id: TagId::from_uuid(column(&row, "id")?),
            slug: column(&row, "slug")?,
            kind: TagKind::from_stored(&kind),
            name: String::new(),
            names: serde_json::from_str(&names).map_err(Error::internal)?,
            version: column(&row, "version")?,
        };
        found.push((ArticleId::from_uuid(column(&row, "article_id")?), tag));
    }
    Ok(found)
}

/// The authors of articles, each article's in their order.
///
/// # Errors
/// When the database fails.
pub async fn authors_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, Author)>> {
    let mut found = Vec::new();
    for row in rows(conn, AUTHORS, articles).await? {
        let author = Author {
            id: AuthorId::from_uuid(column(&row, "id")?),
            slug: column(&row, "slug")?,
            name: column(&row, "name")?,
            email: column(&row, "email")?,
            version: column(&row, "version")?,
        };
        found.push((ArticleId::from_uuid(column(&row, "article_id")?), author));
    }
    Ok(found)
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

/// Gives an article these authors in this order, and no others.
///
/// # Errors
/// When the database fails.
pub async fn set_authors(conn: &Conn<'_>, article: ArticleId, authors: &[AuthorId]) -> Result<()> {
    let ids: Vec<Uuid> = authors.iter().map(|id| id.uuid()).collect();
    replace(conn, AUTHORS, article, &ids).await
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
}

/// Gives new articles their tags and authors in two statements: at most 10,000 links each.
///
/// # Errors
/// When the database fails.
pub async fn add_all(conn: &Conn<'_>, new: &[NewLinks<'_>]) -> Result<()> {
    let tag = |links: &NewLinks<'_>| {
        let article = links.article;
        (0_i32..).zip(links.tags).map(|(position, id)| (article, id.uuid(), position)).collect::<Vec<_>>()
    };
    let author = |links: &NewLinks<'_>| {
        let article = links.article;
        (0_i32..).zip(links.authors).map(|(position, id)| (article, id.uuid(), position)).collect::<Vec<_>>()
    };
    add(conn, TAGS, &new.iter().flat_map(tag).collect::<Vec<_>>()).await?;
    add(conn, AUTHORS, &new.iter().flat_map(author).collect::<Vec<_>>()).await
}
