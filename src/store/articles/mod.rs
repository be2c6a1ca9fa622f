//! Articles: rows and queries. Bodies stand in a table of their own, so that lists do not read them.

mod bodies;
pub mod clock;
mod filter;

use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

pub use bodies::{StoredBody, add_bodies, bodies_of, original_of, set_body};
pub use filter::{Found, ListQuery};

use crate::domain::articles::{Article, ArticleState, ExternalId, Sight, Visibility};
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::paging::keyset;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "articles")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub language: String,
        pub headline: String,
        pub lead: Option<String>,
        pub lead_is_own: bool,
        pub slug: String,
        pub section_id: Option<Uuid>,
        pub byline: Option<String>,
        pub first_published: Option<i64>,
        pub published: Option<i64>,
        pub embargoed_until: Option<i64>,
        pub expires: Option<i64>,
        pub visible_from: Option<i64>,
        pub visible_until: Option<i64>,
        pub listed: i64,
        pub ed_note: Option<String>,
        pub external_source: Option<String>,
        pub external_id: Option<String>,
        pub announced: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn instant(seconds: Option<i64>) -> Option<Instant> {
    seconds.map(Instant::from_seconds)
}

fn read(row: row::Model) -> Article {
    let external_id = match (row.external_source, row.external_id) {
        (Some(source), Some(id)) => Some(ExternalId { source, id }),
        _ => None,
    };
    Article {
        id: ArticleId::from_uuid(row.id),
        version: row.version,
        // The state depends on the present, which only the use-case knows; it tells it in `for_actor`.
        state: ArticleState::Draft,
        language: Lang::from_stored(&row.language),
        headline: row.headline,
        lead: row.lead,
        slug: row.slug,
        section: None,
        tags: None,
        authors: None,
        byline: row.byline,
        dateline: None,
        body: None,
        comment_count: None,
        first_created: Instant::from_seconds(row.created),
        version_created: Instant::from_seconds(row.updated),
        first_published: instant(row.first_published),
        published: instant(row.published),
        embargoed_until: instant(row.embargoed_until),
        expires: instant(row.expires),
        ed_note: row.ed_note,
        external_id,
        visibility: Visibility { from: instant(row.visible_from), until: instant(row.visible_until) },
        section_id: row.section_id.map(SectionId::from_uuid),
        lead_is_own: row.lead_is_own,
        announced: row.announced,
    }
}

/// The place of an article in lists: when readers first see it, or when a draft was made.
fn listed(article: &Article) -> Instant {
    article.visibility.from.unwrap_or(article.first_created)
}

/// The cursor at an article.
#[must_use]
pub fn cursor(article: &Article) -> Cursor {
    Cursor { key: Key::Number(listed(article).seconds()), id: article.id.uuid() }
}

/// What an actor of this sight may see at `now`: the one predicate of visibility.
#[must_use]
pub fn visible(sight: Sight, now: Instant) -> Condition {
    let now = now.seconds();
    let not_over = Condition::any().add(Column::VisibleUntil.is_null()).add(Column::VisibleUntil.gt(now));
    match sight {
        Sight::Staff => Condition::all(),
        Sight::Embargoed => Condition::all().add(Column::Published.lte(now)).add(not_over),
        Sight::Public => Condition::all().add(Column::VisibleFrom.lte(now)).add(not_over),
    }
}

/// The ids of the articles that a sight may see at `now`, to be asked for inside other queries.
#[must_use]
pub fn visible_ids(sight: Sight, now: Instant) -> SelectStatement {
    Query::select().column((Entity, Column::Id)).from(Entity).cond_where(visible(sight, now)).to_owned()
}

/// A page of articles, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, query: &ListQuery) -> Result<Vec<Article>> {
    let select = keyset(filter::select(query), Column::Listed, Column::Id, &query.seek, true);
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// The articles with these ids that this sight may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[ArticleId], sight: Sight, now: Instant) -> Result<Vec<Article>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Entity::find().filter(Column::Id.is_in(ids)).filter(visible(sight, now));
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// The articles with this slug that this sight may see: one a language at most.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(
    conn: &Conn<'_>,
    slug: &str,
    language: Option<&Lang>,
    sight: Sight,
    now: Instant,
) -> Result<Vec<Article>> {
    let mut select = Entity::find().filter(Column::Slug.eq(slug)).filter(visible(sight, now));
    if let Some(language) = language {
        select = select.filter(Column::Language.eq(language.as_str()));
    }
    let rows = select.order_by_asc(Column::Language).limit(50).all(conn).await.map_err(internal)?;
    Ok(rows.into_iter().map(read).collect())
}

