use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// Why a local service does not run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Another process listens there.
    #[error(
        "port {} of {} is taken{}; end that, or choose another port with `--port {}`",
        address.port(), address.ip(), owner.as_deref().map(|it| format!(" by {it}")).unwrap_or_default(),
        address.port().wrapping_add(1).max(1024)
    )]
    PortTaken {
        /// The address.
        address: SocketAddr,
        /// The process that listens there, if that can be found out: `` `node` (process 4711)``.
        owner: Option<String>,
    },
    /// The address does not belong to this machine, or is not allowed.
    #[error("cannot listen on {address}: {source}; choose another address with `--host` and `--port`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The host is not an address.
    #[error(
        "`{given}` is not an address of this machine; write one as `--host 127.0.0.1`, `--host 0.0.0.0` or `--host localhost`"
    )]
    Host {
        /// What was given.
        given: String,
    },
    /// The folder of the store cannot be used.
    #[error(
        "the state cannot be kept in `{}`: {source}; make the folder writable, or choose another with `--state`",
        folder.display()
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has the store open.
    #[error(
        "another local service runs on the state in `{}`; end it, or choose another folder with `--state`",
        folder.display()
    )]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// A newer program wrote the store.
    #[error(
        "the state in `{}` has version {found}, and this program reads up to {known}: a newer one wrote it; update \
         `eventual-rs` in the service, or start over with `--reset`",
        folder.display()
    )]
    Newer {
        /// The folder.
        folder: PathBuf,
        /// Version of the store.
        found: u32,
        /// Newest version that is known here.
        known: u32,
    },
    /// The store cannot be read.
    #[error("the state in `{}` is damaged: {reason}; start over with `--reset`", folder.display())]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The filter of a subscription is not a pattern.
    #[error("the filter of subscription `{subscription}` of service `{service}` cannot be used: {reason}")]
    Filter {
        /// The service.
        service: String,
        /// The subscription.
        subscription: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An argument of the program cannot be understood.
    #[error("{0}")]
    Argument(String),
    /// The system did not give what every program needs.
    #[error("the system gave no thread or socket: {0}")]
    System(#[from] io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let address = "127.0.0.1:9000".parse().unwrap();
        let cases = [
            (
                ServeError::PortTaken { address, owner: Some("`node` (process 4711)".to_owned()) },
                "port 9000 of 127.0.0.1 is taken by `node` (process 4711); end that, or choose another port with \
                 `--port 9001`",
            ),
            (
                ServeError::PortTaken { address, owner: None },
                "port 9000 of 127.0.0.1 is taken; end that, or choose another port with `--port 9001`",
            ),
            (
                ServeError::Listen { address: "127.0.0.1:80".parse().unwrap(), source: denied() },
                "cannot listen on 127.0.0.1:80: permission denied; choose another address with `--host` and `--port`",
            ),
            (
                ServeError::Host { given: "nowhere".to_owned() },
                "`nowhere` is not an address of this machine; write one as `--host 127.0.0.1`, `--host 0.0.0.0` or `--host \
                 localhost`",
            ),
            (
                ServeError::Folder { folder: "/state".into(), source: denied() },
                "the state cannot be kept in `/state`: permission denied; make the folder writable, or choose another \
                 with `--state`",
            ),
            (
                ServeError::InUse { folder: "/state".into() },
                "another local service runs on the state in `/state`; end it, or choose another folder with `--state`",
            ),
            (
                ServeError::Newer { folder: "/state".into(), found: 2, known: 1 },
                "the state in `/state` has version 2, and this program reads up to 1: a newer one wrote it; update \
                 `eventual-rs` in the service, or start over with `--reset`",
            ),
            (
                ServeError::Damaged { folder: "/state".into(), reason: "no magic number".to_owned() },
                "the state in `/state` is damaged: no magic number; start over with `--reset`",
            ),
        ];
        for (error, text) in cases {
            assert_eq!(error.to_string(), text);
        }
    }
}
