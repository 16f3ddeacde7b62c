//! Whom a command talks to.

mod connection;
mod log;

pub(crate) use connection::Connection;
pub(crate) use log::Log;

use std::time::Duration;

use eventual_runtime_operator::requests;

use crate::cli::TargetArgs;
use crate::command::Session;
use crate::failure::{Failure, Result};

/// Where a local service is, unless told otherwise.
pub(crate) const LOCAL_URL: &str = "http://localhost:9000";

/// How long a service on this machine may take to say that it is there.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The service that the arguments mean.
pub(crate) async fn find(args: &TargetArgs, session: Session) -> Result<Connection> {
    if let Some(url) = &args.url {
        return Connection::local(url);
    }
    let local = Connection::local(LOCAL_URL)?;
    if args.local || is_there(&local).await {
        session.printer.detail(format_args!("asking the local service at {LOCAL_URL}"));
        return Ok(local);
    }
    Err(Failure::unreachable(format!("there is no local service at {LOCAL_URL}"))
        .hint("start one with `eventual dev`, or name a deployed one with `--service`"))
}

/// Whether a local service answers.
pub(crate) async fn is_there(connection: &Connection) -> bool {
    connection.within(PATIENCE).raw(requests::service()).await.is_ok()
}

/// A service that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    /// `local`, or the region.
    pub(crate) place: String,
    pub(crate) url: Option<String>,
}

/// All services that the arguments allow.
pub(crate) async fn all(args: &TargetArgs, _session: Session) -> Result<Vec<Found>> {
    let local = Connection::local(args.url.as_deref().unwrap_or(LOCAL_URL))?;
    let is_asked_for = args.local || args.url.is_some();
    if !is_asked_for && !is_there(&local).await {
        return Ok(Vec::new());
    }
    let name = local.service().await?.name;
    Ok(vec![Found { name, place: "local".to_owned(), url: Some(local.url) }])
}

/// Whether a local service answers at this address.
pub(crate) async fn serves(url: &str) -> bool {
    match Connection::local(url) {
        Ok(connection) => is_there(&connection).await,
        Err(_) => false,
    }
}
