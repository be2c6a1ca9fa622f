//! Curated lists with their items, and the secrets of the server by name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, text_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

fn parent(
    child: &'static str,
    column: &'static str,
    owner: &'static str,
    action: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{child}_{column}"))
        .from(child, column)
        .to(owner, "id")
        .on_delete(action)
        .to_owned()
}

fn lists() -> TableCreateStatement {
    table("article_lists")
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .col(string("slug"))
        .col(text("names"))
        .col(string_null("language"))
        .col(text_null("description"))
        .col(uuid_null("fill_section_id"))
        .col(uuid_null("fill_tag_id"))
        .col(string_null("fill_language"))
        .col(integer_null("fill_limit"))
        .foreign_key(&mut parent("article_lists", "fill_section_id", "sections", ForeignKeyAction::Restrict))
        .foreign_key(&mut parent("article_lists", "fill_tag_id", "tags", ForeignKeyAction::Restrict))
        .to_owned()
}

fn items() -> TableCreateStatement {
    table("article_list_items")
        .col(uuid("list_id"))
        .col(uuid("article_id"))
        .col(integer("position"))
        .col(boolean("pinned"))
        .col(big_integer_null("valid_from"))
        .col(big_integer_null("valid_until"))
        .col(text_null("note"))
        .primary_key(Index::create().col("list_id").col("article_id"))
        .foreign_key(&mut parent("article_list_items", "list_id", "article_lists", ForeignKeyAction::Cascade))
        // A draft that is deleted goes from the lists too.
        .foreign_key(&mut parent("article_list_items", "article_id", "articles", ForeignKeyAction::Cascade))
        .to_owned()
}

fn secrets() -> TableCreateStatement {
    table("secrets").col(string("name").primary_key()).col(text("value")).col(big_integer("since")).to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [lists(), items(), secrets()] {
            manager.create_table(table).await?;
        }
        let slug = Index::create().name("ix_article_lists_slug").table("article_lists").col("slug").unique().to_owned();
        manager.create_index(slug).await?;
        // In which lists an article stands, for its deletion.
        let article = Index::create()
            .name("ix_article_list_items_article_id")
            .table("article_list_items")
            .col("article_id")
            .to_owned();
        manager.create_index(article).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["secrets", "article_list_items", "article_lists"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
