//! Stacks, and what stands in a template beside resources.

mod condition;
mod environment;
mod mapping;
mod nested;
mod output;
mod parameter;
#[expect(clippy::module_inception, reason = "the room's main thing")]
mod stack;

pub use condition::Condition;
pub use environment::Environment;
pub use mapping::Mapping;
pub use nested::NestedStack;
pub use output::{Output, OutputProps};
pub use parameter::{Parameter, ParameterProps};
pub use stack::{Stack, StackProps};

pub(crate) use stack::{stack_chain, stack_of};
