//! Pages in the moving orders: the places of a generation, and after them what was written since.

use sea_orm::sea_query::{
    Asterisk, Cond, Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType, WindowStatement,
};
use sea_orm::{ConnectionTrait, Iterable, QueryResult};
use uuid::Uuid;

use super::pages::{Level, is_seen};
use super::read;
use super::row::{Column, Entity, Model};
use crate::domain::comments::{Comment, CommentOrder};
use crate::domain::ids::ArticleId;
use crate::domain::paging::{Cursor, Frozen, Key, Seek};
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Part};

const RANKS: &str = "comment_ranks";

/// A generation of an article's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation {
    /// Its number, from 1.
    pub number: i64,
    /// The comments of before this instant have their places in it; seconds since 1970-01-01, UTC.
    pub through: i64,
}

impl Generation {
    /// What stands for one where there is none yet: every comment came since.
    pub const NONE: Self = Self { number: 0, through: i64::MIN };
}

/// The generations of articles, at most two of each.
///
/// # Errors
/// When the database fails.
pub async fn generations(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, Generation)>> {
    let select = Query::select()
        .columns(["article_id", "generation", "through"])
        .from("comment_generations")
        .and_where(Expr::col("article_id").is_in(articles.iter().map(|id| id.uuid())))
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let generation = |row: &QueryResult| {
        let article = ArticleId::from_uuid(row.try_get("", "article_id").map_err(internal)?);
        let number = row.try_get("", "generation").map_err(internal)?;
        Ok((article, Generation { number, through: row.try_get("", "through").map_err(internal)? }))
    };
    rows.iter().map(generation).collect()
}

/// A comment with its place in the order in which it was read.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The article or the comment under which it stands.
    pub parent: Uuid,
    /// Its place.
    pub place: Frozen,
    /// The comment.
    pub comment: Comment,
}

impl Placed {
    /// The cursor at it.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { key: Key::Frozen(self.place), id: self.comment.id.uuid() }
    }
}

/// Parents by their generation.
type Groups = Vec<(Generation, Vec<Uuid>)>;

/// How rows are looked for.
struct Look<'a> {
    level: Level,
    order: CommentOrder,
    seek: &'a Seek,
    groups: Groups,
}

/// A page of comments under each of these articles or comments, each in a generation of its article's orders: one more than
/// it holds where there are more, those of one parent in the order in which the page is read. A cursor is of one parent.
///
/// # Errors
/// When the database fails.
pub async fn frozen_under(
    conn: &Conn<'_>,
    level: Level,
    parents: &[(Uuid, Generation)],
    order: CommentOrder,
    seek: &Seek,
) -> Result<Vec<Placed>> {
    let mut groups: Groups = Vec::new();
    for (parent, generation) in parents {
        match groups.iter_mut().find(|group| group.0 == *generation) {
            Some(group) => group.1.push(*parent),
            None => groups.push((*generation, vec![*parent])),
        }
    }
    let look = Look { level, order, seek, groups };
    let select = match parents {
        [] => return Ok(Vec::new()),
        // One alone is read along the indexes and no further than its page.
        [_] => look.page(),
        _ => look.pages(),
    };
    let row = Cell::Row(vec![
        Cell::table::<Entity>(),
        Cell::Column("since", Kind::Plain),
        Cell::Column("place", Kind::Plain),
    ]);
    let part = Part::new(select, row, |rows| {
        gather::each(rows, |(row, since, place): (Model, i32, i64)| Ok((read(row)?, since == 1, place)))
    });
    let placed = |(comment, since, place): (Comment, bool, i64)| {
        let parent = level.parent_of(&comment).unwrap_or_default();
        let generation = parents.iter().find(|(id, _)| *id == parent).map_or(0, |(_, generation)| generation.number);
        Placed { parent, place: Frozen { generation, since, place }, comment }
    };
    Ok(part.all(conn).await?.into_iter().map(placed).collect())
}

