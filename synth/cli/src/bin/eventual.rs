//! `eventual`

use std::process::ExitCode;

fn main() -> ExitCode {
    eventual_synth_cli::run(std::env::args_os()).into()
}