/// The article as it is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: ArticleId) -> Result<Option<Article>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    Ok(found.map(read))
}

/// The article with this id of another system, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_external(conn: &Conn<'_>, external: &ExternalId) -> Result<Option<Article>> {
    let select = Entity::find()
        .filter(Column::ExternalSource.eq(&external.source))
        .filter(Column::ExternalId.eq(&external.id))
        .lock_exclusive();
    Ok(select.one(conn).await.map_err(internal)?.map(read))
}

/// The slugs of a language that are `base` or begin with `base-`.
///
/// # Errors
/// When the database fails.
pub async fn slugs_like(conn: &Conn<'_>, language: &Lang, base: &str) -> Result<Vec<String>> {
    // A range, because SQLite looks through the whole language for a LIKE; the point follows the hyphen in ASCII.
    let numbered = Column::Slug.gte(format!("{base}-")).and(Column::Slug.lt(format!("{base}.")));
    let near = Condition::any().add(Column::Slug.eq(base)).add(numbered);
    let select = Entity::find().select_only().column(Column::Slug);
    let select = select.filter(Column::Language.eq(language.as_str())).filter(near);
    select.into_tuple().all(conn).await.map_err(internal)
}

/// Those of these slugs that are taken, each with its language.
///
/// # Errors
/// When the database fails.
pub async fn taken(conn: &Conn<'_>, slugs: &[String]) -> Result<Vec<(String, String)>> {
    let select = Entity::find().select_only().columns([Column::Language, Column::Slug]);
    select.filter(Column::Slug.is_in(slugs)).into_tuple().all(conn).await.map_err(internal)
}

/// Those of these ids that articles have, whatever their state.
///
/// # Errors
/// When the database fails.
pub async fn known(conn: &Conn<'_>, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
    let select = Entity::find().select_only().column(Column::Id);
    let select = select.filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    let found: Vec<Uuid> = select.into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(ArticleId::from_uuid).collect())
}

fn record(article: &Article) -> row::ActiveModel {
    let seconds = |at: Option<Instant>| Set(at.map(Instant::seconds));
    row::ActiveModel {
        id: Set(article.id.uuid()),
        version: Set(article.version),
        created: Set(article.first_created.seconds()),
        updated: Set(article.version_created.seconds()),
        language: Set(article.language.as_str().to_owned()),
        headline: Set(article.headline.clone()),
        lead: Set(article.lead.clone()),
        lead_is_own: Set(article.lead_is_own),
        slug: Set(article.slug.clone()),
        section_id: Set(article.section_id.map(SectionId::uuid)),
        byline: Set(article.byline.clone()),
        first_published: seconds(article.first_published),
        published: seconds(article.published),
        embargoed_until: seconds(article.embargoed_until),
        expires: seconds(article.expires),
        visible_from: seconds(article.visibility.from),
        visible_until: seconds(article.visibility.until),
        listed: Set(listed(article).seconds()),
        ed_note: Set(article.ed_note.clone()),
        external_source: Set(article.external_id.as_ref().map(|external| external.source.clone())),
        external_id: Set(article.external_id.as_ref().map(|external| external.id.clone())),
        announced: Set(article.announced),
    }
}

/// Stores a new article.
///
/// # Errors
/// `CONFLICT` when its slug or its id of another system is taken.
pub async fn insert(conn: &Conn<'_>, article: &Article) -> Result<()> {
    Entity::insert(record(article)).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores new articles in one statement: at most 1,000, because a statement holds 32,766 values on SQLite.
///
/// # Errors
/// As [`insert`].
pub async fn insert_all(conn: &Conn<'_>, articles: &[&Article]) -> Result<()> {
    let records = articles.iter().map(|article| record(article));
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores an article anew.
///
/// # Errors
/// `CONFLICT` when its slug is taken.
pub async fn update(conn: &Conn<'_>, article: &Article) -> Result<()> {
    record(article).update(conn).await.map_err(write)?;
    Ok(())
}

/// Deletes an article with its body, dateline and links.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: ArticleId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}
