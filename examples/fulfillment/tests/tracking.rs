//! Executions as the rest of the service sees them.

use eventual::journal::Occurrence;
use eventual::{FindExecutions, TestEnvironment};
use fulfillment::Fulfillment;
use fulfillment::orders::{Order, fulfil};
use fulfillment::tracking::{Progress, open_orders, stop_order, track_order};

const DAY: u64 = 24 * 60 * 60;

fn place(env: &TestEnvironment, id: &str) {
    env.start_execution_named(fulfil, id, Order { order_id: id.into(), amount_cents: 999 });
}

#[test]
fn an_order_is_open_until_it_is_shipped() {
    let env = TestEnvironment::new(Fulfillment);
    place(&env, "o-1");
    assert_eq!(env.run(track_order("o-1".into())), Ok(Progress::Open));
    env.tick(DAY);
    let shipped = Progress::Shipped { tracking_id: "parcel-o-1".into() };
    assert_eq!(env.run(track_order("o-1".into())), Ok(shipped));
}

#[test]
fn what_happened_to_an_order_can_be_read() {
    let env = TestEnvironment::new(Fulfillment);
    place(&env, "o-1");
    let steps = env.run(fulfil.execution("o-1").history()).unwrap();
    assert!(matches!(steps[0].event.what, Occurrence::Started(_)), "{steps:?}");
    env.tick(DAY);
    assert!(env.run(fulfil.execution("o-1").history()).unwrap().len() > steps.len());
    let unknown = env.run(fulfil.execution("o-9").history()).unwrap_err();
    assert_eq!(unknown.name, "ExecutionNotFound");
}

#[test]
fn open_orders_are_listed_the_newest_first() {
    let env = TestEnvironment::new(Fulfillment);
    place(&env, "o-1");
    env.tick(DAY / 2);
    place(&env, "o-2");
    place(&env, "o-3");
    let open = || -> Vec<String> {
        let ids = env.run(open_orders()).unwrap();
        ids.iter().map(ToString::to_string).collect()
    };
    assert_eq!(open(), ["o-3", "o-2", "o-1"]);
    env.tick(DAY / 2);
    assert_eq!(open(), ["o-3", "o-2"], "the first is shipped");
}

#[test]
fn a_stopped_order_is_over_and_can_not_be_stopped_again() {
    let env = TestEnvironment::new(Fulfillment);
    place(&env, "o-1");
    assert_eq!(env.run(stop_order("o-1".into(), "out of stock".into())), Ok(()));
    let reason = "the execution was cancelled: out of stock".to_owned();
    assert_eq!(env.run(track_order("o-1".into())), Ok(Progress::Failed { reason }));
    let again = env.run(fulfil.execution("o-1").cancel("again")).unwrap_err();
    assert_eq!(
        (&*again.name, &*again.message),
        ("ExecutionIsOver", "the execution `o-1` is over: it failed")
    );
}

#[test]
fn an_unknown_order_is_said_to_be_unknown() {
    let env = TestEnvironment::new(Fulfillment);
    let error = env.run(fulfil.execution("o-9").status()).unwrap_err();
    assert_eq!((&*error.name, &*error.message), ("ExecutionNotFound", "there is no execution `o-9`"));
}

#[test]
fn callers_are_told_what_concerns_them() {
    let env = TestEnvironment::new(Fulfillment);
    place(&env, "o-1");
    let status = |method: &str, path: &str, body: &str| {
        let request = eventual::http::Request::builder().method(method).uri(path).body(body.into()).unwrap();
        env.request(request).status().as_u16()
    };
    let stop = |order: &str| status("POST", &format!("/orders/{order}/stop"), r#"{"reason": "sold out"}"#);
    assert_eq!((status("GET", "/orders/o-1", ""), status("GET", "/orders/o-9", "")), (200, 404));
    assert_eq!((stop("o-9"), stop("o-1"), stop("o-1")), (404, 204, 409));
}
