//! `#[derive(Failure)]`: errors of tasks and workflows that arrive typed.

use std::fmt;

use eventual::prelude::*;
use futures::executor::block_on;
use serde_json::json;

#[derive(Debug, PartialEq, eventual::Failure)]
pub enum PaymentError {
    CardDeclined,
    LimitReached {
        most_cents: u64,
        r#type: Option<String>,
    },
    #[failure(name = "Expired", non_retryable)]
    CardExpired(String),
    Two(u8, String),
    TimedOut,
    #[failure(other)]
    Other(Error),
}

#[derive(Debug, Failure)]
enum Shown {
    Empty,
    #[failure(other)]
    Other(String),
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing is left"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

fn there_and_back(failure: &PaymentError) -> PaymentError {
    let text = serde_json::to_string(&eventual::Failure::to_error(failure)).unwrap();
    eventual::Failure::from_error(serde_json::from_str(&text).unwrap())
}

#[test]
fn each_variant_survives_the_way_there_and_back() {
    for failure in [
        PaymentError::CardDeclined,
        PaymentError::LimitReached { most_cents: 500, r#type: None },
        PaymentError::LimitReached { most_cents: 500, r#type: Some("daily".into()) },
        PaymentError::CardExpired("2020".into()),
        PaymentError::Two(1, "b".into()),
        PaymentError::TimedOut,
        PaymentError::Other(Error::new("Strange", "who knows").with_data(7)),
    ] {
        assert_eq!(there_and_back(&failure), failure);
    }
}

#[test]
fn the_wire_form_has_name_message_details_and_whether_it_may_be_tried_again() {
    let error: Error = PaymentError::LimitReached { most_cents: 5, r#type: None }.into();
    assert_eq!((error.name.as_str(), error.retryable), ("LimitReached", true));
    assert_eq!(error.data, Some(json!({ "most_cents": 5, "type": null })));
    let error: Error = PaymentError::CardExpired("2020".into()).into();
    assert_eq!((error.name.as_str(), error.retryable), ("Expired", false));
    assert_eq!(error.data, Some(json!("2020")));
    let error: Error = Shown::Empty.into();
    assert_eq!((error.name.as_str(), error.message.as_str()), ("Empty", "nothing is left"));
    assert_eq!(Error::from(Shown::Other("lost".into())).message, "lost");
}

#[test]
fn whatever_else_goes_wrong_has_its_variant() {
    let from = |error: Error| <PaymentError as eventual::Failure>::from_error(error);
    assert_eq!(from(Error::new(Error::TIMED_OUT, "after 1m")), PaymentError::TimedOut);
    let crash = Error::new(Error::PANICKED, "index out of bounds");
    assert_eq!(from(crash.clone()), PaymentError::Other(crash));
    // A name of the framework with details that are not.
    let odd = Error::new("LimitReached", "").with_data(json!({ "most_cents": "many" }));
    assert_eq!(from(odd.clone()), PaymentError::Other(odd));
    assert_eq!(from(Error::new("Two", "")), PaymentError::Other(Error::new("Two", "")));
}

#[task]
async fn charge(cents: u64) -> Result<u64, PaymentError> {
    if cents > 500 { Err(PaymentError::LimitReached { most_cents: 500, r#type: None }) } else { Ok(cents) }
}

#[workflow]
async fn pay(cents: u64) -> Result<u64> {
    match charge(cents).await {
        Err(PaymentError::LimitReached { most_cents, .. }) => Ok(charge(most_cents).await?),
        paid => Ok(paid?),
    }
}

#[workflow]
async fn pay_all(cents: u64) -> Result<u64, PaymentError> {
    charge(cents).await
}

#[test]
fn a_workflow_matches_on_the_failure_of_a_task_and_hands_it_on() {
    assert_eq!(block_on(pay(900)).unwrap(), 500);
    let limit = PaymentError::LimitReached { most_cents: 500, r#type: None };
    assert_eq!(block_on(pay_all(900)), Err(limit));
}
