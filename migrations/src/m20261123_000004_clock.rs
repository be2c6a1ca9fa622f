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
        // The conditions are written as the queries write them: only then are the indexes taken. Those that ended unseen stay
        // in the first for good, so their ends come before their beginnings.
        let part = |name: &str, columns: &[&'static str], which: &'static str| {
            let mut index = Index::create();
            index.name(format!("ix_articles_{name}")).table("articles").cond_where(Expr::cust(which));
            for column in columns {
                index.col(*column);
            }
            index
        };
        manager.create_index(part("unannounced", &["visible_until", "visible_from"], "NOT announced")).await?;
        manager.create_index(part("ending", &["visible_until"], "announced")).await?;
        // Whoever follows one noun, or what everybody may know, passes over the rest.
        for column in ["noun", "audience"] {
            let name = format!("ix_changes_{column}_seq");
            manager.create_index(Index::create().name(name).table("changes").col(column).col("seq").to_owned()).await?;
        }
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
        for column in ["noun", "audience"] {
            let drop = Index::drop().name(format!("ix_changes_{column}_seq")).table("changes").to_owned();
            manager.drop_index(drop).await?;
        }
        for name in ["unannounced", "ending", "published", "visible_from", "visible_until"] {
            let drop = Index::drop().name(format!("ix_articles_{name}")).table("articles").to_owned();
            manager.drop_index(drop).await?;
        }
        manager.alter_table(Table::alter().table("articles").drop_column("announced").to_owned()).await
    }
}
