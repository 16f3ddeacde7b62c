//! Buckets.

mod bucket;
mod emptier;

pub use bucket::{Bucket, BucketProps, Cors};
