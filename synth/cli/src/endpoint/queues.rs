//! The dead-letter queues of a deployed service.
//!
//! A queue is where its function's failures go. It holds two kinds of messages: events that the function failed on, in
//! Lambda's envelope with the reason, and events that did not even reach it, as EventBridge gave them up.

use std::collections::BTreeSet;

use eventual_analyzer_model::closest;
use eventual_analyzer_model::contract::{ENV_DEAD_LETTERS, ENV_EVENTS_QUEUE};
use eventual_runtime_engine::{Payload, Timestamp};
use eventual_runtime_operator::{DeadLetter, DeadLetterQueue, DeadLetters};
use eventual_synth::{Failure, Result};
use eventual_synth_deploy::{ServiceCall, read_json};
use serde_json::{Value as Json, json};

use super::deployed::Deployed;
use super::functions::Function;
use crate::failure::of_aws;

/// As many are looked at of each queue.
const MOST_SHOWN: usize = 20;
/// How long, in seconds, what is looked at is hidden from others.
const GLANCE: u32 = 2;
/// The same for what is put back.
const HOLD: u32 = 60;

/// Refuses a subscription that is not among these.
pub(crate) fn check_subscription(wanted: &str, queues: &[DeadLetterQueue]) -> Result<()> {
    let names = || queues.iter().map(|it| it.subscription.as_str());
    if names().any(|it| it == wanted) {
        return Ok(());
    }
    let failure = Failure::not_found(format!("the service has no subscription `{wanted}`"));
    let all: Vec<String> = names().map(|it| format!("`{it}`")).collect();
    Err(match closest(wanted, names()) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None if all.is_empty() => failure,
        None => failure.hint(format!("there are {}", all.join(", "))),
    })
}

/// The queue of a subscription.
struct Queue {
    subscription: String,
    function: String,
    url: String,
    /// The queue before the function, if events come through one.
    events: Option<String>,
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

    /// Hands the events to the subscription's function again, to it alone, and takes each out of the queue once Lambda, or the
    /// queue before the function, has it.
    pub(crate) async fn redrive(&self, subscription: &str) -> Result<u64> {
        let functions = self.functions().await?;
        let key = format!("subscription:{subscription}");
        let queue = match functions.iter().find(|it| it.handler == key) {
            Some(function) => self.queue(function).await?,
            None => {
                let known: Vec<DeadLetterQueue> = subscriptions(&functions).collect();
                check_subscription(subscription, &known)?;
                None
            }
        };
        let queue = queue.ok_or_else(|| {
            Failure::not_found(format!("the function of `{subscription}` has no dead-letter queue"))
        })?;
        // An event that fails at once is back before the end: each is given back once, else this would never end.
        let mut redriven = BTreeSet::new();
        loop {
            let messages = self.receive(&queue, HOLD).await?;
            let (again, fresh): (Vec<_>, Vec<_>) =
                messages.iter().partition(|it| redriven.contains(&identity(it)));
            for message in again {
                self.release(&queue, message).await?;
            }
            if fresh.is_empty() {
                return Ok(redriven.len() as u64);
            }
            for message in fresh {
                let event = event(&body(message)).to_string();
                match &queue.events {
                    Some(events) => self.send(events, &event).await?,
                    None => self.invoke(&queue.function, &event).await?,
                }
                let done = json!({ "QueueUrl": queue.url, "ReceiptHandle": message["ReceiptHandle"] });
                let target = "AmazonSQS.DeleteMessage";
                self.json("deleting a dead letter", "sqs", "1.0", target, &done).await?;
                redriven.insert(identity(message));
            }
        }
    }

    async fn queue(&self, function: &Function) -> Result<Option<Queue>> {
        let Some(subscription) = function.handler.strip_prefix("subscription:") else { return Ok(None) };
        let doing = format!("looking for the dead-letter queue of `{subscription}`");
        let name = &function.name;
        let queue = |url, events| Queue {
            subscription: subscription.to_owned(),
            function: name.clone(),
            url,
            events,
        };
        let Some(config) = self.invoke_config(&doing, name).await? else {
            // Events come through a queue; the function puts dead letters away itself, and so knows where.
            let path = format!("/2015-03-31/functions/{name}/configuration");
            let config = self.function(&doing, path).await?;
            let variable = |name: &str| config["Environment"]["Variables"][name].as_str().map(str::to_owned);
            return Ok(variable(ENV_DEAD_LETTERS).map(|url| queue(url, variable(ENV_EVENTS_QUEUE))));
        };
        let arn = config["DestinationConfig"]["OnFailure"]["Destination"].as_str().unwrap_or_default();
        let Some(found) = arn.rsplit(':').next().filter(|_| arn.contains(":sqs:")) else { return Ok(None) };
        let answer =
            self.json(&doing, "sqs", "1.0", "AmazonSQS.GetQueueUrl", &json!({ "QueueName": found })).await?;
        Ok(Some(queue(answer["QueueUrl"].as_str().unwrap_or_default().to_owned(), None)))
    }

    /// What Lambda does with events that a function fails on; `None`: it is never given any.
    async fn invoke_config(&self, doing: &str, function: &str) -> Result<Option<Json>> {
        let call = ServiceCall {
            service: "lambda",
            method: "GET",
            address: None,
            // As it was made: some implementations know it by its qualifier alone.
            path: format!("/2019-09-25/functions/{function}/event-invoke-config?Qualifier=%24LATEST"),
            headers: Vec::new(),
            body: &[],
        };
        let (status, body) = self.cloud.call(doing, &call).await.map_err(of_aws)?;
        if status == 404 { Ok(None) } else { read_json(doing, status, &body).map(Some).map_err(of_aws) }
    }

    /// Lets others see a message again that was received.
    async fn release(&self, queue: &Queue, message: &Json) -> Result<()> {
        let receipt = &message["ReceiptHandle"];
        let body = json!({ "QueueUrl": queue.url, "ReceiptHandle": receipt, "VisibilityTimeout": 0 });
        let target = "AmazonSQS.ChangeMessageVisibility";
        self.json("leaving a dead letter alone", "sqs", "1.0", target, &body).await.map(drop)
    }

    async fn send(&self, queue: &str, event: &str) -> Result<()> {
        let body = json!({ "QueueUrl": queue, "MessageBody": event });
        self.json("giving back an event", "sqs", "1.0", "AmazonSQS.SendMessage", &body).await.map(drop)
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
        let (status, body) = self.cloud.call(&doing, &call).await.map_err(of_aws)?;
        if !(200..300).contains(&status) {
            read_json(&doing, status, &body).map_err(of_aws)?;
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

/// What tells an event from all others: its id, which stays the same from attempt to attempt.
fn identity(message: &Json) -> String {
    let event = event(&body(message));
    event["id"].as_str().map_or_else(|| event.to_string(), str::to_owned)
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
