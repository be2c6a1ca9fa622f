//! Rows as text: what several queries find, in one statement.
//!
//! To the driver of SQLite each statement is two changes of threads, each row another one, and each value an allocation
//! (docs/adr/0024). Here the rows of a query come as one JSON text, and several queries share a statement. Both engines
//! write that text, so that both are asked in the same way. Where SQLite is asked on this thread, the rows of a page come as
//! they are, because there they cost nothing of that.

use std::fmt;
use std::marker::PhantomData;

use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, SelectStatement, Value};
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, QuerySelect, QueryTrait, Select, Statement,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::domain::ids::ArticleId;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::direct::Direct;
use crate::store::error::internal;
use crate::store::rows::Rows;
pub(super) use crate::store::written::{Cell, Kind};
use crate::store::written::{Query, Text};

/// A query that can be asked together with others; what it finds is read as `T`.
pub struct Part<T> {
    select: SelectStatement,
    row: Cell,
    read: fn(&Answer) -> Result<Vec<T>>,
}

impl<T> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("row", &self.row).finish_non_exhaustive()
    }
}

impl<T> Part<T> {
    /// A query, the row that it has, and how its text is read; see [`each`].
    pub(super) const fn new(select: SelectStatement, row: Cell, read: fn(&Answer) -> Result<Vec<T>>) -> Self {
        Self { select, row, read }
    }

    /// A query for whole rows of a table.
    pub(super) fn of<E: EntityTrait>(select: Select<E>, read: fn(&Answer) -> Result<Vec<T>>) -> Self {
        Self::new(select.into_query(), Cell::table::<E>(), read)
    }

    /// What it finds, in the order of the query.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all(self, conn: &Conn<'_>) -> Result<Vec<T>> {
        let mut gather = Gather::default();
        let ticket = gather.ask(self);
        gather.run(conn).await?.take(ticket)
    }
}

/// What a query found.
#[derive(Debug)]
pub(super) enum Answer {
    /// Its rows as one JSON text.
    Text(String),
    /// Its rows as they stand in SQLite.
    Rows(Rows),
}

/// Reads the rows of an answer one by one.
///
/// # Errors
/// When a row is not what the program expects.
pub(super) fn each<R: DeserializeOwned, T>(answer: &Answer, read: impl FnMut(R) -> Result<T>) -> Result<Vec<T>> {
    match answer {
        Answer::Text(text) => {
            serde_json::from_str::<Vec<R>>(text).map_err(Error::internal)?.into_iter().map(read).collect()
        }
        Answer::Rows(rows) => rows.each(read),
    }
}

/// The articles that a statement over a page finds, by the name under which its parts ask for them.
const PAGE: &str = "page";

/// Of which articles a part is.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// Those with these ids.
    Ids(&'a [ArticleId]),
    /// Those that the statement finds itself: `Gather::over`.
    Page,
}

impl Of<'_> {
    /// Narrows a query to what names one of them in a column.
    pub(super) fn narrow(self, select: &mut SelectStatement, column: impl IntoColumnRef) {
        match self {
            Self::Ids(ids) => select.and_where(Expr::col(column).is_in(uuids(ids))),
            // Joined and not asked for in a list: SQLite would make a table of the page for each list (docs/adr/0029).
            Self::Page => select.inner_join(PAGE, Expr::col(column).equals((PAGE, "id"))),
        };
    }

    /// The same for whole rows.
    pub(super) fn narrowed<E: EntityTrait>(self, mut select: Select<E>, column: E::Column) -> Select<E> {
        self.narrow(QueryTrait::query(&mut select), (E::default(), column));
        select
    }
}

