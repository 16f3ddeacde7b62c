//! Events: the bus, who emits to it, and the subscriptions: a rule, a function and a dead-letter queue each.

mod check;
mod policy;
mod props;
mod resources;

pub(crate) use check::check;
pub(crate) use policy::statements;
pub use props::{EventsProps, SubscriptionProps};
pub use resources::SubscriptionResources;
pub(crate) use resources::{bus, subscriptions};
