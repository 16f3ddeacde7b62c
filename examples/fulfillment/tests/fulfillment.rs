//! A whole service on a virtual clock: days pass in microseconds, and nothing happens behind the test's back.

use std::time::Duration;

use eventual::{Error, ExecutionStatus, Faults, FindExecutions, Request, TestEnvironment};
use fulfillment::Fulfillment;
use fulfillment::orders::{Approved, Order, OrderCancelled, OrderShipped, Shipment, fulfil};
use fulfillment::reminders::{Unsubscribed, remind_daily};
use fulfillment::tasks::{charge, mail, ship};
use serde_json::json;

const DAY: u64 = 24 * 60 * 60;

fn order(amount_cents: u64) -> Order {
    Order { order_id: "o-1".into(), amount_cents }
}

#[test]
fn an_order_is_shipped_after_a_day() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution(fulfil, order(999));
    env.tick(DAY - 1);
    assert_eq!(run.status(), ExecutionStatus::Pending);
    env.tick(1);
    assert_eq!(run.status(), ExecutionStatus::Succeeded(Shipment { tracking_id: "parcel-o-1".into() }));
    assert_eq!(env.emitted::<OrderShipped>(), [OrderShipped { order_id: "o-1".into() }]);
}

#[test]
fn nothing_is_shipped_when_the_card_is_declined() {
    let env = TestEnvironment::new(Fulfillment);
    env.mock_task(charge).fail(Error::new("CardDeclined", "no money"));
    env.mock_task(ship).invoke(|_| panic!("shipped without payment"));
    let run = env.start_execution(fulfil, order(999));
    assert_eq!(run.status(), ExecutionStatus::Failed(Error::new("CardDeclined", "no money")));
    assert_eq!(run.error().unwrap().attempts, 1, "a declined card is not tried again");
}

#[test]
fn a_bank_that_is_down_is_tried_again() {
    let env = TestEnvironment::new(Fulfillment);
    env.mock_task(charge).fail_once("bank is down").timeout_once().succeed("payment-1");
    let run = env.start_execution(fulfil, order(999));
    // 2 s until the second attempt, 30 s until that is given up, 4 s until the third, a day to cancel.
    env.tick(2 + 30 + 4 + DAY - 1);
    assert_eq!(run.status(), ExecutionStatus::Pending);
    env.tick(1);
    assert!(matches!(run.status(), ExecutionStatus::Succeeded(_)));
}

#[test]
fn a_customer_may_change_their_mind() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution(fulfil, order(999));
    env.tick(DAY / 2);
    run.send_signal(OrderCancelled { reason: "too slow".into() });
    assert_eq!(run.status(), ExecutionStatus::Failed(Error::new("Cancelled", "too slow")));
}

#[test]
fn a_large_order_waits_for_a_person() {
    let env = TestEnvironment::new(Fulfillment);
    let approved = env.start_execution(fulfil, order(200_000));
    let forgotten = env.start_execution(fulfil, Order { order_id: "o-2".into(), amount_cents: 200_000 });
    approved.send_signal(Approved { by: "ann".into() });
    env.tick(DAY);
    assert!(matches!(approved.status(), ExecutionStatus::Succeeded(_)));
    env.tick(DAY);
    let reason = "the order was not approved in two days";
    assert_eq!(forgotten.status(), ExecutionStatus::Failed(Error::new("NotApproved", reason)));
}

#[test]
fn a_carrier_that_falls_silent_is_given_up() {
    let env = TestEnvironment::new(Fulfillment);
    env.mock_task(ship).heartbeat_timeout();
    let run = env.start_execution(fulfil, order(999));
    env.tick(DAY + 120);
    let error = run.error().unwrap();
    assert_eq!((error.name.as_str(), error.attempts), (Error::HEARTBEAT_TIMED_OUT, 2));
}

#[test]
fn the_api_starts_and_cancels_orders() {
    let env = TestEnvironment::new(Fulfillment);
    let request = |method: &str, path: &str, body: serde_json::Value| {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let mut request = Request::new(body);
        *request.method_mut() = method.parse().unwrap();
        *request.uri_mut() = path.parse().unwrap();
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        env.request(request)
    };
    let body = json!({ "order_id": "o-1", "amount_cents": 999 });
    let first = request("POST", "/orders", body.clone());
    assert_eq!((first.status().as_u16(), first.body().as_slice()), (200, br#""o-1""#.as_slice()));
    assert_eq!(request("POST", "/orders", body).body(), first.body(), "the same order is the same execution");
    let other = request("POST", "/orders", json!({ "order_id": "o-1", "amount_cents": 1 }));
    assert_eq!(other.status(), 500, "another order under the same number is refused");

    let run = env.execution(fulfil, &"o-1".into());
    assert_eq!(request("DELETE", "/orders/o-1", json!(null)).status(), 204);
    assert_eq!(run.status(), ExecutionStatus::Failed(Error::new("Cancelled", "by the customer")));
}

#[test]
fn reminders_go_on_for_years() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution(remind_daily, "ann@example.com");
    env.advance(Duration::from_secs(3 * 365 * DAY));
    assert_eq!(run.status(), ExecutionStatus::Pending);
    assert!(run.history().len() < 300, "the history does not grow: {}", run.history().len());
    run.send_signal(Unsubscribed {});
    assert!(matches!(run.status(), ExecutionStatus::Succeeded(_)));
}

#[test]
fn a_running_workflow_says_how_far_it_is() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution_named(remind_daily, "ann", "ann@example.com");
    env.tick(3 * DAY);
    assert_eq!(run.query("sent", &()), Ok(3));
    let asked = env.run(remind_daily.execution("ann").query::<u32>("sent", &()));
    assert_eq!(asked, Ok(3), "as a command would ask");
    let unknown = run.query::<u32>("send", &()).unwrap_err();
    assert_eq!(
        (&*unknown.name, &*unknown.message),
        ("UnknownQuery", "workflow `remind_daily` has no query `send`; it has: `sent`")
    );
}

#[test]
fn an_endless_workflow_can_be_cancelled() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution(remind_daily, "ann@example.com");
    env.tick(10 * DAY);
    run.cancel("spam");
    assert!(run.error().unwrap().is_cancelled(), "{:?}", run.status());
}

/// Whatever goes wrong underneath, the outcome is the same and no effect is doubled.
#[test]
fn faults_change_nothing() {
    for (duplicate, crash) in [(false, false), (true, false), (false, true), (true, true)] {
        for seed in 0..16 {
            let env = TestEnvironment::with_seed(Fulfillment, seed);
            env.inject(Faults { duplicate, crash });
            env.mock_task(mail).succeed(());
            env.mock_task(charge).fail_once("bank is down").succeed("payment-1");
            let run = env.start_execution(fulfil, order(999));
            let daily = env.start_execution(remind_daily, "ann@example.com");
            env.tick(2 * DAY);
            assert!(matches!(run.status(), ExecutionStatus::Succeeded(_)), "{:?}", run.status());
            assert_eq!(env.emitted::<OrderShipped>().len(), 1);
            daily.send_signal(Unsubscribed {});
            assert_eq!(daily.status(), ExecutionStatus::Succeeded(2));
        }
    }
}
