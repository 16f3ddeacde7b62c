//! [`Server`]: all handlers of one or more services in one process, on real sockets and a real clock, with a store that
//! survives the process.
//!
//! The same protocol as on AWS ([`eventual_runtime_orchestrator`]) over one file. What was accepted happens, whatever
//! happens to the process: an event or a start that was answered is in the file; messages, timers, attempts and
//! deliveries that were under way go on in the next process. An attempt of a task whose body ran when the process died has
//! failed with `WorkerLost`, and follows its policy.
//!
//! Nothing here prints: what there is to tell goes to a sink as a [`Report`].

#[cfg(feature = "server")]
mod attempt;
#[cfg(feature = "server")]
mod bus;
#[cfg(feature = "server")]
mod busy;
mod control;
mod error;
#[cfg(feature = "server")]
mod handover;
mod holder;
#[cfg(feature = "server")]
mod host;
#[cfg(feature = "server")]
mod http;
#[cfg(feature = "server")]
mod keys;
#[cfg(feature = "server")]
mod lane;
mod listen;
#[cfg(feature = "server")]
mod log;
#[cfg(feature = "server")]
mod operator;
#[cfg(feature = "server")]
mod options;
#[cfg(feature = "server")]
mod panic;
#[cfg(feature = "server")]
mod program;
#[cfg(feature = "server")]
mod recover;
#[cfg(feature = "server")]
mod replay;
mod report;
#[cfg(feature = "server")]
mod seen;
#[cfg(feature = "server")]
#[expect(clippy::module_inception, reason = "the file of `Server`")]
mod server;
#[cfg(feature = "server")]
mod sink;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod stores;
#[cfg(feature = "server")]
mod supervised;
#[cfg(feature = "server")]
mod timers;
#[cfg(feature = "server")]
mod world;

pub use control::{ENV_SUPERVISED, FromHost, ToHost, hand_over};
pub use error::ServeError;
pub use listen::{DEFAULT_PORT, address, listen};
#[cfg(feature = "server")]
pub use options::ServeOptions;
#[cfg(feature = "server")]
pub use program::run;
pub use report::{Report, Serving, ServingRoute, ServingService};
#[cfg(feature = "server")]
pub use server::{Running, Server};
#[cfg(feature = "server")]
pub use store::Durability;
