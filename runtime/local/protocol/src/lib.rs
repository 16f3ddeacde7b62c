//! What a local service and the tool that supervises it have in common: the line between them, reports,
//! listening sockets.
//!
//! Apart from `runtime/local`, so that a tool compiles neither the server nor what handlers need. Not here:
//! the server (`runtime/local`), building and watching (`synth/dev`).

mod control;
mod error;
mod listen;
mod port_owner;
mod report;

pub use control::{Control, ENV_SUPERVISED, FromHost, ToHost, hand_over};
pub use error::ServeError;
pub use listen::{DEFAULT_PORT, address, listen};
pub use report::{Report, Serving, ServingRoute, ServingService};
