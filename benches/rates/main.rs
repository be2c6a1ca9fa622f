//! `cargo bench --bench rates`: what exchange rates cost.

mod answers;
mod load;

use std::process::ExitCode;

/// What may go wrong while measuring; it is told and ends the run.
type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let measured = runtime.block_on(async {
        answers::run().await?;
        load::run().await
    });
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error.as_ref()),
    }
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("benches/rates: {error}");
    ExitCode::FAILURE
}
