//! The public API of the construct tree, and what it synthesizes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

mod assembly;
mod assets;
mod checks;
mod references;
mod resources;
mod stacks;
mod tree;
mod write;
