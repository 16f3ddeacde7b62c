//! [`ServeOptions`]: how to run services, as a program's arguments say it.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use eventual_runtime_local_protocol::{DEFAULT_PORT, ServeError, address};

use crate::store::Durability;

/// How to run services locally.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Address to listen on; by default only this machine.
    pub host: IpAddr,
    /// Port of the first service, by name; the others have the next ones.
    pub port: u16,
    /// Folder of the state.
    pub state: PathBuf,
    /// Whether to begin without the state of earlier runs.
    pub reset: bool,
    /// What the state survives.
    pub durability: Durability,
    /// How long to wait for an earlier process that still has the state open.
    pub patience: Duration,
    /// How long tasks, subscriptions and requests may go on when the service is to stop.
    pub grace: Duration,
}

impl ServeOptions {
    /// As by default, with the state in this folder.
    pub fn new(state: impl Into<PathBuf>) -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: DEFAULT_PORT,
            state: state.into(),
            reset: false,
            durability: Durability::default(),
            patience: Duration::from_secs(2),
            grace: Duration::from_secs(5),
        }
    }
}

const USAGE: &str = "`--host <address>`, `--port <number>`, `--state <folder>`, `--reset`, `--sync`";

/// Reads the arguments of a program whose state is in this folder unless they name another.
pub(super) fn read(
    state: &str,
    arguments: impl IntoIterator<Item = String>,
) -> Result<ServeOptions, ServeError> {
    let mut options = ServeOptions::new(state);
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let mut value = || {
            let missing = || ServeError::Argument(format!("`{name}` needs a value; expected one of {USAGE}"));
            arguments.next().ok_or_else(missing)
        };
        match name.as_str() {
            "--host" => options.host = address(&value()?)?,
            "--port" => {
                let given = value()?;
                let wrong =
                    |_| ServeError::Argument(format!("`--port {given}` is not a number from 0 to 65535"));
                options.port = given.parse().map_err(wrong)?;
            }
            "--state" => options.state = value()?.into(),
            "--reset" => options.reset = true,
            "--sync" => options.durability = Durability::Power,
            _ => {
                return Err(ServeError::Argument(format!(
                    "`{name}` is not an option; expected one of {USAGE}"
                )));
            }
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<ServeOptions, String> {
        read("/state", arguments.iter().map(|it| (*it).to_owned())).map_err(|it| it.to_string())
    }

    #[test]
    fn arguments_change_the_defaults() {
        let read = options(&["--host", "localhost", "--port", "9100", "--reset", "--sync"]).unwrap();
        assert_eq!((read.host.to_string().as_str(), read.port), ("127.0.0.1", 9100));
        assert_eq!((read.reset, read.durability), (true, Durability::Power));
        assert_eq!(options(&["--state", "/other"]).unwrap().state.to_str(), Some("/other"));
    }

    #[test]
    fn a_wrong_argument_names_what_is_expected() {
        assert_eq!(
            options(&["--prot"]).unwrap_err(),
            format!("`--prot` is not an option; expected one of {USAGE}")
        );
        assert_eq!(
            options(&["--port"]).unwrap_err(),
            format!("`--port` needs a value; expected one of {USAGE}")
        );
        assert_eq!(options(&["--port", "x"]).unwrap_err(), "`--port x` is not a number from 0 to 65535");
        assert!(
            options(&["--host", "no such host"]).unwrap_err().starts_with("`no such host` is not an address")
        );
    }
}
