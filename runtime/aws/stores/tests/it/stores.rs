use std::time::{Duration, SystemTime};

use eventual_runtime_aws_stores::{Relayed, receive};
use eventual_runtime_engine::{Emitted, Error, ExecutionStatus, Payload, Timestamp};
use eventual_runtime_orchestrator::operations::{OperationError, start};
use eventual_runtime_orchestrator::*;
use serde_json::Value;

use crate::aws::{Aws, with_aws};

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp(since.as_millis() as u64)
}

fn call(seq: u32) -> CallKey {
    CallKey { execution: "o-1".to_owned(), run: 0, seq }
}

fn wake(execution: &str) -> Message {
    Message::new(execution, What::Wake)
}

async fn start_one(aws: &Aws) -> Result<(), OperationError> {
    let input = Payload::of("in").unwrap();
    let begin = Start { workflow: "fulfil".to_owned(), input, timeout: None, parent: None };
    start(&aws.stores(), "o-1", begin, Timestamp(1_700_000_000_000)).await
}

#[test]
fn a_segment_is_written_once() {
    with_aws(|aws| async move {
        let stores = aws.stores();
        assert_eq!(stores.append("o/1", 1, b"one".to_vec()).await, Ok(Written::Committed));
        assert_eq!(stores.append("o/1", 1, b"two".to_vec()).await, Ok(Written::Taken));
        assert_eq!(stores.read("o/1", 1).await, Ok(Some(b"one".to_vec())));
        assert_eq!(stores.read("o/1", 2).await, Ok(None));
        assert_eq!(aws.state.borrow().objects.keys().next().unwrap(), "history/o%252F1/0000000001");
    });
}

/// The write was done, its answer got lost, and the client tried again.
#[test]
fn a_lost_answer_is_no_lost_write() {
    with_aws(|aws| async move {
        let stores = aws.stores();
        aws.state.borrow_mut().lose_answer_of = Some("PutObject");
        assert_eq!(stores.append("o-1", 1, b"one".to_vec()).await, Ok(Written::Committed));
        aws.state.borrow_mut().lose_answer_of = Some("PutItem");
        start_one(&aws).await.unwrap();
        let row = stores.row("o-1").await.unwrap().unwrap();
        let next = Row { version: 2, committed: 1, ..row.clone() };
        aws.state.borrow_mut().lose_answer_of = Some("PutItem");
        assert_eq!(stores.put_row("o-1", &next).await, Ok(Written::Committed));
        // Another process's write of the same version is not this one.
        let other = Row { committed: 7, ..next.clone() };
        assert_eq!(stores.put_row("o-1", &other).await, Ok(Written::Taken));
        assert_eq!(stores.row("o-1").await.unwrap(), Some(next));
        assert_eq!(aws.count("PutItem"), 5);
    });
}

#[test]
fn rows_can_be_listed_and_are_forgotten_when_they_are_over() {
    with_aws(|aws| async move {
        start_one(&aws).await.unwrap();
        let stores = aws.stores();
        let text = |name: &str, kind: &str| {
            let state = aws.state.borrow();
            state.items["e#o-1"][name][kind].as_str().map(str::to_owned)
        };
        assert!(text("shard", "S").unwrap().starts_with("fulfil#"));
        assert_eq!(text("started", "N").as_deref(), Some("1700000000000"));
        assert_eq!((text("status", "S").as_deref(), text("ttl", "N")), (Some("running"), None));
        let row = stores.row("o-1").await.unwrap().unwrap();
        let ended = Some(Timestamp(1_700_000_001_999));
        let row = Row { status: ExecutionStatus::Failed(Error::new("No", "")), ended, version: 2, ..row };
        stores.put_row("o-1", &row).await.unwrap();
        assert_eq!(text("status", "S").as_deref(), Some("failed"));
        assert_eq!(text("ttl", "N").unwrap(), (1_700_000_001 + 2 * 86_400).to_string());
    });
}

#[test]
fn what_is_too_large_is_kept_in_s3_and_read_back() {
    with_aws(|aws| async move {
        let stores = aws.stores();
        start_one(&aws).await.unwrap();
        let large = Payload::of(&"x".repeat(2_000_000)).unwrap();
        let row = stores.row("o-1").await.unwrap().unwrap();
        let row = Row { status: ExecutionStatus::Succeeded(large.clone()), version: 2, ..row };
        assert_eq!(stores.put_row("o-1", &row).await, Ok(Written::Committed));
        assert_eq!(stores.row("o-1").await.unwrap(), Some(row));
        aws.drain("fifo");
        finish(&stores, &call(1), 1, Ok(large)).await.unwrap();
        let sent = aws.drain("fifo").remove(0);
        let body = sent["MessageBody"].as_str().unwrap();
        assert!(body.len() < 100, "{body}");
        let body = receive(&stores, body).await.unwrap();
        let message: Message = serde_json::from_str(&body).unwrap();
        assert!(matches!(message.what, What::Task { report: Report::Ended { .. }, .. }));
        // What was changed there is not taken.
        aws.state.borrow_mut().objects.values_mut().for_each(|it| *it = b"null".to_vec());
        let result = receive(&stores, sent["MessageBody"].as_str().unwrap()).await;
        assert!(result.is_err_and(|error| error.0.ends_with("is damaged")));
    });
}

