//! The test environment of services: all handlers in one thread, on a virtual clock.
//!
//! Executions run on the protocol that runs them on AWS (`runtime/orchestrator`), over stores in memory
//! (`runtime/testing/memory`). Here is what drives it: whose turn it is, mocks, subscriptions, and the check
//! of each step against a cold replay. Not here: sockets, files and a real clock (`runtime/local`).

mod bus;
mod cold;
mod environment;
mod handle;
mod host;
mod mock;
mod work;
mod world;

pub use environment::{DeadLetter, Faults, TestEnvironment};
pub use eventual_runtime_core::workflow::ExecutionStatus;
pub use handle::ExecutionHandle;
pub use mock::{TaskMock, WorkflowMock};
