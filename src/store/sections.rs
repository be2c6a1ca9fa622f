//! Sections: rows and queries.

use sea_orm::sea_query::{Query, SelectStatement, UnionType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::domain::ids::SectionId;
use crate::domain::sections::Section;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::error::{internal, write};
use crate::store::gather::{self, Of, Part, on_page};
use crate::store::slugs::{self, SECTIONS};
use crate::store::{Conn, count_where};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "sections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub slug: String,
        pub names: String,
        pub position: i32,
        pub slugs: String,
        pub descriptions: String,
        pub parent_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Section> {
    Ok(Section {
        id: SectionId::from_uuid(row.id),
        slug: row.slug,
        slugs: serde_json::from_str(&row.slugs).map_err(Error::internal)?,
        name: String::new(),
        names: serde_json::from_str(&row.names).map_err(Error::internal)?,
        description: None,
        descriptions: serde_json::from_str(&row.descriptions).map_err(Error::internal)?,
        parent: None,
        position: row.position,
        version: row.version,
        parent_id: row.parent_id.map(SectionId::from_uuid),
    })
}

/// Every section in the site's order.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>) -> Result<Vec<Section>> {
    every().all(conn).await
}

/// As [`all`], to be asked together with others.
#[must_use]
pub fn every() -> Part<Section> {
    let select = Entity::find().order_by_asc(Column::Position).order_by_asc(Column::Slug);
    Part::of(select, |text| gather::each(text, read))
}

/// The sections with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[SectionId]) -> Result<Vec<Section>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    named_by(ids, None).all(conn).await
}

/// The sections with these ids and the further sections of these articles, to be asked together with others; in no order.
#[must_use]
pub fn named_by(ids: &[SectionId], articles: Option<Of<'_>>) -> Part<Section> {
    let mut which = Condition::any().add(Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    if let Some(articles) = articles {
        which = which.add(Column::Id.in_subquery(further(articles)));
    }
    Part::of(Entity::find().filter(which), |text| gather::each(text, read))
}

/// The sections of the articles on the page of a statement, their further ones too if they are asked for; in no order.
#[must_use]
pub fn of_page(with_further: bool) -> Part<Section> {
    let mut ids = on_page("section_id");
    if with_further {
        // Not distinct: the list is made a set anyway.
        ids.union(UnionType::All, further(Of::Page));
    }
    Part::of(Entity::find().filter(Column::Id.in_subquery(ids)), |text| gather::each(text, read))
}

/// The ids of the further sections of articles.
fn further(articles: Of<'_>) -> SelectStatement {
    const TABLE: &str = "article_sections";
    let mut select = Query::select().column((TABLE, "section_id")).from(TABLE).take();
    articles.narrow(&mut select, (TABLE, "article_id"));
    select
}

/// The section to which this slug leads.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<Section>> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).one(conn).await.map_err(internal)?;
    if let Some(main) = found {
        return read(main).map(Some);
    }
    let owners = slugs::find(conn, SECTIONS, &[slug]).await?;
    let ids: Vec<SectionId> = owners.into_iter().map(|kept| SectionId::from_uuid(kept.owner)).collect();
    Ok(by_ids(conn, &ids).await?.pop())
}

/// The sections directly under these, in the site's order.
///
/// # Errors
/// When the database fails.
pub async fn under(conn: &Conn<'_>, parents: &[SectionId]) -> Result<Vec<Section>> {
    let select = Entity::find().filter(Column::ParentId.is_in(parents.iter().map(|id| id.uuid())));
    let select = select.order_by_asc(Column::Position).order_by_asc(Column::Slug);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// How many articles stand in a section, as their first or a further one and whatever their state, and how many sections
/// directly under it.
///
/// # Errors
/// When the database fails.
pub async fn uses(conn: &Conn<'_>, id: SectionId) -> Result<(i64, u64)> {
    let first = count_where(conn, "articles", "section_id", id.uuid()).await?;
    let further = count_where(conn, "article_sections", "section_id", id.uuid()).await?;
    let under = Entity::find().filter(Column::ParentId.eq(id.uuid())).count(conn).await.map_err(internal)?;
    Ok((first.saturating_add(further), under))
}

/// How many curated lists a section fills up.
///
/// # Errors
/// When the database fails.
pub async fn filled(conn: &Conn<'_>, id: SectionId) -> Result<i64> {
    count_where(conn, "article_lists", "fill_section_id", id.uuid()).await
}

/// Deletes a section that nothing uses, with its slugs.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: SectionId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}

/// How many sections there are.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>) -> Result<u64> {
    Entity::find().count(conn).await.map_err(internal)
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: SectionId) -> Result<Option<Section>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

fn record(section: &Section, now: Instant) -> Result<row::ActiveModel> {
    Ok(row::ActiveModel {
        id: Set(section.id.uuid()),
        version: Set(section.version),
        updated: Set(now.seconds()),
        slug: Set(section.slug.clone()),
        names: Set(serde_json::to_string(&section.names).map_err(Error::internal)?),
        position: Set(section.position),
        slugs: Set(serde_json::to_string(&section.slugs).map_err(Error::internal)?),
        descriptions: Set(serde_json::to_string(&section.descriptions).map_err(Error::internal)?),
        parent_id: Set(section.parent_id.map(SectionId::uuid)),
        ..Default::default()
    })
}

/// Stores a new section with its slugs; gives back the sections whose former addresses it took.
///
/// # Errors
/// `CONFLICT` when a slug is taken.
pub async fn insert(conn: &Conn<'_>, section: &Section, now: Instant) -> Result<Vec<SectionId>> {
    let mut record = record(section, now)?;
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    set_slugs(conn, section).await
}

/// Stores a section anew; its former slugs lead to it on. Gives back the sections whose former addresses it took.
///
/// # Errors
/// `CONFLICT` when a slug is taken.
pub async fn update(conn: &Conn<'_>, section: &Section, now: Instant) -> Result<Vec<SectionId>> {
    record(section, now)?.update(conn).await.map_err(write)?;
    set_slugs(conn, section).await
}

async fn set_slugs(conn: &Conn<'_>, section: &Section) -> Result<Vec<SectionId>> {
    let taken = slugs::set(conn, SECTIONS, section.id.uuid(), &section.addresses()).await?;
    Ok(taken.into_iter().map(SectionId::from_uuid).collect())
}
