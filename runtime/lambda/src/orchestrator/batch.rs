//! What SQS hands over.

use std::collections::BTreeMap;

use eventual_runtime_aws_stores::{AwsStores, Relayed, receive};
use eventual_runtime_orchestrator::Message;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::failure::Failure;

/// The event of an SQS event source.
#[derive(Deserialize)]
pub(super) struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    message_id: String,
    body: String,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Deserialize, Default)]
struct Attributes {
    #[serde(rename = "ApproximateReceiveCount", default)]
    receive_count: String,
}

/// A message to an execution.
pub(super) struct Delivery {
    /// Id of its record.
    pub(super) id: String,
    /// How often it was delivered, this time included.
    pub(super) received: u32,
    pub(super) message: Message,
}

/// A batch by what is to be done with its records, each with its id.
#[derive(Default)]
pub(super) struct Sorted {
    pub(super) messages: BTreeMap<String, Vec<Delivery>>,
    pub(super) relayed: Vec<(String, Relayed)>,
    pub(super) unreadable: Vec<(String, String)>,
}

/// What a body can be; the queue it came from does not matter.
enum Body {
    Relayed(Relayed),
    Message(Message),
    Failure(Failure),
}

/// Fields by which bodies are told apart. What is in them is read from the text: a payload is carried as it was written.
#[derive(Deserialize)]
struct Shape {
    message: Option<IgnoredAny>,
    what: Option<IgnoredAny>,
    #[serde(rename = "requestContext")]
    request_context: Option<IgnoredAny>,
}

impl Body {
    /// Says nothing of what is in the body: it may be anything.
    fn read(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| {
            let what = what.to_owned();
            move |error: serde_json::Error| {
                format!("{what} cannot be read, at line {} column {}", error.line(), error.column())
            }
        };
        let shape: Shape = serde_json::from_str(text).map_err(wrong("a message"))?;
        if shape.message.is_some() {
            return serde_json::from_str(text).map(Self::Relayed).map_err(wrong("a relayed message"));
        }
        if shape.what.is_some() {
            return serde_json::from_str(text).map(Self::Message).map_err(wrong("a message to an execution"));
        }
        if shape.request_context.is_some() {
            return serde_json::from_str(text).map(Self::Failure).map_err(wrong("the failure of a task"));
        }
        Err("a body is neither an execution message nor a task failure".to_owned())
    }
}

impl Batch {
    pub(super) fn read(event: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(event).map_err(|error| format!("the event is not one of SQS: {error}"))
    }

    pub(super) async fn sort(self, stores: &AwsStores<'_>) -> Sorted {
        let mut sorted = Sorted::default();
        for Record { message_id: id, body, attributes } in self.records {
            let body = match receive(stores, &body).await {
                Ok(body) => body,
                Err(error) => {
                    sorted.unreadable.push((id, error.to_string()));
                    continue;
                }
            };
            match Body::read(&body) {
                Ok(Body::Message(message)) => {
                    let received = attributes.receive_count.parse().unwrap_or(1);
                    let all = sorted.messages.entry(message.execution.clone()).or_default();
                    all.push(Delivery { id, received, message });
                }
                Ok(Body::Relayed(relayed)) => sorted.relayed.push((id, relayed)),
                Ok(Body::Failure(failure)) => sorted.relayed.push((id, failure.report())),
                Err(reason) => sorted.unreadable.push((id, reason)),
            }
        }
        sorted
    }
}

#[cfg(test)]
mod tests {
    use eventual_runtime_engine::{Error, Payload, Timestamp};
    use eventual_runtime_orchestrator::{Report, Start, What};
    use serde_json::json;

    use super::*;

    fn start() -> Message {
        let input = Payload::from_text(r#"{ "kept": 1.0 }"#).unwrap();
        let start = Start { workflow: "fulfil".to_owned(), input, timeout: None, parent: None };
        Message::new("o-1", What::Start(Box::new(start)))
    }

    #[test]
    fn bodies_are_told_apart_and_payloads_stay_as_they_were_written() {
        let message = start();
        let text = serde_json::to_string(&message).unwrap();
        assert!(matches!(Body::read(&text), Ok(Body::Message(it)) if it == message));
        let relayed = Relayed { name: "o-1/0.1".to_owned(), at: Timestamp(7), message };
        let text = serde_json::to_string(&relayed).unwrap();
        assert!(matches!(Body::read(&text), Ok(Body::Relayed(it)) if it == relayed));
    }

    fn failure(kind: &str) -> Relayed {
        let record = json!({
            "version": "1.0",
            "timestamp": "2026-11-25T12:00:00.000Z",
            "requestContext": {
                "requestId": "r-1", "functionArn": "arn:f", "condition": "RetriesExhausted",
                "approximateInvokeCount": 1,
            },
            "requestPayload": { "call": { "execution": "o-1", "run": 1, "seq": 4 }, "attempt": 2 },
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "responsePayload": { "errorType": kind, "errorMessage": "no stock" },
        });
        match Body::read(&record.to_string()) {
            Ok(Body::Failure(failure)) => failure.report(),
            _ => panic!("it is a failure"),
        }
    }

    #[test]
    fn a_dead_worker_is_reported_with_how_it_died() {
        let report = |report| What::Task { run: 1, seq: 4, report };
        let reason = "RetriesExhausted: Runtime.ExitError: no stock".to_owned();
        let lost = Report::Lost { attempt: 2, worker: "r-1".to_owned(), reason };
        assert_eq!(failure("Runtime.ExitError").message, Message::new("o-1", report(lost)));
        let ended = Report::Ended { attempt: 2, result: Err(Error::new("Panicked", "no stock")) };
        assert_eq!(failure("Panic").message, Message::new("o-1", report(ended)));
    }

    #[test]
    fn what_is_none_of_these_is_refused_without_showing_it() {
        let reason = |text: &str| Body::read(text).err().unwrap();
        assert_eq!(reason("secret"), "a message cannot be read, at line 1 column 1");
        assert_eq!(reason("{}"), "a body is neither an execution message nor a task failure");
        assert_eq!(
            reason(r#"{"execution":"a","what":{"Secret":1}}"#),
            "a message to an execution cannot be read, at line 1 column 33"
        );
    }
}
