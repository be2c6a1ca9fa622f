//! How articles come out of one another.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::visible;
use crate::domain::articles::Sight;
use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Of, Part, on_page, uuids};

/// Articles that came out of one another.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// Those that are seen, the newest first.
    pub links: Vec<Link>,
    /// When the clock changes what is seen of them.
    pub next_transition: Option<Instant>,
}

/// An article that came out of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The later article.
    pub article: ArticleId,
    /// The earlier one.
    pub parent: Option<ArticleId>,
}

/// An article in the neighbourhood of others.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    link: Link,
    is_seen: bool,
    /// Those of its instants that there are.
    instants: [Option<i64>; 3],
}

impl Chain {
    /// What is seen of a neighbourhood, at the instant for which it was asked.
    #[must_use]
    pub fn of(near: &[Near], now: Instant) -> Self {
        let instants = near.iter().flat_map(|near| near.instants).flatten();
        Self {
            links: near.iter().filter(|near| near.is_seen).map(|near| near.link).collect(),
            next_transition: instants.filter(|at| *at > now.seconds()).min().map(Instant::from_seconds),
        }
    }
}

/// What a sight sees at `now` of these articles and of those that came out of them.
///
/// # Errors
/// When the database fails.
pub async fn around(conn: &Conn<'_>, articles: &[ArticleId], sight: Sight, now: Instant) -> Result<Chain> {
    if articles.is_empty() {
        return Ok(Chain::default());
    }
    let near = among(Of::Ids(articles), sight, now).all(conn).await?;
    Ok(Chain::of(&near, now))
}

/// As [`around`], to be asked together with others. Around the page of a statement are the articles out of which its articles
/// came, too.
#[must_use]
pub fn among(articles: Of<'_>, sight: Sight, now: Instant) -> Part<Near> {
    let near = match articles {
        Of::Ids(ids) => Condition::any().add(Column::Id.is_in(uuids(ids))).add(Column::ParentId.is_in(uuids(ids))),
        Of::Page => Condition::all().add(Column::Id.in_subquery(around_page())),
    };
    let select = Entity::find()
        .select_only()
        .columns([Column::Id, Column::ParentId])
        .column_as(Expr::from(visible(sight, now)), "seen_now")
        .columns([Column::Published, Column::VisibleFrom, Column::VisibleUntil])
        .filter(near)
        .order_by_desc(Column::Listed)
        .order_by_desc(Column::Id);
    let columns = [
        ("id", Kind::Uuid),
        ("parent_id", Kind::Uuid),
        ("seen_now", Kind::Flag),
        ("published", Kind::Plain),
        ("visible_from", Kind::Plain),
        ("visible_until", Kind::Plain),
    ];
    let row = Cell::Row(columns.map(|(name, kind)| Cell::Column(name, kind)).to_vec());
    // Whether it is seen is null for what has no instant from which it is.
    type Row = (Uuid, Option<Uuid>, Option<bool>, Option<i64>, Option<i64>, Option<i64>);
    Part::new(select.into_query(), row, |text| {
        gather::each(text, |(id, parent, seen, published, from, until): Row| {
            let link = Link { article: ArticleId::from_uuid(id), parent: parent.map(ArticleId::from_uuid) };
            Ok(Near { link, is_seen: seen.unwrap_or_default(), instants: [published, from, until] })
        })
    })
}

/// The ids of the articles on the page, of those out of which they came, and of all that came out of either: a union, because
/// no engine looks two indexes up for an «or» over queries.
fn around_page() -> SelectStatement {
    let both = || on_page("id").union(UnionType::All, on_page("parent_id")).take();
    let later = Query::select()
        .column((Entity, Column::Id))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::ParentId)).in_subquery(both()))
        .take();
    both().union(UnionType::All, later).take()
}

/// In which way an article points to another.
#[derive(Debug, Clone, Copy)]
pub enum Reference {
    /// The article out of which one came.
    Parent,
    /// The article of which one is a translation.
    Source,
}

/// To what an article points; the outer `None` when there is no such article.
///
/// # Errors
/// When the database fails.
pub async fn reference(conn: &Conn<'_>, id: ArticleId, which: Reference) -> Result<Option<Option<ArticleId>>> {
    let column = match which {
        Reference::Parent => Column::ParentId,
        Reference::Source => Column::SourceId,
    };
    let select = Entity::find_by_id(id.uuid()).select_only().column(column);
    let found: Option<Option<Uuid>> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(found.map(|to| to.map(ArticleId::from_uuid)))
}

/// How many articles translate this one.
///
/// # Errors
/// When the database fails.
pub async fn translated(conn: &Conn<'_>, id: ArticleId) -> Result<u64> {
    Entity::find().filter(Column::SourceId.eq(id.uuid())).count(conn).await.map_err(internal)
}

/// How many articles came out of this one, translate it or stand in its place.
///
/// # Errors
/// When the database fails.
pub async fn referrers(conn: &Conn<'_>, id: ArticleId) -> Result<u64> {
    let id = id.uuid();
    let points =
        Condition::any().add(Column::ParentId.eq(id)).add(Column::SourceId.eq(id)).add(Column::ReplacedBy.eq(id));
    Entity::find().filter(points).count(conn).await.map_err(internal)
}
