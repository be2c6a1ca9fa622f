//! Floor 6: what the doors share: who asks, how errors are printed, how queries and bodies are read.

pub mod actor;
pub mod body;
pub mod layers;
pub mod once;
pub mod problem;
pub mod query;
pub mod reading;
