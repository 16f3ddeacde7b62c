//! What `Cargo.toml` says, and which `cfg`s hold.

mod cfg;
mod manifest;

pub(crate) use cfg::{Cfg, Truth};
pub(crate) use manifest::{Manifest, ManifestError, read};
