//! HTTP: from sockets to handlers and back.

mod connection;
mod cors;
mod router;
mod system;

pub(crate) use connection::accept;
pub(crate) use router::Router;
