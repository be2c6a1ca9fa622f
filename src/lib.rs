//! Dateline: a headless news API.
//!
//! A newsroom's articles, sections, tags, authors and datelines, served as data by REST and GraphQL. The floors and the
//! way of a request through them stand in `ARCHITECTURE.md`; a file imports only floors below its own.
#![recursion_limit = "256"]

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod error;
pub mod fetch;
pub mod files;
pub mod graphql;
pub mod http;
pub mod identity;
pub mod importers;
pub mod jobs;
pub mod pictures;
pub mod portal;
pub mod rest;
pub mod server;
pub mod sources;
pub mod store;
pub mod telemetry;
pub mod usecases;
