//! Several addresses for sections and tags, sections under sections, synonyms and ids elsewhere of tags, what is left of tags
//! that were merged, and what the site says of itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, string_null, text, text_null, uuid, uuid_null};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns of JSON lists that are empty at first.
const LISTS: [(&str, &str); 6] = [
    ("sections", "slugs"),
    ("sections", "descriptions"),
    ("tags", "slugs"),
    ("tags", "descriptions"),
    ("tags", "synonyms"),
    ("tags", "uris"),
];

/// A noun with several addresses, the table of these, and the column by which it names the noun.
const NOUNS: [(&str, &str, &str); 2] = [("sections", "section_slugs", "section_id"), ("tags", "tag_slugs", "tag_id")];

fn owner(table: &'static str, column: &'static str, noun: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(noun, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("ix_{table}_{column}")).table(table).col(column).to_owned()
}

/// A key of text, compared by its bytes on both engines.
fn key(name: &'static str, backend: DbBackend) -> ColumnDef {
    let mut column = text(name);
    if backend == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column.primary_key().to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for (noun, name) in LISTS {
            let column = text(name).default("[]").to_owned();
            manager.alter_table(Table::alter().table(noun).add_column(column).to_owned()).await?;
        }
        let parent = uuid_null("parent_id");
        manager.alter_table(Table::alter().table("sections").add_column(parent).to_owned()).await?;
        for (noun, name, column) in NOUNS {
            let slugs = table(name)
                .col(key("slug", backend))
                .col(uuid(column))
                .col(string("purpose"))
                .foreign_key(&mut owner(name, column, noun))
                .to_owned();
            manager.create_table(slugs).await?;
            manager.create_index(index(name, column)).await?;
            let fill = format!("INSERT INTO {name} (slug, {column}, purpose) SELECT slug, id, 'main' FROM {noun}");
            manager.get_connection().execute_unprepared(&fill).await?;
        }
        let uris = table("tag_uris")
            .col(key("uri", backend))
            .col(uuid("tag_id"))
            .foreign_key(&mut owner("tag_uris", "tag_id", "tags"))
            .to_owned();
        let merged = table("merged_tags")
            .col(uuid("id").primary_key())
            .col(uuid("tag_id"))
            .col(big_integer("at"))
            .foreign_key(&mut owner("merged_tags", "tag_id", "tags"))
            .to_owned();
        for table in [uris, merged] {
            manager.create_table(table).await?;
        }
        for table in ["tag_uris", "merged_tags"] {
            manager.create_index(index(table, "tag_id")).await?;
        }
        // One row, which is there from the beginning: whoever changes the site holds it.
        let site = table("site")
            .col(integer("id").primary_key())
            .col(integer("version"))
            .col(big_integer("updated"))
            .col(text("titles"))
            .col(text("taglines"))
            .col(string("base_currency"))
            .col(text_null("public_url"))
            .col(string_null("contact_email"))
            .col(text_null("logo_url"))
            .to_owned();
        manager.create_table(site).await?;
        let row = "INSERT INTO site (id, version, updated, titles, taglines, base_currency) \
                   VALUES (1, 1, 0, '[]', '[]', 'KGS')";
        manager.get_connection().execute_unprepared(row).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["site", "merged_tags", "tag_uris", "tag_slugs", "section_slugs"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("sections").drop_column("parent_id").to_owned()).await?;
        for (noun, column) in LISTS {
            manager.alter_table(Table::alter().table(noun).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
