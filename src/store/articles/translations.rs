//! Articles of one story in several languages.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::row::{Column, Entity};
use super::visible;
use crate::domain::articles::{PubStatus, Sight};
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::gather::{self, Cell, Kind, Of, Part, on_page, uuids};

/// An article among its translations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: ArticleId,
    /// The article that it translates.
    pub source: Option<ArticleId>,
    /// The version that it translates.
    pub source_version: Option<i32>,
    /// The version that changed its content in substance last.
    pub content_version: i32,
    /// Whether it may be used.
    pub status: PubStatus,
    /// Its language.
    pub language: Lang,
    /// Its address part.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// Whether the sight sees it.
    pub is_seen: bool,
    /// Whether readers ever saw it.
    pub was_seen: bool,
    /// Those of the instants at which the clock changes whether it is seen that there are.
    instants: [Option<i64>; 3],
}

impl Member {
    /// The next instant after `now` at which the clock changes whether it is seen.
    #[must_use]
    pub fn next_transition(&self, now: Instant) -> Option<Instant> {
        let to_come = self.instants.into_iter().flatten().filter(|at| *at > now.seconds());
        to_come.min().map(Instant::from_seconds)
    }
}

/// A row, in the order of its columns.
#[derive(Debug, Deserialize)]
struct Found {
    id: Uuid,
    source_id: Option<Uuid>,
    source_version: Option<i32>,
    content_version: i32,
    pub_status: String,
    language: String,
    slug: String,
    headline: String,
    /// Null for what has no instant from which it is seen.
    is_seen: Option<bool>,
    was_seen: bool,
    published: Option<i64>,
    visible_from: Option<i64>,
    visible_until: Option<i64>,
}

/// The originals with these ids and everything that translates them, in the order of their languages.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, originals: &[ArticleId], sight: Sight, now: Instant) -> Result<Vec<Member>> {
    if originals.is_empty() {
        return Ok(Vec::new());
    }
    among(Of::Ids(originals), sight, now).all(conn).await
}

/// As [`of`], to be asked together with others. Of the page of a statement these are the originals of its articles.
#[must_use]
pub fn among(originals: Of<'_>, sight: Sight, now: Instant) -> Part<Member> {
    let group = match originals {
        Of::Ids(ids) => Condition::any().add(Column::Id.is_in(uuids(ids))).add(Column::SourceId.is_in(uuids(ids))),
        Of::Page => Condition::all().add(Column::Id.in_subquery(group_of_page())),
    };
    let select = Entity::find()
        .select_only()
        .columns([Column::Id, Column::SourceId, Column::SourceVersion, Column::ContentVersion])
        .columns([Column::PubStatus, Column::Language, Column::Slug, Column::Headline])
        .column_as(Expr::from(visible(sight, now)), "seen_now")
        .columns([Column::Seen, Column::Published, Column::VisibleFrom, Column::VisibleUntil])
        .filter(group)
        .order_by_asc(Column::Language)
        .order_by_asc(Column::Id);
    let columns = [
        ("id", Kind::Uuid),
        ("source_id", Kind::Uuid),
        ("source_version", Kind::Plain),
        ("content_version", Kind::Plain),
        ("pub_status", Kind::Plain),
        ("language", Kind::Plain),
        ("slug", Kind::Plain),
        ("headline", Kind::Plain),
        ("seen_now", Kind::Flag),
        ("seen", Kind::Flag),
        ("published", Kind::Plain),
        ("visible_from", Kind::Plain),
        ("visible_until", Kind::Plain),
    ];
    let row = Cell::Row(columns.map(|(name, kind)| Cell::Column(name, kind)).to_vec());
    Part::new(select.into_query(), row, |text| gather::each(text, |row| Ok(member(row))))
}

/// The ids of the originals of the articles on the page and of all that translate them: a union, as for chains.
fn group_of_page() -> SelectStatement {
    // An article that translates nothing is its own original; one that does brings in no other by its own id, because
    // nothing translates a translation.
    let originals = || on_page("id").union(UnionType::All, on_page("source_id")).take();
    let translations = Query::select()
        .column((Entity, Column::Id))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::SourceId)).in_subquery(originals()))
        .take();
    originals().union(UnionType::All, translations).to_owned()
}

fn member(row: Found) -> Member {
    Member {
        id: ArticleId::from_uuid(row.id),
        source: row.source_id.map(ArticleId::from_uuid),
        source_version: row.source_version,
        content_version: row.content_version,
        status: PubStatus::from_stored(&row.pub_status).unwrap_or(PubStatus::Canceled),
        language: Lang::from_stored(&row.language),
        slug: row.slug,
        headline: row.headline,
        is_seen: row.is_seen.unwrap_or_default(),
        was_seen: row.was_seen,
        instants: [row.published, row.visible_from, row.visible_until],
    }
}
