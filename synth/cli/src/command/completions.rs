//! `eventual completions`

use clap::CommandFactory as _;
use clap_complete::generate;
use eventual_constructs_report::ExitStatus;
use eventual_synth::{Result, Session};
use serde_json::json;

use crate::cli::{Cli, CompletionsArgs};

pub(crate) fn completions(args: &CompletionsArgs, session: Session) -> Result<ExitStatus> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "eventual", &mut script);
    let script = String::from_utf8_lossy(&script);
    if session.json {
        session.print_json(&json!({ "shell": args.shell.to_string(), "script": script }))?;
    } else {
        session.printer.data(&script);
    }
    Ok(ExitStatus::Success)
}
