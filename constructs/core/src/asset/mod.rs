//! Files that are shipped with a stack.

#[expect(clippy::module_inception, reason = "the room's main thing")]
mod asset;
mod fingerprint;

pub use asset::{Asset, Packaging};
pub use fingerprint::fingerprint;

pub(crate) use asset::url_template;
pub(crate) use fingerprint::hash_of_bytes;
