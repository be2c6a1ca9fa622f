//! How the banks were asked: the state of each, validators of their files, and files that are held back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One row for each bank that was ever asked.
fn banks() -> TableCreateStatement {
    Table::create()
        .table("banks")
        .col(string("source").primary_key())
        .col(big_integer("attempted"))
        .col(big_integer_null("succeeded"))
        .col(text_null("fault"))
        .col(integer("failures"))
        .col(big_integer("next_attempt"))
        .col(string_null("last_date"))
        .to_owned()
}

/// What a bank said of a file when it was taken, so that it is sent again only when it has changed.
fn files() -> TableCreateStatement {
    Table::create()
        .table("bank_files")
        .col(text("url").primary_key())
        .col(text_null("etag"))
        .col(text_null("last_modified"))
        .col(big_integer("taken"))
        .to_owned()
}

/// Files, or rows of files, that nobody serves until someone has looked at them.
fn held() -> TableCreateStatement {
    Table::create()
        .table("held_rates")
        .col(string("source"))
        // SHA-256 of the bytes: the same file is held once.
        .col(string("digest"))
        .col(text("origin"))
        .col(text("reason"))
        // The quotations as JSON; an empty list where there were none.
        .col(text("quotations"))
        .col(big_integer("fetched_at"))
        .col(string("state"))
        .col(big_integer_null("decided_at"))
        .primary_key(Index::create().col("source").col("digest"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [banks(), files(), held()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["held_rates", "bank_files", "banks"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
