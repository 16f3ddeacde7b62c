use eventual_runtime_engine::{Error, Result};
use serde_json::Value;

use super::Event;
use crate::input::Node;

/// What a subscription can take: an event, or an enum of events with `#[derive(AnyOf)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event; a subscription takes an event",
    label = "neither an event nor an enum of events",
    note = "add `#[derive(Serialize, Deserialize, Event)]` to it, or `#[derive(AnyOf)]` to an enum with one event per variant"
)]
pub trait EventSet: Sized + Send + 'static {
    /// Wire names of the events.
    const NAMES: &'static [&'static str];
    /// Reads the event of this wire name.
    fn read(name: &str, detail: Value) -> Result<Self>;
}

impl<E: Event> EventSet for E {
    const NAMES: &'static [&'static str] = &[E::NAME];
    fn read(name: &str, detail: Value) -> Result<Self> {
        if name == E::NAME { read_event(detail) } else { Err(unknown_event(name, Self::NAMES)) }
    }
}

/// The event in `detail`.
pub fn read_event<E: Event>(detail: Value) -> Result<E> {
    E::deserialize(Node::Json(detail.into())).map_err(|problem| {
        Error::new(Error::BAD_PAYLOAD, format!("the event `{}` cannot be read: {problem}", E::NAME))
            .non_retryable()
    })
}

/// The error of an event that the subscription does not take.
pub fn unknown_event(name: &str, known: &[&str]) -> Error {
    let known: Vec<String> = known.iter().map(|it| format!("`{it}`")).collect();
    Error::new("UnknownEvent", format!("`{name}` is not one of {}", known.join(", "))).non_retryable()
}
