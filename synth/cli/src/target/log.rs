//! [`Log`]: a log that is read part by part.

use eventual_runtime_operator::{LogLine, Logs, requests};

use crate::cli::LogsArgs;
use crate::failure::Result;
use crate::target::Connection;

/// A log, and how far it was read.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    service: Connection,
    execution: Option<String>,
    after: Option<u64>,
}

impl Log {
    pub(crate) fn local(service: Connection, args: &LogsArgs) -> Self {
        Self { service, execution: args.execution.clone(), after: None }
    }

    /// What was logged since the last time.
    pub(crate) async fn more(&mut self) -> Result<Vec<LogLine>> {
        let logs: Logs = self.service.ask(requests::logs(self.execution.as_deref(), self.after)).await?;
        self.after = Some(logs.after);
        Ok(logs.lines)
    }
}
