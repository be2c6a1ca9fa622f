//! The change log. `seq` is given by the writer under one lock, so it has no gaps and follows the order of commits.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("changes")
            .col(big_integer("seq").primary_key())
            .col(string("noun"))
            .col(uuid("id"))
            .col(string("op"))
            .col(text_null("reason"))
            .col(string("audience"))
            .col(text("facets"))
            .col(big_integer("at"))
            .to_owned();
        manager.create_table(table).await?;
        // What happened to one thing is asked for by imports.
        let index = Index::create().name("ix_changes_id_seq").table("changes").col("id").col("seq").to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("changes").to_owned()).await
    }
}
