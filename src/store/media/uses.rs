//! Which articles show which pictures.

use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect};
use uuid::Uuid;

use super::row::{Column, Entity, Model};
use crate::domain::articles::Sight;
use crate::domain::ids::{ArticleId, MediaId};
use crate::domain::media::{Media, MediaLink, MediaRole};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::articles::{clock, visible_ids};
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Of, Part};

/// The table of links.
const LINKS: &str = "article_media";

/// The ids of the pictures that articles show which this sight may see at `now`, to be asked for inside other queries.
pub(super) fn shown(sight: Sight, now: Instant) -> SelectStatement {
    let seen = Expr::col((LINKS, "article_id")).in_subquery(visible_ids(sight, now));
    Query::select().column((LINKS, "media_id")).from(LINKS).and_where(seen).take()
}

fn column<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T> {
    row.try_get("", name).map_err(internal)
}

fn link(row: &QueryResult) -> Result<MediaLink> {
    let role: String = column(row, "role")?;
    Ok(MediaLink {
        media: MediaId::from_uuid(column(row, "media_id")?),
        role: MediaRole::from_stored(&role),
        caption: column(row, "printed")?,
    })
}

fn links(articles: Of<'_>) -> SelectStatement {
    let mut select = Query::select()
        .columns([(LINKS, "article_id"), (LINKS, "media_id"), (LINKS, "role"), (LINKS, "position")])
        .expr_as(Expr::col((LINKS, "caption")), "printed")
        .from(LINKS)
        .order_by((LINKS, "position"), sea_orm::Order::Asc)
        .take();
    articles.narrow(&mut select, (LINKS, "article_id"));
    select
}

/// The pictures of articles, each article's in their order, to be asked together with others; `leading` asks only for those
/// that may stand for an article: its featured one and its first one.
#[must_use]
pub fn among(articles: Of<'_>, leading: bool) -> Part<(ArticleId, MediaLink, Media)> {
    let mut select = links(articles);
    select.column((Entity, Asterisk)).inner_join(Entity, Expr::col((Entity, Column::Id)).equals((LINKS, "media_id")));
    if leading {
        let featured = Expr::col((LINKS, "role")).eq(MediaRole::Featured.as_str());
        select.and_where(featured.or(Expr::col((LINKS, "position")).eq(0)));
    }
    let columns = [("article_id", Kind::Uuid), ("role", Kind::Plain), ("printed", Kind::Plain)];
    let mut row: Vec<Cell> = columns.map(|(name, kind)| Cell::Column(name, kind)).to_vec();
    row.push(Cell::table::<Entity>());
    Part::new(select, Cell::Row(row), |text| {
        gather::each(text, |(article, role, caption, media): (Uuid, String, Option<String>, Model)| {
            let link = MediaLink { media: MediaId::from_uuid(media.id), role: MediaRole::from_stored(&role), caption };
            Ok((ArticleId::from_uuid(article), link, super::read(media)?))
        })
    })
}

/// The links of an article that is being written. The pictures are held until the transaction ends, so that whoever changes
/// one of them sees what this transaction did to their visibility.
///
/// # Errors
/// When the database fails.
pub async fn held(conn: &Conn<'_>, article: ArticleId) -> Result<Vec<MediaLink>> {
    let mut select = links(Of::Ids(&[article]));
    select.inner_join(Entity, Expr::col((Entity, Column::Id)).equals((LINKS, "media_id")));
    select.lock_with_tables(LockType::Share, [Entity]);
    conn.query_all(&select).await.map_err(internal)?.iter().map(link).collect()
}

/// Those of these pictures that are there, held until the transaction ends so that nobody deletes them.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &Conn<'_>, ids: &[MediaId]) -> Result<Vec<MediaId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select =
        Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    let found: Vec<Uuid> = select.lock_shared().into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(MediaId::from_uuid).collect())
}

/// Gives an article these pictures in this order, and no others.
///
/// # Errors
/// When the database fails.
pub async fn set(conn: &Conn<'_>, article: ArticleId, links: &[MediaLink]) -> Result<()> {
    let old = Query::delete().from_table(LINKS).and_where(Expr::col("article_id").eq(article.uuid())).to_owned();
    conn.execute(&old).await.map_err(internal)?;
    add_all(conn, &[NewUses { article, links }]).await
}

/// Gives a new article its pictures, the first one first.
#[derive(Debug, Clone, Copy)]
pub struct NewUses<'a> {
    /// The article.
    pub article: ArticleId,
    /// Its pictures.
    pub links: &'a [MediaLink],
}

/// Gives new articles their pictures in one statement: at most 6,000 of them together.
///
/// # Errors
/// When the database fails.
pub async fn add_all(conn: &Conn<'_>, new: &[NewUses<'_>]) -> Result<()> {
    let mut insert = Query::insert();
    insert.into_table(LINKS).columns(["article_id", "media_id", "position", "role", "caption"]);
    for uses in new {
        for (position, link) in (0_i32..).zip(uses.links) {
            insert.values_panic([
                uses.article.uuid().into(),
                link.media.uuid().into(),
                position.into(),
                link.role.as_str().into(),
                link.caption.clone().into(),
            ]);
        }
    }
    if new.iter().any(|uses| !uses.links.is_empty()) {
        conn.execute(&insert).await.map_err(internal)?;
    }
    Ok(())
}

/// The articles that show a picture, whoever may see them: at most so many.
///
/// # Errors
/// When the database fails.
pub async fn users(conn: &Conn<'_>, media: MediaId, most: u64) -> Result<Vec<ArticleId>> {
    let select = Query::select()
        .column("article_id")
        .from(LINKS)
        .and_where(Expr::col("media_id").eq(media.uuid()))
        .order_by("article_id", sea_orm::Order::Asc)
        .limit(most)
        .take();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    rows.iter().map(|row| column(row, "article_id").map(ArticleId::from_uuid)).collect()
}

/// Whether this sight may see a picture at `now`.
///
/// # Errors
/// When the database fails.
pub async fn is_seen(conn: &Conn<'_>, media: MediaId, sight: Sight, now: Instant) -> Result<bool> {
    Ok(!super::by_ids(conn, &[media], sight, now).await?.is_empty())
}

/// The next instant after `now` at which the clock changes an article that shows one of these pictures.
///
/// # Errors
/// When the database fails.
pub async fn next_transition(conn: &Conn<'_>, media: &[MediaId], now: Instant) -> Result<Option<Instant>> {
    let ids = media.iter().map(|id| id.uuid());
    let of_media = Expr::col((LINKS, "media_id")).is_in(ids);
    let articles = Query::select().column((LINKS, "article_id")).from(LINKS).and_where(of_media).take();
    clock::next_of_those(conn, articles, now).await
}
