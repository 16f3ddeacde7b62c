//! The dead-letter queues of a deployed service.
//!
//! A queue is where its function's failures go. It holds two kinds of messages: events that the function failed on, in
//! Lambda's envelope with the reason, and events that did not even reach it, as EventBridge gave them up.

use eventual_runtime_engine::{Payload, Timestamp};
use eventual_runtime_operator::{DeadLetter, DeadLetterQueue, DeadLetters};
use eventual_synth_deploy::{ServiceCall, read_json};
use serde_json::{Value as Json, json};

use super::deployed::Deployed;
use super::functions::Function;
use crate::command::dlq::check;
use crate::failure::{Failure, Result};

/// As many are looked at of each queue.
const MOST_SHOWN: usize = 20;
/// How long, in seconds, what is looked at is hidden from others.
const GLANCE: u32 = 2;
/// The same for what is put back.
const HOLD: u32 = 60;

/// The queue of a subscription.
struct Queue {
    subscription: String,
    function: String,
    url: String,
}

impl Deployed {
    /// All dead letters.
    pub(crate) async fn dead_letters(&self) -> Result<DeadLetters> {
        let mut queues = Vec::new();
        for function in self.functions().await? {
            let Some(queue) = self.queue(&function).await? else { continue };
            let mut letters: Vec<DeadLetter> = Vec::new();
            while letters.len() < MOST_SHOWN {
                let messages = self.receive(&queue, GLANCE).await?;
                if messages.is_empty() {
                    break;
                }
                letters.extend(messages.iter().map(letter));
            }
            letters.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            let count = self.count(&queue).await?.max(letters.len().try_into().unwrap_or_default());
            queues.push(DeadLetterQueue { subscription: queue.subscription, count, letters });
        }
        Ok(DeadLetters { queues })
    }

    /// Hands the events to the subscription's function again, to it alone, and takes each out of the queue once Lambda has it.
    pub(crate) async fn redrive(&self, subscription: &str) -> Result<u64> {
        let functions = self.functions().await?;
        let key = format!("subscription:{subscription}");
        let queue = match functions.iter().find(|it| it.handler == key) {
            Some(function) => self.queue(function).await?,
            None => {
                let known: Vec<DeadLetterQueue> = subscriptions(&functions).collect();
                check(subscription, &known)?;
                None
            }
        };
        let queue = queue.ok_or_else(|| {
            Failure::not_found(format!("the function of `{subscription}` has no dead-letter queue"))
        })?;
        let mut redriven = 0;
        loop {
            let messages = self.receive(&queue, HOLD).await?;
            if messages.is_empty() {
                return Ok(redriven);
            }
            for message in &messages {
                let event = event(&body(message)).to_string();
                self.invoke(&queue.function, &event).await?;
                let done = json!({ "QueueUrl": queue.url, "ReceiptHandle": message["ReceiptHandle"] });
                let target = "AmazonSQS.DeleteMessage";
                self.json("deleting a dead letter", "sqs", "1.0", target, &done).await?;
                redriven += 1;
            }
        }
    }

    async fn queue(&self, function: &Function) -> Result<Option<Queue>> {
        let Some(subscription) = function.handler.strip_prefix("subscription:") else { return Ok(None) };
        let name = &function.name;
        let doing = format!("looking for the dead-letter queue of `{subscription}`");
        let path = format!("/2019-09-25/functions/{name}/event-invoke-config");
        let config = self.function(&doing, path).await?;
        let arn = config["DestinationConfig"]["OnFailure"]["Destination"].as_str().unwrap_or_default();
        let Some(queue) = arn.rsplit(':').next().filter(|_| arn.contains(":sqs:")) else { return Ok(None) };
        let answer =
            self.json(&doing, "sqs", "1.0", "AmazonSQS.GetQueueUrl", &json!({ "QueueName": queue })).await?;
        let url = answer["QueueUrl"].as_str().unwrap_or_default().to_owned();
        Ok(Some(Queue { subscription: subscription.to_owned(), function: name.clone(), url }))
    }

    async fn receive(&self, queue: &Queue, hidden: u32) -> Result<Vec<Json>> {
        let body = json!({
            "QueueUrl": queue.url,
            "MaxNumberOfMessages": 10,
            "VisibilityTimeout": hidden,
            "WaitTimeSeconds": 1,
            "MessageAttributeNames": ["All"],
        });
        let doing = "reading dead letters";
        let answer = self.json(doing, "sqs", "1.0", "AmazonSQS.ReceiveMessage", &body).await?;
        Ok(answer["Messages"].as_array().cloned().unwrap_or_default())
    }

