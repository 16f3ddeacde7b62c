//! `eventual dev`, `eventual local`

use std::fmt::Write as _;

use eventual_constructs_build::{BuildError, CargoOutput};
use eventual_constructs_report::{ExitStatus, Styles, seconds};
use eventual_runtime_local_protocol::Serving;
use eventual_synth::source::{Source, read};
use eventual_synth::{Failure, Result, Session};
use eventual_synth_dev::{DevError, DevEvent, DevOptions, ServiceFolder, Watcher};
use serde_json::json;

use crate::cli::RunArgs;

pub(crate) fn dev(args: &RunArgs, session: Session) -> Result<ExitStatus> {
    let options = options(args, session)?;
    session.printer.note("Compiling; this takes a while the first time");
    eventual_synth_dev::dev(&options, &Told { session }).map_err(failure)?;
    Ok(ExitStatus::Success)
}

pub(crate) fn local(args: &RunArgs, session: Session) -> Result<ExitStatus> {
    let options = options(args, session)?;
    match eventual_synth_dev::local(&options, &Told { session }) {
        Ok(never) => match never {},
        Err(error) => Err(failure(error)),
    }
}

fn options(args: &RunArgs, session: Session) -> Result<DevOptions> {
    let folders: Vec<_> = if args.folders.is_empty() {
        vec![read(None, session)?]
    } else {
        args.folders.iter().map(|it| read(Some(it), session)).collect::<Result<_>>()?
    };
    Ok(DevOptions {
        services: folders.into_iter().map(|Source { dir, model }| ServiceFolder { dir, model }).collect(),
        host: args.host,
        port: args.port,
        state: args.state.clone(),
        reset: args.reset,
        sync: args.sync,
        work_dir: None,
        cargo_output: CargoOutput::Inherit,
    })
}

fn failure(error: DevError) -> Failure {
    match error {
        DevError::Build(BuildError::Io(_)) | DevError::System(_) => Failure::unexpected(error),
        _ => Failure::user(error),
    }
}

/// Tells people, or machines, what happens.
struct Told {
    session: Session,
}

impl Watcher for Told {
    fn event(&self, event: DevEvent<'_>) {
        let printer = &self.session.printer;
        let old = |is_served| if is_served { "; the version before goes on answering" } else { "" };
        match event {
            DevEvent::Build(_) => {}
            DevEvent::Changed => printer.note("Changed; compiling"),
            DevEvent::BuildFailed { error, is_served } => {
                printer.error(format_args!("{error}{}", old(is_served)));
            }
            DevEvent::Serving(serving) if self.session.json => {
                let services: Vec<_> =
                    serving.services.iter().map(|it| json!({"name": it.name, "url": it.url})).collect();
                printer.data(&format!("{}\n", json!({ "serving": services })));
            }
            DevEvent::Serving(serving) => printer.rendered(&banner(serving)),
            DevEvent::Swapped { phases, .. } => {
                printer.done("Swapped", format_args!("in {}", seconds(phases.total())));
            }
            DevEvent::Refused { reason, is_served } => {
                printer
                    .error(format_args!("the new version could not take over: {reason}{}", old(is_served)));
            }
            DevEvent::Said(text) => printer.note(text),
            DevEvent::Ended(status) => {
                printer.warning(format_args!("the program ended ({status}); it is started again"));
            }
            DevEvent::Stopping => printer.note("Stopping"),
            _ => {}
        }
    }
}

/// What answers where.
fn banner(serving: &Serving) -> String {
    let mut out = String::new();
    let (done, link, dim) = (Styles::DONE, Styles::HINT, Styles::DIM);
    for service in &serving.services {
        // Writing to a String does not fail.
        _ = writeln!(out, "{done}Serving{done:#} `{}` at {link}{}{link:#}\n", service.name, service.url);
        let mut rows: Vec<(String, String)> = Vec::new();
        for route in &service.routes {
            rows.push((format!("{:<6} {}", route.method, route.path), route.handler.clone()));
        }
        rows.extend(service.commands.iter().map(|it| (format!("{:<6} /rpc/{it}", "POST"), it.clone())));
        for (name, events) in &service.subscriptions {
            rows.push((format!("on     {}", events.join(", ")), name.clone()));
        }
        rows.extend(service.workflows.iter().map(|it| ("workflow".to_owned(), it.clone())));
        rows.extend(service.tasks.iter().map(|it| ("task".to_owned(), it.clone())));
        let widest = rows.iter().map(|it| it.0.chars().count()).max().unwrap_or_default();
        for (at, name) in rows {
            _ = writeln!(out, "  {at:<widest$}  {dim}{name}{dim:#}");
        }
        _ = writeln!(out, "\n  {:<widest$}  {link}{}/_eventual{link:#}", "inspector", service.url);
    }
    out
}
