//! `eventual completions`

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};
use eventual_constructs_report::ExitStatus;

use super::Session;
use crate::cli::Cli;
use crate::failure::Result;

pub(crate) fn completions(shell: Shell, session: Session) -> Result<ExitStatus> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "eventual", &mut script);
    session.printer.data(&String::from_utf8_lossy(&script));
    Ok(ExitStatus::Success)
}
