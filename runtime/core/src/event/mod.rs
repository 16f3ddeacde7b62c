//! Events: typed messages on the service's bus, and the functions that take them.

mod delivery;
mod emit;
mod set;

pub use delivery::{EventDelivery, EventHandler, EventInfo, SubscriptionOptions, delivered};
pub use emit::{Emit, EventBatch, emit_all};
pub use set::{EventSet, read_event, unknown_event};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::input::Problem;

/// A type of event. `#[derive(Event)]` implements it.
///
/// On the wire an event is an EventBridge entry: `Source` is the service, `DetailType` is [`NAME`](Self::NAME), and
/// `Detail` is the value as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "`Event` is missing",
    note = "add `#[derive(Serialize, Deserialize, Event)]` to it"
)]
pub trait Event: Serialize + DeserializeOwned + Send + 'static {
    /// Wire name.
    const NAME: &'static str;
    /// Version, if it has one.
    const VERSION: Option<u32>;

    /// Emits the event to the service's bus. Constraints (`#[garde(..)]`) are checked first.
    ///
    /// In a workflow the event is recorded and sent exactly as often as the step is written: once.
    #[track_caller]
    fn emit(&self) -> Emit
    where
        Self: Sized,
    {
        Emit::of(EventBatch::new().with(self))
    }

    /// Reports constraints that the value breaks.
    #[doc(hidden)]
    fn check(&self, problems: &mut Vec<Problem>);

    /// Marks in the binary that this event is emitted: synth reads it and grants the permission.
    #[doc(hidden)]
    fn touch();
}
