//! Comments with their counts, and for a day what each network posted, under a seal that changes daily.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, text, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn of_article(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_article_id"))
        .from(table, "article_id")
        .to("articles", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

/// `replies` and `descendants` count what readers see directly under a comment and anywhere below it; `ancestors` are the
/// comments above it as a JSON list, the top of the thread first.
fn comments() -> TableCreateStatement {
    Table::create()
        .table("comments")
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .col(uuid("article_id"))
        .col(uuid_null("in_reply_to"))
        .col(uuid_null("parent_id"))
        .col(uuid("root_id"))
        .col(integer("depth"))
        .col(text("ancestors"))
        .col(text("author_name"))
        .col(text("text"))
        .col(string("status"))
        .col(text("reasons"))
        .col(integer("replies"))
        .col(integer("descendants"))
        .foreign_key(&mut of_article("comments"))
        .to_owned()
}

/// One row an article: how many of its comments readers see. Whoever writes comments of an article holds its row.
fn counts() -> TableCreateStatement {
    Table::create()
        .table("comment_counts")
        .col(uuid("article_id").primary_key())
        .col(integer("visible"))
        .foreign_key(&mut of_article("comment_counts"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
        for column in columns {
            index.col(*column);
        }
        index
    };
    vec![
        index("comments", &["article_id", "depth", "created", "id"]),
        index("comments", &["parent_id", "created", "id"]),
        index("comments", &["status", "created", "id"]),
        index("comments", &["created", "id"]),
        index("comment_posts", &["network", "at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Networks and texts stand here under the day's seal only, until the first post of the next.
        let posts = Table::create()
            .table("comment_posts")
            .col(string("network"))
            .col(string("text"))
            .col(big_integer("at"))
            .to_owned();
        // A day is counted from 1970-01-01, UTC.
        let seals =
            Table::create().table("comment_seals").col(big_integer("day").primary_key()).col(string("seal")).to_owned();
        for table in [comments(), counts(), posts, seals] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["comment_seals", "comment_posts", "comment_counts", "comments"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
