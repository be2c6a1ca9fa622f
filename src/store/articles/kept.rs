//! Questions for an article and for the list of all whose text is written once.
//!
//! The text of a question with all that articles have is long, and to write it anew costs up to a third of what SQLite needs to
//! answer it. It is written once with stand-ins for what changes, which is put in their place each time.

use sea_orm::sea_query::Value;
use uuid::Uuid;

use super::filter::ListQuery;
use super::statement::{Found, Statement};
use crate::domain::articles::Sight;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key, Seek};
use crate::domain::time::Instant;
use crate::store::Store;
use crate::store::dialect::Engine;
use crate::store::gather::Gather;

/// What no question asks for: an instant in the year 9931, an id of another version, and a slug that is none.
const NOW: i64 = 251_234_567_891;
const ID: Uuid = Uuid::max();
const SLUG: &str = "\u{1}";
const LANGUAGE: &str = "\u{1}-language";
/// A key of a cursor, and a limit of pages, that nobody has. The key lies in the past, as those of readers do.
const KEY: i64 = 251_234_567_890;
const LIMIT: u64 = 251_234_567;
/// A page is read with one row more.
const LIMIT_AND_ONE: u64 = LIMIT + 1;

/// By what an article is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    /// Its id.
    Id(ArticleId),
    /// Its slug, in a language or in any.
    Slug(&'a str, Option<&'a Lang>),
}

/// A question, written.
#[derive(Debug)]
pub struct Kept {
    gather: Gather,
    found: Found,
}

impl Kept {
    /// Writes the question for an article named in this way, with what `ask` asks for about the articles that it finds, at the
    /// instant that it is given.
    pub fn write<T>(
        store: &Store,
        named: Named<'_>,
        sight: Sight,
        ask: impl FnOnce(&mut Gather, Instant) -> T,
    ) -> (Self, T) {
        let now = Instant::from_seconds(NOW);
        let statement = match named {
            Named::Id(_) => Statement::of_id(ArticleId::from_uuid(ID), sight, now),
            Named::Slug(_, None) => Statement::of_slug(SLUG, None, sight, now),
            Named::Slug(_, Some(_)) => Statement::of_slug(SLUG, Some(&Lang::from_stored(LANGUAGE)), sight, now),
        };
        Self::written(store, statement, ask, now)
    }

    /// Writes the question for a page of a list without conditions, that begins as `seek` does.
    pub fn write_list<T>(
        store: &Store,
        query: &ListQuery,
        seek: &Seek,
        ask: impl FnOnce(&mut Gather, Instant) -> T,
    ) -> (Self, T) {
        let now = Instant::from_seconds(NOW);
        let from = seek.from.as_ref().map(|_| Cursor { key: Key::Number(KEY), id: ID });
        let standing = Seek { limit: LIMIT, from, backwards: seek.backwards };
        let statement = Statement::of_list(&ListQuery { now, ..query.clone() }, &standing);
        Self::written(store, statement, ask, now)
    }

    fn written<T>(
        store: &Store,
        mut statement: Statement,
        ask: impl FnOnce(&mut Gather, Instant) -> T,
        now: Instant,
    ) -> (Self, T) {
        let asked = ask(&mut statement.gather, now);
        let (gather, found) = statement.split();
        let backend = match store.engine() {
            Engine::Sqlite => sea_orm::DbBackend::Sqlite,
            Engine::Postgres => sea_orm::DbBackend::Postgres,
        };
        (Self { gather: gather.written(backend), found }, asked)
    }

    /// The question for this article at `now`, and what takes its answer apart.
    #[must_use]
    pub fn asking(&self, named: Named<'_>, now: Instant) -> (Gather, Found) {
        let mut gather = self.gather.clone();
        for value in gather.values_mut() {
            match (&*value, named) {
                (Value::BigInt(Some(NOW)), _) => *value = now.seconds().into(),
                (Value::Uuid(Some(ID)), Named::Id(id)) => *value = id.uuid().into(),
                (Value::String(Some(standing)), Named::Slug(slug, _)) if standing == SLUG => *value = slug.into(),
                (Value::String(Some(standing)), Named::Slug(_, Some(language))) if standing == LANGUAGE => {
                    *value = language.as_str().into();
                }
                _ => {}
            }
        }
        (gather, self.found.clone())
    }

    /// The question for this page at `now`, and what takes its answer apart.
    #[must_use]
    pub fn asking_page(&self, seek: &Seek, now: Instant) -> (Gather, Found) {
        let mut gather = self.gather.clone();
        let from = seek.from.as_ref();
        for value in gather.values_mut() {
            match (&*value, from.map(|from| (&from.key, from.id))) {
                (Value::BigInt(Some(NOW)), _) => *value = now.seconds().into(),
                (Value::BigUnsigned(Some(LIMIT_AND_ONE)), _) => *value = (seek.limit + 1).into(),
                (Value::BigInt(Some(KEY)), Some((Key::Number(number), _))) => *value = (*number).into(),
                (Value::Uuid(Some(ID)), Some((_, id))) => *value = id.into(),
                _ => {}
            }
        }
        (gather, self.found.clone())
    }
}
