//! Floor 6: what the doors share: who asks and how much, how errors are printed, how queries and bodies are read.

pub mod accept;
pub mod actor;
pub mod body;
pub mod client;
pub mod fixed;
pub mod layers;
pub mod limits;
pub mod measured;
pub mod once;
pub mod problem;
pub mod query;
pub mod reading;
pub mod upload;