#[test]
fn messages_of_an_execution_are_a_group_in_order() {
    with_aws(|aws| async move {
        let mut messages = Vec::new();
        for number in 0..200 {
            let id = format!("{number}");
            let what = What::Cancel { id, reason: String::new() };
            messages.push(Message::new(format!("e-{}", number % 7), what));
        }
        aws.stores().send_all(messages.clone()).await.unwrap();
        let sent = aws.drain("fifo");
        assert_eq!(sent.len(), 200);
        for execution in 0..7 {
            let name = format!("e-{execution}");
            let of_one = sent.iter().filter(|it| it["MessageGroupId"] == name.as_str());
            let numbers: Vec<Message> =
                of_one.map(|it| serde_json::from_str(it["MessageBody"].as_str().unwrap()).unwrap()).collect();
            let expected: Vec<Message> = messages.iter().filter(|it| it.execution == name).cloned().collect();
            assert_eq!(numbers, expected);
        }
        let ids: std::collections::BTreeSet<&str> =
            sent.iter().map(|it| it["MessageDeduplicationId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 200);
        assert!(aws.count("SendMessageBatch") <= 27, "{}", aws.count("SendMessageBatch"));
        assert!(aws.state.borrow().max_at_once > 1);
    });
}

fn relayed(sent: &Value) -> Relayed {
    serde_json::from_str(sent["MessageBody"].as_str().unwrap()).unwrap()
}

#[test]
fn a_message_for_later_is_held_back_by_the_queue_or_a_schedule() {
    with_aws(|aws| async move {
        let stores = aws.stores();
        let in_seconds = |seconds| now() + Duration::from_secs(seconds);
        stores.delay("past", Timestamp(5), wake("o-1")).await.unwrap();
        assert_eq!(aws.drain("fifo").len(), 1, "due at once");
        stores.delay("soon", in_seconds(100), wake("o-1")).await.unwrap();
        let sent = aws.drain("relay");
        let delay = sent[0]["DelaySeconds"].as_u64().unwrap();
        assert!((99..=100).contains(&delay), "{delay}");
        assert_eq!(relayed(&sent[0]).name, "soon");

        let at = in_seconds(86_400);
        stores.delay("o-1/0.3", at, wake("o-1")).await.unwrap();
        let (name, schedule) =
            aws.state.borrow().schedules.iter().next().map(|it| (it.0.clone(), it.1.clone())).unwrap();
        assert_eq!((name.len(), schedule["ActionAfterCompletion"].as_str()), (64, Some("DELETE")));
        assert_eq!(schedule["Target"]["Arn"], "arn:relay");
        let held: Relayed = serde_json::from_str(schedule["Target"]["Input"].as_str().unwrap()).unwrap();
        assert_eq!(held, Relayed { name: "o-1/0.3".to_owned(), at, message: wake("o-1") });
        // It comes a minute early, and the queue holds it back until its time.
        let early = Relayed { at: in_seconds(50), ..held.clone() };
        stores.relay(vec![early, Relayed { at: Timestamp(1), ..held }]).await.unwrap();
        assert_eq!((aws.drain("relay").len(), aws.drain("fifo").len()), (1, 1));
        stores.forget("o-1/0.3").await.unwrap();
        stores.forget("o-1/0.3").await.unwrap();
        assert!(aws.state.borrow().schedules.is_empty());
    });
}

#[test]
fn a_task_function_that_is_not_there_is_a_dead_worker() {
    with_aws(|aws| async move {
        let stores = aws.stores();
        stores.invoke(&call(2), "charge", 3).await.unwrap();
        let expected =
            serde_json::json!({ "call": { "execution": "o-1", "run": 0, "seq": 2 }, "attempt": 3 });
        assert_eq!(aws.state.borrow().invocations, [("shop-charge".to_owned(), expected)]);
        aws.state.borrow_mut().missing.insert("shop-ship".to_owned());
        stores.invoke(&call(3), "ship", 1).await.unwrap();
        let sent = aws.drain("fifo").remove(0);
        let message: Message = serde_json::from_str(sent["MessageBody"].as_str().unwrap()).unwrap();
        let What::Task { seq: 3, report: Report::Lost { reason, .. }, .. } = message.what else { panic!() };
        assert!(reason.contains("ResourceNotFoundException"), "{reason}");
    });
}

#[test]
fn events_carry_their_origin() {
    with_aws(|aws| async move {
        let event = |n: u32| Emitted { name: "Paid".into(), payload: Payload::of(&n).unwrap() };
        aws.stores().emit("o-1/0.4", &[event(1), event(2)]).await.unwrap();
        let state = aws.state.borrow();
        let ids: Vec<&Value> = state.events.iter().map(|it| &it["Resources"][0]).collect();
        assert_eq!(ids, ["origin:o-1/0.4#0", "origin:o-1/0.4#1"]);
        assert_eq!(state.events[0]["Source"], "shop");
    });
}

#[test]
fn deaths_are_noted_and_forgotten() {
    with_aws(|aws| async move {
        let stores = aws.stores();
        assert_eq!(stores.deaths("o-1").await.unwrap().silent, 0);
        for died in 1..=2 {
            let known = stores.deaths("o-1").await.unwrap();
            stores.dare("o-1", &known).await.unwrap();
            assert_eq!(stores.deaths("o-1").await.unwrap().silent, died);
        }
        stores.survived("o-1").await.unwrap();
        assert_eq!(stores.deaths("o-1").await.unwrap().silent, 0);
    });
}
