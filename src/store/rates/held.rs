//! Rates that are held back.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query, SelectStatement};
use serde::{Deserialize, Serialize};

use crate::domain::currencies::Currency;
use crate::domain::rates::{HeldRates, HeldState, Quotation};
use crate::domain::time::{Date, Instant};
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

const COLUMNS: [&str; 8] = ["source", "digest", "origin", "reason", "quotations", "fetched_at", "state", "decided_at"];

/// A quotation as it is stored here.
#[derive(Serialize, Deserialize)]
struct Row {
    base: Currency,
    quote: Currency,
    day: Date,
    nominal: i32,
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_for: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published_at: Option<Instant>,
}

impl From<&Quotation> for Row {
    fn from(quotation: &Quotation) -> Self {
        Self {
            base: quotation.base,
            quote: quotation.quote,
            day: quotation.effective_date,
            nominal: quotation.nominal,
            value: quotation.value.to_string(),
            valid_for: quotation.valid_for,
            published_at: quotation.published_at,
        }
    }
}

impl Row {
    fn quotation(self) -> Result<Quotation> {
        Ok(Quotation {
            base: self.base,
            quote: self.quote,
            effective_date: self.day,
            nominal: self.nominal,
            value: self.value.parse().map_err(|error: Error| Error::internal(error.detail))?,
            rounded: false,
            valid_for: self.valid_for,
            published_at: self.published_at,
        })
    }
}

fn read(row: &sea_orm::QueryResult) -> Result<HeldRates> {
    let text = |column: &str| row.try_get::<String>("", column).map_err(internal);
    let rows: Vec<Row> = serde_json::from_str(&text("quotations")?).map_err(Error::internal)?;
    let word = text("state")?;
    let state = HeldState::ALL.into_iter().find(|(_, known)| *known == word).map(|(state, _)| state);
    let decided_at: Option<i64> = row.try_get("", "decided_at").map_err(internal)?;
    Ok(HeldRates {
        source: text("source")?,
        digest: text("digest")?,
        origin: text("origin")?,
        reason: text("reason")?,
        quotations: rows.into_iter().map(Row::quotation).collect::<Result<_>>()?,
        fetched_at: Instant::from_seconds(row.try_get("", "fetched_at").map_err(internal)?),
        state: state.ok_or_else(|| Error::internal(format!("no state «{word}»")))?,
        decided_at: decided_at.map(Instant::from_seconds),
    })
}

fn select() -> SelectStatement {
    Query::select().columns(COLUMNS).from("held_rates").to_owned()
}

/// Holds rates back; a file that was held before stays as it is. Whether it is held for the first time.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &Conn<'_>, held: &HeldRates) -> Result<bool> {
    let rows: Vec<Row> = held.quotations.iter().map(Row::from).collect();
    let insert = Query::insert()
        .into_table("held_rates")
        .columns(COLUMNS)
        .values_panic([
            held.source.as_str().into(),
            held.digest.as_str().into(),
            held.origin.as_str().into(),
            held.reason.as_str().into(),
            serde_json::to_string(&rows).map_err(Error::internal)?.into(),
            held.fetched_at.seconds().into(),
            held.state.word().into(),
            held.decided_at.map(Instant::seconds).into(),
        ])
        .on_conflict(OnConflict::columns(["source", "digest"]).do_nothing().to_owned())
        .to_owned();
    Ok(conn.execute(&insert).await.map_err(internal)?.rows_affected() == 1)
}

/// What is held back, or all that ever was, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>, with_decided: bool) -> Result<Vec<HeldRates>> {
    let mut select = select();
    if !with_decided {
        select.and_where(Expr::col("state").eq(HeldState::Waiting.word()));
    }
    select.order_by("fetched_at", Order::Asc).order_by("source", Order::Asc).order_by("digest", Order::Asc);
    conn.query_all(&select).await.map_err(internal)?.iter().map(read).collect()
}

/// What waits and has a digest that begins so; the beginning has hexadecimal digits only.
///
/// # Errors
/// When the database fails.
pub async fn waiting(conn: &Conn<'_>, digest: &str) -> Result<Vec<HeldRates>> {
    let mut select = select();
    select.and_where(Expr::col("state").eq(HeldState::Waiting.word()));
    select.and_where(Expr::col("digest").like(format!("{digest}%")));
    conn.query_all(&select).await.map_err(internal)?.iter().map(read).collect()
}

/// Writes down what became of rates that waited; `false` when somebody else has decided.
///
/// # Errors
/// When the database fails.
pub async fn decide(conn: &Conn<'_>, held: &HeldRates, state: HeldState, now: Instant) -> Result<bool> {
    let update = Query::update()
        .table("held_rates")
        .values([("state", state.word().into()), ("decided_at", now.seconds().into())])
        .and_where(Expr::col("source").eq(held.source.as_str()))
        .and_where(Expr::col("digest").eq(held.digest.as_str()))
        .and_where(Expr::col("state").eq(HeldState::Waiting.word()))
        .to_owned();
    Ok(conn.execute(&update).await.map_err(internal)?.rows_affected() == 1)
}
