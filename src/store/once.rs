//! Idempotency keys: claims, and what was made under them.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, is_taken};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub scope: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: i32,
        pub fingerprint: String,
        pub owner: String,
        pub made: Option<Uuid>,
        pub outcome: Option<String>,
        pub at: i64,
        pub busy_until: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{ActiveModel, Column, Entity};

/// A key of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Whose it is.
    pub scope: String,
    /// The key as the client chose it.
    pub key: String,
}

/// A claim as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What the request was.
    pub fingerprint: String,
    /// Who bears the key now: one run of the request.
    pub owner: String,
    /// Until when its first bearer is thought to be at work.
    pub busy_until: Instant,
}

fn part_of(key: &Key, part: i32) -> (String, String, i32) {
    (key.scope.clone(), key.key.clone(), part)
}

/// The claim on a key, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, key: &Key) -> Result<Option<Claim>> {
    use sea_orm::QuerySelect;
    let found = Entity::find_by_id(part_of(key, 0)).lock_exclusive().one(conn).await.map_err(internal)?;
    Ok(found.map(|row| Claim {
        fingerprint: row.fingerprint,
        owner: row.owner,
        busy_until: Instant::from_seconds(row.busy_until),
    }))
}

/// Claims a key that nobody has; `false` when somebody was faster.
///
/// # Errors
/// When the database fails.
pub async fn claim(conn: &Conn<'_>, key: &Key, claim: &Claim, now: Instant) -> Result<bool> {
    let record = ActiveModel {
        scope: Set(key.scope.clone()),
        key: Set(key.key.clone()),
        part: Set(0),
        fingerprint: Set(claim.fingerprint.clone()),
        owner: Set(claim.owner.clone()),
        made: Set(None),
        outcome: Set(None),
        at: Set(now.seconds()),
        busy_until: Set(claim.busy_until.seconds()),
    };
    // A key that was forgotten begins anew, also where things made under it are still remembered.
    let fresh = Entity::find_by_id(part_of(key, 0)).one(conn).await.map_err(internal)?.is_none();
    if fresh {
        Entity::delete_many().filter(of(key)).exec(conn).await.map_err(internal)?;
    }
    let taken = OnConflict::columns([Column::Scope, Column::Key, Column::Part]).do_nothing().to_owned();
    let rows = Entity::insert(record).on_conflict(taken).exec_without_returning(conn).await.map_err(internal)?;
    Ok(rows == 1)
}

/// Gives a key to another bearer, who is thought to be at work until an instant.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(conn: &Conn<'_>, key: &Key, owner: &str, until: Instant) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::Owner, Expr::value(owner))
        .col_expr(Column::BusyUntil, Expr::value(until.seconds()));
    update.filter(of(key)).filter(Column::Part.eq(0)).exec(conn).await.map_err(internal)?;
    Ok(())
}

/// Says that the bearer of a key is no longer at work, if it is still this one.
///
/// # Errors
/// When the database fails.
pub async fn end(conn: &Conn<'_>, key: &Key, owner: &str, now: Instant) -> Result<()> {
    let update = Entity::update_many().col_expr(Column::BusyUntil, Expr::value(now.seconds()));
    let mine = of(key).add(Column::Part.eq(0)).add(Column::Owner.eq(owner));
    update.filter(mine).exec(conn).await.map_err(internal)?;
    Ok(())
}

fn of(key: &Key) -> sea_orm::Condition {
    sea_orm::Condition::all().add(Column::Scope.eq(&key.scope)).add(Column::Key.eq(&key.key))
}

/// What was made under a part of a key, and how that was called.
///
/// # Errors
/// When the database fails.
pub async fn made(conn: &Conn<'_>, key: &Key, part: i32) -> Result<Option<(Uuid, String)>> {
    let found = Entity::find_by_id(part_of(key, part)).one(conn).await.map_err(internal)?;
    Ok(found.and_then(|row| Some((row.made?, row.outcome?))))
}

/// Keeps what was made under a part of a key; `false` when another bearer made it at the same moment.
///
/// # Errors
/// When the database fails.
pub async fn keep(
    conn: &Conn<'_>,
    (key, owner): (&Key, &str),
    part: i32,
    made: Uuid,
    outcome: &str,
    now: Instant,
) -> Result<bool> {
    let record = ActiveModel {
        scope: Set(key.scope.clone()),
        key: Set(key.key.clone()),
        part: Set(part),
        fingerprint: Set(String::new()),
        owner: Set(owner.to_owned()),
        made: Set(Some(made)),
        outcome: Set(Some(outcome.to_owned())),
        at: Set(now.seconds()),
        busy_until: Set(now.seconds()),
    };
    match Entity::insert(record).exec_without_returning(conn).await {
        Ok(_) => Ok(true),
        Err(error) if is_taken(&error) => Ok(false),
        Err(error) => Err(internal(error)),
    }
}

/// Gives a key free under which nothing was made, if this is still its bearer.
///
/// # Errors
/// When the database fails.
pub async fn release(conn: &Conn<'_>, key: &Key, owner: &str) -> Result<()> {
    let parts = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, "parts")
        .and_where(Expr::col(("parts", Column::Scope)).eq(&key.scope))
        .and_where(Expr::col(("parts", Column::Key)).eq(&key.key))
        .and_where(Expr::col(("parts", Column::Part)).gt(0))
        .to_owned();
    let mine = of(key).add(Column::Part.eq(0)).add(Column::Owner.eq(owner)).add(Expr::exists(parts).not());
    Entity::delete_many().filter(mine).exec(conn).await.map_err(internal)?;
    Ok(())
}

/// Forgets keys from before an instant.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &Conn<'_>, before: Instant) -> Result<()> {
    Entity::delete_many().filter(Column::At.lt(before.seconds())).exec(conn).await.map_err(internal)?;
    Ok(())
}
