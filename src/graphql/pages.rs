//! Relay connections: arguments in, pages out (<https://relay.dev/graphql/connections.htm>).

use std::borrow::Cow;

use async_graphql::connection::{Connection as Library, Edge};
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

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

/// The library's connection, with the description that it leaves out.
pub(super) struct Connection<T: OutputType>(Library<String, T>);

impl<T: OutputType> OutputType for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        <Library<String, T> as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = <Library<String, T> as OutputType>::create_type_info(registry);
        if let Some(MetaType::Object { description, .. }) = registry.types.get_mut(Self::type_name().as_ref()) {
            *description = Some(format!("A page of a list of type `{}`.", T::type_name()));
        }
        name
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

/// A page as a connection.
pub(super) fn connection<T: OutputType>(page: Page<T>) -> Connection<T> {
    let mut connection = Library::new(page.has_previous, page.has_next);
    connection.edges.extend(page.rows.into_iter().map(|(cursor, node)| Edge::new(cursor, node)));
    Connection(connection)
}
