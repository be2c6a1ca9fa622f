//! Observations of exchange rates, and the channels of the newsroom.
//!
//! A value is kept as the text that was published: a number of the database would lose its last zeros, or its digits.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, string, text, text_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Every revision of every rate; the last one of a pair and day is the current one.
fn observations() -> TableCreateStatement {
    Table::create()
        .table("observations")
        .col(uuid("id"))
        .col(integer("revision"))
        .col(string("source"))
        .col(string("base"))
        .col(string("quote"))
        .col(string("effective_date"))
        .col(integer("nominal"))
        .col(text("value_text"))
        .col(boolean("rounded"))
        .col(integer_null("valid_for"))
        .col(big_integer_null("published_at"))
        .col(big_integer("fetched_at"))
        .col(boolean("current"))
        .primary_key(Index::create().col("id").col("revision"))
        .to_owned()
}

fn channels() -> TableCreateStatement {
    Table::create()
        .table("channels")
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .col(string("kind"))
        .col(string("language"))
        .col(text("label"))
        .col(text_null("url"))
        .col(integer("position"))
        // Null once it is removed, so that it can be made again.
        .col(text_null("identity"))
        // As what an import knew it, also after it was changed or removed; null when it was not imported.
        .col(text_null("origin"))
        .col(big_integer_null("removed"))
        .to_owned()
}

fn index(table: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    index
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(observations()).await?;
        manager.create_table(channels()).await?;
        for index in [
            // Two imports at the same moment cannot both add the same revision.
            index("observations", &["source", "base", "quote", "effective_date", "revision"], true),
            index("observations", &["source", "effective_date"], false),
            index("channels", &["identity"], true),
            index("channels", &["origin"], true),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["channels", "observations"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
