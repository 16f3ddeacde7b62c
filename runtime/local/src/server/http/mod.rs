//! HTTP: from sockets to handlers and back.

mod connection;
mod cors;
mod router;
mod system;

pub(super) use connection::accept;
pub(super) use router::Router;
