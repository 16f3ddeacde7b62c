use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// Why a local service does not run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Somebody else listens there.
    #[error(
        "port {} of {} is taken{}; end that, or choose another port with `--port {}`",
        address.port(), address.ip(), holder.as_deref().map(|it| format!(" by {it}")).unwrap_or_default(),
        address.port().wrapping_add(1).max(1024)
    )]
    PortTaken {
        /// The address.
        address: SocketAddr,
        /// Who listens there, if that can be found out: `` `node` (process 4711)``.
        holder: Option<String>,
    },
    /// The address is none of this machine, or not allowed.
    #[error("can not listen on {address}: {source}; choose another address with `--host` and `--port`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The host is no address.
    #[error(
        "`{given}` is no address of this machine; write one as `--host 127.0.0.1`, `--host 0.0.0.0` or `--host localhost`"
    )]
    Host {
        /// What was given.
        given: String,
    },
    /// The folder of the store can not be used.
    #[error(
        "the state can not be kept in `{}`: {source}; make the folder writable, or choose another with `--state`",
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
         `eventual-rs` in the service, or begin anew with `--reset`",
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
    /// The store can not be read.
    #[error("the state in `{}` is damaged: {reason}; begin anew with `--reset`", folder.display())]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The filter of a subscription is no pattern.
    #[error("the filter of subscription `{subscription}` of service `{service}` can not be used: {reason}")]
    Filter {
        /// The service.
        service: String,
        /// The subscription.
        subscription: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An argument of the program can not be understood.
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
                ServeError::PortTaken { address, holder: Some("`node` (process 4711)".to_owned()) },
                "port 9000 of 127.0.0.1 is taken by `node` (process 4711); end that, or choose another port with \
                 `--port 9001`",
            ),
            (
                ServeError::PortTaken { address, holder: None },
                "port 9000 of 127.0.0.1 is taken; end that, or choose another port with `--port 9001`",
            ),
            (
                ServeError::Listen { address: "127.0.0.1:80".parse().unwrap(), source: denied() },
                "can not listen on 127.0.0.1:80: permission denied; choose another address with `--host` and `--port`",
            ),
            (
                ServeError::Host { given: "nowhere".to_owned() },
                "`nowhere` is no address of this machine; write one as `--host 127.0.0.1`, `--host 0.0.0.0` or `--host \
                 localhost`",
            ),
            (
                ServeError::Folder { folder: "/state".into(), source: denied() },
                "the state can not be kept in `/state`: permission denied; make the folder writable, or choose another \
                 with `--state`",
            ),
            (
                ServeError::InUse { folder: "/state".into() },
                "another local service runs on the state in `/state`; end it, or choose another folder with `--state`",
            ),
            (
                ServeError::Newer { folder: "/state".into(), found: 2, known: 1 },
                "the state in `/state` has version 2, and this program reads up to 1: a newer one wrote it; update \
                 `eventual-rs` in the service, or begin anew with `--reset`",
            ),
            (
                ServeError::Damaged { folder: "/state".into(), reason: "no magic number".to_owned() },
                "the state in `/state` is damaged: no magic number; begin anew with `--reset`",
            ),
        ];
        for (error, text) in cases {
            assert_eq!(error.to_string(), text);
        }
    }
}
