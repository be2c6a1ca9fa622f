//! Rows as text: what several queries find, in one statement.
//!
//! To the driver of SQLite each statement is two changes of threads, each row another one, and each value an allocation
//! (docs/adr/0024). Here the rows of a query come as one JSON text, and several queries share a statement. Both engines
//! write that text, so that both are asked in the same way.

use std::fmt;
use std::marker::PhantomData;

use sea_orm::sea_query::{CommonTableExpression, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement, WithClause};
use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, QueryTrait, Select,
    Statement,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::domain::ids::ArticleId;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::direct::Direct;
use crate::store::error::internal;

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As they are: numbers and texts.
    Plain,
    /// As text: SQLite keeps UUIDs as bytes.
    Uuid,
    /// As true and false: SQLite keeps 1 and 0.
    Flag,
}

/// The columns of a row, some of them in a row of their own.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// A column of this name.
    Column(&'static str, Kind),
    /// Columns that are read together.
    Row(Vec<Cell>),
}

impl Cell {
    /// All columns of a table.
    pub(super) fn table<E: EntityTrait>() -> Self {
        Self::Row(E::Column::iter().map(|column| Self::Column(column.as_str(), kind_of(column))).collect())
    }

    fn write(&self, backend: DbBackend, text: &mut String) {
        let sqlite = backend == DbBackend::Sqlite;
        match self {
            // Neither engine is given names here that come from outside.
            Self::Column(name, Kind::Uuid) if sqlite => text.push_str(&format!("nullif(hex(\"{name}\"), '')")),
            Self::Column(name, Kind::Flag) if sqlite => {
                text.push_str(&format!("json(CASE \"{name}\" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"));
            }
            Self::Column(name, _) => text.push_str(&format!("\"{name}\"")),
            Self::Row(cells) => {
                text.push_str(if sqlite { "json_array(" } else { "json_build_array(" });
                for (i, cell) in cells.iter().enumerate() {
                    text.push_str(if i == 0 { "" } else { "," });
                    cell.write(backend, text);
                }
                text.push(')');
            }
        }
    }
}

fn kind_of(column: impl ColumnTrait) -> Kind {
    match column.def().get_column_type() {
        ColumnType::Uuid => Kind::Uuid,
        ColumnType::Boolean => Kind::Flag,
        _ => Kind::Plain,
    }
}

/// A query that can be asked together with others; what it finds is read as `T`.
pub struct Part<T> {
    select: SelectStatement,
    row: Cell,
    read: fn(&str) -> Result<Vec<T>>,
}

impl<T> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("row", &self.row).finish_non_exhaustive()
    }
}

impl<T> Part<T> {
    /// A query, the row that it has, and how its text is read; see [`each`].
    pub(super) const fn new(select: SelectStatement, row: Cell, read: fn(&str) -> Result<Vec<T>>) -> Self {
        Self { select, row, read }
    }

