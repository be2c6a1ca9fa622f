//! Rates of some currencies: as they hold on days that are asked for, over a range, and since when there are any.
//!
//! A source publishes a currency in its own one, or its own one in that; each way is a select of its own, so that both walk
//! the index of source, pair and day.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, FromQueryResult, IdenStatic, Iterable};

use super::row::{self, Column, Entity};
use super::{Observation, known, read};
use crate::domain::currencies::Currency;
use crate::domain::rates::{LOOK_BACK, Quotation};
use crate::domain::time::{Date, Instant};
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Part};

/// Days that are asked of a source.
#[derive(Debug, Clone)]
pub struct AskedDays<'a> {
    /// The key of the source.
    pub source: &'a str,
    /// The source's own currency.
    pub pivot: Currency,
    /// The days.
    pub days: Vec<Date>,
}

/// Both ways in which a source prices currencies, as conditions on the table under a name.
pub(super) fn ways(
    select: &SelectStatement,
    table: &'static str,
    pivot: Currency,
    codes: &[Currency],
) -> [SelectStatement; 2] {
    let of = |one: Column, other: Column| {
        let codes = codes.iter().map(|currency| currency.code());
        let mut select = select.clone();
        select.and_where(Expr::col((table, one)).is_in(codes)).and_where(Expr::col((table, other)).eq(pivot.code()));
        select
    };
    [of(Column::Base, Column::Quote), of(Column::Quote, Column::Base)]
}

/// Several queries as one; `None` when there is none.
pub(super) fn together(selects: impl IntoIterator<Item = SelectStatement>) -> Option<SelectStatement> {
    selects.into_iter().reduce(|mut first, next| {
        first.union(UnionType::All, next);
        first
    })
}

fn observation(found: &sea_orm::QueryResult) -> Result<Observation> {
    read(row::Model::from_query_result(found, "").map_err(internal)?)
}

/// Of some currencies what holds on each of these days: the last current observation up to the day that is not older than
/// 14 days, beside the day. One statement.
///
/// # Errors
/// When the database fails.
pub async fn on_days(conn: &Conn<'_>, asked: &[AskedDays<'_>], codes: &[Currency]) -> Result<Vec<(Date, Observation)>> {
    let of_source = |AskedDays { source, pivot, days }: &AskedDays<'_>| {
        let day = |day: &Date| (day.to_string(), day.plus_days(-LOOK_BACK).to_string());
        let mut select = Query::select();
        select.columns(Column::iter().map(|column| ("row", column)));
        select.expr_as(Expr::col(("asked", "column1")), "asked_day");
        let last = "row_number() OVER (PARTITION BY asked.column1, \"row\".base, \"row\".quote \
                    ORDER BY \"row\".effective_date DESC)";
        select.expr_as(Expr::cust(last), "place");
        select.from_values(days.iter().map(day), "asked").from_as(Entity, "row");
        let effective = || Expr::col(("row", Column::EffectiveDate));
        select
            .and_where(Expr::col(("row", Column::Source)).eq(*source))
            .and_where(Expr::col(("row", Column::Current)).eq(true))
            .and_where(effective().gte(Expr::col(("asked", "column2"))))
            .and_where(effective().lte(Expr::col(("asked", "column1"))));
        ways(&select, "row", *pivot, codes)
    };
    let asked = asked.iter().filter(|asked| !asked.days.is_empty());
    let Some(days) = together(asked.flat_map(of_source)).filter(|_| !codes.is_empty()) else { return Ok(Vec::new()) };
    let mut select = Query::select();
    select.columns(Column::iter()).column("asked_day").from_subquery(days, "days");
    select.and_where(Expr::col("place").eq(1));
    let found = conn.query_all(&select).await.map_err(internal)?;
    let pair = |found: sea_orm::QueryResult| {
        let day: String = found.try_get("", "asked_day").map_err(internal)?;
        Ok((day.parse().map_err(|error: Error| Error::internal(error.detail))?, observation(&found)?))
    };
    found.into_iter().map(pair).collect()
}

/// A quotation of a range: base, quote, day, nominal, price, and for how many days it holds.
type Priced = (String, String, String, i32, String, Option<i32>);

fn priced((base, quote, day, nominal, value, valid_for): Priced) -> Result<Quotation> {
    let broken = |error: Error| Error::internal(error.detail);
    Ok(Quotation {
        base: known(&base)?,
        quote: known(&quote)?,
        effective_date: day.parse().map_err(broken)?,
        nominal,
        value: value.parse().map_err(broken)?,
        rounded: false,
        valid_for,
        published_at: None,
    })
}

