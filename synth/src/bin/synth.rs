//! `cargo run --bin synth`

use std::process::ExitCode;

use clap::Parser;
use eventual_synth::cli::Cli;

fn main() -> ExitCode {
    eventual_synth::run(Cli::parse()).into()
}