impl Look<'_> {
    const fn direction(&self) -> Order {
        if self.seek.backwards { Order::Desc } else { Order::Asc }
    }

    const fn most(&self) -> u64 {
        self.seek.limit.saturating_add(1)
    }

    /// The place of the cursor, and its id.
    fn from(&self) -> Option<(Frozen, Uuid)> {
        match self.seek.from.as_ref()? {
            Cursor { key: Key::Frozen(place), id } => Some((*place, *id)),
            Cursor { .. } => None,
        }
    }

    /// A page under one parent.
    fn page(&self) -> SelectStatement {
        let from = self.from();
        let (mut ranked, mut since) = (self.ranked(), self.since());
        for select in [&mut ranked, &mut since] {
            select.columns(Column::iter().map(|column| (Entity, column))).limit(self.most());
        }
        ranked.order_by((RANKS, "place"), self.direction());
        since.order_by(Column::Created, self.direction()).order_by(Column::Id, self.direction());
        let parts = match from {
            None => vec![ranked, since],
            Some((Frozen { since: false, place, .. }, _)) => {
                let column = Expr::col((RANKS, "place"));
                ranked.and_where(if self.seek.backwards { column.lt(place) } else { column.gt(place) });
                if self.seek.backwards { vec![ranked] } else { vec![ranked, since] }
            }
            Some((Frozen { place, .. }, id)) => {
                let row = Expr::tuple([Expr::col(Column::Created), Expr::col(Column::Id)]);
                let at = Expr::tuple([Expr::value(place), Expr::value(id)]);
                since.and_where(if self.seek.backwards { row.lt(at) } else { row.gt(at) });
                if self.seek.backwards { vec![ranked, since] } else { vec![since] }
            }
        };
        let mut page = Query::select();
        page.column(Asterisk).from_subquery(together(parts), "rows").limit(self.most());
        self.sort(&mut page);
        page
    }

    /// The first or the last page under each of several parents.
    fn pages(&self) -> SelectStatement {
        let (mut ranked, mut since) = (self.ranked(), self.since());
        ranked.expr_as(Expr::col((RANKS, "parent_id")), "parent").expr_as(Expr::col((RANKS, "comment_id")), "comment");
        since.expr_as(Expr::col(self.level.column()), "parent").expr_as(Expr::col(Column::Id), "comment");
        let window = WindowStatement::partition_by("parent")
            .order_by("since", self.direction())
            .order_by("place", self.direction())
            .order_by("comment", self.direction())
            .take();
        let mut counted = Query::select();
        counted.columns(["since", "place", "comment"]).expr_window_as(Expr::cust("ROW_NUMBER()"), window, "number");
        counted.from_subquery(together(vec![ranked, since]), "rows");
        let mut pages = Query::select();
        pages
            .columns(Column::iter().map(|column| (Entity, column)))
            .columns([("counted", "since"), ("counted", "place")])
            .from_subquery(counted, "counted")
            .join(JoinType::InnerJoin, Entity, Expr::col((Entity, Column::Id)).equals(("counted", "comment")))
            .and_where(Expr::col(("counted", "number")).lte(i64::try_from(self.most()).unwrap_or(i64::MAX)));
        self.sort(&mut pages);
        pages
    }

    fn sort(&self, select: &mut SelectStatement) {
        select.order_by("since", self.direction()).order_by("place", self.direction());
        select.order_by("id", self.direction());
    }

    /// What has a place in the generations: its place.
    fn ranked(&self) -> SelectStatement {
        let mut which = Cond::any();
        for (generation, parents) in &self.groups {
            let of_parents = Expr::col((RANKS, "parent_id")).is_in(parents.iter().copied());
            which = which.add(of_parents.and(Expr::col((RANKS, "generation")).eq(generation.number)));
        }
        Query::select()
            .expr_as(Expr::cust("0"), "since")
            .expr_as(Expr::col((RANKS, "place")).cast_as("bigint"), "place")
            .from(RANKS)
            .join(JoinType::InnerJoin, Entity, Expr::col((Entity, Column::Id)).equals((RANKS, "comment_id")))
            .and_where(Expr::col((RANKS, "kind")).eq(self.order.as_str()))
            .cond_where(which)
            .and_where(Expr::col((Entity, Column::Shown)).eq(1))
            .and_where(is_seen())
            .take()
    }

    /// What was written since the generations: its instant.
    fn since(&self) -> SelectStatement {
        let mut which = Cond::any();
        for (generation, parents) in &self.groups {
            let of_parents = Expr::col(self.level.column()).is_in(parents.iter().copied());
            which = which.add(of_parents.and(Expr::col(Column::Created).gte(generation.through)));
        }
        let mut select = Query::select();
        select.expr_as(Expr::cust("1"), "since").expr_as(Expr::col(Column::Created), "place").from(Entity);
        select.cond_where(which).and_where(Expr::col(Column::Shown).eq(1)).and_where(is_seen());
        if self.level == Level::Threads {
            select.and_where(Expr::col(Column::Depth).eq(0));
        }
        select
    }
}

/// All rows of these queries; an order or a limit of theirs stays inside.
fn together(parts: Vec<SelectStatement>) -> SelectStatement {
    let whole = |part| Query::select().column(Asterisk).from_subquery(part, "part").take();
    let mut parts = parts.into_iter().map(whole);
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        all.union(UnionType::All, part);
    }
    all
}
