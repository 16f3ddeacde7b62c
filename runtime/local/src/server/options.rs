use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use super::listen::DEFAULT_PORT;
use super::store::Durability;

/// How to run services locally.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Address to listen on; only this machine unless told otherwise.
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
