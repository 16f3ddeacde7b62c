//! The files of the inspector: complete, harmless, and of use to somebody with a browser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod files;
