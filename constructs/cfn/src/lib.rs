//! One plain struct per CloudFormation resource type, generated from the official resource schemas, one
//! cargo feature per AWS service (`lambda`, `s3`, …; `all` for all). This room holds typed property values ([`Value`])
//! and the [`CfnResource`] trait; it knows no tree, no stacks and no policy. Never edit what is under
//! `generated`: edit `constructs/codegen`.

#[macro_use]
#[allow(unused_macros, unused_imports, reason = "without a service feature there is no resource to declare")]
mod declare;

mod attribute;
#[allow(clippy::too_many_arguments, reason = "some types have that many required properties")]
mod generated;
mod resource;
mod tag;
mod value;

pub use attribute::Attribute;
#[allow(
    unused_imports,
    unreachable_pub,
    reason = "one module per service whose feature is on, maybe none"
)]
pub use generated::*;
pub use resource::{CfnResource, Tagging};
pub use tag::Tag;
pub use value::{Expr, Json, List, Map, ToJson, Value};

/// Which properties make CloudFormation replace a resource when they change: a line per type (no feature needed) with
/// paths such as `Key.Name`, followed by `?` where only some changes do.
pub const REPLACING: &str = include_str!("generated/replacing.txt");