/// Ids as they are stored.
pub(super) fn uuids(ids: &[ArticleId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// What a column of the page holds: `id`, `section_id`, `parent_id` or `source_id`.
pub(super) fn on_page(column: &'static str) -> SelectStatement {
    SelectStatement::new().column(column).from(PAGE).take()
}

/// Queries to be asked in one statement.
#[derive(Debug, Clone, Default)]
pub struct Gather {
    page: Option<Page>,
    parts: Vec<Query>,
}

/// What the page of a statement is.
#[derive(Debug, Clone)]
struct Page {
    /// The query for its keys.
    keys: Query,
    /// The query for its whole rows, in the order of the page.
    whole: Query,
    /// Where in such a row the keys stand.
    places: [usize; KEYS.len()],
    /// Which part asks for the whole rows by the keys.
    part: usize,
}

/// What is known of each article on a page to those who ask about it.
const KEYS: [&str; 4] = ["id", "section_id", "parent_id", "source_id"];

/// With it the answer to one of them is taken.
pub struct Ticket<T> {
    place: usize,
    read: fn(&Answer) -> Result<Vec<T>>,
    rows: PhantomData<T>,
}

impl<T> Clone for Ticket<T> {
    fn clone(&self) -> Self {
        Self { place: self.place, read: self.read, rows: PhantomData }
    }
}

impl<T> fmt::Debug for Ticket<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").field("place", &self.place).finish_non_exhaustive()
    }
}

/// The answers to queries that were asked together.
#[derive(Debug)]
pub struct Gathered {
    answers: Vec<Answer>,
}

impl Gather {
    /// Queries of which some are about what this one finds: the articles of [`Of::Page`]. The first of them is for the rows
    /// themselves, in the order that `by_keys` gives them, which is that of the query.
    pub(super) fn over<E: EntityTrait, T>(page: Select<E>, by_keys: Part<T>) -> (Self, Ticket<T>) {
        let keys = E::Column::iter().filter(|column| KEYS.contains(&column.as_str()));
        let keys = page.clone().select_only().columns(keys).into_query();
        let names: Vec<&str> = E::Column::iter().map(|column| column.as_str()).collect();
        let place = |key: &str| names.iter().position(|name| *name == key).unwrap_or(names.len());
        let mut new = Self::default();
        let ticket = new.ask(by_keys);
        let (keys, whole) = (Query::rows(keys), Query::rows(page.into_query()));
        new.page = Some(Page { keys, whole, places: KEYS.map(place), part: ticket.place });
        (new, ticket)
    }

    /// How many things are asked for.
    pub(super) const fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The same written for an engine, so that it needs not be written each time.
    pub(super) fn written(self, backend: DbBackend) -> Self {
        let page =
            self.page.map(|page| Page { keys: page.keys.written(backend), whole: page.whole.written(backend), ..page });
        Self { page, parts: self.parts.into_iter().map(|part| part.written(backend)).collect() }
    }

