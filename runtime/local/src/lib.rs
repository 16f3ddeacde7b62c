//! The service on this machine: all handlers in one process, on real sockets and a real clock, with a store that survives
//! the process.
//!
//! The same protocol as on AWS (`runtime/orchestrator`) over one file. Not here: the workflow engine (`runtime/engine`),
//! handlers and their traits (`runtime/core`), the test environment (`runtime/testing`), building and watching (`synth/dev`).

#[cfg(feature = "supervise")]
pub mod server;
