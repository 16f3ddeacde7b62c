//! What each primitive does, case by case.

mod basics;
mod cancel;
mod children;
mod concurrency;
mod determinism;
pub(crate) mod errors;
mod interleavings;
mod requests;
mod signals;
mod timers;
