//! A subscription behind a queue: more attempts than Lambda makes, with pauses of one's own.
//!
//! EventBridge puts the event into the queue, Lambda hands it over one at a time. A failed event is hidden for the
//! pause and comes again. After the last attempt it goes to the dead-letter queue in the envelope of Lambda's own
//! on-failure destinations, so that readers of dead letters know one form. An attempt that ended without a result (a
//! panic, a time-out) shows in how often the event was received.

use std::env;
use std::time::{Duration, SystemTime};

use eventual_analyzer_model::contract::{
    ENV_DEAD_LETTERS, ENV_EVENT_AGE, ENV_EVENT_ATTEMPTS, ENV_EVENTS_QUEUE,
};
use eventual_runtime_aws::{Client, Message, change_visibility, send_message};
use eventual_runtime_core::consumer::{ConsumerPolicy, GivenUp, Next};
use eventual_runtime_core::event::{EventDelivery, EventHandler};
use eventual_runtime_core::log;
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_engine::{Error, Result};
use serde_json::{Value, json};

use crate::event::delivery;
use crate::{Answer, Invocation, bad_event};

/// The entry of a subscription behind a queue.
pub fn queue_entry<H: EventHandler>(invocation: Invocation) -> Answer {
    entry(invocation, H::NAME, H::options().policy, H::handle)
}

fn entry(
    invocation: Invocation,
    name: &'static str,
    policy: ConsumerPolicy,
    handle: fn(EventDelivery) -> BoxFuture<Result<()>>,
) -> Answer {
    Box::pin(async move {
        let batch: Value = serde_json::from_slice(&invocation.payload).unwrap_or_default();
        let Some(records) = batch.get("Records").and_then(Value::as_array) else {
            return Err(bad_event("the payload is not a batch of a queue".to_owned()));
        };
        let subscription = Subscription { name, policy: with_environment(policy), handle };
        let mut failures = Vec::new();
        for record in records {
            if let Err(error) = subscription.take(record, &invocation).await {
                log::error(&invocation.request_id, name, &error.to_string());
                failures.push(json!({ "itemIdentifier": text(record, "messageId") }));
            }
        }
        Ok(json!({ "batchItemFailures": failures }).to_string().into_bytes())
    })
}

struct Subscription {
    name: &'static str,
    policy: ConsumerPolicy,
    handle: fn(EventDelivery) -> BoxFuture<Result<()>>,
}

impl Subscription {
    /// Handles one message. An error leaves it in the queue.
    async fn take(&self, record: &Value, invocation: &Invocation) -> Result<()> {
        let body: Value = serde_json::from_str(text(record, "body"))
            .map_err(|error| Error::new("BadEvent", format!("the message is not JSON: {error}")))?;
        let attempt = attempt(record);
        if let Some(given_up) = self.policy.before(attempt, age(record)) {
            return give_up(body, &given_up, invocation).await;
        }
        let Err(error) = (self.handle)(delivery(body.clone(), invocation, self.name)).await else {
            return Ok(());
        };
        match self.policy.after(attempt, error) {
            Next::GiveUp(given_up) => {
                log::error(&invocation.request_id, self.name, &given_up.error.to_string());
                give_up(body, &given_up, invocation).await
            }
            Next::Retry(pause, error) => {
                hide(text(record, "receiptHandle"), pause).await?;
                Err(error)
            }
        }
    }
}

/// The limits that the infrastructure program asks for win.
fn with_environment(mut policy: ConsumerPolicy) -> ConsumerPolicy {
    if let Some(attempts) = number(ENV_EVENT_ATTEMPTS).and_then(|it| u32::try_from(it).ok()) {
        policy.retry.get_or_insert_default().max_attempts = attempts;
    }
    policy.max_age = number(ENV_EVENT_AGE).map(Duration::from_secs);
    policy
}

/// Which attempt this is, from 1.
fn attempt(record: &Value) -> u32 {
    let count = attribute(record, "ApproximateReceiveCount").unwrap_or(1);
    u32::try_from(count).unwrap_or(u32::MAX).max(1)
}

