//! Tags: rows and queries.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult,
    QuerySelect,
};
use uuid::Uuid;

use crate::domain::ids::TagId;
use crate::domain::paging::Seek;
use crate::domain::slugs::SlugUse;
use crate::domain::tags::{Tag, TagKind, TagName};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::error::{internal, write};
use crate::store::gather::{self, Cell, Kind, Part};
use crate::store::paging::keyset;
use crate::store::slugs::{self, TAGS};
use crate::store::{Conn, count_where};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub slug: String,
        pub names: String,
        pub kind: String,
        pub slugs: String,
        pub descriptions: String,
        pub synonyms: String,
        pub uris: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Tag> {
    Ok(Tag {
        id: TagId::from_uuid(row.id),
        slug: row.slug,
        slugs: serde_json::from_str(&row.slugs).map_err(Error::internal)?,
        kind: TagKind::from_stored(&row.kind),
        name: String::new(),
        names: serde_json::from_str(&row.names).map_err(Error::internal)?,
        description: None,
        descriptions: serde_json::from_str(&row.descriptions).map_err(Error::internal)?,
        synonyms: serde_json::from_str(&row.synonyms).map_err(Error::internal)?,
        uris: serde_json::from_str(&row.uris).map_err(Error::internal)?,
        article_count: None,
        version: row.version,
    })
}

/// The tags that a query for whole rows finds, each beside its id.
pub(super) fn with_ids(select: SelectStatement) -> Part<(Uuid, Tag)> {
    Part::new(select, Cell::table::<Entity>(), |text| gather::each(text, |row: row::Model| Ok((row.id, read(row)?))))
}

/// The same of what articles show of tags.
pub(super) fn names_with_ids(select: SelectStatement) -> Part<(Uuid, TagName)> {
    let columns = [("id", Kind::Uuid), ("slug", Kind::Plain), ("names", Kind::Plain)];
    let row = Cell::Row(columns.map(|(name, kind)| Cell::Column(name, kind)).to_vec());
    Part::new(select, row, |rows| {
        gather::each(rows, |(id, slug, names): (Uuid, String, String)| {
            let names = serde_json::from_str(&names).map_err(Error::internal)?;
            Ok((id, TagName { id: TagId::from_uuid(id), slug, names }))
        })
    })
}

/// A tag under a name by which it was asked for.
#[derive(Debug, Clone)]
pub struct Named {
    /// The slug, as it was asked for.
    pub slug: String,
    /// The tag.
    pub tag: Tag,
    /// Whether the slug was that of a tag that was merged into this one.
    pub moved: bool,
}

/// Tags in the order of their slugs; with `uri`, the one that is called so elsewhere.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, uri: Option<&str>, seek: &Seek) -> Result<Vec<Tag>> {
    let mut select = Entity::find();
    if let Some(uri) = uri {
        let called = Query::select().column("tag_id").from("tag_uris").and_where(Expr::col("uri").eq(uri)).to_owned();
        select = select.filter(Column::Id.in_subquery(called));
    }
    let select = keyset(select, Column::Slug, Column::Id, seek, false);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

async fn present(conn: &Conn<'_>, ids: &[TagId]) -> Result<Vec<Tag>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|id| id.uuid());
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// The tags with these ids, each beside the id by which it was asked for: of a tag that was merged, the one into which it
/// was. In no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[TagId]) -> Result<Vec<(TagId, Tag)>> {
    let mut found: Vec<(TagId, Tag)> = present(conn, ids).await?.into_iter().map(|tag| (tag.id, tag)).collect();
    let missing: Vec<TagId> = ids.iter().filter(|id| found.iter().all(|(known, _)| known != *id)).copied().collect();
    let merged = merged(conn, &missing).await?;
    let into: Vec<TagId> = merged.iter().map(|(_, into)| *into).collect();
    let tags = present(conn, &into).await?;
    for (id, into) in merged {
        found.extend(tags.iter().find(|tag| tag.id == into).map(|tag| (id, tag.clone())));
    }
    Ok(found)
}

/// Those of these tags that were merged, each with the tag into which it was.
///
/// # Errors
/// When the database fails.
pub async fn merged(conn: &Conn<'_>, ids: &[TagId]) -> Result<Vec<(TagId, TagId)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|id| id.uuid());
    let select =
        Query::select().columns(["id", "tag_id"]).from("merged_tags").and_where(Expr::col("id").is_in(ids)).to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let id = |row: &QueryResult, name| row.try_get("", name).map(TagId::from_uuid).map_err(internal);
    rows.iter().map(|row| Ok((id(row, "id")?, id(row, "tag_id")?))).collect()
}

/// The tags to which these slugs lead, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_slugs(conn: &Conn<'_>, slugs: &[&str]) -> Result<Vec<Named>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let main = Entity::find().filter(Column::Slug.is_in(slugs.iter().copied())).all(conn).await.map_err(internal)?;
    let main: Vec<Tag> = main.into_iter().map(read).collect::<Result<_>>()?;
    let is_main = |slug: &str| main.iter().any(|tag| tag.slug == slug);
    let others: Vec<&str> = slugs.iter().copied().filter(|slug| !is_main(slug)).collect();
    let mut found: Vec<Named> =
        main.into_iter().map(|tag| Named { slug: tag.slug.clone(), tag, moved: false }).collect();
    let others = slugs::find(conn, TAGS, &others).await?;
    let owners: Vec<TagId> = others.iter().map(|kept| TagId::from_uuid(kept.owner)).collect();
    let tags = present(conn, &owners).await?;
    for kept in others {
        let tag = tags.iter().find(|tag| tag.id.uuid() == kept.owner);
        let moved = kept.used == SlugUse::Merged;
        found.extend(tag.map(|tag| Named { slug: kept.slug, tag: tag.clone(), moved }));
    }
    Ok(found)
}

