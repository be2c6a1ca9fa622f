//! The bodies of articles, apart from what lists read.

use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect, QueryTrait};

use crate::domain::articles::{ArticleBody, BodyForm, Prepared};
use crate::domain::ids::ArticleId;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Of, Part};

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
        /// Empty where the program before this one wrote the row.
        pub form: Option<String>,
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
    /// The form of the original.
    pub form: BodyForm,
}

/// The bodies of articles, in no order.
///
/// # Errors
/// When the database fails.
pub async fn bodies_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, ArticleBody)>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    bodies_among(Of::Ids(articles)).all(conn).await
}

/// As [`bodies_of`], to be asked together with others.
#[must_use]
pub fn bodies_among(articles: Of<'_>) -> Part<(ArticleId, ArticleBody)> {
    let select = Entity::find().select_only().columns([Column::ArticleId, Column::Html, Column::Text]);
    let columns = [("article_id", Kind::Uuid), ("html", Kind::Plain), ("text", Kind::Plain)];
    let row = Cell::Row(columns.map(|(name, kind)| Cell::Column(name, kind)).to_vec());
    Part::new(articles.narrowed(select, Column::ArticleId).into_query(), row, |text| {
        gather::each(text, |(id, html, text)| Ok((ArticleId::from_uuid(id), ArticleBody::new(html, text))))
    })
}

/// The body of an article as it came, and its form.
///
/// # Errors
/// When the database fails.
pub async fn original_of(conn: &Conn<'_>, article: ArticleId) -> Result<Option<(String, BodyForm)>> {
    let select = Entity::find_by_id(article.uuid()).select_only();
    let select = select.columns([Column::Original, Column::OriginalIsHtml, Column::Form]);
    let row: Option<(String, bool, Option<String>)> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(row.map(|(original, is_html, form)| (original, form_of(form.as_deref(), is_html))))
}

/// The form of a row: its own, or the one that the older column tells.
fn form_of(form: Option<&str>, is_html: bool) -> BodyForm {
    let older = if is_html { BodyForm::Html } else { BodyForm::Text };
    form.and_then(BodyForm::from_stored).unwrap_or(older)
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
        original_is_html: Set(body.form == BodyForm::Html),
        form: Set(Some(body.form.as_str().to_owned())),
        html: Set(body.prepared.html.clone()),
        text: Set(body.prepared.text.clone()),
    }
}
