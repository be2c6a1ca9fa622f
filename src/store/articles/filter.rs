//! Which articles a list holds, as SQL.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::visible;
use crate::domain::articles::{ArticleState, Sight};
use crate::domain::ids::{AuthorId, SectionId, TagId};
use crate::domain::lang::Lang;
use crate::domain::paging::Seek;
use crate::domain::time::Instant;

/// The nouns that a filter named, found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    /// The section.
    pub section: Option<SectionId>,
    /// The tag.
    pub tag: Option<TagId>,
    /// The author.
    pub author: Option<AuthorId>,
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
    /// Listed at this instant or later.
    pub since: Option<Instant>,
    /// Listed before this instant.
    pub before: Option<Instant>,
    /// The page.
    pub seek: Seek,
}

fn linked(table: &'static str, column: &'static str, id: Uuid) -> SelectStatement {
    Query::select().column("article_id").from(table).and_where(Expr::col(column).eq(id)).to_owned()
}

/// The rows of a state at `now`, within what the sight may see.
fn state(state: ArticleState, now: Instant) -> Condition {
    let at = now.seconds();
    match state {
        ArticleState::Draft => Condition::all().add(Column::Published.is_null()),
        ArticleState::Scheduled => Condition::all().add(Column::Published.gt(at)).add(open_end(at)),
        ArticleState::Embargoed => {
            Condition::all().add(Column::Published.lte(at)).add(Column::VisibleFrom.gt(at)).add(open_end(at))
        }
        ArticleState::Published => visible(Sight::Public, now),
        ArticleState::Expired => {
            Condition::all().add(Column::Published.is_not_null()).add(Column::VisibleUntil.lte(at))
        }
    }
}

fn open_end(at: i64) -> Condition {
    Condition::any().add(Column::VisibleUntil.is_null()).add(Column::VisibleUntil.gt(at))
}

/// The select of a list, without its page.
pub(super) fn select(query: &ListQuery) -> Select<Entity> {
    let mut select = Entity::find().filter(visible(query.sight, query.now)).filter(state(query.state, query.now));
    if query.state == ArticleState::Published {
        // The same bound on the ordered column lets the index begin at the present.
        select = select.filter(Column::Listed.lte(query.now.seconds()));
    }
    if let Some(section) = query.found.section {
        select = select.filter(Column::SectionId.eq(section.uuid()));
    }
    if let Some(tag) = query.found.tag {
        select = select.filter(Column::Id.in_subquery(linked("article_tags", "tag_id", tag.uuid())));
    }
    if let Some(author) = query.found.author {
        select = select.filter(Column::Id.in_subquery(linked("article_authors", "author_id", author.uuid())));
    }
    if let Some(language) = &query.language {
        select = select.filter(Column::Language.eq(language.as_str()));
    }
    if let Some(since) = query.since {
        select = select.filter(Column::Listed.gte(since.seconds()));
    }
    if let Some(before) = query.before {
        select = select.filter(Column::Listed.lt(before.seconds()));
    }
    select
}
