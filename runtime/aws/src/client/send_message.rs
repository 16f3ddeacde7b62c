use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;

use super::config::{Client, Service};
use super::error::AwsError;
use super::json::JsonService;
use super::retry;

const SQS: JsonService = JsonService {
    service: Service { prefix: "sqs", signing_name: "sqs", endpoint_variable: "SQS" },
    target: "AmazonSQS",
    version: "1.0",
};

/// Messages of one request, and bytes of all their bodies (SQS quotas).
const MAX_MESSAGES: usize = 10;
const MAX_BYTES: usize = 1024 * 1024;

/// A message for an SQS queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Text, at most 1 MiB.
    pub body: String,
    /// FIFO queues only: messages of one group are delivered in order.
    pub group_id: Option<String>,
    /// FIFO queues only: a second message of the same id within five minutes is accepted and dropped.
    pub deduplication_id: Option<String>,
    /// Standard queues only: seconds until the message can be received, at most 900.
    pub delay_seconds: Option<u32>,
}

impl Message {
    fn document(&self) -> Value {
        let mut document = json!({ "MessageBody": self.body });
        if let Some(group) = &self.group_id {
            document["MessageGroupId"] = group.as_str().into();
        }
        if let Some(id) = &self.deduplication_id {
            document["MessageDeduplicationId"] = id.as_str().into();
        }
        if let Some(seconds) = self.delay_seconds {
            document["DelaySeconds"] = seconds.into();
        }
        document
    }
}

/// Why messages were not all sent.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SendMessagesError {
    /// Some messages were refused for good, or still after all retries. The others were sent.
    #[error("{} of {total} messages were not sent; the first for `{code}`: {message}", refused.len())]
    Messages {
        /// Positions of the messages that were not sent, in the order given.
        refused: Vec<usize>,
        /// Number of messages of the call.
        total: usize,
        /// SQS's error code for the first of them.
        code: String,
        /// SQS's message for it.
        message: String,
    },
    /// A request failed as a whole. Messages of requests before it were sent.
    #[error(transparent)]
    Call(#[from] AwsError),
}

/// Sends a message to the queue of this URL.
///
/// # Errors
/// If SQS refuses it, or does not answer.
pub async fn send_message(client: &Client, queue_url: &str, message: &Message) -> Result<(), AwsError> {
    let mut document = message.document();
    document["QueueUrl"] = queue_url.into();
    client.call_json(SQS, "sqs:SendMessage", &document).await?;
    Ok(())
}

/// Hides a received message of the queue of this URL from now on for `time`: whole seconds, at most 12 hours. It can
/// be received again after that.
///
/// # Errors
/// If SQS refuses it, or does not answer.
pub async fn change_visibility(
    client: &Client,
    queue_url: &str,
    receipt: &str,
    time: Duration,
) -> Result<(), AwsError> {
    let document =
        json!({ "QueueUrl": queue_url, "ReceiptHandle": receipt, "VisibilityTimeout": time.as_secs() });
    client.call_json(SQS, "sqs:ChangeMessageVisibility", &document).await?;
    Ok(())
}

/// Sends messages to the queue of this URL, in as few requests as SQS's limits allow. Messages that SQS refuses for
/// a passing reason are sent again after a pause, and only those; in a FIFO queue they come after later messages of
/// the same request, so order within one call holds only if all are accepted.
///
/// # Errors
/// If a request fails, or messages are refused for good.
pub async fn send_messages(
    client: &Client,
    queue_url: &str,
    messages: &[Message],
) -> Result<(), SendMessagesError> {
    let mut refused = Vec::new();
    for request in split(messages) {
        send_request(client, queue_url, request, &mut refused).await?;
    }
    refused.sort_by_key(|it: &Refused| it.index);
    match refused.first() {
        None => Ok(()),
        Some(first) => Err(SendMessagesError::Messages {
            code: first.code.clone(),
            message: first.message.clone(),
            total: messages.len(),
            refused: refused.iter().map(|it| it.index).collect(),
        }),
    }
}

struct Refused {
    index: usize,
    code: String,
    message: String,
}

/// Consecutive runs that fit into one request each, every message with its position.
fn split(messages: &[Message]) -> Vec<Vec<(usize, &Message)>> {
    let mut requests: Vec<Vec<(usize, &Message)>> = Vec::new();
    let mut bytes = 0;
    for (index, message) in messages.iter().enumerate() {
        bytes += message.body.len();
        match requests.last_mut() {
            Some(request) if request.len() < MAX_MESSAGES && bytes <= MAX_BYTES => {
                request.push((index, message));
            }
            _ => {
                bytes = message.body.len();
                requests.push(vec![(index, message)]);
            }
        }
    }
    requests
}

