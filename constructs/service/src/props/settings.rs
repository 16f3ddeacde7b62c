use std::collections::BTreeMap;

use eventual_constructs_aws::events::EventBus;
use eventual_constructs_aws::lambda::{Architecture, FunctionProps};
use eventual_constructs_aws::{Entries, Setting};
use eventual_constructs_core::Value;

use super::api::ApiProps;
use super::subscription::SubscriptionProps;
use super::workflow::WorkflowProps;

/// Everything the infrastructure program may say about a service.
#[derive(Clone, Debug, Default)]
pub struct ServiceSettings {
    /// The API.
    pub api: ApiProps,
    /// Environment of every function, subscriptions included.
    pub environment: Entries<Value<String>>,
    /// What holds for every function unless its attribute or its own props say otherwise.
    pub defaults: FunctionProps,
    /// Functions of commands, routes and tasks, by handler id (`command_create_order`).
    pub functions: BTreeMap<String, FunctionProps>,
    /// Subscriptions, by handler id (`subscription_send_confirmation`).
    pub subscriptions: BTreeMap<String, SubscriptionProps>,
    /// What runs the workflows, if there are any.
    pub workflows: WorkflowProps,
    /// Bus to emit to and to subscribe on. Default: the service gets one of its own. Services that hear each
    /// other share one.
    pub event_bus: Setting<EventBus>,
    /// Processor that all functions of the service are compiled for and run on. Default: x86-64.
    pub architecture: Setting<Architecture>,
    /// How the service is spread over stacks.
    pub nesting: Nesting,
}

/// Where the functions of a service stand. What holds data or names (API, bus, queues, rules) is always in
/// the service's own stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nesting {
    /// In the service's stack as long as it keeps under 450 resources, else as [`Nesting::Nested`]. Functions
    /// are made anew when a service crosses that line, once.
    #[default]
    Auto,
    /// In the service's stack, always.
    Flat,
    /// In nested stacks, each function in the one that the hash of its handler's name says: one that is added
    /// never moves another.
    Nested,
}
