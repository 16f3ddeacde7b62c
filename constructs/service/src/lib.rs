//! `Service`: what the source says (model), what the compiler says (description), what was built (one binary per
//! handler) and what the infrastructure program wants (settings), to constructs: REST API, event bus, one
//! function per handler with its own role, one rule and dead-letter queue per subscription; for workflows a table, a
//! bucket, queues, and the functions that run and operate them.
//!
//! One folder per primitive (`api`, `events`, `workflow`): `props.rs` are its settings, `resources.rs` and
//! `functions.rs` what is made, `policy.rs` the statements for its verbs, `check.rs` what can be wrong. [`Service::new`]
//! calls them in a fixed order.
//!
//! A pure function: no file is read, nothing is compiled, nothing is printed. Where handlers come from is the
//! analyzer's affair, how they are compiled that of `constructs/build`; the typed structs over [`Service`] are made
//! by `constructs/macros`.

mod api;
mod build;
mod build_outputs;
mod check;
mod events;
mod fallback;
mod function;
mod info;
mod layout;
mod policy;
mod service;
mod settings;
mod subject;
mod workflow;

pub use api::{Api, ApiProps, Auth, AuthorizerKind, Cors, UsageQuota, Validation};
pub use build_outputs::BuildOutputs;
pub use events::{EventsProps, SubscriptionProps, SubscriptionResources};
pub use eventual_analyzer_model::FunctionBuild;
pub use service::Service;
pub use settings::{Nesting, ServiceSettings};
pub use workflow::{WorkflowProps, WorkflowResources};
