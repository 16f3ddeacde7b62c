//! A client of a real service crate: its methods, what travels, and what happens when it goes wrong.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be set up is a failed test")]

mod builds;
mod calls;
mod errors;
mod headers;
mod http_transport;
mod local_service;
mod retries;
mod server;
mod signed;
mod support;
mod tree;
mod wasm;
