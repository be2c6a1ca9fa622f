//! Datelines: one row an article, beside the printed text.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::datelines::{Agency, BodyOffset, CountryRule, DateRule, Dateline, DatelineSource, DatelineStyle};
use crate::domain::ids::ArticleId;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "datelines")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: Uuid,
        pub raw: String,
        pub places: String,
        pub country: Option<String>,
        pub country_rule: String,
        pub date: Option<String>,
        pub date_rule: String,
        pub date_suspect: bool,
        pub agency_slug: Option<String>,
        pub agency_name: Option<String>,
        pub agency_raw: Option<String>,
        pub correspondent: Option<String>,
        pub style: String,
        pub offset_utf16: i32,
        pub offset_chars: i32,
        pub offset_bytes: i32,
        pub parser_version: i32,
        pub source: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<(ArticleId, Dateline)> {
    let unknown = |what: &str| Error::internal(format!("the stored {what} of a dateline is unknown"));
    let agency = match (row.agency_slug, row.agency_name, row.agency_raw) {
        (Some(slug), Some(name), Some(raw)) => Some(Agency { slug, name, raw }),
        _ => None,
    };
    let dateline = Dateline {
        raw: row.raw,
        places: serde_json::from_str(&row.places).map_err(Error::internal)?,
        country: row.country,
        country_rule: CountryRule::from_stored(&row.country_rule).ok_or_else(|| unknown("country rule"))?,
        date: row.date.map(|date| date.parse()).transpose()?,
        date_rule: DateRule::from_stored(&row.date_rule).ok_or_else(|| unknown("date rule"))?,
        date_suspect: row.date_suspect,
        agency,
        correspondent: row.correspondent,
        style: DatelineStyle::from_stored(&row.style).ok_or_else(|| unknown("style"))?,
        body_offset: BodyOffset { utf16: row.offset_utf16, chars: row.offset_chars, bytes: row.offset_bytes },
        parser_version: row.parser_version,
        source: DatelineSource::from_stored(&row.source).ok_or_else(|| unknown("source"))?,
    };
    Ok((ArticleId::from_uuid(row.article_id), dateline))
}

/// The datelines of articles, in no order.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, Dateline)>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = articles.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find().filter(Column::ArticleId.is_in(ids)).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// Gives an article this dateline, or none.
///
/// # Errors
/// When the database fails.
pub async fn set(conn: &Conn<'_>, article: ArticleId, dateline: Option<&Dateline>) -> Result<()> {
    Entity::delete_by_id(article.uuid()).exec(conn).await.map_err(internal)?;
    let Some(dateline) = dateline else { return Ok(()) };
    Entity::insert(record(article, dateline)?).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Gives new articles their datelines in one statement: at most 1,000.
///
/// # Errors
/// When the database fails.
pub async fn add(conn: &Conn<'_>, datelines: &[(ArticleId, &Dateline)]) -> Result<()> {
    let records: Vec<row::ActiveModel> =
        datelines.iter().map(|(article, dateline)| record(*article, dateline)).collect::<Result<_>>()?;
    if records.is_empty() {
        return Ok(());
    }
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

fn record(article: ArticleId, dateline: &Dateline) -> Result<row::ActiveModel> {
    let agency = dateline.agency.as_ref();
    Ok(row::ActiveModel {
        article_id: Set(article.uuid()),
        raw: Set(dateline.raw.clone()),
        places: Set(serde_json::to_string(&dateline.places).map_err(Error::internal)?),
        country: Set(dateline.country.clone()),
        country_rule: Set(dateline.country_rule.as_str().to_owned()),
        date: Set(dateline.date.map(|date| date.to_string())),
        date_rule: Set(dateline.date_rule.as_str().to_owned()),
        date_suspect: Set(dateline.date_suspect),
        agency_slug: Set(agency.map(|agency| agency.slug.clone())),
        agency_name: Set(agency.map(|agency| agency.name.clone())),
        agency_raw: Set(agency.map(|agency| agency.raw.clone())),
        correspondent: Set(dateline.correspondent.clone()),
        style: Set(dateline.style.as_str().to_owned()),
        offset_utf16: Set(dateline.body_offset.utf16),
        offset_chars: Set(dateline.body_offset.chars),
        offset_bytes: Set(dateline.body_offset.bytes),
        parser_version: Set(dateline.parser_version),
        source: Set(dateline.source.as_str().to_owned()),
    })
}
