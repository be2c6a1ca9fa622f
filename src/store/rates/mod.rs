//! Exchange rates: the observations of every source, with all their revisions.

mod asked;
pub mod banks;
pub mod held;
mod holding;
mod write;

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sea_orm::{Iterable, QueryOrder};
use uuid::Uuid;

use crate::domain::currencies::Currency;
use crate::domain::ids::RateId;
use crate::domain::rates::{Observation, Quotation};
use crate::domain::time::{Date, Instant};
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "observations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i32,
        pub source: String,
        pub base: String,
        pub quote: String,
        pub effective_date: String,
        pub nominal: i32,
        pub value_text: String,
        pub rounded: bool,
        pub valid_for: Option<i32>,
        pub published_at: Option<i64>,
        pub fetched_at: i64,
        pub current: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use asked::{AskedDays, SourceDays, days_of, first_days, on_days, over_days};
use asked::{together, ways};
pub use holding::Holding;
use row::{Column, Entity};
pub use write::{add, revisions};

fn known(code: &str) -> Result<Currency> {
    Currency::known(code).ok_or_else(|| Error::internal(format!("no currency «{code}»")))
}

fn read(row: row::Model) -> Result<Observation> {
    let broken = |error: Error| Error::internal(error.detail);
    Ok(Observation {
        id: RateId::from_uuid(row.id),
        revision: row.revision,
        fetched_at: Instant::from_seconds(row.fetched_at),
        quotation: Quotation {
            base: known(&row.base)?,
            quote: known(&row.quote)?,
            effective_date: row.effective_date.parse().map_err(broken)?,
            nominal: row.nominal,
            value: row.value_text.parse().map_err(broken)?,
            rounded: row.rounded,
            valid_for: row.valid_for,
            published_at: row.published_at.map(Instant::from_seconds),
        },
        source: row.source,
    })
}

/// What a query for whole rows finds.
fn observations(select: SelectStatement) -> Part<Observation> {
    Part::new(select, Cell::table::<Entity>(), |text| gather::each(text, read))
}

/// The current observations of a source from a day on, until another one where it is given; the last day of a pair first.
///
/// # Errors
/// When the database fails.
pub async fn between(conn: &Conn<'_>, source: &str, from: Date, until: Option<Date>) -> Result<Vec<Observation>> {
    let mut select = Entity::find()
        .filter(Column::Source.eq(source))
        .filter(Column::Current.eq(true))
        .filter(Column::EffectiveDate.gte(from.to_string()));
    if let Some(until) = until {
        select = select.filter(Column::EffectiveDate.lte(until.to_string()));
    }
    let select = select.order_by_asc(Column::Base).order_by_asc(Column::Quote).order_by_desc(Column::EffectiveDate);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// The current observations with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[RateId]) -> Result<Vec<Observation>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|id| id.uuid());
    let select = Entity::find().filter(Column::Id.is_in(ids)).filter(Column::Current.eq(true));
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// The last day before that of `later` on which its source has the same pair.
fn day_before() -> SelectStatement {
    let same = |column: Column| Expr::col(("before", column)).equals(("later", column));
    Query::select()
        .expr(Expr::col(("before", Column::EffectiveDate)).max())
        .from_as(Entity, "before")
        .and_where(same(Column::Source))
        .and_where(same(Column::Base))
        .and_where(same(Column::Quote))
        .and_where(Expr::col(("before", Column::Current)).eq(true))
        .and_where(Expr::col(("before", Column::EffectiveDate)).lt(Expr::col(("later", Column::EffectiveDate))))
        .take()
}

/// The observation before each of these, of the same source and pair, beside the id of the later one.
///
/// # Errors
/// When the database fails.
pub async fn previous(conn: &Conn<'_>, ids: &[RateId]) -> Result<Vec<(RateId, Observation)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let same = |column: Column| Expr::col(("row", column)).equals(("later", column));
    let mut select = Query::select();
    select.columns(Column::iter().map(|column| ("row", column))).expr_as(Expr::col(("later", Column::Id)), "later_id");
    select.from_as(Entity, "later").from_as(Entity, "row");
    select
        .and_where(Expr::col(("later", Column::Id)).is_in(ids.iter().map(|id| id.uuid())))
        .and_where(Expr::col(("later", Column::Current)).eq(true))
        .and_where(same(Column::Source))
        .and_where(same(Column::Base))
        .and_where(same(Column::Quote))
        .and_where(Expr::col(("row", Column::Current)).eq(true))
        // As a value and not as a set: PostgreSQL looks for a set anew for each observation of the pair.
        .and_where(Expr::col(("row", Column::EffectiveDate)).eq(Expr::from(day_before())));
    let row = Cell::Row(vec![Cell::Column("later_id", Kind::Uuid), Cell::table::<Entity>()]);
    let pairs = Part::new(select, row, |text| {
        gather::each(text, |(later, row): (Uuid, row::Model)| Ok((RateId::from_uuid(later), read(row)?)))
    });
    pairs.all(conn).await
}
