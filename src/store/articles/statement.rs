//! Articles and what they have, in one statement.

use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};

use super::clock::{self, Instants};
use super::filter::{ListQuery, of_page, order_of};
use super::row::{Column, Entity, whole};
use super::visible;
use crate::domain::articles::{Article, Sight};
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::paging::Seek;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::gather::{Gather, Gathered, Ticket, on_page};

/// The question for articles; whatever else is asked in its [`Statement::gather`] about [`Of::Page`](crate::store::gather::Of)
/// is about them.
#[derive(Debug)]
pub struct Statement {
    /// What is asked.
    pub gather: Gather,
    articles: Ticket<Article>,
    moves: Option<Ticket<Option<Instant>>>,
    near: Option<Ticket<Instants>>,
}

/// The tickets of a statement.
#[derive(Debug, Clone)]
pub struct Found {
    articles: Ticket<Article>,
    moves: Option<Ticket<Option<Instant>>>,
    near: Option<Ticket<Instants>>,
}

/// What a statement found.
#[derive(Debug)]
pub struct Answer {
    /// The articles, in their order.
    pub articles: Vec<Article>,
    /// The next instant at which the clock may bring other ones; of an article by its id nothing is known here.
    pub next: Option<Instant>,
    /// The rest of what was asked.
    pub rest: Gathered,
}

impl Statement {
    /// The articles that a query finds, in this order, which is the query's own.
    fn new(select: Select<Entity>, order: &[(Column, Order)]) -> Self {
        let by_keys = Entity::find().filter(Column::Id.in_subquery(on_page("id")));
        let by_keys = order.iter().fold(by_keys, |by_keys, (column, order)| by_keys.order_by(*column, order.clone()));
        let (gather, articles) = Gather::over(select, whole(by_keys));
        Self { gather, articles, moves: None, near: None }
    }

    /// A page of a list.
    #[must_use]
    pub fn of_list(query: &ListQuery, seek: &Seek) -> Self {
        let mut new = Self::new(of_page(query, seek), &order_of(query, seek));
        new.moves = Some(new.gather.ask(clock::transition(query.now)));
        new
    }

    /// The article with this id, if this sight may see it.
    #[must_use]
    pub fn of_id(id: ArticleId, sight: Sight, now: Instant) -> Self {
        Self::new(Entity::find_by_id(id.uuid()).filter(visible(sight, now)), &[])
    }

    /// The articles with this slug that this sight may see: one a language at most.
    #[must_use]
    pub fn of_slug(slug: &str, language: Option<&Lang>, sight: Sight, now: Instant) -> Self {
        let mut new = Self::new(by_slug(slug, language, sight, now), &[(Column::Language, Order::Asc)]);
        new.near = Some(new.gather.ask(clock::instants_of_slug(slug)));
        new
    }

    /// The question, and what takes its answer apart.
    #[must_use]
    pub fn split(self) -> (Gather, Found) {
        (self.gather, Found { articles: self.articles, moves: self.moves, near: self.near })
    }
}

impl Found {
    /// Takes the answer apart.
    ///
    /// # Errors
    /// When a row is not what the program expects.
    pub fn take(self, mut rest: Gathered, now: Instant) -> Result<Answer> {
        let moves = rest.take_if_asked(self.moves)?.into_iter().flatten().min();
        let near = clock::next(rest.take_if_asked(self.near)?, now);
        Ok(Answer { articles: rest.take(self.articles)?, next: moves.or(near), rest })
    }
}

/// The query for what has a slug.
pub(super) fn by_slug(slug: &str, language: Option<&Lang>, sight: Sight, now: Instant) -> Select<Entity> {
    let mut select = Entity::find().filter(Column::Slug.eq(slug)).filter(visible(sight, now));
    if let Some(language) = language {
        select = select.filter(Column::Language.eq(language.as_str()));
    }
    select.order_by_asc(Column::Language).limit(50)
}