/// For how long the message has been in the queue.
fn age(record: &Value) -> Duration {
    let Some(sent) = attribute(record, "SentTimestamp") else { return Duration::ZERO };
    let sent = SystemTime::UNIX_EPOCH + Duration::from_millis(sent);
    SystemTime::now().duration_since(sent).unwrap_or_default()
}

async fn hide(receipt: &str, pause: Duration) -> Result<()> {
    let queue = variable(ENV_EVENTS_QUEUE)?;
    let client = Client::shared().map_err(Error::other)?;
    // Whole seconds; a shorter pause than asked for would be no pause.
    let seconds = pause.as_secs_f64().ceil();
    change_visibility(client, &queue, receipt, Duration::from_secs_f64(seconds)).await.map_err(Error::other)
}

async fn give_up(event: Value, given_up: &GivenUp, invocation: &Invocation) -> Result<()> {
    let queue = variable(ENV_DEAD_LETTERS)?;
    let client = Client::shared().map_err(Error::other)?;
    let body = given_up.dead_letter(event, &invocation.request_id, &invocation.function_arn).to_string();
    send_message(client, &queue, &Message { body, ..Message::default() }).await.map_err(Error::other)
}

fn text<'a>(record: &'a Value, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// An attribute of a message: numbers are written as text.
fn attribute(record: &Value, name: &str) -> Option<u64> {
    record.get("attributes")?.get(name)?.as_str()?.parse().ok()
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|_| Error::new("NoQueue", format!("the environment variable `{name}` is not set")))
}

#[cfg(test)]
mod tests {
    use eventual_runtime_engine::RetryPolicy;
    use futures::executor::block_on;

    use super::*;

    fn invocation(payload: &Value) -> Invocation {
        Invocation {
            payload: payload.to_string().into_bytes(),
            request_id: "r-1".into(),
            deadline_ms: 0,
            function_arn: "arn:aws:lambda:eu-west-1:1:function:f".into(),
            trace_id: None,
        }
    }

    fn record(id: &str, order: &str, count: &str) -> Value {
        let event = json!({ "detail-type": "OrderCreated", "source": "shop", "id": "e-1", "detail": order });
        let attributes = json!({ "ApproximateReceiveCount": count, "SentTimestamp": "1000" });
        json!({ "messageId": id, "receiptHandle": "h", "body": event.to_string(), "attributes": attributes })
    }

    fn fails_on_bad_orders(delivery: EventDelivery) -> BoxFuture<Result<()>> {
        let is_bad = delivery.detail == "bad";
        Box::pin(async move { if is_bad { Err(Error::new("Bad", "bad order")) } else { Ok(()) } })
    }

    fn five_times() -> ConsumerPolicy {
        let retry = Some(RetryPolicy::times(5));
        ConsumerPolicy { retry, is_queued: true, ..ConsumerPolicy::default() }
    }

    fn answer(records: &[Value]) -> Value {
        let batch = json!({ "Records": records });
        let bytes =
            block_on(entry(invocation(&batch), "on_order", five_times(), fails_on_bad_orders)).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn only_what_failed_stays_in_the_queue() {
        assert_eq!(answer(&[record("m-1", "good", "1")]), json!({ "batchItemFailures": [] }));
        let mixed = [record("m-1", "bad", "1"), record("m-2", "good", "1")];
        assert_eq!(answer(&mixed), json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }] }));
    }

    #[test]
    fn an_event_that_can_not_be_given_up_stays_in_the_queue() {
        // Nothing says where the dead letters are.
        let failed = json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }] });
        assert_eq!(answer(&[record("m-1", "bad", "5")]), failed);
    }

    #[test]
    fn an_attempt_that_ended_without_a_result_counts() {
        // It would succeed, but is not run: it is given up, which fails as nothing says where the dead letters are.
        let failed = json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }] });
        assert_eq!(answer(&[record("m-1", "good", "6")]), failed);
        assert!(age(&record("m-1", "good", "1")) > Duration::from_hours(24));
    }
}
