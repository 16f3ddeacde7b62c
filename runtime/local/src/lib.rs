//! [`Server`]: all handlers of one or more services in one process, on real sockets and a real clock, with a
//! store that survives the process.
//!
//! The same protocol as on AWS ([`eventual_runtime_orchestrator`]) over one file. What was accepted happens,
//! whatever happens to the process: an event or a start that was answered is in the file; messages, timers,
//! attempts and deliveries that were under way go on in the next process. An attempt of a task whose body ran
//! when the process died has failed with `WorkerLost`, and follows its policy.
//!
//! Nothing here prints: what there is to report goes to a sink as a [`Report`]. Not here: the workflow engine
//! (`runtime/engine`), handlers and their traits (`runtime/core`), the test environment (`runtime/testing`),
//! building and watching (`synth/dev`).

mod bus;
mod busy;
mod executions;
mod handlers;
mod http;
mod operator;
mod program;
mod server;
mod store;
mod world;

pub use eventual_runtime_local_protocol::{Report, ServeError, Serving, ServingRoute, ServingService};
pub use program::{ServeOptions, run};
pub use server::{Running, Server};
pub use store::Durability;
