//! Whether readers saw an earlier version of an article than its present one; and the words of articles that came before
//! words were counted; and former addresses that lead to two things.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::sea_orm::prelude::Uuid;
use unicode_segmentation::UnicodeSegmentation;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// How many bodies are held at once.
const PIECE: u64 = 200;

/// A version that readers saw: the present one for some time, of which its dates let them see some.
const SEEN: &str = "UPDATE articles SET seen_before = TRUE WHERE EXISTS (SELECT 1 FROM article_revisions kept \
                    WHERE kept.article_id = articles.id AND kept.created < kept.ended AND kept.visible_from < kept.ended \
                    AND (kept.visible_until IS NULL \
                    OR (kept.created < kept.visible_until AND kept.visible_from < kept.visible_until)))";

/// Former addresses that an article took when it was made; one address leads to one thing.
const TAKEN: &str = "DELETE FROM article_aliases WHERE EXISTS (SELECT 1 FROM articles \
                     WHERE articles.slug = article_aliases.slug AND articles.language = article_aliases.language)";

/// Counts the words of every article of which none were counted (UAX 29, as the program counts them). A text has one at
/// least, or it has none that can be counted.
async fn count_words(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let mut last = Uuid::nil();
    loop {
        let select = Query::select()
            .columns([("article_bodies", "article_id"), ("article_bodies", "text")])
            .from("article_bodies")
            .inner_join("articles", Expr::col(("articles", "id")).equals(("article_bodies", "article_id")))
            .and_where(Expr::col(("articles", "word_count")).eq(0))
            .and_where(Expr::col(("articles", "id")).gt(last))
            .order_by(("articles", "id"), Order::Asc)
            .limit(PIECE)
            .to_owned();
        let rows = conn.query_all(&select).await?;
        for row in &rows {
            let text: String = row.try_get("", "text")?;
            last = row.try_get("", "article_id")?;
            let words: i32 = text.unicode_words().count().try_into().unwrap_or(i32::MAX);
            let update = Query::update()
                .table("articles")
                .value("word_count", words)
                .and_where(Expr::col("id").eq(last))
                .to_owned();
            conn.execute(&update).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = boolean("seen_before").default(false).to_owned();
        manager.alter_table(Table::alter().table("articles").add_column(column).to_owned()).await?;
        manager.get_connection().execute_unprepared(SEEN).await?;
        manager.get_connection().execute_unprepared(TAKEN).await?;
        count_words(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("articles").drop_column("seen_before").to_owned()).await
    }
}
