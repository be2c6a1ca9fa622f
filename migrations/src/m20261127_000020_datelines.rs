//! The places of datelines as rows of their own, by which articles are chosen; the time of a dateline; and how many days
//! after its dateline an article was published.
//!
//! Coordinates are integers in 1e-5 degrees. The places of rows from before are taken over by their printed names and
//! countries; which places of the gazetteer they are is found by `dateline reparse`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, integer_null, string_null, text, uuid};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn places() -> TableCreateStatement {
    let mut of_article = ForeignKey::create();
    of_article
        .name("fk_dateline_places_article_id")
        .from("dateline_places", "article_id")
        .to("articles", "id")
        .on_delete(ForeignKeyAction::Cascade);
    Table::create()
        .table("dateline_places")
        .col(uuid("article_id"))
        .col(integer("position"))
        .col(text("name"))
        .col(string_null("place_id"))
        .col(string_null("region_id"))
        .col(string_null("country"))
        .col(integer_null("latitude"))
        .col(integer_null("longitude"))
        .primary_key(Index::create().col("article_id").col("position"))
        .foreign_key(&mut of_article)
        .to_owned()
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("dateline_places", &["place_id", "article_id"]),
        index("dateline_places", &["region_id", "article_id"]),
        index("dateline_places", &["country", "article_id"]),
        index("dateline_places", &["name", "article_id"]),
        index("dateline_places", &["latitude"]),
        index("datelines", &["agency_slug", "article_id"]),
        index("datelines", &["lag_days"]),
    ]
}

/// Each printed place of the JSON that stands in a dateline, as a row.
const fn taken_over(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => {
            "INSERT INTO dateline_places (article_id, position, name, country)
             SELECT d.article_id, (p.number - 1)::integer, p.place->>'name', COALESCE(p.place->>'country', d.country)
             FROM datelines d, jsonb_array_elements(d.places::jsonb) WITH ORDINALITY AS p(place, number)"
        }
        _ => {
            "INSERT INTO dateline_places (article_id, position, name, country)
             SELECT d.article_id, p.key, p.value->>'name', COALESCE(p.value->>'country', d.country)
             FROM datelines d, json_each(d.places) p"
        }
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(places()).await?;
        for column in [string_null("time"), integer_null("lag_days")] {
            manager.alter_table(Table::alter().table("datelines").add_column(column).to_owned()).await?;
        }
        let taken_over = taken_over(manager.get_database_backend());
        manager.get_connection().execute_unprepared(taken_over).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["ix_datelines_lag_days", "ix_datelines_agency_slug_article_id"] {
            manager.drop_index(Index::drop().name(name).table("datelines").to_owned()).await?;
        }
        for column in ["lag_days", "time"] {
            manager.alter_table(Table::alter().table("datelines").drop_column(column).to_owned()).await?;
        }
        manager.drop_table(Table::drop().table("dateline_places").to_owned()).await
    }
}
