//! How banks were asked: their states, and the validators of their files.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};

use crate::domain::rates::BankState;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

const STATE: [&str; 7] = ["source", "attempted", "succeeded", "fault", "failures", "next_attempt", "last_date"];

fn select() -> SelectStatement {
    Query::select().columns(STATE).from("banks").to_owned()
}

fn read(row: &sea_orm::QueryResult) -> Result<BankState> {
    let instant = |column: &str| row.try_get::<i64>("", column).map(Instant::from_seconds).map_err(internal);
    let last_date: Option<String> = row.try_get("", "last_date").map_err(internal)?;
    let succeeded: Option<i64> = row.try_get("", "succeeded").map_err(internal)?;
    let parsed = last_date.map(|day| day.parse().map_err(|error: Error| Error::internal(error.detail)));
    Ok(BankState {
        source: row.try_get("", "source").map_err(internal)?,
        attempted: instant("attempted")?,
        succeeded: succeeded.map(Instant::from_seconds),
        fault: row.try_get("", "fault").map_err(internal)?,
        failures: row.try_get("", "failures").map_err(internal)?,
        next_attempt: instant("next_attempt")?,
        last_date: parsed.transpose()?,
    })
}

/// How each bank was asked that ever was, in no order.
///
/// # Errors
/// When the database fails.
pub async fn states(conn: &Conn<'_>) -> Result<Vec<BankState>> {
    conn.query_all(&select()).await.map_err(internal)?.iter().map(read).collect()
}

/// How a bank was asked; `None` when it never was.
///
/// # Errors
/// When the database fails.
pub async fn state(conn: &Conn<'_>, source: &str) -> Result<Option<BankState>> {
    let one = select().and_where(Expr::col("source").eq(source)).to_owned();
    conn.query_one(&one).await.map_err(internal)?.as_ref().map(read).transpose()
}

/// Writes down how a bank was asked.
///
/// # Errors
/// When the database fails.
pub async fn set_state(conn: &Conn<'_>, state: &BankState) -> Result<()> {
    let insert = Query::insert()
        .into_table("banks")
        .columns(STATE)
        .values_panic([
            state.source.as_str().into(),
            state.attempted.seconds().into(),
            state.succeeded.map(Instant::seconds).into(),
            state.fault.clone().into(),
            state.failures.into(),
            state.next_attempt.seconds().into(),
            state.last_date.map(|day| day.to_string()).into(),
        ])
        .on_conflict(OnConflict::column("source").update_columns(STATE.into_iter().skip(1)).to_owned())
        .to_owned();
    conn.execute(&insert).await.map_err(internal).map(drop)
}

/// What a bank said of a file when it was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag` as it was sent.
    pub etag: Option<String>,
    /// `Last-Modified` as it was sent.
    pub last_modified: Option<String>,
}

/// The validators of a file; none when it was never taken.
///
/// # Errors
/// When the database fails.
pub async fn validators(conn: &Conn<'_>, url: &str) -> Result<Validators> {
    let select = Query::select()
        .columns(["etag", "last_modified"])
        .from("bank_files")
        .and_where(Expr::col("url").eq(url))
        .to_owned();
    let Some(row) = conn.query_one(&select).await.map_err(internal)? else { return Ok(Validators::default()) };
    let text = |column: &str| row.try_get("", column).map_err(internal);
    Ok(Validators { etag: text("etag")?, last_modified: text("last_modified")? })
}

/// Writes down the validators of a file that was taken.
///
/// # Errors
/// When the database fails.
pub async fn set_validators(conn: &Conn<'_>, url: &str, validators: &Validators, now: Instant) -> Result<()> {
    let columns = ["url", "etag", "last_modified", "taken"];
    let insert = Query::insert()
        .into_table("bank_files")
        .columns(columns)
        .values_panic([
            url.into(),
            validators.etag.clone().into(),
            validators.last_modified.clone().into(),
            now.seconds().into(),
        ])
        .on_conflict(OnConflict::column("url").update_columns(columns.into_iter().skip(1)).to_owned())
        .to_owned();
    conn.execute(&insert).await.map_err(internal).map(drop)
}
