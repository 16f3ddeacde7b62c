//! The protocol under faults, on a virtual clock.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "the number of cases is part of the result")]

mod directed;
mod matrix;
mod run;
mod times;
mod tokens;
mod workflows;
mod world;
