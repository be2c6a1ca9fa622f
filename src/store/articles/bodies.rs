//! The bodies of articles, apart from what lists read.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::domain::articles::{ArticleBody, Prepared};
use crate::domain::ids::ArticleId;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_bodies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: Uuid,
        pub original: String,
        pub original_is_html: bool,
        pub html: String,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A body and the form in which it came.
#[derive(Debug, Clone)]
pub struct StoredBody {
    /// The body made ready.
    pub prepared: Prepared,
    /// Whether the original is HTML.
    pub is_html: bool,
}

/// The bodies of articles, in no order.
///
/// # Errors
/// When the database fails.
pub async fn bodies_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, ArticleBody)>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = articles.iter().map(|id| id.uuid()).collect();
    let select = Entity::find().select_only().columns([Column::ArticleId, Column::Html, Column::Text]);
    let rows: Vec<(Uuid, String, String)> =
        select.filter(Column::ArticleId.is_in(ids)).into_tuple().all(conn).await.map_err(internal)?;
    let body = |(id, html, text)| (ArticleId::from_uuid(id), ArticleBody { html, text });
    Ok(rows.into_iter().map(body).collect())
}

/// The body of an article as it came, and whether it is HTML.
///
/// # Errors
/// When the database fails.
pub async fn original_of(conn: &Conn<'_>, article: ArticleId) -> Result<Option<(String, bool)>> {
    let select = Entity::find_by_id(article.uuid()).select_only();
    let select = select.columns([Column::Original, Column::OriginalIsHtml]);
    select.into_tuple().one(conn).await.map_err(internal)
}

/// Gives an article this body.
///
/// # Errors
/// When the database fails.
pub async fn set_body(conn: &Conn<'_>, article: ArticleId, body: &StoredBody) -> Result<()> {
    Entity::delete_by_id(article.uuid()).exec(conn).await.map_err(internal)?;
    Entity::insert(record(article, body)).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Gives new articles their bodies in one statement: at most 5,000.
///
/// # Errors
/// When the database fails.
pub async fn add_bodies(conn: &Conn<'_>, bodies: &[(ArticleId, &StoredBody)]) -> Result<()> {
    let records = bodies.iter().map(|(article, body)| record(*article, body));
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

fn record(article: ArticleId, body: &StoredBody) -> row::ActiveModel {
    row::ActiveModel {
        article_id: Set(article.uuid()),
        original: Set(body.prepared.original.clone()),
        original_is_html: Set(body.is_html),
        html: Set(body.prepared.html.clone()),
        text: Set(body.prepared.text.clone()),
    }
}
