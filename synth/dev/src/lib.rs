//! Services on this machine: [`local`] runs them once, [`dev`] again with every change.
//!
//! `local` becomes the program that it built: a plain process, for debuggers. `dev` supervises one: it owns the listening
//! sockets, compiles when a file changes, and lets the new program take over from the old one, which ends its work first.
//! Callers wait in the queue of the socket meanwhile, executions in the store.
//!
//! Not here: how services run (`runtime/local`), how programs are generated and compiled (`constructs/build`), printing: what
//! happens goes to a [`Watcher`].

mod child;
mod dev;
mod error;
mod event;
mod local;
mod options;
mod phases;
mod supervisor;
mod watch;

pub use dev::dev;
pub use error::DevError;
pub use event::{DevEvent, Watcher};
pub use local::local;
pub use options::{DevOptions, ServiceFolder};
pub use phases::Phases;
