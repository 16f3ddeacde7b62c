use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use eventual_constructs_report::ExitStatus;

use crate::cli::{Cli, Global};
use crate::command::{inspect, synthesize};
use crate::failure::Failure;
use crate::session::{Session, Tool};

/// Runs the tool `synth`; the first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> ExitStatus {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let json = json_is_asked_for(&arguments);
    let matches = match Cli::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return wrong_arguments(&error, json, Tool::Synth),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return wrong_arguments(&error, json, Tool::Synth),
    };
    let session = Session::new(&cli.global, Tool::Synth);
    let done = match (&cli.command, misplaced(&matches)) {
        (Some(_), Some(failure)) => Err(failure),
        (Some(inspection), None) => inspect(inspection, session),
        (None, _) => synthesize(&cli.synth, session),
    };
    match done {
        Ok(()) => ExitStatus::Success,
        Err(failure) => failure.report(session),
    }
}

/// An argument of synthesis alone before the name of a command, where it would be lost.
fn misplaced(matches: &ArgMatches) -> Option<Failure> {
    let name = matches.subcommand_name()?;
    let command = Cli::command();
    let is_given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let lost = command.get_arguments().find(|it| !it.is_global_set() && is_given(it.get_id().as_str()))?;
    Some(match lost.get_long() {
        Some(long) => {
            Failure::user(format!("`--{long}` is an option of synthesis; `{name}` does not take it"))
                .hint(format!("for the options of `{name}`, run `synth {name} --help`"))
        }
        None => Failure::user(format!("the folder of the service stands before the command `{name}`"))
            .hint(format!("write it after the command: `synth {name} <folder>`")),
    })
}

/// Whether a machine reads the output, for arguments that could not be read.
pub fn json_is_asked_for(arguments: &[OsString]) -> bool {
    arguments.iter().take_while(|it| *it != "--").any(|it| it == "--json")
}

/// Reports arguments that could not be read, as clap words it; help and version are not errors.
pub fn wrong_arguments(error: &clap::Error, json: bool, tool: Tool) -> ExitStatus {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A closed pipe is not an error: the reader has read enough.
        let _ = error.print();
        return ExitStatus::Success;
    }
    if json {
        let text = error.to_string();
        let message = text.trim().strip_prefix("error: ").unwrap_or(&text).trim();
        let failure = Failure::new(ExitStatus::Failure, "BadArguments", message);
        return failure.report(Session::new(&Global { json, ..Global::default() }, tool));
    }
    let _ = error.print();
    ExitStatus::Failure
}
