//! The attribute language of services: tokens in, values with spans and *all* errors of the item out. The macros
//! and the analyzer read the same grammar, so they cannot drift apart.
//!
//! Not here: resolving names, reading files, anything that looks beyond one item. Only this crate knows the names
//! of attributes and their options.

mod any_of;
mod attribute;
pub mod code;
mod command;
mod docs;
mod duration;
mod error;
mod event;
mod failure;
mod field;
mod function;
mod grant;
mod item;
mod middleware;
mod name;
mod option;
mod path;
mod retry;
mod route;
mod service;
mod signal;
mod signature;
mod spanned;
mod subscription;
mod task;
mod type_primitive;
mod value;
mod workflow;

pub use any_of::{AnyOf, AnyOfVariant, parse_any_of};
pub use attribute::{Attribute, Derive, HandlerAttr, parse_handler};
pub use command::{CommandAttr, parse_command};
pub use docs::docs;
pub use duration::parse_duration;
pub use error::{GrammarError, Parsed};
pub use event::EventAttr;
pub use eventual_analyzer_model::closest;
pub use failure::{FailureEnum, FailureVariant, parse_failure};
pub use field::{FieldKey, FieldOption};
pub use function::FunctionOptions;
pub use item::{HandlerFn, TypeHead, TypeKind};
pub use middleware::{Layer, MiddlewareList, parse_middleware};
pub use name::check_service_name;
pub use path::{PathTemplate, Segment};
pub use retry::Retry;
pub use route::{RouteAttr, parse_api, parse_route};
pub use service::{ServiceDecl, parse_service};
pub use signal::SignalAttr;
pub use signature::{HandlerSignature, Param, ParamKind};
pub use spanned::Spanned;
pub use subscription::{SubscriptionAttr, parse_subscription};
pub use task::{TaskAttr, parse_task};
pub use type_primitive::TypePrimitive;
pub use workflow::{WorkflowAttr, parse_workflow};