/// The tag to which this slug leads.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<Named>> {
    Ok(by_slugs(conn, &[slug]).await?.pop())
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: TagId) -> Result<Option<Tag>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

fn record(tag: &Tag, now: Instant) -> Result<row::ActiveModel> {
    Ok(row::ActiveModel {
        id: Set(tag.id.uuid()),
        version: Set(tag.version),
        updated: Set(now.seconds()),
        slug: Set(tag.slug.clone()),
        names: Set(serde_json::to_string(&tag.names).map_err(Error::internal)?),
        kind: Set(tag.kind.as_str().to_owned()),
        slugs: Set(serde_json::to_string(&tag.slugs).map_err(Error::internal)?),
        descriptions: Set(serde_json::to_string(&tag.descriptions).map_err(Error::internal)?),
        synonyms: Set(serde_json::to_string(&tag.synonyms).map_err(Error::internal)?),
        uris: Set(serde_json::to_string(&tag.uris).map_err(Error::internal)?),
        ..Default::default()
    })
}

/// Stores a new tag with its slugs and its ids elsewhere; gives back the tags whose former addresses it took.
///
/// # Errors
/// `CONFLICT` when a slug, a synonym's slug or an id elsewhere is taken.
pub async fn insert(conn: &Conn<'_>, tag: &Tag, now: Instant) -> Result<Vec<TagId>> {
    let mut record = record(tag, now)?;
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    set_names(conn, tag).await
}

/// Stores a tag anew; its former slugs lead to it on. Gives back the tags whose former addresses it took.
///
/// # Errors
/// As [`insert`].
pub async fn update(conn: &Conn<'_>, tag: &Tag, now: Instant) -> Result<Vec<TagId>> {
    record(tag, now)?.update(conn).await.map_err(write)?;
    set_names(conn, tag).await
}

async fn set_names(conn: &Conn<'_>, tag: &Tag) -> Result<Vec<TagId>> {
    let taken = slugs::set(conn, TAGS, tag.id.uuid(), &tag.addresses()).await?;
    set_uris(conn, tag).await?;
    Ok(taken.into_iter().map(TagId::from_uuid).collect())
}

async fn set_uris(conn: &Conn<'_>, tag: &Tag) -> Result<()> {
    let near = Expr::col("uri").is_in(tag.uris.iter()).or(Expr::col("tag_id").eq(tag.id.uuid()));
    let select = Query::select().columns(["uri", "tag_id"]).from("tag_uris").and_where(near).to_owned();
    let mut own: Vec<String> = Vec::new();
    for row in conn.query_all(&select).await.map_err(internal)? {
        let uri: String = row.try_get("", "uri").map_err(internal)?;
        let owner: Uuid = row.try_get("", "tag_id").map_err(internal)?;
        if owner != tag.id.uuid() {
            let at = tag.uris.iter().position(|wanted| *wanted == uri).unwrap_or_default();
            let (pointer, detail) = (format!("/uris/{at}"), "another tag has this address");
            return Err(
                Error::new(Code::Conflict, format!("{pointer}: {detail}.")).with(Place::Pointer(pointer), detail)
            );
        }
        own.push(uri);
    }
    let old: Vec<&String> = own.iter().filter(|uri| !tag.uris.contains(uri)).collect();
    if !old.is_empty() {
        let delete = Query::delete().from_table("tag_uris").and_where(Expr::col("uri").is_in(old)).to_owned();
        conn.execute(&delete).await.map_err(internal)?;
    }
    let new: Vec<&String> = tag.uris.iter().filter(|uri| !own.contains(uri)).collect();
    if !new.is_empty() {
        let mut insert = Query::insert();
        insert.into_table("tag_uris").columns(["uri", "tag_id"].map(Alias::new));
        for uri in new {
            insert.values_panic([uri.clone().into(), tag.id.uuid().into()]);
        }
        conn.execute(&insert).await.map_err(internal)?;
    }
    Ok(())
}

/// Ends a tag that no article has any more and lets its id, its slugs and its ids elsewhere lead to another one, which is
/// stored anew. What was merged into it before leads there too. Gives back the tags whose former addresses were taken.
///
/// # Errors
/// When the database fails.
pub async fn merge(conn: &Conn<'_>, from: TagId, into: &Tag, now: Instant) -> Result<Vec<TagId>> {
    slugs::hand_over(conn, TAGS, from.uuid(), into.id.uuid()).await?;
    for table in ["tag_uris", "merged_tags"] {
        let moved = Query::update()
            .table(table)
            .value("tag_id", into.id.uuid())
            .and_where(Expr::col("tag_id").eq(from.uuid()))
            .to_owned();
        conn.execute(&moved).await.map_err(internal)?;
    }
    let mut insert = Query::insert();
    insert.into_table("merged_tags").columns(["id", "tag_id", "at"].map(Alias::new));
    insert.values_panic([from.uuid().into(), into.id.uuid().into(), now.seconds().into()]);
    conn.execute(&insert).await.map_err(internal)?;
    delete(conn, from).await?;
    update(conn, into, now).await
}

/// How many curated lists a tag fills up.
///
/// # Errors
/// When the database fails.
pub async fn filled(conn: &Conn<'_>, id: TagId) -> Result<i64> {
    count_where(conn, "article_lists", "fill_tag_id", id.uuid()).await
}

/// How many articles have a tag, whatever their state.
///
/// # Errors
/// When the database fails.
pub async fn uses(conn: &Conn<'_>, id: TagId) -> Result<i64> {
    count_where(conn, "article_tags", "tag_id", id.uuid()).await
}

/// Deletes a tag that no article has, with its slugs and all that leads to it.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: TagId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}
