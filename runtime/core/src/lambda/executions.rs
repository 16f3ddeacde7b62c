//! Executions as any function of the service reaches them: started, signalled, looked at, cancelled.

use std::sync::OnceLock;
use std::time::SystemTime;

use eventual_runtime_aws::{Client, random_bytes};
use eventual_runtime_aws_stores::{AwsStores, Settings};
use eventual_runtime_engine::{Error, Payload, Result, SignalEntry, Step, Timestamp};
use eventual_runtime_orchestrator::{
    Effects, ExecutionTable, Message, Start, StartError, StoreError, TaskToken, Told, What, beat, complete,
};

use crate::host::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, QueryExecution, StartExecution,
    TaskReport, attempt_over, bad_token, stored,
};

use super::orchestrator::query::{Question, ask};

/// The stores of this process.
pub(super) fn stores() -> Result<AwsStores<'static>> {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    let client = Client::shared().map_err(Error::other)?;
    Ok(AwsStores::new(client, SETTINGS.get_or_init(Settings::from_env)))
}

pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Random bytes in hex.
pub(super) fn random_text() -> Result<String> {
    let bytes: [u8; 16] = random_bytes().map_err(Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(crate) async fn start_execution(start: StartExecution) -> Result<String> {
    let StartExecution { workflow, name, input, timeout } = start;
    let execution = match name {
        Some(name) => name,
        None => uuid_v7(now())?,
    };
    let start = Start { workflow: workflow.to_owned(), input, timeout, parent: None };
    match eventual_runtime_orchestrator::start(&stores()?, &execution, start, now()).await {
        Ok(()) => Ok(execution),
        Err(error @ StartError::Exists(_)) => {
            Err(Error::new("ExecutionAlreadyExists", error.to_string()).non_retryable())
        }
        Err(StartError::Store(error)) => Err(not_done("StartFailed", &error)),
    }
}

pub(crate) async fn send_signal(execution: String, mut signal: SignalEntry) -> Result<()> {
    let stores = stores()?;
    let failed = |error: StoreError| not_done("SignalFailed", &error);
    if stores.row(&execution).await.map_err(failed)?.is_none() {
        return Err(Error::new("ExecutionNotFound", format!("there is no execution `{execution}`")));
    }
    if signal.id.is_empty() {
        // The queue may deliver it twice; by this it is taken once.
        signal.id = random_text()?;
    }
    stores.send(Message::new(execution, What::Signal(signal))).await.map_err(failed)
}

pub(crate) async fn execution(id: String) -> Result<Option<ExecutionRecord>> {
    stored::execution(&stores()?, &id).await
}

pub(crate) async fn executions(query: ExecutionQuery) -> Result<ExecutionRecords> {
    stored::executions(&stores()?, query).await
}

pub(crate) async fn execution_history(id: String, workflow: &'static str) -> Result<Vec<Step>> {
    stored::history(&stores()?, &id, workflow).await
}

pub(crate) async fn query_execution(query: QueryExecution) -> Result<Payload> {
    let QueryExecution { execution, workflow, name, input } = query;
    let question = Question { execution, workflow: Some(workflow.to_owned()), name, input };
    ask(question).await?.map_err(stored::not_answered)
}

pub(crate) async fn cancel_execution(cancel: CancelExecution) -> Result<()> {
    stored::cancel(&stores()?, cancel, random_text()?).await
}

pub(crate) async fn report_task(token: String, report: TaskReport) -> Result<()> {
    let token: TaskToken = token.parse().map_err(|_| bad_token())?;
    let stores = stores()?;
    let told = match report {
        TaskReport::Ended(result) => complete(&stores, &token, result).await,
        TaskReport::Alive(details) => beat(&stores, &token, details, now()).await,
    };
    match told.map_err(|error| not_done("ReportFailed", &error))? {
        Told::Taken => Ok(()),
        Told::Cancelled => Err(Error::cancelled()),
        Told::Over => Err(attempt_over()),
        Told::Unknown => Err(bad_token()),
    }
}

fn not_done(name: &str, error: &StoreError) -> Error {
    Error::new(name, error.to_string())
}

/// A UUID of version 7 (RFC 9562): sorts by time.
fn uuid_v7(now: Timestamp) -> Result<String> {
    let mut bytes: [u8; 16] = random_bytes().map_err(Error::other)?;
    for (to, from) in bytes.iter_mut().zip(now.as_millis().to_be_bytes().into_iter().skip(2)) {
        *to = from;
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut out = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_that_sorts_by_time() {
        let id = uuid_v7(Timestamp(0x0190_1234_5678)).unwrap();
        assert!(id.starts_with("01901234-5678-7"), "{id}");
        assert_eq!(id.len(), 36);
        assert!(matches!(id.as_bytes()[19], b'8'..=b'9' | b'a'..=b'b'), "{id}");
        assert_ne!(id, uuid_v7(Timestamp(0x0190_1234_5678)).unwrap());
    }
}
