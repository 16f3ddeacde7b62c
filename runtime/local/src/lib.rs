//! The service in one process: simulator and test environment on one clock.
//!
//! One room per simulated AWS service. Not here: the workflow engine (`runtime/engine`), handlers and their
//! traits (`runtime/core`), anything of AWS itself.

pub mod pattern;
pub mod testing;
