//! `dateline contract`: prints the contract files, which a test compares.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::cli::{file_error, say};
use crate::error::Result;
use crate::{graphql, rest};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which file to print; with --write, both are written instead.
    #[arg(default_value = "openapi")]
    file: File,
    /// Write schema.graphql and openapi.yaml into this folder.
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum File {
    /// openapi.yaml
    Openapi,
    /// schema.graphql
    Graphql,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Some(folder) = &arguments.write else {
        match arguments.file {
            File::Openapi => say(rest::openapi::yaml()?.trim_end()),
            File::Graphql => say(graphql::schema::printed().trim_end()),
        }
        return Ok(ExitCode::SUCCESS);
    };
    for (name, text) in [("openapi.yaml", rest::openapi::yaml()?), ("schema.graphql", graphql::schema::printed())] {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| file_error(&path, &error))?;
    }
    Ok(ExitCode::SUCCESS)
}