    async fn count(&self, queue: &Queue) -> Result<u64> {
        let names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
        let body = json!({ "QueueUrl": queue.url, "AttributeNames": names });
        let target = "AmazonSQS.GetQueueAttributes";
        let answer = self.json("counting dead letters", "sqs", "1.0", target, &body).await?;
        let number = |name: &str| answer["Attributes"][name].as_str()?.parse::<u64>().ok();
        Ok(names.into_iter().filter_map(number).sum())
    }

    async fn invoke(&self, function: &str, event: &str) -> Result<()> {
        let doing = format!("invoking `{function}`");
        let call = ServiceCall {
            service: "lambda",
            method: "POST",
            address: None,
            path: format!("/2015-03-31/functions/{function}/invocations"),
            headers: vec![("content-type", "application/json"), ("x-amz-invocation-type", "Event")],
            body: event.as_bytes(),
        };
        let (status, body) = self.cloud.call(&doing, &call).await?;
        if !(200..300).contains(&status) {
            read_json(&doing, status, &body)?;
        }
        Ok(())
    }
}

fn subscriptions(functions: &[Function]) -> impl Iterator<Item = DeadLetterQueue> + '_ {
    let names = functions.iter().filter_map(|it| it.handler.strip_prefix("subscription:"));
    names.map(|it| DeadLetterQueue { subscription: it.to_owned(), ..DeadLetterQueue::default() })
}

fn body(message: &Json) -> Json {
    message["Body"].as_str().and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default()
}

/// The event in a dead letter.
fn event(body: &Json) -> Json {
    body.get("requestPayload").unwrap_or(body).clone()
}

fn letter(message: &Json) -> DeadLetter {
    let body = body(message);
    let event = event(&body);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let attribute = |name: &str| text(&message["MessageAttributes"][name]["StringValue"]);
    let failed = &body["responsePayload"];
    let reason = match (text(&failed["errorType"]), text(&failed["errorMessage"])) {
        (kind, message) if kind.is_empty() && message.is_empty() => {
            match (attribute("ERROR_CODE"), attribute("ERROR_MESSAGE")) {
                (code, message) if code.is_empty() && message.is_empty() => {
                    text(&body["requestContext"]["condition"])
                }
                (code, message) => format!("{code}: {message}"),
            }
        }
        (kind, message) => format!("{kind}: {message}"),
    };
    let at = body["timestamp"].as_str().and_then(|it| it.parse::<jiff::Timestamp>().ok());
    DeadLetter {
        id: text(&event["id"]),
        event: text(&event["detail-type"]),
        detail: Payload::of(&event["detail"]).unwrap_or_else(|_| Payload::null()),
        reason,
        at: at.and_then(|it| it.as_millisecond().try_into().ok()).map(Timestamp),
        attempts: body["requestContext"]["approximateInvokeCount"].as_u64().and_then(|it| it.try_into().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_function_tells_event_and_reason() {
        let body = json!({
            "timestamp": "2026-01-01T00:00:05.042Z",
            "requestContext": { "condition": "RetriesExhausted", "approximateInvokeCount": 3 },
            "requestPayload": { "id": "e-1", "detail-type": "OrderCreated", "detail": { "order_id": "o-1" } },
            "responsePayload": { "errorType": "CardDeclined", "errorMessage": "no money" },
        });
        let letter = letter(&json!({ "Body": body.to_string() }));
        assert_eq!((letter.id.as_str(), letter.event.as_str()), ("e-1", "OrderCreated"));
        assert_eq!(letter.reason, "CardDeclined: no money");
        assert_eq!((letter.at, letter.attempts), (Some(Timestamp(1_767_225_605_042)), Some(3)));
        assert_eq!(letter.detail.text(), r#"{"order_id":"o-1"}"#);
        assert_eq!(event(&body)["detail-type"], "OrderCreated");
    }

    #[test]
    fn what_was_never_delivered_tells_why_too() {
        let message = json!({
            "Body": r#"{"id":"e-2","detail-type":"OrderCreated","detail":{}}"#,
            "MessageAttributes": {
                "ERROR_CODE": { "StringValue": "NO_PERMISSIONS" },
                "ERROR_MESSAGE": { "StringValue": "may not invoke" },
            },
        });
        let letter = letter(&message);
        assert_eq!((letter.id.as_str(), letter.reason.as_str()), ("e-2", "NO_PERMISSIONS: may not invoke"));
    }
}