    /// The values in what is written.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let page = self.page.iter_mut().flat_map(|page| [&mut page.keys, &mut page.whole]);
        page.chain(&mut self.parts).flat_map(Query::values_mut)
    }

    /// Asks for one thing more.
    pub fn ask<T>(&mut self, part: Part<T>) -> Ticket<T> {
        let place = self.parts.len();
        self.parts.push(Query::text(part.select, part.row));
        Ticket { place, read: part.read, rows: PhantomData }
    }

    /// Asks for what articles have; without any nothing is asked.
    pub fn ask_of<T>(&mut self, ids: &[ArticleId], part: impl FnOnce(Of<'_>) -> Part<T>) -> Option<Ticket<T>> {
        (!ids.is_empty()).then(|| self.ask(part(Of::Ids(ids))))
    }

    /// Takes the queries of another in, after its own; gives their number. Two pages do not go into one statement: the other
    /// is given back.
    pub(super) fn absorb(&mut self, other: Box<Self>) -> std::result::Result<usize, Box<Self>> {
        if self.page.is_some() && other.page.is_some() {
            return Err(other);
        }
        let (before, parts) = (self.parts(), other.parts());
        let page = other.page.map(|page| Page { part: page.part + before, ..page });
        self.page = self.page.take().or(page);
        self.parts.extend(other.parts);
        Ok(parts)
    }

    /// Asks the database for all of it; for nothing at all it is not asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(&self, conn: &Conn<'_>) -> Result<Gathered> {
        if self.parts.is_empty() {
            return Ok(Gathered { answers: Vec::new() });
        }
        let row = conn.query_one_raw(self.text(conn.get_database_backend())).await.map_err(internal)?;
        let row = row.ok_or_else(|| Error::internal("a statement without a row"))?;
        let text = |place: usize| row.try_get_by_index(place).map(Answer::Text).map_err(internal);
        Ok(Gathered { answers: (0..self.parts()).map(text).collect::<Result<_>>()? })
    }

    /// The same on this thread, of a SQLite file; on a connection of the pool where that would take long.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn run_on(&self, direct: &Direct, pool: &Conn<'_>) -> Result<Gathered> {
        match self.at_once(direct) {
            Some(found) => Ok(found),
            None => self.run(pool).await,
        }
    }

    /// Asks for the rows of a page as they are, and then for the rest about their keys.
    fn at_once(&self, direct: &Direct) -> Option<Gathered> {
        let Some(page) = &self.page else {
            let texts = direct.texts(&self.text(DbBackend::Sqlite))?;
            return Some(Gathered { answers: texts.into_iter().map(Answer::Text).collect() });
        };
        let mut whole = Text::new(DbBackend::Sqlite);
        whole.push_query(&page.whole);
        let (rows, texts) = direct.page(&whole.statement(), |rows| self.about(page, rows))?;
        let mut answers: Vec<Answer> = texts.into_iter().map(Answer::Text).collect();
        answers.insert(page.part.min(answers.len()), Answer::Rows(rows));
        Some(Gathered { answers })
    }

    /// All of it as one statement.
    fn text(&self, backend: DbBackend) -> Statement {
        let mut text = Text::new(backend);
        if let Some(page) = &self.page {
            // Which articles they are is found once, however many parts ask for it.
            text.push(&format!("WITH \"{PAGE}\" AS MATERIALIZED ("));
            text.push_query(&page.keys);
            text.push(") ");
        }
        push_parts(&mut text, self.parts.iter());
        text.statement()
    }

    /// What is asked about the rows of a page; `None` when nothing is.
    fn about(&self, page: &Page, rows: &Rows) -> Option<Statement> {
        let rest = || self.parts.iter().enumerate().filter(|(place, _)| *place != page.part).map(|(_, part)| part);
        rest().next()?;
        let mut text = Text::new(DbBackend::Sqlite);
        // One row is not worth a table.
        let how = if rows.len() > 1 { "" } else { "NOT " };
        text.push(&format!("WITH \"{PAGE}\"(\"{}\") AS {how}MATERIALIZED (VALUES ", KEYS.join("\",\"")));
        // The text is the same for a few more rows or less, so that it is not planned anew: those that are not there are null.
        for row in 0..padded(rows.len()) {
            for (place, column) in page.places.into_iter().enumerate() {
                text.push(match (row, place) {
                    (0, 0) => "(",
                    (_, 0) => "),(",
                    _ => ",",
                });
                let key = rows.bytes(row, column).and_then(|key| Uuid::from_slice(key).ok());
                text.push_value(key.into());
            }
        }
        text.push(")) ");
        push_parts(&mut text, rest());
        Some(text.statement())
    }
}

/// For how many rows the question about a page is written that has so many: for one, for the usual page, or for some more.
const fn padded(rows: usize) -> usize {
    match rows {
        0 | 1 => 1,
        _ => rows.next_multiple_of(21),
    }
}

fn push_parts<'a>(text: &mut Text, parts: impl Iterator<Item = &'a Query>) {
    for (place, part) in parts.enumerate() {
        text.push(if place == 0 { "SELECT (" } else { ",(" });
        text.push_query(part);
        text.push(")");
    }
}

impl Gathered {
    /// The answers to the first queries, without them.
    pub(super) fn split_off_first(&mut self, parts: usize) -> Self {
        let rest = self.answers.split_off(parts.min(self.answers.len()));
        Self { answers: std::mem::replace(&mut self.answers, rest) }
    }

    /// The answer to what this ticket was given for.
    ///
    /// # Errors
    /// When a row is not what the program expects.
    pub fn take<T>(&mut self, ticket: Ticket<T>) -> Result<Vec<T>> {
        let answer = self.answers.get(ticket.place).ok_or_else(|| Error::internal("a ticket of another statement"))?;
        (ticket.read)(answer)
    }

    /// The same for what may not have been asked for: nothing then.
    ///
    /// # Errors
    /// As [`Gathered::take`].
    pub fn take_if_asked<T>(&mut self, ticket: Option<Ticket<T>>) -> Result<Vec<T>> {
        ticket.map_or_else(|| Ok(Vec::new()), |ticket| self.take(ticket))
    }
}