/// What a source priced some currencies at, at least one of them, from one day to another, in no order. A range has many rows,
/// so only their prices are read.
#[must_use]
pub fn over_days(
    (source, pivot): (&str, Currency),
    codes: &[Currency],
    (from, until): (Date, Date),
) -> Option<Part<Quotation>> {
    let columns =
        [Column::Base, Column::Quote, Column::EffectiveDate, Column::Nominal, Column::ValueText, Column::ValidFor];
    let mut select = Query::select();
    select.columns(columns.map(|column| ("row", column))).from_as(Entity, "row");
    select
        .and_where(Expr::col(("row", Column::Source)).eq(source))
        .and_where(Expr::col(("row", Column::Current)).eq(true))
        .and_where(Expr::col(("row", Column::EffectiveDate)).between(from.to_string(), until.to_string()));
    let days = together(ways(&select, "row", pivot, codes)).filter(|_| !codes.is_empty())?;
    let row = Cell::Row(columns.map(|column| Cell::Column(column.as_str(), Kind::Plain)).to_vec());
    Some(Part::new(days, row, |rows| gather::each(rows, priced)))
}

/// The first days for which sources have some currencies, each source with its own currency. One statement.
///
/// # Errors
/// When the database fails.
pub async fn first_days(
    conn: &Conn<'_>,
    sources: &[(&str, Currency)],
    codes: &[Currency],
) -> Result<HashMap<(String, Currency), Date>> {
    let of = |(source, pivot): &(&str, Currency)| {
        let columns = [("row", Column::Source), ("row", Column::Base), ("row", Column::Quote)];
        let mut select = Query::select();
        select.columns(columns).from_as(Entity, "row").group_by_columns(columns);
        select.expr_as(Func::min(Expr::col(("row", Column::EffectiveDate))), "first_day");
        select.and_where(Expr::col(("row", Column::Source)).eq(*source));
        ways(&select, "row", *pivot, codes)
    };
    let Some(select) = together(sources.iter().flat_map(of)).filter(|_| !codes.is_empty()) else {
        return Ok(HashMap::new());
    };
    let mut first = HashMap::new();
    for found in conn.query_all(&select).await.map_err(internal)? {
        let text = |name: &str| found.try_get::<String>("", name).map_err(internal);
        let (source, base, quote) = (text("source")?, text("base")?, text("quote")?);
        let pivot = sources.iter().find(|(key, _)| *key == source).map_or("", |(_, pivot)| pivot.code());
        let code = if base == pivot { quote } else { base };
        let known = known(&code)?;
        let day = text("first_day")?.parse().map_err(|error: Error| Error::internal(error.detail))?;
        first.insert((source, known), day);
    }
    Ok(first)
}

/// The first and the last day of a source, and when the newest of the last day was taken.
#[derive(Debug, Clone)]
pub struct SourceDays {
    /// The key of the source.
    pub source: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// When the newest rate of the last day was taken.
    pub fetched: Instant,
}

/// The days of these sources that have any. One statement.
///
/// # Errors
/// When the database fails.
pub async fn days_of(conn: &Conn<'_>, sources: &[&str]) -> Result<Vec<SourceDays>> {
    let of = |source: &&str| {
        let end = |order| {
            let mut select = Query::select();
            select.columns([Column::Source, Column::EffectiveDate, Column::FetchedAt]).from(Entity);
            select.and_where(Expr::col(Column::Source).eq(*source));
            select.order_by(Column::EffectiveDate, order).limit(1);
            let mut whole = Query::select();
            whole.columns([Column::Source, Column::EffectiveDate, Column::FetchedAt]).from_subquery(select, "ends");
            whole
        };
        [end(sea_orm::sea_query::Order::Asc), end(sea_orm::sea_query::Order::Desc)]
    };
    let Some(select) = together(sources.iter().flat_map(of)) else { return Ok(Vec::new()) };
    let mut days: Vec<SourceDays> = Vec::new();
    for found in conn.query_all(&select).await.map_err(internal)? {
        let source: String = found.try_get("", "source").map_err(internal)?;
        let day: String = found.try_get("", "effective_date").map_err(internal)?;
        let day: Date = day.parse().map_err(|error: Error| Error::internal(error.detail))?;
        let fetched = Instant::from_seconds(found.try_get("", "fetched_at").map_err(internal)?);
        match days.iter_mut().find(|known| known.source == source) {
            Some(known) if day >= known.last => (known.last, known.fetched) = (day, fetched),
            Some(known) => known.first = known.first.min(day),
            None => days.push(SourceDays { source, first: day, last: day, fetched }),
        }
    }
    Ok(days)
}
