//! API keys: only the hash of a key is kept, and the part by which it is found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_uniq, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("api_keys")
            .col(uuid("id").primary_key())
            .col(string_uniq("prefix"))
            .col(string("hash"))
            .col(text("label"))
            .col(text("scopes"))
            .col(big_integer("created"))
            .col(big_integer_null("expires"))
            .col(big_integer_null("revoked"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("api_keys").to_owned()).await
    }
}
