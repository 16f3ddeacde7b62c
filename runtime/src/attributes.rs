//! The macros, each with all of its options in one example.

pub use eventual_runtime_macros::{
    AnyOf, api, command, delete, event, get, head, options, patch, post, put, service, signal, subscription,
    task, workflow,
};
