//! Buckets.

mod bucket;

pub use bucket::{Bucket, BucketProps, Cors};
