//! The analyzer seen from outside: the Markdown suites of `spec/`, the explain pages, real folders.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod disk;
mod explain;
mod robust;
mod spec;
mod suite;
