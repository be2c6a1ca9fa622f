//! Idempotency keys: who claimed which, for what request, and what was made under it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, string_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Part 0 is the claim; each thing made under the key is a part of its own, in the transaction that makes it.
        let table = Table::create()
            .table("idempotency")
            .col(string("scope"))
            .col(string("key"))
            .col(integer("part"))
            .col(string("fingerprint"))
            .col(string("owner"))
            .col(uuid_null("made"))
            .col(string_null("outcome"))
            .col(big_integer("at"))
            .col(big_integer("busy_until"))
            .primary_key(Index::create().col("scope").col("key").col("part"))
            .to_owned();
        manager.create_table(table).await?;
        let index = Index::create().name("ix_idempotency_at").table("idempotency").col("at").to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency").to_owned()).await
    }
}
