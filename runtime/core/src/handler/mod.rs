//! What the macros emit for each handler, and how a host drives it.

mod answer;
mod call;
mod catalogue;
mod command;
mod registry;
mod schema;

pub use answer::{IntoBoxError, ResultType, answer, answer_result, failure, route_answer, route_result};
pub use call::{HttpCall, HttpHandler, Target, call, serve};
pub use catalogue::{
    At, Catalogue, Handlers, HttpEntry, IfEvent, IfHttp, IfRegistered, IfSubscription, IfTask, IfWorkflow,
    SubscriptionEntry,
};
pub use command::read_input;
pub use registry::{Describe, HandlerAt, Service, check_known, check_taken};
pub use schema::{NoSchema, ObjectSchema, SchemaIfKnown, SchemaOf};
