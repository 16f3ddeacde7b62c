//! Where to listen.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};

use crate::error::ServeError;
use crate::port_owner;

/// Where local services listen by default.
pub const DEFAULT_PORT: u16 = 9000;

/// Listens on an address; the error for a port that is taken names the program that has it, if that can be
/// found out.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortTaken { address, owner: port_owner::of(address.port()) },
        _ => ServeError::Listen { address, source },
    })
}

/// The address of a host, given by address or name.
pub fn address(given: &str) -> Result<IpAddr, ServeError> {
    let unknown = || ServeError::Host { given: given.to_owned() };
    if let Ok(address) = given.parse() {
        return Ok(address);
    }
    let mut found = (given, 0).to_socket_addrs().map_err(|_| unknown())?;
    // `localhost` is both `::1` and `127.0.0.1`; the latter is what clients try.
    let first = found.next().ok_or_else(unknown)?;
    let all = std::iter::once(first).chain(found);
    let address = all.map(|it| it.ip()).min_by_key(IpAddr::is_ipv6);
    address.ok_or_else(unknown)
}
