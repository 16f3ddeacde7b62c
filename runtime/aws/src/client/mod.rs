//! Signed AWS calls: one connection pool, one retry policy, one file per call.

mod config;
mod connection;
mod error;
mod exchange;
#[cfg(test)]
mod fake;
mod json;
mod retry;
mod roots;
mod sigv4;
mod tls;

mod put_events;

pub use config::{Client, ConfigError};
pub use error::AwsError;
pub use put_events::{EventEntry, PutEventsError, put_events};
