//! The tags, authors and further sections of an article in their order, in one index each: a list reads them without a look
//! at the rows.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const LINKS: [(&str, &str); 3] =
    [("article_tags", "tag_id"), ("article_authors", "author_id"), ("article_sections", "section_id")];

fn name(table: &str) -> String {
    format!("ix_{table}_in_order")
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in LINKS {
            let index =
                Index::create().name(name(table)).table(table).col("article_id").col("position").col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, _) in LINKS {
            manager.drop_index(Index::drop().name(name(table)).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
