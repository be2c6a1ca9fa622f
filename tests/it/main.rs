//! The one integration suite: real port, real HTTP, both engines.
//!
//! Without `DATELINE_TEST_POSTGRES_URL` it runs on SQLite; with it, the same tests run on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod article_races;
mod articles;
mod banks;
mod bodies;
mod change_log;
mod changes;
mod channels;
mod cli;
mod clock;
mod comments;
mod conditional;
mod contract;
mod currencies;
mod dateline_doors;
mod datelines;
mod documents_kept;
mod errors;
mod fetch;
mod floors;
mod front_page;
mod generate;
mod graphql_guard;
mod graphql_http;
mod honesty;
mod idempotency;
mod import;
mod keys;
mod kill9;
mod limits;
mod lists;
mod lists_curated;
mod media;
mod migrations;
mod nbkr;
mod nulls;
mod operation;
mod page;
mod parity;
mod people;
mod portal;
mod previews;
mod program;
mod rates;
mod readme;
mod related;
mod site;
mod support;
mod taxonomy;
mod text;
mod wire;
