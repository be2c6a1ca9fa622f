//! The change log: appending under the writer's lock, and its newest position.

use sea_orm::sea_query::{Expr, ExprTrait, Func, InsertStatement, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::changes::{Audience, Change, ChangeType, NewChange, Op, Reason};
use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub noun: String,
        pub id: Uuid,
        pub op: String,
        pub reason: Option<String>,
        pub audience: String,
        pub facets: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// The `seq` of the newest row, 0 when there is none.
///
/// # Errors
/// When the database fails.
pub async fn newest(conn: &Conn<'_>) -> Result<i64> {
    let select = Entity::find().select_only().column_as(Column::Seq.max(), "newest");
    let newest: Option<Option<i64>> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(newest.flatten().unwrap_or_default())
}

/// Appends rows; the caller holds the log's lock and commits next.
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &Conn<'_>, mut changes: Vec<NewChange>, now: Instant) -> Result<()> {
    if changes.len() == 1
        && let Some(change) = changes.pop()
    {
        return append_one(conn, change, now).await;
    }
    let first = newest(conn).await?.saturating_add(1);
    let mut records = Vec::with_capacity(changes.len());
    for (seq, change) in (first..).zip(changes) {
        records.push(record_of(change, seq.into(), now)?);
    }
    // Eight values a row: a statement holds 32,766 on SQLite and 65,535 on PostgreSQL.
    for part in records.chunks(4_000) {
        let mut insert = inserting();
        for record in part {
            insert.values_panic(record.clone());
        }
        conn.execute(&insert).await.map_err(internal)?;
    }
    Ok(())
}

/// The same for one row, which finds its place itself: one statement less, and most writes have one row.
async fn append_one(conn: &Conn<'_>, change: NewChange, now: Instant) -> Result<()> {
    let newest = Query::select().expr(Func::max(Expr::col(Column::Seq))).from(Entity).take();
    let next = Expr::from(Func::coalesce([Expr::from(newest), Expr::value(0)])).add(1);
    let insert = inserting().values_panic(record_of(change, next, now)?).take();
    conn.execute(&insert).await.map_err(internal)?;
    Ok(())
}

fn inserting() -> InsertStatement {
    Query::insert().into_table(Entity).columns(Column::iter()).take()
}

/// The values of a row in the order of its columns.
fn record_of(mut change: NewChange, seq: Expr, now: Instant) -> Result<[Expr; 8]> {
    change.facets.sort_unstable();
    change.facets.dedup();
    let facets: Vec<String> = change.facets.iter().map(ToString::to_string).collect();
    Ok([
        seq,
        change.kind.as_str().into(),
        change.id.into(),
        change.op.as_str().into(),
        change.reason.map(Reason::as_str).into(),
        change.audience.as_str().into(),
        serde_json::to_string(&facets).map_err(Error::internal)?.into(),
        now.seconds().into(),
    ])
}

/// The reason of the last change that somebody made of a thing, where it has one; what the clock told is passed over, and
/// what a merge of tags did to it.
///
/// # Errors
/// When the database fails.
pub async fn last_reason(conn: &Conn<'_>, kind: ChangeType, id: Uuid) -> Result<Option<String>> {
    let besides = Reason::BESIDES.map(Reason::as_str);
    let made = Condition::any().add(Column::Reason.is_null()).add(Column::Reason.is_not_in(besides));
    let of_thing = Entity::find().filter(Column::Id.eq(id)).filter(Column::Noun.eq(kind.as_str())).filter(made);
    let last = of_thing.order_by_desc(Column::Seq).one(conn).await.map_err(internal)?;
    Ok(last.and_then(|row| row.reason))
}

/// Whether everybody was told of a thing.
///
/// # Errors
/// When the database fails.
pub async fn was_told(conn: &Conn<'_>, kind: ChangeType, id: Uuid) -> Result<bool> {
    let of_thing = Entity::find().filter(Column::Id.eq(id)).filter(Column::Noun.eq(kind.as_str()));
    let told = of_thing.filter(Column::Audience.eq(Audience::Public.as_str())).limit(1).one(conn);
    Ok(told.await.map_err(internal)?.is_some())
}

/// A piece of the log as it is read.
#[derive(Debug, Clone)]
pub struct Read<'a> {
    /// Beyond this `seq`.
    pub after: i64,
    /// Up to this `seq`.
    pub until: i64,
    /// Only these types; all, when there are none.
    pub types: &'a [ChangeType],
    /// Only what everybody may read.
    pub public_only: bool,
    /// How many rows at most.
    pub limit: u64,
}

/// The article of a comment: its facet names it.
fn article_of(kind: ChangeType, facets: &str) -> Option<ArticleId> {
    let facets: Vec<String> =
        if kind == ChangeType::Comment { serde_json::from_str(facets).ok()? } else { return None };
    facets.iter().find_map(|facet| facet.strip_prefix("comments:")?.parse().ok())
}

/// A row as it is told; `None` for a type or an operation of a later version.
fn record(row: row::Model) -> Option<Change> {
    let kind = ChangeType::from_name(&row.noun)?;
    Some(Change {
        seq: row.seq.to_string(),
        r#type: kind,
        id: kind.id(row.id),
        recall: None,
        article_id: article_of(kind, &row.facets),
        op: Op::from_stored(&row.op)?,
        reason: row.reason,
        at: Instant::from_seconds(row.at),
    })
}

/// A piece of the log in its order.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &Conn<'_>, read: &Read<'_>) -> Result<Vec<Change>> {
    let mut select = Entity::find().filter(Column::Seq.gt(read.after)).filter(Column::Seq.lte(read.until));
    if read.public_only {
        select = select.filter(Column::Audience.eq("public"));
    }
    if !read.types.is_empty() {
        select = select.filter(Column::Noun.is_in(read.types.iter().map(|kind| kind.as_str())));
    }
    let rows = select.order_by_asc(Column::Seq).limit(read.limit).all(conn).await.map_err(internal)?;
    Ok(rows.into_iter().filter_map(record).collect())
}
