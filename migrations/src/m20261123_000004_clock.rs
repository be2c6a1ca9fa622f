//! What the clock job needs: what the log has told of each article, the instants at which that changes, and leases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string};
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn instant_index(column: &'static str) -> IndexCreateStatement {
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
        let announced = boolean("announced").default(false).to_owned();
        manager.alter_table(Table::alter().table("articles").add_column(announced).to_owned()).await?;
        // The log's public rows are what was told so far: an article that readers saw when the last of them was written. An
        // embargo put on later was told as a change too; its end is still to be told.
        let told = "UPDATE articles SET announced = TRUE WHERE visible_from <= \
                    (SELECT MAX(at) FROM changes \
                    WHERE changes.id = articles.id AND noun = 'article' AND audience = 'public')";
        manager.get_connection().execute_unprepared(told).await?;
        for column in ["published", "visible_from", "visible_until"] {
            manager.create_index(instant_index(column)).await?;
        }
        // The condition is written as the queries write it: only then is the index taken.
        let waiting = Index::create()
            .name("ix_articles_unannounced")
            .table("articles")
            .col("visible_from")
            .cond_where(Expr::cust("NOT announced"))
            .to_owned();
        manager.create_index(waiting).await?;
        let jobs = Table::create()
            .table("jobs")
            .col(string("name").primary_key())
            .col(string("holder"))
            .col(big_integer("held_until"))
            .to_owned();
        manager.create_table(jobs).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("jobs").to_owned()).await?;
        for name in ["unannounced", "published", "visible_from", "visible_until"] {
            let drop = Index::drop().name(format!("ix_articles_{name}")).table("articles").to_owned();
            manager.drop_index(drop).await?;
        }
        manager.alter_table(Table::alter().table("articles").drop_column("announced").to_owned()).await
    }
}
