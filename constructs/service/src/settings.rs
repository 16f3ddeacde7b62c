use std::collections::BTreeMap;

use eventual_constructs_aws::lambda::{Architecture, FunctionProps};
use eventual_constructs_aws::{Entries, Setting};
use eventual_constructs_core::Value;

use crate::api::ApiProps;
use crate::events::EventsProps;
use crate::workflow::WorkflowProps;

/// All settings that an infrastructure program can give a service, by the part of the service they are for.
#[derive(Clone, Debug, Default)]
pub struct ServiceSettings {
    /// The API.
    pub api: ApiProps,
    /// The bus and the subscriptions.
    pub events: EventsProps,
    /// Environment of every function, subscriptions included.
    pub environment: Entries<Value<String>>,
    /// Settings of every function, unless its attribute or its own props override them.
    pub defaults: FunctionProps,
    /// Functions of commands, routes and tasks, by handler id (`command_create_order`).
    pub functions: BTreeMap<String, FunctionProps>,
    /// What runs the workflows, if there are any.
    pub workflows: WorkflowProps,
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
    /// are replaced when a service crosses that line, once.
    #[default]
    Auto,
    /// In the service's stack, always.
    Flat,
    /// In nested stacks, each function in the one that the hash of its handler's name says: one that is added
    /// never moves another.
    Nested,
}
