//! The files of the inspector: complete, and harmless.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod files;
