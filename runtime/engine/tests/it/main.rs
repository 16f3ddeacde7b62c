//! The engine from outside: scripts of events and the decisions they must lead to.

#![expect(unreachable_pub, reason = "a test binary has no users")]

mod handlers;
mod script;
mod semantics;
