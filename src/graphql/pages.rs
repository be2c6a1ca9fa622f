//! Relay connections: arguments in, pages out (<https://relay.dev/graphql/connections.htm>).

use async_graphql::OutputType;
use async_graphql::connection::{Connection, Edge, EmptyFields};

use crate::domain::paging::{DEFAULT_LIMIT, Page, PageRequest, Position, check_limit};
use crate::error::{Error, Result};

/// The arguments by which a connection is paged.
#[derive(Debug, Default)]
pub(super) struct PageArguments {
    pub(super) first: Option<i32>,
    pub(super) after: Option<String>,
    pub(super) last: Option<i32>,
    pub(super) before: Option<String>,
}

impl PageArguments {
    /// The page that they ask for; the first 20 when they ask for nothing.
    pub(super) fn page(self) -> Result<PageRequest> {
        let Self { first, after, last, before } = self;
        let (count, name, position) = match (first, last, after, before) {
            (Some(_), Some(_), ..) => return Err(Error::parameter("last", "cannot stand together with first")),
            (_, _, Some(_), Some(_)) => return Err(Error::parameter("before", "cannot stand together with after")),
            (Some(_), _, _, Some(_)) => return Err(Error::parameter("before", "goes with last, not with first")),
            (_, Some(_), Some(_), _) => return Err(Error::parameter("after", "goes with first, not with last")),
            (first, None, Some(after), None) => (first, "first", Position::After(after)),
            (None, last, None, Some(before)) => (last, "last", Position::Before(before)),
            (None, Some(last), None, None) => (Some(last), "last", Position::End),
            (first, None, None, None) => (first, "first", Position::Start),
        };
        let limit = match count {
            Some(count) => check_limit(count.into(), name)?,
            None => DEFAULT_LIMIT,
        };
        Ok(PageRequest { limit, position })
    }
}

/// A page as a connection.
pub(super) fn connection<T: OutputType>(page: Page<T>) -> Connection<String, T, EmptyFields, EmptyFields> {
    let mut connection = Connection::new(page.has_previous, page.has_next);
    connection.edges.extend(page.rows.into_iter().map(|(cursor, node)| Edge::new(cursor, node)));
    connection
}
