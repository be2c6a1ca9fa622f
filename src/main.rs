//! The `dateline` command: parses its arguments and calls the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::cli::run()
}
