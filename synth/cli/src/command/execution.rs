//! `eventual get`, `history`, `timeline`

use std::time::SystemTime;

use eventual_runtime_engine::Timestamp;
use eventual_runtime_operator::{Execution, History, lines, requests};
use eventual_synth_report::ExitStatus;

use super::Session;
use crate::cli::ExecutionArgs;
use crate::failure::Result;
use crate::target::{self, Connection};
use crate::view::{execution, history, json, timeline};

pub(crate) async fn get(args: &ExecutionArgs, session: Session) -> Result<ExitStatus> {
    let service = target::find(&args.target, session).await?;
    let found: Execution = service.ask(requests::execution(&args.execution)).await?;
    if session.json {
        json::print(&session.printer, &found)?;
    } else {
        session.printer.data(&execution::details(&found));
    }
    Ok(ExitStatus::Success)
}

pub(crate) async fn history(args: &ExecutionArgs, session: Session) -> Result<ExitStatus> {
    let service = target::find(&args.target, session).await?;
    let whole = whole(&service, &args.execution).await?;
    if session.json {
        json::print(&session.printer, &whole)?;
    } else {
        session.printer.data(&history::render(&whole.events));
    }
    if let Some(problem) = &whole.problem {
        session.printer.warning(format_args!("the rest can not be shown: {problem}"));
    }
    Ok(ExitStatus::Success)
}

pub(crate) async fn timeline(args: &ExecutionArgs, session: Session) -> Result<ExitStatus> {
    let service = target::find(&args.target, session).await?;
    let found: Execution = service.ask(requests::execution(&args.execution)).await?;
    let whole = whole(&service, &args.execution).await?;
    if session.json {
        json::print(&session.printer, &whole.events)?;
        return Ok(ExitStatus::Success);
    }
    let color = execution::style(found.status);
    let head = format!("{} {} {color}{}{color:#}\n", found.workflow, found.id, found.status);
    let now = Timestamp::from(SystemTime::now());
    let bars = timeline::render(&whole.events, now, session.printer.width());
    session.printer.data(&format!("{head}{bars}"));
    Ok(ExitStatus::Success)
}

/// A history with all its parts.
pub(crate) async fn whole(service: &Connection, execution: &str) -> Result<History> {
    let mut whole: History = service.ask(requests::history(execution, 1)).await?;
    let is_long = whole.next.is_some();
    while let Some(next) = whole.next {
        let part: History = service.ask(requests::history(execution, next)).await?;
        whole.segments.extend(part.segments);
        (whole.next, whole.status) = (part.next, part.status);
    }
    if is_long {
        (whole.events, whole.problem) = lines(&whole.segments);
    }
    Ok(whole)
}
