//! Readers who sign in: rows and queries.

use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use crate::domain::comments::{CommentStatus, PersonalAccount};
use crate::domain::ids::ReaderId;
use crate::domain::keys::Subject;
use crate::domain::paging::Seek;
use crate::domain::readers::{Reader, ReaderCounts};
use crate::domain::text::likeness;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::paging::keyset;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "readers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub issuer: String,
        pub subject: String,
        pub name: String,
        pub name_folded: String,
        pub banned: i32,
        pub suspended_until: Option<i64>,
        pub always_premod: i32,
        pub trusted: i32,
        pub note: Option<String>,
        pub erased: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// The row without the counts, which stand with the comments.
fn read(row: row::Model) -> Reader {
    Reader {
        id: ReaderId::from_uuid(row.id),
        name: row.name,
        created: Instant::from_seconds(row.created),
        banned: row.banned != 0,
        suspended_until: row.suspended_until.map(Instant::from_seconds),
        always_premod: row.always_premod != 0,
        trusted: row.trusted != 0,
        note: row.note,
        counts: ReaderCounts::default(),
        version: row.version,
    }
}

/// The id of whom a provider signed in, where they have written.
///
/// # Errors
/// When the database fails.
pub async fn id_of(conn: &Conn<'_>, who: &Subject) -> Result<Option<ReaderId>> {
    let select = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Issuer.eq(who.issuer.as_str()))
        .filter(Column::Subject.eq(who.subject.as_str()));
    let found: Option<Uuid> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(found.map(ReaderId::from_uuid))
}

/// The reader with this id, without the counts.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &Conn<'_>, id: ReaderId) -> Result<Option<Reader>> {
    Ok(Entity::find_by_id(id.uuid()).one(conn).await.map_err(internal)?.map(read))
}

/// Who a reader is, with the account by which they sign in.
///
/// # Errors
/// When the database fails.
pub async fn account(conn: &Conn<'_>, id: ReaderId) -> Result<Option<PersonalAccount>> {
    let found = Entity::find_by_id(id.uuid()).one(conn).await.map_err(internal)?;
    Ok(found.map(|row| PersonalAccount {
        id: ReaderId::from_uuid(row.id),
        issuer: row.issuer,
        subject: row.subject,
        name: row.name,
        created: Instant::from_seconds(row.created),
        banned: row.banned != 0,
        suspended_until: row.suspended_until.map(Instant::from_seconds),
        note: row.note,
    }))
}

/// Parts a reader from the account with which they sign in, and forgets their name and what was noted of them.
///
/// # Errors
/// When the database fails.
pub async fn part(conn: &Conn<'_>, id: ReaderId, now: Instant) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::Issuer, "".into())
        // Two that leave at once must differ.
        .col_expr(Column::Subject, id.to_string().into())
        .col_expr(Column::Name, "".into())
        .col_expr(Column::NameFolded, "".into())
        .col_expr(Column::Note, Expr::value(None::<String>))
        .col_expr(Column::Erased, now.seconds().into())
        .col_expr(Column::Updated, now.seconds().into())
        .filter(Column::Id.eq(id.uuid()));
    update.exec(conn).await.map_err(internal)?;
    Ok(())
}

/// The readers who are parted from their accounts and of whom something may still be kept.
///
/// # Errors
/// When the database fails.
pub async fn leaving(conn: &Conn<'_>) -> Result<Vec<ReaderId>> {
    let select = Entity::find().select_only().column(Column::Id).filter(Column::Issuer.eq(""));
    let found: Vec<Uuid> = select.into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(ReaderId::from_uuid).collect())
}

/// Removes the row of a reader.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: ReaderId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}

/// The readers with these ids, in no order, without the counts.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[ReaderId]) -> Result<Vec<Reader>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    Ok(rows.into_iter().map(read).collect())
}

/// The reader with this id, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: ReaderId) -> Result<Option<Reader>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    Ok(found.map(read))
}

