//! The article model in full: what stands in the row of an article, its further sections, its former addresses and its
//! former versions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, text_null, uuid,
    uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn columns() -> Vec<ColumnDef> {
    vec![
        text_null("short_headline"),
        string("profile").default("article").to_owned(),
        integer_null("urgency"),
        uuid_null("story_id"),
        uuid_null("parent_id"),
        uuid_null("source_id"),
        integer_null("source_version"),
        text_null("info_sources"),
        text_null("rights"),
        text_null("canonical_url"),
        text_null("extra"),
        big_integer_null("content_modified"),
        integer("content_version").default(1).to_owned(),
        string("pub_status").default("usable").to_owned(),
        big_integer_null("recalled"),
        text_null("recall_reason"),
        uuid_null("replaced_by"),
        big_integer_null("restored"),
        integer("word_count").default(0).to_owned(),
        string_null("change_kind"),
        text_null("change_note"),
        text_null("changed_fields"),
        boolean("seen").default(false).to_owned(),
    ]
}

fn owner(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_article_id"))
        .from(table, "article_id")
        .to("articles", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn sections() -> TableCreateStatement {
    let section = ForeignKey::create()
        .name("fk_article_sections_section_id")
        .from("article_sections", "section_id")
        .to("sections", "id")
        .on_delete(ForeignKeyAction::Restrict)
        .to_owned();
    Table::create()
        .table("article_sections")
        .col(uuid("article_id"))
        .col(uuid("section_id"))
        .col(integer("position"))
        .primary_key(Index::create().col("article_id").col("section_id"))
        .foreign_key(&mut owner("article_sections"))
        .foreign_key(&mut { section })
        .to_owned()
}

fn aliases(backend: DbBackend) -> TableCreateStatement {
    let mut slug = string("slug");
    if backend == DbBackend::Postgres {
        slug.extra("COLLATE \"C\"");
    }
    Table::create()
        .table("article_aliases")
        .col(string("language"))
        .col(slug)
        .col(uuid("article_id"))
        .col(big_integer("ceased"))
        .primary_key(Index::create().col("slug").col("language"))
        .foreign_key(&mut owner("article_aliases"))
        .to_owned()
}

/// What was written down of a version when the next one came.
fn revisions() -> TableCreateStatement {
    Table::create()
        .table("article_revisions")
        .col(uuid("article_id"))
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("ended"))
        .col(big_integer_null("visible_from"))
        .col(big_integer_null("visible_until"))
        .col(string_null("change_kind"))
        .col(text_null("change_note"))
        .col(text_null("changed_fields"))
        .col(text("content"))
        .primary_key(Index::create().col("article_id").col("version"))
        .foreign_key(&mut owner("article_revisions"))
        .to_owned()
}

/// A body that is no longer the article's: the one of every version up to `last_version` that has no older row.
fn bodies() -> TableCreateStatement {
    Table::create()
        .table("article_revision_bodies")
        .col(uuid("article_id"))
        .col(integer("last_version"))
        .col(text("original"))
        .col(boolean("original_is_html"))
        .col(text("html"))
        .col(text("text"))
        .primary_key(Index::create().col("article_id").col("last_version"))
        .foreign_key(&mut owner("article_revision_bodies"))
        .to_owned()
}

fn reference_index(column: &'static str) -> IndexCreateStatement {
    Index::create()
        .name(format!("ix_articles_{column}"))
        .table("articles")
        .col(column)
        .cond_where(Expr::col(column).is_not_null())
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for column in columns() {
            manager.alter_table(Table::alter().table("articles").add_column(column).to_owned()).await?;
        }
        // An article that is alone is a story of its own, which has its number.
        let told = "UPDATE articles SET story_id = id, seen = announced, content_modified = published, content_version = version";
        manager.get_connection().execute_unprepared(told).await?;
        for table in [sections(), aliases(backend), revisions(), bodies()] {
            manager.create_table(table).await?;
        }
        let story = Index::create().name("ix_articles_story_id").table("articles").col("story_id").to_owned();
        manager.create_index(story).await?;
        for column in ["parent_id", "source_id"] {
            manager.create_index(reference_index(column)).await?;
        }
        // The orders of lists besides the usual one.
        for column in ["first_published", "content_modified", "updated"] {
            let name = format!("ix_articles_{column}_id");
            let index = Index::create().name(name).table("articles").col(column).col("id").to_owned();
            manager.create_index(index).await?;
        }
        let links = [("article_sections", "section_id"), ("article_aliases", "article_id")];
        for (table, column) in links {
            let index = Index::create().name(format!("ix_{table}_{column}")).table(table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A program from before knows dates alone: what was taken back becomes a draft, or its next change would publish it.
        let taken_back = "UPDATE articles SET published = NULL WHERE pub_status <> 'usable'";
        manager.get_connection().execute_unprepared(taken_back).await?;
        for table in ["article_revision_bodies", "article_revisions", "article_aliases", "article_sections"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["first_published_id", "content_modified_id", "updated_id", "story_id", "parent_id", "source_id"]
        {
            let drop = Index::drop().name(format!("ix_articles_{column}")).table("articles").to_owned();
            manager.drop_index(drop).await?;
        }
        for column in columns().iter().rev() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table("articles").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
