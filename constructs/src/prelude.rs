//! Everything that most infrastructure programs need: `use eventual_constructs::prelude::*;`

pub use crate::Run as _;
pub use eventual_constructs_core::{App, Output, Resource, Scope, Stack, StackProps, Value};