/// Readers whose name holds a text, the newest first, without the counts.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, name: Option<&str>, seek: &Seek) -> Result<Vec<Reader>> {
    let mut select = Entity::find();
    if let Some(name) = name {
        // Not LIKE, in which signs of a name would mean something.
        let within =
            Func::cust("REPLACE").args([Expr::col(Column::NameFolded), Expr::value(likeness(name)), Expr::value("")]);
        select = select.filter(Expr::expr(within).ne(Expr::col(Column::NameFolded)));
    }
    let select = keyset(select, Column::Created, Column::Id, seek, true);
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// Makes a reader of whom a provider signed in, unless they are one, and keeps the name that they have now. Gives back the
/// id, which is not the given one where somebody was first, and whether the reader is new.
///
/// # Errors
/// When the database fails.
pub async fn ensure(
    conn: &Conn<'_>,
    (id, who): (ReaderId, &Subject),
    name: Option<&str>,
    now: Instant,
) -> Result<(ReaderId, bool)> {
    let new = row::ActiveModel {
        id: Set(id.uuid()),
        version: Set(1),
        created: Set(now.seconds()),
        updated: Set(now.seconds()),
        issuer: Set(who.issuer.clone()),
        subject: Set(who.subject.clone()),
        name: Set(name.unwrap_or_default().to_owned()),
        name_folded: Set(likeness(name.unwrap_or_default())),
        banned: Set(0),
        suspended_until: Set(None),
        always_premod: Set(0),
        trusted: Set(0),
        note: Set(None),
        erased: Set(None),
    };
    let unless = OnConflict::columns([Column::Issuer, Column::Subject]).do_nothing().to_owned();
    let made = Entity::insert(new).on_conflict(unless).exec_without_returning(conn).await.map_err(internal)?;
    if made > 0 {
        return Ok((id, true));
    }
    let known = shared(conn, who).await?.ok_or_else(|| Error::internal("a reader who is there and is not"))?;
    if let Some(name) = name {
        rename(conn, known, name, now).await?;
    }
    Ok((known, false))
}

/// The id of whom a provider signed in. They stay who they are until the transaction ends: whoever erases them waits, and
/// meets what was written.
async fn shared(conn: &Conn<'_>, who: &Subject) -> Result<Option<ReaderId>> {
    let select = Entity::find().filter(Column::Issuer.eq(who.issuer.as_str()));
    let select = select.filter(Column::Subject.eq(who.subject.as_str())).lock_shared();
    Ok(select.one(conn).await.map_err(internal)?.map(|row| ReaderId::from_uuid(row.id)))
}

/// Keeps another name. That is no change of a moderator: the version stays.
async fn rename(conn: &Conn<'_>, id: ReaderId, name: &str, now: Instant) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::Name, name.into())
        .col_expr(Column::NameFolded, likeness(name).into())
        .col_expr(Column::Updated, now.seconds().into())
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::Name.ne(name));
    update.exec(conn).await.map_err(internal)?;
    Ok(())
}

/// Stores what moderators said of a reader.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &Conn<'_>, reader: &Reader, now: Instant) -> Result<()> {
    let record = row::ActiveModel {
        id: Set(reader.id.uuid()),
        version: Set(reader.version),
        updated: Set(now.seconds()),
        banned: Set(reader.banned.into()),
        suspended_until: Set(reader.suspended_until.map(Instant::seconds)),
        always_premod: Set(reader.always_premod.into()),
        trusted: Set(reader.trusted.into()),
        note: Set(reader.note.clone()),
        ..Default::default()
    };
    record.update(conn).await.map_err(internal)?;
    Ok(())
}

#[derive(FromQueryResult)]
struct OfStatus {
    reader_id: Uuid,
    status: String,
    count: i64,
}

/// How many comments these readers wrote; those who wrote none are left out.
///
/// # Errors
/// When the database fails.
pub async fn counts(conn: &Conn<'_>, ids: &[ReaderId]) -> Result<Vec<(ReaderId, ReaderCounts)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["reader_id", "status"])
        .expr_as(Func::count(Expr::col("id")), "count")
        .from("comments")
        .and_where(Expr::col("reader_id").is_in(ids.iter().map(|id| id.uuid())))
        .group_by_columns(["reader_id", "status"])
        .to_owned();
    let mut counts: Vec<(ReaderId, ReaderCounts)> = Vec::new();
    for row in conn.query_all(&select).await.map_err(internal)? {
        let row = OfStatus::from_query_result(&row, "").map_err(internal)?;
        let id = ReaderId::from_uuid(row.reader_id);
        if counts.iter().all(|(known, _)| *known != id) {
            counts.push((id, ReaderCounts::default()));
        }
        if let Some((_, sum)) = counts.iter_mut().find(|(known, _)| *known == id) {
            add(sum, &row.status, i32::try_from(row.count).unwrap_or(i32::MAX));
        }
    }
    Ok(counts)
}

fn add(sum: &mut ReaderCounts, status: &str, count: i32) {
    sum.written = sum.written.saturating_add(count);
    match CommentStatus::from_name(status) {
        Some(status) if status.is_visible() => sum.visible = sum.visible.saturating_add(count),
        Some(CommentStatus::Held) => sum.held = sum.held.saturating_add(count),
        Some(CommentStatus::Rejected | CommentStatus::Spam) => sum.rejected = sum.rejected.saturating_add(count),
        _ => {}
    }
}
