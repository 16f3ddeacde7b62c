//! The tool `eventual`: makes a service, runs it, deploys it, and operates it, locally and on AWS alike.
//!
//! Arguments are types ([`cli`]), each command is one file under `command`, whom a command talks to is decided in `endpoint`,
//! what results look like in `view`. Only `eventual-constructs-report` writes to the terminal: what a machine may read to stdout,
//! everything else to stderr.
//!
//! Not here: synthesis (`synth`), how operating works (`runtime/operator`).

pub mod cli;
mod command;
mod endpoint;
mod failure;
mod input;
mod inspect;
mod view;

pub use command::run;
