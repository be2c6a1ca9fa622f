//! Pictures: what is known of them, and which articles show them. Their files are not in the database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, double_null, integer, string, string_uniq, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn media() -> TableCreateStatement {
    Table::create()
        .table("media")
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .col(string("content_type"))
        .col(integer("width"))
        .col(integer("height"))
        .col(integer("bytes"))
        .col(string_uniq("sha256"))
        .col(text_null("credit"))
        .col(text("alt_text"))
        .col(text_null("caption"))
        .col(text_null("copyright_holder"))
        .col(text_null("copyright_notice"))
        .col(text_null("usage_terms"))
        .col(double_null("focal_x"))
        .col(double_null("focal_y"))
        .to_owned()
}

fn parent(column: &'static str, owner: &'static str, action: ForeignKeyAction) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_article_media_{column}"))
        .from("article_media", column)
        .to(owner, "id")
        .on_delete(action)
        .to_owned()
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("article_media")
        .col(uuid("article_id"))
        .col(uuid("media_id"))
        .col(integer("position"))
        .col(string("role"))
        .col(text_null("caption"))
        .primary_key(Index::create().col("article_id").col("media_id"))
        .foreign_key(&mut parent("article_id", "articles", ForeignKeyAction::Cascade))
        // A picture that an article shows is not deleted.
        .foreign_key(&mut parent("media_id", "media", ForeignKeyAction::Restrict))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(media()).await?;
        manager.create_table(links()).await?;
        let newest = Index::create().name("ix_media_created_id").table("media").col("created").col("id").to_owned();
        manager.create_index(newest).await?;
        let name = "ix_article_media_media_id_article_id";
        let users = Index::create().name(name).table("article_media").col("media_id").col("article_id").to_owned();
        manager.create_index(users).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("article_media").to_owned()).await?;
        manager.drop_table(Table::drop().table("media").to_owned()).await
    }
}
