//! The macros, each with all of its options in one example.

pub use eventual_runtime_macros::{api, command, delete, get, head, options, patch, post, put, service};
