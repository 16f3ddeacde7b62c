//! AWS Signature Version 4, headers only: from a request, keys and a time to the value of `Authorization`. Source of
//! each step: "Create a signed AWS API request" in the IAM User Guide.
//!
//! It is text in, text out. The time is given, and so is SHA-256 ([`Sha256`]): functions have *ring*, which they need
//! for TLS anyway; a client in a browser has one in Rust. Not here: where keys come from, and sockets.

mod encode;
mod hash;
mod signature;
mod timestamp;

pub use encode::{encode_part, encode_path, hex, query_string};
pub use hash::{Digest, Sha256};
pub use signature::{Keys, Signable, authorization};
pub use timestamp::timestamp;
