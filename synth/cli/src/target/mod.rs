//! Whom a command talks to.

mod connection;
mod deployed;
mod doctor;
mod functions;
mod log;
mod queues;

pub(crate) use connection::Connection;
pub(crate) use deployed::cloud;
pub(crate) use doctor::doctor;

use std::time::Duration;

use eventual_analyzer::analyze;
use eventual_runtime_operator::requests;
use eventual_synth_report::ExitStatus;

use crate::cli::TargetArgs;
use crate::command::Session;
use crate::failure::{Failure, Result};
use crate::source;
use deployed::Deployed;

/// Where a local service is, unless told otherwise.
pub(crate) const LOCAL_URL: &str = "http://localhost:9000";

/// How long a service on this machine may take to say that it is there.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The service that the arguments mean.
pub(crate) async fn find(args: &TargetArgs, session: Session) -> Result<Connection> {
    if let Some(name) = &args.service {
        return deployed(name, args).await;
    }
    let local = Connection::local(args.url.as_deref().unwrap_or(LOCAL_URL))?;
    if args.local || args.url.is_some() || is_there(&local).await {
        session.printer.detail(format_args!("asking the local service at {}", local.url()));
        return Ok(local);
    }
    let nobody = || {
        Failure::unreachable(format!("there is no local service at {LOCAL_URL}"))
            .hint("start one with `eventual dev`, or name a deployed one with `--service`")
    };
    let name = service_here().ok_or_else(nobody)?;
    let found = deployed(&name, args).await.map_err(|failure| match failure.status {
        // Nobody asked for AWS.
        ExitStatus::Denied => nobody(),
        _ => failure,
    })?;
    session.printer.note(format_args!("Asking `{name}` as it is deployed; none runs locally"));
    Ok(found)
}

async fn deployed(name: &str, args: &TargetArgs) -> Result<Connection> {
    let cloud = cloud(args.profile.as_deref(), args.region.as_deref()).await?;
    Ok(Connection::deployed(Deployed::find(cloud, name).await?))
}

/// Name of the service whose source is here.
fn service_here() -> Option<String> {
    let folder = source::usual()?;
    analyze(&folder).model.map(|it| it.name).filter(|it| !it.is_empty())
}

/// Whether a local service answers.
async fn is_there(connection: &Connection) -> bool {
    connection.within(PATIENCE).raw(requests::service()).await.is_ok()
}

/// Whether a local service answers at this address.
pub(crate) async fn serves(url: &str) -> bool {
    match Connection::local(url) {
        Ok(connection) => is_there(&connection).await,
        Err(_) => false,
    }
}

/// A service that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    /// `local`, or the region.
    pub(crate) place: String,
    pub(crate) url: Option<String>,
}

/// All services that the arguments allow: local ones, and those of the account unless only local ones are wanted.
pub(crate) async fn all(args: &TargetArgs, session: Session) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    let local = Connection::local(args.url.as_deref().unwrap_or(LOCAL_URL))?;
    let only_local = args.local || args.url.is_some();
    if only_local || is_there(&local).await {
        let name = local.service().await?.name;
        found.push(Found { name, place: "local".to_owned(), url: Some(local.url().to_owned()) });
    }
    if only_local {
        return Ok(found);
    }
    match cloud(args.profile.as_deref(), args.region.as_deref()).await {
        Ok(cloud) => found.extend(deployed::list(&cloud).await?),
        Err(failure) if args.profile.is_some() || args.region.is_some() => return Err(failure),
        Err(failure) => session.printer.detail(format_args!("AWS is not asked: {}", failure.message)),
    }
    Ok(found)
}
