//! Which articles a list holds and in which order, as SQL.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IdenStatic, Order, PaginatorTrait, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use super::datelined::{self, Datelined};
use super::row::{Column, Entity};
use super::visible;
use crate::domain::articles::{
    Article, ArticleOrder, ArticleProfile, ArticleState, COUNTED, DateField, PubStatus, Sight,
};
use crate::domain::ids::{AuthorId, SectionId, StoryId, TagId};
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key, Seek};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::paging::keyset;

/// The nouns that a filter named, found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The section, and those below it that count too; none where no section narrows the list.
    pub sections: Vec<SectionId>,
    /// Those of them in which articles of other sections stand too.
    pub shared: Vec<SectionId>,
    /// All of these tags.
    pub tags_all: Vec<TagId>,
    /// At least one of these tags.
    pub tags_any: Option<Vec<TagId>>,
    /// None of these tags.
    pub tags_none: Vec<TagId>,
    /// The author.
    pub author: Option<AuthorId>,
    /// The story.
    pub story: Option<StoryId>,
}

/// Between which instants one of an article's lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Which of its instants.
    pub field: DateField,
    /// At this one or later.
    pub from: Option<Instant>,
    /// Before this one.
    pub to: Option<Instant>,
}

/// A list of articles as the store reads it.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// What the reader may see.
    pub sight: Sight,
    /// The present.
    pub now: Instant,
    /// Where the articles stand.
    pub state: ArticleState,
    /// The nouns that narrow the list.
    pub found: Found,
    /// The language that narrows the list.
    pub language: Option<Lang>,
    /// The kinds of items that narrow the list.
    pub profiles: Option<Vec<ArticleProfile>>,
    /// What the datelines say.
    pub datelined: Datelined,
    /// At least as urgent as this.
    pub urgency: Option<i32>,
    /// The instants that narrow the list.
    pub ranges: Vec<Range>,
    /// New or changed since.
    pub updated_since: Option<Instant>,
    /// The order.
    pub order: ArticleOrder,
}

const fn column_of(field: DateField) -> Column {
    match field {
        DateField::Published => Column::Listed,
        DateField::FirstPublished => Column::FirstPublished,
        DateField::ContentModified => Column::ContentModified,
        DateField::VersionCreated => Column::Updated,
    }
}

/// The column by which an order stands, and whether it falls.
const fn along(order: ArticleOrder) -> (Column, bool) {
    match order {
        ArticleOrder::Newest => (Column::Listed, true),
        ArticleOrder::Oldest => (Column::Listed, false),
        ArticleOrder::FirstPublished => (Column::FirstPublished, true),
        ArticleOrder::ContentModified => (Column::ContentModified, true),
        ArticleOrder::VersionCreated => (Column::Updated, true),
    }
}

/// The cursor at an article in an order.
#[must_use]
pub fn cursor(article: &Article, order: ArticleOrder) -> Cursor {
    let at = match order {
        ArticleOrder::Newest | ArticleOrder::Oldest => article.listed(),
        ArticleOrder::FirstPublished => article.first_published.unwrap_or(article.first_created),
        ArticleOrder::ContentModified => article.content_modified.unwrap_or(article.first_created),
        ArticleOrder::VersionCreated => article.version_created,
    };
    Cursor { key: Key::Number(at.seconds()), id: article.id.uuid() }
}

/// The query for a page of a list.
pub(super) fn of_page(query: &ListQuery, seek: &Seek) -> Select<Entity> {
    let (column, falls) = along(query.order);
    keyset(select_from(query, Edge::of(seek, column, falls)), column, Column::Id, seek, falls)
}

/// Where a page begins that has a cursor: at a value of the ordered column, and with none beyond it.
#[derive(Debug, Clone, Copy)]
struct Edge {
    column: Column,
    at: i64,
    /// Whether what follows is less.
    falls: bool,
}

impl Edge {
    fn of(seek: &Seek, column: Column, falls: bool) -> Option<Self> {
        match seek.from.as_ref()?.key {
            Key::Number(at) => Some(Self { column, at, falls: falls != seek.backwards }),
            Key::Text(_) | Key::Frozen(_) => None,
        }
    }

    /// Whether the cursor says already that a column is not beyond a value. SQLite begins at one bound alone, and of two on
    /// the same side it may take the wider one: then it reads all that lies before the page.
    fn implies(self, column: Column, is_upper: bool, value: i64) -> bool {
        let is_within = if is_upper { self.at < value } else { self.at >= value };
        column.as_str() == self.column.as_str() && self.falls == is_upper && is_within
    }
}

/// The order of such a page, which goes back from a cursor before which it lies.
pub(super) fn order_of(query: &ListQuery, seek: &Seek) -> [(Column, Order); 2] {
    let (column, falls) = along(query.order);
    let order = if falls == seek.backwards { Order::Asc } else { Order::Desc };
    [(column, order.clone()), (Column::Id, order)]
}

/// How many articles a list has; one more than are counted when there are more.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>, query: &ListQuery) -> Result<u64> {
    select(query).limit(COUNTED + 1).count(conn).await.map_err(internal)
}

