//! A service of workflows that go right and wrong, deployed and used by the end-to-end tests. One file per thing to be
//! proven.
#![expect(
    clippy::panic,
    clippy::print_stdout,
    reason = "what goes wrong here goes wrong on purpose, and is logged"
)]

pub mod losses;
pub mod order;
pub mod poison;
pub mod retries;
pub mod signals;
pub mod timers;
pub mod tokens;
pub mod tracking;
pub mod wide;

eventual::service!(
    /// Works that last.
    pub struct Durable = "durable"
);
