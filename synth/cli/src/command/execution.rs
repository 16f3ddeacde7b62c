//! `eventual get`, `history`, `timeline`

use std::time::SystemTime;

use eventual_constructs_report::ExitStatus;
use eventual_runtime_engine::Timestamp;
use eventual_runtime_operator::requests::{self, OperatorRequest};
use eventual_runtime_operator::{Execution, History, lines};
use eventual_synth::{Result, Session};

use crate::cli::ExecutionArgs;
use crate::endpoint::{self, Connection};
use crate::view::{execution, history, timeline};

pub(crate) async fn get(args: &ExecutionArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let found: Execution = service.ask(requests::execution(&args.execution)).await?;
    if session.json {
        session.print_json(&found)?;
    } else {
        session.printer.data(&execution::details(&found));
    }
    Ok(ExitStatus::Success)
}

pub(crate) async fn history(args: &ExecutionArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let whole = whole(&service, &args.execution, requests::history).await?;
    if session.json {
        session.print_json(&whole)?;
    } else {
        session.printer.data(&history::render(&whole.events));
    }
    if let Some(problem) = &whole.problem {
        session.printer.warning(format_args!("the rest cannot be shown: {problem}"));
    }
    Ok(ExitStatus::Success)
}

pub(crate) async fn timeline(args: &ExecutionArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let found: Execution = service.ask(requests::execution(&args.execution)).await?;
    let whole = whole(&service, &args.execution, requests::history_with_attempts).await?;
    if session.json {
        session.print_json(&whole.events)?;
        return Ok(ExitStatus::Success);
    }
    let color = execution::style(found.status);
    let head = format!("{} {} {color}{}{color:#}\n", found.workflow, found.id, found.status);
    let now = Timestamp::from(SystemTime::now());
    let bars = timeline::render(&whole.events, &whole.attempts, now, session.printer.width());
    session.printer.data(&format!("{head}{bars}"));
    Ok(ExitStatus::Success)
}

/// A history with all its parts, each asked for by `part`.
pub(crate) async fn whole(
    service: &Connection,
    execution: &str,
    part: fn(&str, u64) -> OperatorRequest,
) -> Result<History> {
    let mut whole: History = service.ask(part(execution, 1)).await?;
    let is_long = whole.next.is_some();
    while let Some(next) = whole.next {
        let more: History = service.ask(part(execution, next)).await?;
        whole.segments.extend(more.segments);
        whole.attempts.extend(more.attempts);
        (whole.next, whole.status) = (more.next, more.status);
    }
    if is_long {
        (whole.events, whole.problem) = lines(&whole.segments);
    }
    Ok(whole)
}
