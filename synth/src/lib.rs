//! The tool: from a service crate to a cloud assembly, and questions about it.
//!
//! Arguments are types ([`cli`]), each command is one file under [`command`], and only
//! `eventual-constructs-report` writes to the terminal.

pub mod cli;
pub mod command;

pub use command::run;
