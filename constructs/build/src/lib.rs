//! From a service's model to files that Lambda runs: one tree-shaken, stripped, reproducible binary per handler,
//! what each of them can reach, and the description of the whole service. And from the same model to one program that
//! runs all handlers of services on this machine.
//!
//! The optimizer runs once, over one static library with an entry per handler; then only the linker runs, once
//! per handler, and drops what that entry does not reach. Nothing runs while the sources are unchanged.
//!
//! Not here: finding handlers in the source (`analyzer`), what is made of capabilities (`constructs/service`),
//! and any printing: progress goes to a [`Progress`].

mod archive;
mod build;
mod cargo;
mod describe;
mod error;
mod fingerprint;
mod generate;
mod host;
mod link;
mod manifests;
mod options;
mod output;
mod package;
mod progress;
mod reproducible;
mod slim;
mod stub;
mod toolchain;
mod verify;

pub use archive::zip;
pub use build::build;
pub use describe::describe;
pub use error::BuildError;
pub use eventual_analyzer_model::{Architecture, FunctionBuild};
pub use host::{HostBuild, HostBuilder, HostService, host, host_work_dir};
pub use options::{BuildOptions, CargoOutput, Profile, default_work_dir};
pub use output::{BuildReport, ExtraFile};
pub use progress::{Event, Progress, Step};
pub use stub::stub;
