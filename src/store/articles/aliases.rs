//! Former addresses of articles that readers saw: one article a slug and language.

use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Of, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "article_aliases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub slug: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub article_id: Uuid,
        pub ceased: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A former address of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The article.
    pub article: ArticleId,
    /// Its language at that time.
    pub language: Lang,
    /// Its address part at that time.
    pub slug: String,
    /// When it ceased to be the address.
    pub ceased: Instant,
}

fn read(row: row::Model) -> Alias {
    Alias {
        article: ArticleId::from_uuid(row.article_id),
        language: Lang::from_stored(&row.language),
        slug: row.slug,
        ceased: Instant::from_seconds(row.ceased),
    }
}

/// Keeps an address that ceases to be an article's; an older one of the same words yields to it.
///
/// # Errors
/// When the database fails.
pub async fn keep(conn: &Conn<'_>, alias: &Alias) -> Result<()> {
    let record = row::ActiveModel {
        slug: Set(alias.slug.clone()),
        language: Set(alias.language.as_str().to_owned()),
        article_id: Set(alias.article.uuid()),
        ceased: Set(alias.ceased.seconds()),
    };
    let newer = OnConflict::columns([Column::Slug, Column::Language])
        .update_columns([Column::ArticleId, Column::Ceased])
        .to_owned();
    Entity::insert(record).on_conflict(newer).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Forgets the aliases of addresses that are an article's own now; gives back the articles that had them.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &Conn<'_>, addresses: &[(&str, &Lang)]) -> Result<Vec<ArticleId>> {
    let slugs = addresses.iter().map(|(slug, _)| *slug);
    let mut lost = Vec::new();
    for alias in Entity::find().filter(Column::Slug.is_in(slugs)).all(conn).await.map_err(internal)? {
        if addresses.iter().any(|(slug, language)| *slug == alias.slug && language.as_str() == alias.language) {
            lost.push(ArticleId::from_uuid(alias.article_id));
            Entity::delete_by_id((alias.slug, alias.language)).exec(conn).await.map_err(internal)?;
        }
    }
    Ok(lost)
}

/// The former slugs in a language that are `base` or begin with `base-`, without those of this article.
///
/// # Errors
/// When the database fails.
pub async fn slugs_like(conn: &Conn<'_>, language: &Lang, base: &str, but: ArticleId) -> Result<Vec<String>> {
    // A range, as for the slugs of articles.
    let numbered = Column::Slug.gte(format!("{base}-")).and(Column::Slug.lt(format!("{base}.")));
    let near = Condition::any().add(Column::Slug.eq(base)).add(numbered);
    let select = Entity::find().select_only().column(Column::Slug).filter(Column::ArticleId.ne(but.uuid()));
    let select = select.filter(Column::Language.eq(language.as_str())).filter(near);
    select.into_tuple().all(conn).await.map_err(internal)
}

/// Those of these slugs that are former addresses, each with its language.
///
/// # Errors
/// When the database fails.
pub async fn among(conn: &Conn<'_>, slugs: &[String]) -> Result<Vec<(String, String)>> {
    let select = Entity::find().select_only().columns([Column::Language, Column::Slug]);
    select.filter(Column::Slug.is_in(slugs)).into_tuple().all(conn).await.map_err(internal)
}

/// The former addresses with this slug, in the order of their languages.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Vec<Alias>> {
    let select = Entity::find().filter(Column::Slug.eq(slug)).order_by_asc(Column::Language);
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// The former addresses of articles, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<Alias>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    aliases_among(Of::Ids(articles)).all(conn).await
}

/// As [`of`], to be asked together with others.
#[must_use]
pub fn aliases_among(articles: Of<'_>) -> Part<Alias> {
    let select = articles.narrowed(Entity::find(), Column::ArticleId);
    let select = select.order_by_desc(Column::Ceased).order_by_asc(Column::Slug);
    Part::of(select, |text| gather::each(text, |row| Ok(read(row))))
}
