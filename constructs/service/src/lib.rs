//! `Service`: what the source says (model), what the compiler says (description), what was built (one binary per
//! handler) and what the infrastructure program wants (settings), to constructs: REST API, event bus, one
//! function per handler with its own role, one rule and dead-letter queue per subscription; for workflows a table, a
//! bucket, queues, and the functions that run and operate them.
//!
//! A pure function: no file is read, nothing is compiled, nothing is printed. Where handlers come from is the
//! analyzer's affair, how they are compiled that of `constructs/build`; the typed structs over [`Service`] are made
//! by `constructs/macros`.

mod api;
mod build_outputs;
mod capability;
mod check;
mod fallback;
mod function;
mod info;
mod layout;
mod props;
mod service;
mod subject;
mod subscription;
mod workflow;

pub use api::Api;
pub use build_outputs::{BuildOutputs, FunctionBuild};
pub use props::{
    ApiProps, Auth, AuthorizerKind, Cors, Nesting, ServiceSettings, SubscriptionProps, UsageQuota,
    Validation, WorkflowProps,
};
pub use service::Service;
pub use subscription::SubscriptionResources;
pub use workflow::WorkflowResources;
