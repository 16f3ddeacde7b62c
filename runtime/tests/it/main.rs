//! The macros and the runtime together, through the facade.

mod command;
