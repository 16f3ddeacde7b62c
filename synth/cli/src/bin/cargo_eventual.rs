//! `cargo eventual`: cargo gives the name of the command as first argument.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = std::env::args_os().enumerate();
    let arguments = arguments.filter(|(at, it)| !(*at == 1 && it == "eventual")).map(|(_, it)| it);
    eventual_synth_cli::run(arguments).into()
}
