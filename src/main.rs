//! The `dateline` command: parses its arguments and calls the library.

use std::process::ExitCode;

/// Rows are made on the threads of the database and freed on those of the requests; the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dateline::cli::run()
}
