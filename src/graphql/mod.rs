//! Floor 7: GraphQL. One file a noun, and the transport: guard, handler, errors.

mod accept;
pub mod articles;
pub mod authors;
pub mod changes;
pub mod channels;
pub mod comments;
pub mod errors;
pub mod guard;
pub mod handler;
pub mod limits;
pub mod loaders;
pub mod node;
mod once;
mod pages;
pub mod rates;
pub mod scalars;
pub mod schema;
pub mod sections;
pub mod tags;
