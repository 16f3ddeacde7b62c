use std::time::Duration;

use eventual::__private::{Task, TaskCall, Workflow};
use eventual::prelude::*;
use futures::executor::block_on;
use serde_json::json;

use crate::support::Notes;

/// Charges a card.
#[task(timeout = "1m", heartbeat_timeout = "30s", retry(max_attempts = 5, interval = "2s", backoff = 1.5))]
async fn charge(order: String, context: &TaskContext) -> Result<String> {
    context.heartbeat().await?;
    Ok(format!("{order} at attempt {}", context.attempt()))
}

#[task]
async fn set_status(order: String, mut status: String) -> Result<()> {
    status.push('!');
    if order.is_empty() { Err(Error::new("NoOrder", status)) } else { Ok(()) }
}

#[task]
async fn tick() -> Result<u8> {
    Ok(1)
}

#[derive(Debug, Serialize, Deserialize, Signal)]
struct Approved {
    by: String,
}

#[workflow(timeout = "30d")]
async fn process_order(order: String) -> Result<String> {
    let payment = charge(order.clone()).await?;
    set_status(order, "paid".into()).await?;
    Ok(format!("{payment}, {}", tick().await?))
}

#[workflow(name = "twice")]
async fn run_twice(first: u8, second: u8) -> Result<u8> {
    Ok(first + second)
}

fn options_of<T: Task>(_: impl Fn(String) -> TaskCall<T>) -> (u32, Option<Duration>, Option<Duration>) {
    let options = T::options();
    (options.retry.max_attempts, options.timeout, options.heartbeat_timeout)
}

#[test]
fn outside_of_a_workflow_a_task_is_an_ordinary_function() {
    assert_eq!(block_on(charge("o-1".into())).unwrap(), "o-1 at attempt 1");
    assert_eq!(block_on(set_status(String::new(), "new".into())), Err(Error::new("NoOrder", "new!")));
    assert_eq!(block_on(process_order("o-1".into())).unwrap(), "o-1 at attempt 1, 1");
}

#[test]
fn options_of_the_attribute_are_those_of_the_task() {
    let second = Duration::from_secs(1);
    assert_eq!(options_of(charge), (5, Some(60 * second), Some(30 * second)));
    assert_eq!(__process_order::timeout(), Some(30 * 24 * 3600 * second));
    assert_eq!(__run_twice::NAME, "twice");
}

#[test]
fn several_inputs_are_one_object_on_the_wire() {
    let input: <__set_status as Task>::Input =
        serde_json::from_value(json!({ "order": "o-1", "status": "new" })).unwrap();
    assert_eq!(serde_json::to_value(input).unwrap(), json!({ "order": "o-1", "status": "new" }));
}

#[test]
fn a_workflow_is_started_by_name_and_signalled_by_type() {
    let (id, notes) = Notes::during(async {
        let id = process_order.start("o-1").name("order-1").await?;
        Approved { by: "ann".into() }.send_to(&id).await?;
        Ok::<_, Error>(id)
    });
    assert_eq!(id.unwrap().as_str(), "e-1");
    let expected = [
        json!({ "start": "process_order", "name": "order-1", "input": "o-1" }),
        json!({ "signal": "Approved", "execution": "e-1" }),
    ];
    assert_eq!(notes, expected);
}

#[test]
fn a_call_that_the_host_does_not_implement_says_so() {
    let (status, _) = Notes::during(async { process_order.execution("o-1").status().await });
    let message =
        "`execution` is not available here: run the handler in a test environment or a local service";
    assert_eq!(status, Err(Error::new("NoHost", message)));
}
