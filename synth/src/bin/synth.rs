//! `cargo run --bin synth`

use std::process::ExitCode;

fn main() -> ExitCode {
    eventual_synth::run(std::env::args_os()).into()
}