    /// A query for whole rows of a table.
    pub(super) fn of<E: EntityTrait>(select: Select<E>, read: fn(&str) -> Result<Vec<T>>) -> Self {
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

/// Reads the rows of a text one by one.
///
/// # Errors
/// When a row is not what the program expects.
pub(super) fn each<R: DeserializeOwned, T>(text: &str, read: impl FnMut(R) -> Result<T>) -> Result<Vec<T>> {
    serde_json::from_str::<Vec<R>>(text).map_err(Error::internal)?.into_iter().map(read).collect()
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
    /// That a column names one of them.
    pub(super) fn named_by(self, column: impl IntoColumnRef) -> Expr {
        match self {
            Self::Ids(ids) => Expr::col(column).is_in(uuids(ids)),
            Self::Page => Expr::col(column).in_subquery(on_page("id")),
        }
    }
}

/// Ids as they are stored.
pub(super) fn uuids(ids: &[ArticleId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// What a column of the page holds: `id`, `section_id`, `parent_id` or `source_id`.
pub(super) fn on_page(column: &'static str) -> SelectStatement {
    Query::select().column(column).from(PAGE).take()
}

/// Queries to be asked in one statement.
#[derive(Debug, Default)]
pub struct Gather {
    page: Option<SelectStatement>,
    parts: Vec<(SelectStatement, Cell)>,
    /// A statement that is written, with so many parts, in the place of all that.
    written: Option<(Statement, usize)>,
}

/// With it the answer to one of them is taken.
pub struct Ticket<T> {
    place: usize,
    read: fn(&str) -> Result<Vec<T>>,
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
    texts: Vec<String>,
}

impl Gather {
    /// Queries of which some are about what this one finds: the articles of [`Of::Page`]. It has the columns `id`,
    /// `section_id`, `parent_id` and `source_id`.
    pub(super) const fn over(page: SelectStatement) -> Self {
        Self { page: Some(page), parts: Vec::new(), written: None }
    }

    /// A statement that was written before, with so many parts.
    pub(super) const fn written(text: Statement, parts: usize) -> Self {
        Self { page: None, parts: Vec::new(), written: Some((text, parts)) }
    }

    /// How many things are asked for.
    pub(super) fn parts(&self) -> usize {
        self.written.as_ref().map_or(self.parts.len(), |(_, parts)| *parts)
    }

    /// Asks for one thing more.
    pub fn ask<T>(&mut self, part: Part<T>) -> Ticket<T> {
        let place = self.parts.len();
        self.parts.push((part.select, part.row));
        Ticket { place, read: part.read, rows: PhantomData }
    }

    /// Asks for what articles have; without any nothing is asked.
    pub fn ask_of<T>(&mut self, ids: &[ArticleId], part: impl FnOnce(Of<'_>) -> Part<T>) -> Option<Ticket<T>> {
        (!ids.is_empty()).then(|| self.ask(part(Of::Ids(ids))))
    }

    /// Takes the queries of another in, after its own; gives their number. Two pages do not go into one statement, nor does
    /// anything into one that is written: the other is given back.
    pub(super) fn absorb(&mut self, other: Box<Self>) -> std::result::Result<usize, Box<Self>> {
        let parts = other.parts();
        if self.parts() == 0 {
            *self = *other;
            return Ok(parts);
        }
        if self.written.is_some() || other.written.is_some() || (self.page.is_some() && other.page.is_some()) {
            return Err(other);
        }
        self.page = self.page.take().or(other.page);
        self.parts.extend(other.parts);
        Ok(parts)
    }

    /// Asks the database for all of it; for nothing at all it is not asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(self, conn: &Conn<'_>) -> Result<Gathered> {
        let asked = self.parts();
        if asked == 0 {
            return Ok(Gathered { texts: Vec::new() });
        }
        found(conn, self.text(conn.get_database_backend()), asked).await
    }

    /// The same on this thread, of a SQLite file; on a connection of the pool where that would take long.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn run_on(self, direct: &Direct, pool: &Conn<'_>) -> Result<Gathered> {
        let asked = self.parts();
        let text = self.text(DbBackend::Sqlite);
        match direct.texts(&text) {
            Some(texts) => Ok(Gathered { texts }),
            None => found(pool, text, asked).await,
        }
    }

    fn text(self, backend: DbBackend) -> Statement {
        match self.written {
            Some((text, _)) => text,
            None => backend.build(&self.statement(backend)),
        }
    }

    /// All of it as one statement.
    pub(super) fn statement(self, backend: DbBackend) -> SelectStatement {
        let mut all = Query::select();
        if let Some(page) = self.page {
            // Which articles they are is found once, however many parts ask for it.
            let mut table = CommonTableExpression::new();
            table.query(page).table_name(PAGE).materialized(true);
            let mut clause = WithClause::new();
            clause.cte(table);
            all.with_cte(clause);
        }
        for (select, row) in self.parts {
            all.expr(Expr::from(as_text(backend, select, &row)));
        }
        all
    }
}

/// What a statement finds: one row, of so many texts.
async fn found(conn: &Conn<'_>, text: Statement, asked: usize) -> Result<Gathered> {
    let row = conn.query_one_raw(text).await.map_err(internal)?;
    let row = row.ok_or_else(|| Error::internal("a statement without a row"))?;
    let texts = (0..asked).map(|place| row.try_get_by_index(place).map_err(internal)).collect::<Result<_>>()?;
    Ok(Gathered { texts })
}

impl Gathered {
    /// The answers to the first queries, without them.
    pub(super) fn split_off_first(&mut self, parts: usize) -> Self {
        let rest = self.texts.split_off(parts.min(self.texts.len()));
        Self { texts: std::mem::replace(&mut self.texts, rest) }
    }

    /// The answer to what this ticket was given for.
    ///
    /// # Errors
    /// When a row is not what the program expects.
    pub fn take<T>(&mut self, ticket: Ticket<T>) -> Result<Vec<T>> {
        let text = self.texts.get_mut(ticket.place).map(std::mem::take);
        (ticket.read)(&text.ok_or_else(|| Error::internal("a ticket of another statement"))?)
    }

    /// The same for what may not have been asked for: nothing then.
    ///
    /// # Errors
    /// As [`Gathered::take`].
    pub fn take_if_asked<T>(&mut self, ticket: Option<Ticket<T>>) -> Result<Vec<T>> {
        ticket.map_or_else(|| Ok(Vec::new()), |ticket| self.take(ticket))
    }
}

/// The rows of a query as one text, `[]` when there is none; they keep the order of the query.
fn as_text(backend: DbBackend, select: SelectStatement, row: &Cell) -> SelectStatement {
    let mut text = String::with_capacity(1024);
    let (before, after) = match backend {
        DbBackend::Sqlite => ("json_group_array(", ")"),
        _ => ("coalesce(json_agg(", "), '[]')::text"),
    };
    text.push_str(before);
    row.write(backend, &mut text);
    text.push_str(after);
    Query::select().expr(Expr::cust(text)).from_subquery(select, "rows").take()
}
