//! What each network posted lately, under the seal of the day.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};

use crate::domain::comments::{Post, Seal};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Answer, Cell, Kind, Part};

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

/// The seals of these days, where they have any; to be asked for together with others.
#[must_use]
pub fn seals(days: &[i64]) -> Part<(i64, Seal)> {
    let mut select = Query::select();
    select.columns(["day", "seal"]).from(SEALS).and_where(Expr::col("day").is_in(days.iter().copied()));
    Part::new(select, plain(["day", "seal"]), |rows| {
        gather::each(rows, |(day, text): (i64, String)| {
            Ok((day, Seal::from_stored(&text).ok_or_else(|| Error::internal("a seal that is none"))?))
        })
    })
}

fn plain(names: [&'static str; 2]) -> Cell {
    Cell::Row(names.map(|name| Cell::Column(name, Kind::Plain)).into())
}

fn posts(which: Expr, since: Instant) -> (SelectStatement, Cell) {
    let mut select = Query::select();
    select.columns(["text", "at"]).from(POSTS).and_where(which).and_where(Expr::col("at").gt(since.seconds()));
    (select, plain(["text", "at"]))
}

fn read(rows: &Answer) -> Result<Vec<Post>> {
    gather::each(rows, |(text, at): (String, i64)| Ok(Post { at: Instant::from_seconds(at), text }))
}

/// What was posted from these sealed networks after `since`.
#[must_use]
pub fn recent(networks: &[String], since: Instant) -> Part<Post> {
    let (select, row) = posts(Expr::col("network").is_in(networks), since);
    Part::new(select, row, read)
}

/// A post of one of these sealed texts after `since` by another than these sealed senders, where there is one.
#[must_use]
pub fn posted_elsewhere(texts: &[String], senders: &[String], since: Instant) -> Part<Post> {
    let which = Expr::col("text").is_in(texts).and(Expr::col("network").is_not_in(senders));
    let (mut select, row) = posts(which, since);
    select.limit(1);
    Part::new(select, row, read)
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
