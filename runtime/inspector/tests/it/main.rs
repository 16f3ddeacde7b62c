//! The files of the inspector: complete, harmless, and usable in a browser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod files;