async fn send_request(
    client: &Client,
    queue_url: &str,
    mut pending: Vec<(usize, &Message)>,
    refused: &mut Vec<Refused>,
) -> Result<(), AwsError> {
    let mut failures = 0;
    loop {
        let entries = pending.iter().map(|(index, message)| {
            let mut entry = message.document();
            entry["Id"] = index.to_string().into();
            entry
        });
        let input = json!({ "QueueUrl": queue_url, "Entries": entries.collect::<Vec<_>>() });
        let answer = client.call_json(SQS, "sqs:SendMessageBatch", &input).await?;
        failures += 1;
        let failed = answer.get("Failed").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut again = Vec::new();
        for failure in failed {
            let text = |name: &str| failure.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let id = text("Id");
            let Some(message) = pending.iter().find(|(index, _)| index.to_string() == id) else {
                let reason = format!("a failure of message `{id}`, which was not sent");
                return Err(AwsError::Answer { call: "sqs:SendMessageBatch", reason });
            };
            let code = text("Code");
            let at_fault = failure.get("SenderFault").and_then(Value::as_bool).unwrap_or_default();
            if (!at_fault || retry::is_transient(0, &code)) && failures < retry::MAX_ATTEMPTS {
                again.push(*message);
            } else {
                refused.push(Refused { index: message.0, code, message: text("Message") });
            }
        }
        if again.is_empty() {
            return Ok(());
        }
        again.sort_by_key(|(index, _)| *index);
        pending = again;
        retry::pause(failures).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::fake::{client, success};

    const QUEUE: &str = "https://sqs.eu-west-1.amazonaws.com/1/orders.fifo";

    fn message(body: &str) -> Message {
        Message { body: body.into(), ..Message::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_is_sent_with_what_fifo_queues_need() {
        let client = client(|_| success(json!({"MessageId": "1"})));
        let fifo =
            Message { group_id: Some("o-1".into()), deduplication_id: Some("d-1".into()), ..message("{}") };
        send_message(&client, QUEUE, &fifo).await.unwrap();
        let requests = client.requests();
        assert_eq!(requests[0].header("x-amz-target"), Some("AmazonSQS.SendMessage"));
        assert_eq!(
            requests[0].json(),
            json!({"MessageBody": "{}", "MessageGroupId": "o-1", "MessageDeduplicationId": "d-1", "QueueUrl": QUEUE})
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_received_message_is_hidden_for_a_while() {
        let client = client(|_| success(json!({})));
        change_visibility(&client, QUEUE, "r-1", Duration::from_secs(90)).await.unwrap();
        let requests = client.requests();
        assert_eq!(requests[0].header("x-amz-target"), Some("AmazonSQS.ChangeMessageVisibility"));
        assert_eq!(
            requests[0].json(),
            json!({"QueueUrl": QUEUE, "ReceiptHandle": "r-1", "VisibilityTimeout": 90})
        );
    }

    #[tokio::test(start_paused = true)]
    async fn only_refused_messages_are_sent_again() {
        let client = client(|count| match count {
            0 => success(json!({"Failed": [
                {"Id": "2", "SenderFault": false, "Code": "InternalError"},
                {"Id": "0", "SenderFault": true, "Code": "InvalidMessageContents", "Message": "bad"}]})),
            _ => success(json!({"Successful": [{"Id": "2"}]})),
        });
        let error =
            send_messages(&client, QUEUE, &[message("a"), message("b"), message("c")]).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 of 3 messages were not sent; the first for `InvalidMessageContents`: bad"
        );
        let sent: Vec<_> = client.requests().iter().map(|it| it.json()["Entries"].clone()).collect();
        assert_eq!(sent[1], json!([{"MessageBody": "c", "Id": "2"}]));
        assert_eq!(sent.len(), 2);
    }

    #[test]
    fn requests_stay_within_the_limits() {
        let counts = |messages: &[Message]| split(messages).iter().map(Vec::len).collect::<Vec<_>>();
        assert!(counts(&[]).is_empty());
        assert_eq!(counts(&vec![message("a"); 21]), [10, 10, 1]);
        assert_eq!(counts(&vec![message(&"x".repeat(400_000)); 5]), [2, 2, 1]);
    }
}
