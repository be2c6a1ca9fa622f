//! The form in which a body came, by name: there are more than two now.
//!
//! The column may be empty: a program from before writes rows without it and still reads `original_is_html`, which tells
//! the form of such rows.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_null;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The bodies of articles, and those of their former versions.
const TABLES: [&str; 2] = ["article_bodies", "article_revision_bodies"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.alter_table(Table::alter().table(table).add_column(string_null("form")).to_owned()).await?;
            let filled = format!("UPDATE {table} SET form = CASE WHEN original_is_html THEN 'html' ELSE 'text' END");
            manager.get_connection().execute_unprepared(&filled).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column("form").to_owned()).await?;
        }
        Ok(())
    }
}
