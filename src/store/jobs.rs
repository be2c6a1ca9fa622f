//! Leases: which process does a job now.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// Takes or renews the lease of a job until an instant; `false` when another holder has it still.
///
/// # Errors
/// When the database fails.
pub async fn take(conn: &Conn<'_>, name: &str, holder: &str, now: Instant, until: Instant) -> Result<bool> {
    let columns = ["name", "holder", "held_until"];
    let insert = Query::insert()
        .into_table("jobs")
        .columns(columns)
        .values_panic([name.into(), holder.into(), now.seconds().into()])
        .on_conflict(OnConflict::column("name").do_nothing().to_owned())
        .to_owned();
    conn.execute(&insert).await.map_err(internal)?;
    let free = Expr::col("holder").eq(holder).or(Expr::col("held_until").lte(now.seconds()));
    let update = Query::update()
        .table("jobs")
        .values([("holder", holder.into()), ("held_until", until.seconds().into())])
        .and_where(Expr::col("name").eq(name))
        .and_where(free)
        .to_owned();
    Ok(conn.execute(&update).await.map_err(internal)?.rows_affected() == 1)
}
