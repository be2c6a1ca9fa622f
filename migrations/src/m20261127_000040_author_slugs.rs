//! The addresses of authors: the present one and those from before, as sections and tags have them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text, uuid};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "author_slugs";
const OWNER: &str = "author_id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Compared by its bytes on both engines.
        let mut slug = text("slug");
        if manager.get_database_backend() == DbBackend::Postgres {
            slug.extra("COLLATE \"C\"");
        }
        let mut owner = ForeignKey::create()
            .name(format!("fk_{TABLE}_{OWNER}"))
            .from(TABLE, OWNER)
            .to("authors", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table(TABLE)
            .col(slug.primary_key().to_owned())
            .col(uuid(OWNER))
            .col(string("purpose"))
            .foreign_key(&mut owner)
            .to_owned();
        manager.create_table(table).await?;
        let index = Index::create().name(format!("ix_{TABLE}_{OWNER}")).table(TABLE).col(OWNER).to_owned();
        manager.create_index(index).await?;
        let fill = format!("INSERT INTO {TABLE} (slug, {OWNER}, purpose) SELECT slug, id, 'main' FROM authors");
        manager.get_connection().execute_unprepared(&fill).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}
