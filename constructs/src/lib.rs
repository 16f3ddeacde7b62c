//! Infrastructure of Eventual services, and anything beside them, in Rust: the crate that infrastructure programs
//! name.
//!
//! ```ignore
//! use eventual_constructs::prelude::*;
//!
//! eventual_constructs::service!(pub mod orders = "../service");
//!
//! fn main() -> std::process::ExitCode {
//!     App::run(|app| {
//!         let stack = Stack::new(app, "Orders");
//!         orders::Service::new(&stack, "Service", orders::ServiceProps::default());
//!     })
//! }
//! ```
//!
//! This room joins the others: tree and assembly (`constructs/core`), AWS services (`constructs/aws`), the
//! service (`constructs/service`), the build of its functions (`constructs/build`). It has no constructs of its own.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod prelude;
mod prepare;
mod progress;
mod run;

pub use eventual_constructs_aws as aws;
pub use eventual_constructs_core::cfn;
pub use eventual_constructs_core::*;
pub use eventual_constructs_service::*;

/// Runs the analyzer over a service crate while this program is compiled, and defines a module with the service
/// as a typed construct: `service!(pub mod orders = "../service")`, the path relative to this package.
///
/// The module has `Service`, `ServiceProps`, and for each kind of handler a struct of overrides (`Commands`,
/// `Routes`, `Subscriptions`, `Tasks`) with one field per handler, so that a misspelt name is a compile error. The program
/// is compiled again when a file of the service changes; nothing of the service is compiled into it.
pub use eventual_constructs_macros::service;

pub use eventual_constructs_aws::lambda::Architecture;
pub use eventual_constructs_build::BuildError;
pub use prepare::{Binaries, prepare};
pub use run::{Run, context_from_environment, out_dir_from_environment};
