//! The service in one process: simulator and test environment on one clock, and a server on real sockets.
//!
//! One room per simulated AWS service. Not here: the workflow engine (`runtime/engine`), handlers and their
//! traits (`runtime/core`), anything of AWS itself, building and watching (`synth/dev`).

#[cfg(feature = "supervise")]
pub mod server;
pub mod testing;
