//! `eventual logs`

use std::fmt::Write as _;
use std::time::Duration;

use eventual_constructs_report::{ExitStatus, Styles};
use eventual_runtime_operator::LogLine;
use eventual_synth::{Failure, Result, Session};

use crate::cli::LogsArgs;
use crate::endpoint::{self, LogFilter};
use crate::view::time::of_day;

/// How often is looked for more.
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) async fn logs(args: &LogsArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let (execution, handler) = (args.execution.clone(), args.handler.clone());
    let mut log = service.log(&LogFilter { execution, handler, since: args.since }).await?;
    loop {
        for line in log.more().await? {
            let is_wanted = args.handler.as_ref().is_none_or(|it| line.handler.contains(it.as_str()));
            if is_wanted {
                show(&line, session)?;
            }
        }
        if !args.follow {
            return Ok(ExitStatus::Success);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// As JSON one object a line: a log has no end.
fn show(line: &LogLine, session: Session) -> Result<()> {
    if session.json {
        let text = serde_json::to_string(line).map_err(Failure::unexpected)?;
        session.printer.data(&format!("{text}\n"));
        return Ok(());
    }
    let style = match line.level.as_str() {
        "error" => Styles::ERROR,
        "warn" => Styles::WARNING,
        "debug" | "trace" => Styles::DIM,
        _ => anstyle::Style::new(),
    };
    let mut out = format!("{0}{1}{0:#} ", Styles::DIM, of_day(line.time));
    // Writing to a String does not fail.
    if !line.level.is_empty() {
        _ = write!(out, "{style}{:<5}{style:#} ", line.level);
    }
    if !line.handler.is_empty() {
        _ = write!(out, "{0}{1}{0:#} ", Styles::HINT, line.handler);
    }
    if let Some(execution) = &line.execution {
        _ = write!(out, "{0}[{execution}]{0:#} ", Styles::DIM);
    }
    session.printer.data(&format!("{out}{}\n", line.message.trim_end()));
    Ok(())
}