fn linked(table: &'static str, column: &'static str, ids: &[Uuid]) -> SelectStatement {
    let of = Expr::col(column).is_in(ids.iter().copied());
    Query::select().column("article_id").from(table).and_where(of).take()
}

fn tagged(tags: &[TagId]) -> SelectStatement {
    linked("article_tags", "tag_id", &tags.iter().map(|id| id.uuid()).collect::<Vec<_>>())
}

/// The rows of a state at `now`, within what the sight may see.
fn state(state: ArticleState, now: Instant) -> Condition {
    let at = now.seconds();
    let with = |status: PubStatus| Condition::all().add(Column::PubStatus.eq(status.as_str()));
    let usable = || with(PubStatus::Usable);
    match state {
        ArticleState::Draft => usable().add(Column::Published.is_null()),
        ArticleState::Scheduled => usable().add(Column::Published.gt(at)).add(open_end(at)),
        ArticleState::Embargoed => {
            usable().add(Column::Published.lte(at)).add(Column::VisibleFrom.gt(at)).add(open_end(at))
        }
        ArticleState::Published => visible(Sight::Public, now),
        ArticleState::Expired => usable().add(Column::Published.is_not_null()).add(Column::VisibleUntil.lte(at)),
        ArticleState::Withheld => with(PubStatus::Withheld),
        ArticleState::Canceled => with(PubStatus::Canceled),
    }
}

fn open_end(at: i64) -> Condition {
    Condition::any().add(Column::VisibleUntil.is_null()).add(Column::VisibleUntil.gt(at))
}

/// The articles of sections. Where none of other sections stands in them, the index of the section alone answers.
fn in_sections(sections: &[SectionId], shared: &[SectionId]) -> Condition {
    let uuids = |ids: &[SectionId]| ids.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>();
    let own = Condition::any().add(match sections {
        [one] => Column::SectionId.eq(one.uuid()),
        _ => Column::SectionId.is_in(uuids(sections)),
    });
    if shared.is_empty() {
        return own;
    }
    own.add(Column::Id.in_subquery(linked("article_sections", "section_id", &uuids(shared))))
}

/// The select of a list, without its page.
pub(super) fn select(query: &ListQuery) -> Select<Entity> {
    select_from(query, None)
}

/// The same without those bounds that the place implies from which it is read.
fn select_from(query: &ListQuery, edge: Option<Edge>) -> Select<Entity> {
    let now = query.now.seconds();
    let is_implied = |column, is_upper, value| edge.is_some_and(|edge| edge.implies(column, is_upper, value));
    let mut select = Entity::find().filter(state(query.state, query.now));
    if (query.sight, query.state) != (Sight::Public, ArticleState::Published) {
        select = select.filter(visible(query.sight, query.now));
    }
    if query.state == ArticleState::Published && !is_implied(Column::Listed, true, now.saturating_add(1)) {
        // The same bound on the ordered column lets the index begin at the present.
        select = select.filter(Column::Listed.lte(now));
    }
    select = select.filter(found(&query.found));
    if let Some(language) = &query.language {
        select = select.filter(Column::Language.eq(language.as_str()));
    }
    if let Some(profiles) = &query.profiles {
        select = select.filter(Column::Profile.is_in(profiles.iter().map(|profile| profile.as_str())));
    }
    select = select.filter(datelined::conditions(&query.datelined));
    if let Some(urgency) = query.urgency {
        select = select.filter(Column::Urgency.lte(urgency));
    }
    for Range { field, from, to } in &query.ranges {
        if let Some(from) = from.filter(|from| !is_implied(column_of(*field), false, from.seconds())) {
            select = select.filter(column_of(*field).gte(from.seconds()));
        }
        if let Some(to) = to.filter(|to| !is_implied(column_of(*field), true, to.seconds())) {
            select = select.filter(column_of(*field).lt(to.seconds()));
        }
    }
    if let Some(since) = query.updated_since {
        let since = since.seconds();
        select = select.filter(Condition::any().add(Column::Updated.gte(since)).add(Column::VisibleFrom.gte(since)));
    }
    select
}

/// The conditions of the nouns that were named.
fn found(found: &Found) -> Condition {
    let mut all = Condition::all();
    if !found.sections.is_empty() {
        all = all.add(in_sections(&found.sections, &found.shared));
    }
    for tag in &found.tags_all {
        all = all.add(Column::Id.in_subquery(tagged(&[*tag])));
    }
    if let Some(tags) = &found.tags_any {
        all = all.add(Column::Id.in_subquery(tagged(tags)));
    }
    if !found.tags_none.is_empty() {
        all = all.add(Column::Id.not_in_subquery(tagged(&found.tags_none)));
    }
    if let Some(author) = found.author {
        all = all.add(Column::Id.in_subquery(linked("article_authors", "author_id", &[author.uuid()])));
    }
    if let Some(story) = found.story {
        all = all.add(Column::StoryId.eq(story.uuid()));
    }
    all
}
