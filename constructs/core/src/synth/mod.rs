//! From the tree to a cloud assembly: references are resolved, templates rendered bottom up, checks run.

mod assemble;
mod assembly;
mod cycle;
mod dependencies;
mod ids;
mod manifest;
mod overrides;
mod references;
mod snapshot;
mod template;
mod tree_json;
mod write;

pub(crate) use assemble::assemble;
pub use assembly::{AssemblyFile, CloudAssembly, StackArtifact};
