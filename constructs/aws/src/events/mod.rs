//! EventBridge: buses and rules.

mod bus;
mod pattern;
mod rule;
mod target;

pub use bus::{EventBus, EventBusProps};
pub use pattern::EventPattern;
pub use rule::{Rule, RuleProps};
pub use target::{Target, TargetKind};
