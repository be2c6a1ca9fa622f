//! Writing observations down.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::{read, row};
use crate::domain::rates::Observation;
use crate::domain::time::{Date, Instant};
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};

/// Every revision of a source for these days, the earlier ones of a pair first.
///
/// # Errors
/// When the database fails.
pub async fn revisions(conn: &Conn<'_>, source: &str, days: &[Date]) -> Result<Vec<Observation>> {
    let select = Entity::find()
        .filter(Column::Source.eq(source))
        .filter(Column::EffectiveDate.is_in(days.iter().map(ToString::to_string)))
        .order_by_asc(Column::Id)
        .order_by_asc(Column::Revision);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// Adds revisions; they become the current ones of their pairs and days.
///
/// # Errors
/// `CONFLICT` when one of them is there already, which the lock of rates rules out.
pub async fn add(conn: &Conn<'_>, observations: &[Observation]) -> Result<()> {
    let revised = observations.iter().filter(|observation| observation.revision > 1);
    let revised: Vec<Uuid> = revised.map(|observation| observation.id.uuid()).collect();
    for part in revised.chunks(10_000) {
        let update = Entity::update_many().col_expr(Column::Current, Expr::value(false));
        let update = update.filter(Column::Id.is_in(part.iter().copied())).filter(Column::Current.eq(true));
        update.exec(conn).await.map_err(internal)?;
    }
    // Thirteen values a row: a statement holds 32,766 on SQLite and 65,535 on PostgreSQL.
    for part in observations.chunks(2_000) {
        Entity::insert_many(part.iter().map(record)).exec_without_returning(conn).await.map_err(write)?;
    }
    Ok(())
}

fn record(observation: &Observation) -> row::ActiveModel {
    let quotation = &observation.quotation;
    row::ActiveModel {
        id: Set(observation.id.uuid()),
        revision: Set(observation.revision),
        source: Set(observation.source.clone()),
        base: Set(quotation.base.code().to_owned()),
        quote: Set(quotation.quote.code().to_owned()),
        effective_date: Set(quotation.effective_date.to_string()),
        nominal: Set(quotation.nominal),
        value_text: Set(quotation.value.to_string()),
        rounded: Set(quotation.rounded),
        valid_for: Set(quotation.valid_for),
        published_at: Set(quotation.published_at.map(Instant::seconds)),
        fetched_at: Set(observation.fetched_at.seconds()),
        current: Set(true),
    }
}
