//! The whole choreography in one process: requests go through the real router, events to the real subscriptions, on a
//! virtual clock.

use eventual::{Error, Request, Response, TestEnvironment};
use orders::Orders;
use orders::events::{OrderShipped, PaymentProcessed};
use serde_json::{Value, json};

fn place(env: &TestEnvironment, customer: Option<&str>, quantity: u32) -> Response {
    let mut request = Request::new(json!({ "sku": "book", "quantity": quantity }).to_string().into_bytes());
    *request.method_mut() = "POST".parse().unwrap();
    *request.uri_mut() = "/orders".parse().unwrap();
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    if let Some(name) = customer {
        request.headers_mut().insert("x-customer", name.parse().unwrap());
    }
    env.request(request)
}

#[test]
fn an_order_is_paid_and_shipped() {
    let env = TestEnvironment::new(Orders);
    let answer = place(&env, Some("ann"), 2);
    assert_eq!(answer.status(), 200);
    assert_eq!(serde_json::from_slice::<Value>(answer.body()).unwrap(), json!({ "order_id": "ann-book-2" }));
    assert_eq!(env.emitted::<PaymentProcessed>()[0].payment_id, "payment-ann-book-2");
    assert_eq!(env.emitted::<OrderShipped>()[0].tracking_id, "parcel-ann-book-2");
    assert_eq!(env.dead_letters(), []);
}

#[test]
fn a_declined_card_is_not_lost() {
    let env = TestEnvironment::new(Orders);
    assert_eq!(place(&env, Some("ann"), 100).status(), 200);
    assert_eq!(env.dead_letters(), [], "it is tried again first");
    env.tick(10 * 60);
    let lost = &env.dead_letters()[0];
    assert_eq!((lost.subscription.as_str(), lost.event.as_str()), ("take_payment", "OrderCreated"));
    assert_eq!(lost.detail["order_id"], "ann-book-100");
    assert_eq!(lost.error, Error::new("CardDeclined", "99900 cents are above the limit"));
    assert!(env.emitted::<OrderShipped>().is_empty());
}

#[test]
fn a_parcel_is_handed_over_as_often_as_the_subscription_says() {
    let env = TestEnvironment::new(Orders);
    env.emit(&PaymentProcessed { order_id: "ann-piano-1".into(), payment_id: "p".into() }).unwrap();
    env.tick(7);
    assert_eq!(env.dead_letters(), [], "the fifth attempt comes after four pauses of two seconds");
    env.tick(1);
    assert_eq!(env.dead_letters()[0].error, Error::new("TooHeavy", "no carrier takes ann-piano-1"));
}

#[test]
fn strangers_and_nonsense_are_refused() {
    let env = TestEnvironment::new(Orders);
    assert_eq!(place(&env, None, 1).status(), 401);
    let refused = place(&env, Some("ann"), 0);
    assert_eq!(refused.status(), 400);
    let problem: Value = serde_json::from_slice(refused.body()).unwrap();
    assert_eq!(problem["data"]["errors"][0]["field"], "quantity", "{problem}");
    assert!(env.emitted::<OrderShipped>().is_empty());
}
