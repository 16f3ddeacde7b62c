//! `eventual replay`

use std::path::{Path, PathBuf};
use std::process::Command;

use eventual_constructs_build::{CargoOutput, HostService, host, host_work_dir};
use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::requests;
use eventual_runtime_replay::History;
use eventual_synth::source::{Source, read};
use eventual_synth::{Failure, Result, Session};

use super::execution::whole;
use crate::cli::ReplayArgs;
use crate::endpoint;

pub(crate) async fn replay(args: &ReplayArgs, session: Session) -> Result<ExitStatus> {
    let mut files: Vec<PathBuf> = Vec::new();
    let ids: Vec<&String> = args.execution_id.iter().chain(&args.what).collect();
    for what in ids {
        if args.execution_id.as_ref() != Some(what) && Path::new(what).is_file() {
            files.push(what.into());
        } else {
            files.push(download(what, args, session).await?);
        }
    }
    run(args, &files, session)
}

/// Gets a history, and keeps it where it is wanted, or for this run.
async fn download(id: &str, args: &ReplayArgs, session: Session) -> Result<PathBuf> {
    let service = endpoint::find(&args.target, session).await?;
    let name = service.service().await?.name;
    let found = whole(&service, id, requests::history).await?;
    let segments = found.segments.iter().map(|it| (it.number, it.text.as_bytes()));
    let history = History::of_segments(&name, id, segments).map_err(Failure::user)?;
    let path = match &args.save {
        Some(path) if path.is_dir() || path.extension().is_none() => {
            fs_err::create_dir_all(path).map_err(Failure::user)?;
            path.join(history.file_name())
        }
        Some(path) => path.clone(),
        None => {
            let folder = Path::new(".eventual/histories");
            fs_err::create_dir_all(folder).map_err(Failure::user)?;
            folder.join(history.file_name())
        }
    };
    history.save(&path).map_err(Failure::user)?;
    if args.save.is_some() {
        session.printer.done("Kept", format_args!("the history of {id} in {}", path.display()));
    }
    Ok(path)
}

/// Builds the program that has the code of the service, and lets it replay.
fn run(args: &ReplayArgs, files: &[PathBuf], session: Session) -> Result<ExitStatus> {
    let Source { dir, model } = read(args.source.as_deref(), session)?;
    let work = host_work_dir(&dir);
    let services = [HostService { dir, model }];
    let built = host(&services, &work, CargoOutput::Inherit, &()).map_err(Failure::user)?;
    let mut command = Command::new(&built.program);
    command.arg("replay").args(files);
    for (flag, is_set) in [("--strict", args.strict), ("--debug", args.debug), ("--json", session.json)] {
        if is_set {
            command.arg(flag);
        }
    }
    let status = command.status().map_err(Failure::unexpected)?;
    Ok(match status.code() {
        Some(0) => ExitStatus::Success,
        Some(1) => ExitStatus::Failure,
        Some(6) => ExitStatus::Failed,
        _ => return Err(Failure::unexpected(format!("the replay ended by itself: {status}"))),
    })
}
