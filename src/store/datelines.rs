//! Datelines: one row an article, beside the printed text, and one for each place, by which articles are chosen.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::domain::datelines::{
    Agency, BodyOffset, CountryRule, DateRule, Dateline, DatelinePlace, DatelineSource, DatelineStyle,
};
use crate::domain::ids::ArticleId;
use crate::domain::places::{self as gazetteer, PlaceKind};
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Of, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
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
        pub time: Option<String>,
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
        /// How many days after the dateline the article was published, in the site's civil days.
        pub lag_days: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod place {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dateline_places")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        pub name: String,
        pub place_id: Option<String>,
        pub region_id: Option<String>,
        pub country: Option<String>,
        /// In 1e-5 degrees, as the longitude.
        pub latitude: Option<i32>,
        pub longitude: Option<i32>,
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
        time: row.time,
        agency,
        correspondent: row.correspondent,
        style: DatelineStyle::from_stored(&row.style).ok_or_else(|| unknown("style"))?,
        body_offset: BodyOffset { utf16: row.offset_utf16, chars: row.offset_chars, bytes: row.offset_bytes },
        parser_version: row.parser_version,
        source: DatelineSource::from_stored(&row.source).ok_or_else(|| unknown("source"))?,
        printed: None,
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
    among(Of::Ids(articles)).all(conn).await
}

/// As [`of`], to be asked together with others.
#[must_use]
pub fn among(articles: Of<'_>) -> Part<(ArticleId, Dateline)> {
    Part::of(articles.narrowed(Entity::find(), Column::ArticleId), |text| gather::each(text, read))
}

/// A dateline as it is stored: its article, and how many days after it that was published.
#[derive(Debug, Clone, Copy)]
pub struct NewDateline<'a> {
    /// The article.
    pub article: ArticleId,
    /// The dateline.
    pub dateline: &'a Dateline,
    /// How many civil days of the site after its day the article was published.
    pub lag_days: Option<i32>,
}

/// Gives an article a dateline, or none.
///
/// # Errors
/// When the database fails.
pub async fn set(conn: &Conn<'_>, article: ArticleId, new: Option<NewDateline<'_>>) -> Result<()> {
    Entity::delete_by_id(article.uuid()).exec(conn).await.map_err(internal)?;
    place::Entity::delete_many()
        .filter(place::Column::ArticleId.eq(article.uuid()))
        .exec(conn)
        .await
        .map_err(internal)?;
    add(conn, &new.into_iter().collect::<Vec<_>>()).await
}

/// Gives new articles their datelines in two statements: at most 500.
///
/// # Errors
/// When the database fails.
pub async fn add(conn: &Conn<'_>, new: &[NewDateline<'_>]) -> Result<()> {
    let records: Vec<row::ActiveModel> = new.iter().map(record).collect::<Result<_>>()?;
    if records.is_empty() {
        return Ok(());
    }
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(internal)?;
    // A dateline of 120 characters names dozens of places at most, and a row has eight values.
    let places: Vec<place::ActiveModel> = new.iter().flat_map(places).collect();
    for part in places.chunks(MOST_PLACES) {
        place::Entity::insert_many(part.to_vec()).exec_without_returning(conn).await.map_err(internal)?;
    }
    Ok(())
}

/// How many rows of places one statement writes.
const MOST_PLACES: usize = 2_000;

/// The rows of the places of a dateline: where each lies is looked up in the gazetteer.
fn places(new: &NewDateline<'_>) -> Vec<place::ActiveModel> {
    let row = |(position, printed): (i32, &DatelinePlace)| {
        let known = printed.place_id.as_deref().and_then(gazetteer::by_id);
        let known = known.as_ref();
        let country = known.and_then(|place| place.country.clone());
        // A region lies in itself, so that one column finds all of it.
        let region = known.and_then(|place| match place.kind {
            PlaceKind::Region => Some(place.id.clone()),
            _ => place.region_id.clone(),
        });
        place::ActiveModel {
            article_id: Set(new.article.uuid()),
            position: Set(position),
            name: Set(printed.name.clone()),
            place_id: Set(printed.place_id.clone()),
            region_id: Set(region),
            country: Set(country.or_else(|| printed.country.clone()).or_else(|| new.dateline.country.clone())),
            latitude: Set(known.and_then(|place| hundred_thousandths(place.latitude?))),
            longitude: Set(known.and_then(|place| hundred_thousandths(place.longitude?))),
        }
    };
    (0..).zip(&new.dateline.places).map(row).collect()
}

/// Degrees as a whole number of 1e-5 degrees, about a metre: the database compares whole numbers alike on both engines.
fn hundred_thousandths(degrees: f64) -> Option<i32> {
    format!("{:.0}", degrees * 100_000.0).parse().ok()
}

fn record(new: &NewDateline<'_>) -> Result<row::ActiveModel> {
    let dateline = new.dateline;
    let agency = dateline.agency.as_ref();
    Ok(row::ActiveModel {
        article_id: Set(new.article.uuid()),
        raw: Set(dateline.raw.clone()),
        places: Set(serde_json::to_string(&dateline.places).map_err(Error::internal)?),
        country: Set(dateline.country.clone()),
        country_rule: Set(dateline.country_rule.as_str().to_owned()),
        date: Set(dateline.date.map(|date| date.to_string())),
        date_rule: Set(dateline.date_rule.as_str().to_owned()),
        date_suspect: Set(dateline.date_suspect),
        time: Set(dateline.time.clone()),
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
        lag_days: Set(new.lag_days),
    })
}

/// The ids of the places that any dateline names between two latitudes, in degrees.
///
/// # Errors
/// When the database fails.
pub async fn places_between(conn: &Conn<'_>, south: f64, north: f64) -> Result<Vec<String>> {
    let latitude = place::Column::Latitude;
    let select = place::Entity::find().select_only().column(place::Column::PlaceId).distinct();
    let select = select.filter(place::Column::PlaceId.is_not_null());
    let select = select.filter(latitude.gte(hundred_thousandths(south.max(-90.0))));
    let select = select.filter(latitude.lte(hundred_thousandths(north.min(90.0))));
    select.into_tuple().all(conn).await.map_err(internal)
}
