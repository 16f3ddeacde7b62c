//! From the official CloudFormation resource schemas to constructs/cfn: read ([`schema`]), resolve into structs,
//! print. The schemas ship in the PyPI package cfn-lint; nothing is fetched. No prose of theirs is copied, only names,
//! types and bounds. What the generated tables expand to is in `constructs/cfn/src/declare.rs`.

mod attributes;
mod boxes;
mod docs;
mod emit;
mod manifest;
mod model;
mod names;
mod overrides;
mod pointer;
mod replacing;
mod resolve;
mod schema;
mod services;
mod shape;
mod write;

pub use schema::{Error, Schemas, read, version};
pub use write::{Output, generate, manifest_version, write};
