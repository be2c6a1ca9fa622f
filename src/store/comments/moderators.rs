//! Keys that judge comments only in some sections.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};

use crate::domain::ids::{KeyId, SectionId};
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

const TABLE: &str = "section_moderators";

/// The sections in which a key judges, each with those below it; none for a key that judges everywhere.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, key: KeyId) -> Result<Vec<SectionId>> {
    let found = all_where(conn, Some(key)).await?;
    Ok(found.into_iter().map(|(_, section)| section).collect())
}

/// Every key that judges only in some sections, with these.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>) -> Result<Vec<(KeyId, SectionId)>> {
    all_where(conn, None).await
}

async fn all_where(conn: &Conn<'_>, key: Option<KeyId>) -> Result<Vec<(KeyId, SectionId)>> {
    let mut select = Query::select();
    select.columns(["key_id", "section_id"]).from(TABLE);
    if let Some(key) = key {
        select.and_where(Expr::col("key_id").eq(key.uuid()));
    }
    select.order_by("key_id", Order::Asc).order_by("section_id", Order::Asc);
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let read = |row: &sea_orm::QueryResult| {
        let key = row.try_get("", "key_id").map_err(internal)?;
        let section = row.try_get("", "section_id").map_err(internal)?;
        Ok((KeyId::from_uuid(key), SectionId::from_uuid(section)))
    };
    rows.iter().map(read).collect()
}

/// Sets the sections in which a key judges; without any, it judges everywhere.
///
/// # Errors
/// When the database fails.
pub async fn set(conn: &Conn<'_>, key: KeyId, sections: &[SectionId]) -> Result<()> {
    let delete = Query::delete().from_table(TABLE).and_where(Expr::col("key_id").eq(key.uuid())).to_owned();
    conn.execute(&delete).await.map_err(internal)?;
    for section in sections {
        let mut insert = Query::insert();
        insert.into_table(TABLE).columns(["key_id", "section_id"]);
        insert.values_panic([key.uuid().into(), section.uuid().into()]);
        conn.execute(&insert).await.map_err(internal)?;
    }
    Ok(())
}
