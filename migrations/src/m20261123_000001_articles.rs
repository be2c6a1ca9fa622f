//! Sections, tags, authors and articles; bodies and datelines stand apart from what lists read.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

fn noun(name: &'static str) -> TableCreateStatement {
    table(name)
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .to_owned()
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

/// A slug, ordered by its bytes on both engines: lists are paged along it.
fn slug(backend: DbBackend) -> ColumnDef {
    let mut column = string("slug");
    if backend == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

fn articles(backend: DbBackend) -> TableCreateStatement {
    noun("articles")
        .col(string("language"))
        .col(text("headline"))
        .col(text_null("lead"))
        .col(boolean("lead_is_own"))
        .col(slug(backend))
        .col(uuid_null("section_id"))
        .col(text_null("byline"))
        .col(big_integer_null("first_published"))
        .col(big_integer_null("published"))
        .col(big_integer_null("embargoed_until"))
        .col(big_integer_null("expires"))
        .col(big_integer_null("visible_from"))
        .col(big_integer_null("visible_until"))
        .col(big_integer("listed"))
        .col(text_null("ed_note"))
        .col(string_null("external_source"))
        .col(string_null("external_id"))
        .foreign_key(&mut parent("articles", "section_id", "sections", ForeignKeyAction::Restrict))
        .to_owned()
}

fn bodies() -> TableCreateStatement {
    table("article_bodies")
        .col(uuid("article_id").primary_key())
        .col(text("original"))
        .col(boolean("original_is_html"))
        .col(text("html"))
        .col(text("text"))
        .foreign_key(&mut parent("article_bodies", "article_id", "articles", ForeignKeyAction::Cascade))
        .to_owned()
}

fn datelines() -> TableCreateStatement {
    table("datelines")
        .col(uuid("article_id").primary_key())
        .col(text("raw"))
        .col(text("places"))
        .col(string_null("country"))
        .col(string("country_rule"))
        .col(string_null("date"))
        .col(string("date_rule"))
        .col(boolean("date_suspect"))
        .col(string_null("agency_slug"))
        .col(text_null("agency_name"))
        .col(text_null("agency_raw"))
        .col(text_null("correspondent"))
        .col(string("style"))
        .col(integer("offset_utf16"))
        .col(integer("offset_chars"))
        .col(integer("offset_bytes"))
        .col(integer("parser_version"))
        .col(string("source"))
        .foreign_key(&mut parent("datelines", "article_id", "articles", ForeignKeyAction::Cascade))
        .to_owned()
}

/// The ordered links of articles to tags or authors.
fn links(name: &'static str, column: &'static str, owner: &'static str) -> TableCreateStatement {
    table(name)
        .col(uuid("article_id"))
        .col(uuid(column))
        .col(integer("position"))
        .primary_key(Index::create().col("article_id").col(column))
        .foreign_key(&mut parent(name, "article_id", "articles", ForeignKeyAction::Cascade))
        .foreign_key(&mut parent(name, column, owner, ForeignKeyAction::Restrict))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |table: &'static str, columns: &[&'static str], unique: bool| {
        let mut index = Index::create();
        index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        index
    };
    vec![
        index("sections", &["slug"], true),
        index("tags", &["slug"], true),
        index("authors", &["slug"], true),
        index("articles", &["language", "slug"], true),
        index("articles", &["slug"], false),
        index("articles", &["external_source", "external_id"], true),
        index("articles", &["listed", "id"], false),
        index("articles", &["section_id", "listed", "id"], false),
        index("articles", &["language", "listed", "id"], false),
        index("article_tags", &["tag_id", "article_id"], false),
        index("article_authors", &["author_id", "article_id"], false),
        index("datelines", &["date"], false),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let sections = noun("sections").col(slug(backend)).col(text("names")).col(integer("position")).to_owned();
        let tags = noun("tags").col(slug(backend)).col(text("names")).col(string("kind")).to_owned();
        let authors = noun("authors").col(slug(backend)).col(text("name")).col(string_null("email")).to_owned();
        let tag_links = links("article_tags", "tag_id", "tags");
        let author_links = links("article_authors", "author_id", "authors");
        for table in [sections, tags, authors, articles(backend), bodies(), datelines(), tag_links, author_links] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let names = [
            "article_authors",
            "article_tags",
            "datelines",
            "article_bodies",
            "articles",
            "authors",
            "tags",
            "sections",
        ];
        for name in names {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
