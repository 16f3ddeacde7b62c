//! Hand-made constructs (L2) for the AWS services that an Eventual service uses: one room per service. Each is a
//! group of generated resources with sane defaults, typed outputs and grants; the generated resource is reached
//! through `resource()`, and anything in it through its `add_override`.
//!
//! Props are plain structs: fill in what differs, `..default()` for the rest. A field is a [`Setting`], which the
//! constructors [`mb`], [`seconds`] and the like return, or which `.into()` makes.
//!
//! This crate knows no Eventual services, no handlers and no models: that is `constructs/service`.

pub mod apigateway;
pub mod cloudwatch;
pub mod cognito;
pub mod dynamodb;
pub mod events;
pub mod iam;
pub mod lambda;
pub mod logs;
pub mod s3;
pub mod scheduler;
mod setting;
pub mod sns;
pub mod sqs;
pub mod ssm;

pub use setting::Entries;
pub use setting::Setting;
pub use setting::Size;
pub use setting::days;
pub use setting::default;
pub use setting::gb;
pub use setting::hours;
pub use setting::mb;
pub use setting::minutes;
pub use setting::seconds;
