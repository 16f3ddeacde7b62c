//! The command line: arguments, failures, and the commands that need nothing but the source of a service.
//!
//! Arguments are types ([`cli`]) and stand here once for both tools, `synth` and `eventual`; each command is one file
//! under `command`. Every command takes a [`Session`] and fails with a [`Failure`], which is text or JSON. Only
//! `eventual-constructs-report` writes to the terminal.
//!
//! Not here: deploying, operating and running services (`synth/cli`), so that `synth` compiles none of what they need.

pub mod cli;
mod command;
mod failure;
mod run;
mod session;
pub mod source;

pub use command::{inspect, synthesize, write_assembly};
pub use failure::{Failure, Result};
pub use run::{json_is_asked_for, run, wrong_arguments};
pub use session::{Session, Tool};
