//! What each network posted lately, under the seal of the day.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::domain::comments::{Post, Seal};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

const POSTS: &str = "comment_posts";
const SEALS: &str = "comment_seals";

/// The seal of a day, where it has one.
///
/// # Errors
/// When the database fails, or holds something else.
pub async fn seal(conn: &Conn<'_>, day: i64) -> Result<Option<Seal>> {
    let select = Query::select().column("seal").from(SEALS).and_where(Expr::col("day").eq(day)).to_owned();
    let Some(row) = conn.query_one(&select).await.map_err(internal)? else { return Ok(None) };
    let text: String = row.try_get("", "seal").map_err(internal)?;
    Seal::from_stored(&text).map(Some).ok_or_else(|| Error::internal("a seal that is none"))
}

/// Gives a day its seal, unless it has one; tells whether it had none.
///
/// # Errors
/// When the database fails.
pub async fn set_seal(conn: &Conn<'_>, day: i64, seal: &Seal) -> Result<bool> {
    let mut insert = Query::insert();
    insert.into_table(SEALS).columns(["day", "seal"]).values_panic([day.into(), seal.to_stored().into()]);
    let unless = OnConflict::column("day").do_nothing().to_owned();
    let done = conn.execute(insert.on_conflict(unless)).await.map_err(internal)?;
    Ok(done.rows_affected() > 0)
}

/// Whether it is known of a comment, a report or a reaction from which network it came, under the seal of a day before `day`.
///
/// # Errors
/// When the database fails.
pub async fn has_networks(conn: &Conn<'_>, day: i64) -> Result<bool> {
    for table in ["comments", "comment_flags", "comment_reactions"] {
        let select =
            Query::select().column("seal_day").from(table).and_where(Expr::col("seal_day").lt(day)).limit(1).to_owned();
        if conn.query_one(&select).await.map_err(internal)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Forgets from which network those comments came whose seal is of a day before `day`.
///
/// # Errors
/// When the database fails.
pub async fn forget_networks(conn: &Conn<'_>, day: i64) -> Result<()> {
    let update = Query::update()
        .table("comments")
        .value("network", Option::<String>::None)
        .value("seal_day", Option::<i64>::None)
        .and_where(Expr::col("seal_day").lt(day))
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

/// Forgets what was posted until `until`, and the seals of the days before `day`.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &Conn<'_>, until: Instant, day: i64) -> Result<()> {
    let posts = Query::delete().from_table(POSTS).and_where(Expr::col("at").lte(until.seconds())).to_owned();
    let seals = Query::delete().from_table(SEALS).and_where(Expr::col("day").lt(day)).to_owned();
    conn.execute(&posts).await.map_err(internal)?;
    conn.execute(&seals).await.map_err(internal)?;
    Ok(())
}

/// What was posted from these sealed networks after `since`.
///
/// # Errors
/// When the database fails.
pub async fn recent(conn: &Conn<'_>, networks: &[String], since: Instant) -> Result<Vec<Post>> {
    let select = Query::select()
        .columns(["text", "at"])
        .from(POSTS)
        .and_where(Expr::col("network").is_in(networks))
        .and_where(Expr::col("at").gt(since.seconds()))
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let post = |row: &sea_orm::QueryResult| {
        let at = row.try_get("", "at").map_err(internal)?;
        Ok(Post { at: Instant::from_seconds(at), text: row.try_get("", "text").map_err(internal)? })
    };
    rows.iter().map(post).collect()
}

/// Whether one of these sealed texts was posted after `since` by another than these sealed senders.
///
/// # Errors
/// When the database fails.
pub async fn is_known(conn: &Conn<'_>, texts: &[String], senders: &[String], since: Instant) -> Result<bool> {
    let select = Query::select()
        .column("at")
        .from(POSTS)
        .and_where(Expr::col("text").is_in(texts))
        .and_where(Expr::col("network").is_not_in(senders))
        .and_where(Expr::col("at").gt(since.seconds()))
        .limit(1)
        .to_owned();
    Ok(conn.query_one(&select).await.map_err(internal)?.is_some())
}

/// Remembers what a sealed network posted.
///
/// # Errors
/// When the database fails.
pub async fn remember(conn: &Conn<'_>, network: &str, post: &Post) -> Result<()> {
    let mut insert = Query::insert();
    insert.into_table(POSTS).columns(["network", "text", "at"]);
    insert.values_panic([network.into(), post.text.as_str().into(), post.at.seconds().into()]);
    conn.execute(&insert).await.map_err(internal)?;
    Ok(())
}
