//! Dateline's database schema: one set of migrations for SQLite and PostgreSQL.
//!
//! Instants are stored as whole seconds since 1970-01-01T00:00:00Z in 64-bit integers, civil dates as `YYYY-MM-DD` text,
//! ids as UUIDs; both engines then compare them alike. Migrations are additive: a column or table is only removed in a
//! release after the one that stopped using it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection};

mod m20261123_000001_articles;
mod m20261123_000002_keys;
mod m20261123_000003_changes;
mod m20261123_000004_clock;
mod m20261123_000005_rates;
mod m20261123_000006_comments;
mod m20261123_000007_once;
mod m20261127_000010_articles_full;
mod m20261127_000011_media;
mod m20261127_000012_taxonomy;
mod m20261127_000013_lists;
mod m20261127_000014_bodies;
mod m20261127_000016_seen_before;
mod m20261127_000020_datelines;
mod m20261127_000030_rates;
mod m20261127_000040_author_slugs;
mod m20261127_000041_links_in_order;
mod m20261127_000050_comments_full;

/// The migrations in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_articles::Migration),
            Box::new(m20261123_000002_keys::Migration),
            Box::new(m20261123_000003_changes::Migration),
            Box::new(m20261123_000004_clock::Migration),
            Box::new(m20261123_000005_rates::Migration),
            Box::new(m20261123_000006_comments::Migration),
            Box::new(m20261123_000007_once::Migration),
            Box::new(m20261127_000010_articles_full::Migration),
            Box::new(m20261127_000011_media::Migration),
            Box::new(m20261127_000012_taxonomy::Migration),
            Box::new(m20261127_000013_lists::Migration),
            Box::new(m20261127_000014_bodies::Migration),
            Box::new(m20261127_000016_seen_before::Migration),
            Box::new(m20261127_000020_datelines::Migration),
            Box::new(m20261127_000030_rates::Migration),
            Box::new(m20261127_000040_author_slugs::Migration),
            Box::new(m20261127_000041_links_in_order::Migration),
            Box::new(m20261127_000050_comments_full::Migration),
        ]
    }
}

/// The names of the applied migrations, also those that this program does not know; changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn applied(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    const TABLE: &str = "seaql_migrations";
    if !SchemaManager::new(db).has_table(TABLE).await? {
        return Ok(Vec::new());
    }
    let select = Query::select().column("version").from(TABLE).order_by("version", Order::Asc).to_owned();
    db.query_all(&select).await?.iter().map(|row| row.try_get("", "version")).collect()
}

pub use sea_orm_migration::{MigrationStatus, MigratorTrait as MigratorExt};
