//! `eventual task`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_engine::Error;
use eventual_runtime_operator::{TaskDetails, TaskError, TaskTold, TaskValue, requests};
use eventual_synth::{Result, Session};

use crate::cli::TaskCommand;
use crate::endpoint;

pub(crate) async fn task(command: &TaskCommand, session: Session) -> Result<ExitStatus> {
    let (request, target, done) = match command {
        TaskCommand::Complete { token, value, target } => {
            let value = crate::input::json(value, "value")?;
            (requests::complete_task(token, &TaskValue { value }), target, "Completed")
        }
        TaskCommand::Fail { token, error, message, no_retry, target } => {
            let error = Error::new(error, message);
            let error = if *no_retry { error.non_retryable() } else { error };
            (requests::fail_task(token, &TaskError { error }), target, "Failed")
        }
        TaskCommand::Heartbeat { token, target } => {
            (requests::heartbeat(token, &TaskDetails::default()), target, "Kept alive")
        }
    };
    let told: TaskTold = endpoint::find(target, session).await?.ask(request).await?;
    if session.json {
        session.print_json(&told)?;
    }
    if told.cancelled {
        session.printer.warning("nobody waits for this task any more: it should stop");
    } else {
        session.printer.done(done, "the task");
    }
    Ok(ExitStatus::Success)
}
