//! Tasks that run on while another program takes over. The bodies stay where they are; what comes of them,
//! and what they ask of the world, goes to the program that has the state now: over HTTP, to the address that
//! both share.

use std::time::Duration;

use eventual_analyzer_model::contract::OPERATOR_PREFIX;
use eventual_runtime_engine::{Emitted, Error, Payload, Result, SignalEntry};
use eventual_runtime_local_protocol::ENV_SUPERVISED;
use eventual_runtime_operator::{
    EmitEvent, SendSignal, Sent, StartExecution, Started, TaskDetails, TaskError, TaskTold, TaskValue,
    read_answer,
};
use eventual_runtime_orchestrator::TaskTable;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST};
use rustix::process::{Pid, test_kill_process};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::executions::stores::Invocation;
use crate::world::{ServiceHandle, written};

/// How often to look whether a program is still there.
const LOOK: Duration = Duration::from_millis(500);
/// Pause before something that did not reach the other program is tried again, and how often.
const PAUSE: Duration = Duration::from_millis(500);
const MAX_TRIES: u32 = 120;

/// A program that runs the body of a task on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    process: u32,
    /// The tool that supervises it: number of the process of another tool's program means nothing.
    tool: String,
}

impl Owner {
    fn here() -> Self {
        Self { process: std::process::id(), tool: tool() }
    }

    /// Whether it still runs.
    pub(crate) fn is_there(&self) -> bool {
        let process = i32::try_from(self.process).ok().and_then(Pid::from_raw);
        self.tool == tool() && process.is_some_and(|it| test_kill_process(it).is_ok())
    }
}

fn tool() -> String {
    std::env::var(ENV_SUPERVISED).unwrap_or_default()
}

impl ServiceHandle {
    /// Says in the store that this program runs on the bodies that run now.
    pub(crate) fn hold(&self) {
        let running: Vec<_> =
            self.attempts().iter().map(|(call, (attempt, _))| (call.clone(), *attempt)).collect();
        for (call, attempt) in running {
            // If this fails, the attempt is taken for lost: as safe, only not as good.
            let _ = self.world.store.write(|draft| {
                let key = self.keys.invocation(&call, attempt);
                let Some(text) = draft.get(&key)? else { return Ok(()) };
                let invocation: Invocation = crate::world::read("an attempt", &text)?;
                let held = Invocation { held: Some(Owner::here()), ..invocation };
                draft.put(key, written(&held)?);
                Ok(())
            });
        }
    }

    /// Looks after an attempt whose body runs in another program, until it is over or that program is.
    pub(crate) fn watch(&self, invocation: Invocation, holder: Owner) {
        let here = self.clone();
        self.world.runtime.spawn(async move {
            while !here.world.is_stopping() {
                tokio::time::sleep(LOOK).await;
                let Ok(record) = here.task(&invocation.call).await else { return };
                let is_over =
                    record.is_none_or(|it| it.outcome.is_some() || it.run.attempt() != invocation.attempt);
                let done = if is_over {
                    here.forget_invocation(&invocation.call, invocation.attempt)
                } else if holder.is_there() {
                    continue;
                } else {
                    here.resume_lost(Invocation { held: None, ..invocation }).await
                };
                if let Err(error) = done {
                    here.world.sink.failed(&error.0);
                }
                return;
            }
        });
    }

    /// Reports to the program that has the state how a body ended.
    pub(crate) async fn finish_elsewhere(&self, token: &str, result: Result<Payload>) {
        let told: Result<TaskTold> = match result {
            Ok(value) => self.elsewhere(&format!("/tasks/{token}/complete"), &TaskValue { value }).await,
            Err(error) => self.elsewhere(&format!("/tasks/{token}/fail"), &TaskError { error }).await,
        };
        if let Err(error) = told {
            self.world.sink.failed(&format!("the result of a task was not taken over: {error}"));
        }
    }

    pub(crate) async fn beat_elsewhere(&self, token: &str, details: Option<Payload>) -> Result<()> {
        let told: TaskTold =
            self.elsewhere(&format!("/tasks/{token}/heartbeat"), &TaskDetails { details }).await?;
        if told.cancelled { Err(Error::cancelled()) } else { Ok(()) }
    }

    pub(crate) async fn emit_elsewhere(&self, events: Vec<Emitted>) -> Result<()> {
        for event in events {
            let event = EmitEvent { name: event.name.into_owned(), detail: event.payload };
            self.elsewhere::<Sent>("/events", &event).await?;
        }
        Ok(())
    }

    pub(crate) async fn start_elsewhere(
        &self,
        workflow: &str,
        name: Option<String>,
        input: Payload,
        timeout: Option<Duration>,
    ) -> Result<String> {
        let timeout_ms = timeout.map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX));
        let start = StartExecution { workflow: workflow.to_owned(), name, input, timeout_ms };
        Ok(self.elsewhere::<Started>("/executions", &start).await?.id)
    }

    pub(crate) async fn signal_elsewhere(&self, execution: &str, signal: SignalEntry) -> Result<()> {
        let id: String = execution.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let signal =
            SendSignal { name: signal.name.to_string(), payload: signal.payload, id: Some(signal.id) };
        self.elsewhere::<Sent>(&format!("/executions/{id}/signals"), &signal).await?;
        Ok(())
    }

    /// Asks the program that has the state, until it answers.
    async fn elsewhere<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let url = self.url.get().cloned().unwrap_or_default();
        let address = url.strip_prefix("http://").unwrap_or(&url);
        let body = serde_json::to_vec(body).map_err(Error::other)?;
        let mut failure = None;
        for _ in 0..MAX_TRIES {
            match post(address, &format!("{OPERATOR_PREFIX}{path}"), &body).await {
                Ok(answer) => {
                    return read_answer(&answer)
                        .map_err(|it| Error::new(it.code.clone(), it.message.clone()));
                }
                Err(error) => failure = Some(error),
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Error::new("HandedOver", failure.map(|it| it.to_string()).unwrap_or_default()))
    }
}

/// One request on a connection of its own.
async fn post(address: &str, path: &str, body: &[u8]) -> std::io::Result<http::Response<Vec<u8>>> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST {path} HTTP/1.1\r\n{HOST}: {address}\r\n{CONNECTION}: close\r\n{CONTENT_LENGTH}: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let cut = || std::io::Error::other("the answer was cut off");
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").ok_or_else(cut)?;
    let status = answer.get(9..12).and_then(|it| std::str::from_utf8(it).ok()?.parse::<u16>().ok());
    let mut response = http::Response::new(answer.split_off(end + 4));
    *response.status_mut() = status.and_then(|it| http::StatusCode::from_u16(it).ok()).ok_or_else(cut)?;
    Ok(response)
}
