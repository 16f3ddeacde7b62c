//! Signed AWS calls: one connection pool, one retry policy, one file per call.

mod config;
mod connection;
mod error;
mod exchange;
#[cfg(test)]
mod fake;
mod hash;
mod json;
mod retry;
mod roots;
mod tls;

mod dynamo_db;
mod invoke;
mod put_events;
mod random;
mod s3;
mod scheduler;
mod send_message;

pub use config::{Client, ConfigError};
pub use dynamo_db::{delete_item, get_item, put_item, query, update_item};
pub use error::AwsError;
pub use invoke::{InvokeError, invoke, invoke_async};
pub use put_events::{EventEntry, PutEventsError, put_events};
pub use random::random_bytes;
pub use s3::{Object, PutCondition, PutOutcome, get_object, put_object};
pub use scheduler::{Schedule, create_schedule, delete_schedule};
pub use send_message::{Message, SendMessagesError, change_visibility, send_message, send_messages};
