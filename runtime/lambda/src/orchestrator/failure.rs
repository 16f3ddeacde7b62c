//! Lambda's records of task attempts that failed without a report.

use eventual_runtime_aws_stores::{Attempt, Relayed};
use eventual_runtime_engine::{Error, Timestamp};
use eventual_runtime_orchestrator::{Message, Report, What};
use serde::Deserialize;

/// The record that Lambda sends to a destination on failure.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Failure {
    request_context: RequestContext,
    request_payload: Attempt,
    #[serde(default)]
    response_payload: Option<ResponsePayload>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    request_id: String,
    #[serde(default)]
    condition: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct ResponsePayload {
    #[serde(default)]
    error_type: String,
    #[serde(default)]
    error_message: String,
}

impl Failure {
    /// The report to the execution.
    pub(super) fn report(self) -> Relayed {
        let Attempt { call, attempt } = self.request_payload;
        let ResponsePayload { error_type, error_message } = self.response_payload.unwrap_or_default();
        let report = if error_type == "Panic" {
            // As where panics unwind: the task failed, by an error of its own.
            Report::Ended { attempt, result: Err(Error::new(Error::PANICKED, error_message)) }
        } else {
            let texts = [self.request_context.condition, error_type, error_message];
            let texts: Vec<String> = texts.into_iter().filter(|it| !it.is_empty()).collect();
            let worker = self.request_context.request_id;
            Report::Lost { attempt, worker, reason: texts.join(": ") }
        };
        let what = What::Task { run: call.run, seq: call.seq, report };
        Relayed { name: String::new(), at: Timestamp(0), message: Message::new(call.execution, what) }
    }
}
