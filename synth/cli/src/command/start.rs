//! `eventual start`

use std::time::Duration;

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::{Execution, ExecutionState, StartExecution, Started, requests};
use eventual_synth::{Result, Session};

use crate::cli::StartArgs;
use crate::endpoint::{self, Connection};
use crate::view::execution;

pub(crate) async fn start(args: &StartArgs, session: Session) -> Result<ExitStatus> {
    let start = StartExecution {
        workflow: args.workflow.clone(),
        name: args.name.clone(),
        input: crate::input::json(&args.input, "input")?,
        timeout_ms: args.timeout.and_then(|it| it.as_millis().try_into().ok()),
    };
    let service = endpoint::find(&args.target, session).await?;
    let started: Started = service.ask(requests::start(&start)).await?;
    if args.wait {
        session.printer.done("Started", &started.id);
        return wait(&service, &started.id, session).await;
    }
    if session.json {
        session.print_json(&started)?;
    } else {
        session.printer.data(&format!("{}\n", started.id));
        session.printer.note(format_args!("see `eventual timeline {}`", started.id));
    }
    Ok(ExitStatus::Success)
}

/// Waits until an execution is over.
async fn wait(service: &Connection, id: &str, session: Session) -> Result<ExitStatus> {
    let progress = session.printer.progress("Running", 0);
    progress.message(id);
    let mut pause = Duration::from_millis(50);
    let found = loop {
        let found: Execution = service.ask(requests::execution(id)).await?;
        if found.status != ExecutionState::Running {
            break found;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    };
    drop(progress);
    if session.json {
        session.print_json(&found)?;
    } else {
        session.printer.data(&execution::details(&found));
    }
    Ok(if found.status == ExecutionState::Failed { ExitStatus::Failed } else { ExitStatus::Success })
}
