//! Public-API tests: documents of a small shop, and agreement of gateway and function on generated inputs.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod agreement;
mod documents;
mod samples;
mod shop;
