//! Durable workflows as a sans-IO machine: journal in, commands out.

mod error;

pub use error::{Error, Failure, Outcome, Result, TimedOut};
