//! One plain struct per CloudFormation resource type, generated from the official resource schemas, one
//! cargo feature per AWS service (`lambda`, `s3`, …). This room holds typed property values ([`Value`])
//! and the [`CfnResource`] trait; it knows no tree, no stacks and no policy. Never edit what is under
//! `generated`: edit `constructs/codegen`.

mod resource;
mod value;

pub use resource::CfnResource;
pub use value::{Expr, ToJson, Value};
