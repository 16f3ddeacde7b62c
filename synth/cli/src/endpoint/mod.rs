//! Whom a command talks to.

mod connection;
mod deployed;
mod doctor;
mod functions;
mod log;
mod queues;

pub(crate) use connection::Connection;
pub(crate) use deployed::cloud;
pub(crate) use doctor::{Account, account};
pub(crate) use log::{Log, LogFilter};
pub(crate) use queues::check_subscription;

use std::ops::RangeInclusive;
use std::time::Duration;

use eventual_analyzer::analyze;
use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::requests;
use eventual_synth::source::default_folder;
use eventual_synth::{Failure, Result, Session};
use futures::future::join_all;

use crate::cli::TargetArgs;
use deployed::Deployed;

/// Where a local service is, unless told otherwise.
pub(crate) const LOCAL_URL: &str = "http://localhost:9000";

/// Where local services are looked for: `eventual dev` gives several services of a workspace one port after the other.
const LOCAL_PORTS: RangeInclusive<u16> = 9000..=9009;

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
    let folder = default_folder()?;
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

/// The services of this machine that answer at these ports.
async fn running(ports: RangeInclusive<u16>) -> Vec<Found> {
    let ask = async |port: u16| {
        describe(&Connection::local(&format!("http://localhost:{port}")).ok()?.within(PATIENCE)).await.ok()
    };
    join_all(ports.map(ask)).await.into_iter().flatten().collect()
}

async fn describe(local: &Connection) -> Result<Found> {
    let name = local.service().await?.name;
    Ok(Found { name, place: "local".to_owned(), url: Some(local.url().to_owned()) })
}

/// All services that the arguments allow: local ones, and those of the account unless only local ones are wanted.
pub(crate) async fn all(args: &TargetArgs, session: Session) -> Result<Vec<Found>> {
    if let Some(url) = &args.url {
        return Ok(vec![describe(&Connection::local(url)?).await?]);
    }
    let mut found = running(LOCAL_PORTS).await;
    if args.local {
        // Nobody is there: who is asked first says why.
        return if found.is_empty() {
            Ok(vec![describe(&Connection::local(LOCAL_URL)?).await?])
        } else {
            Ok(found)
        };
    }
    match cloud(args.profile.as_deref(), args.region.as_deref()).await {
        Ok(cloud) => found.extend(deployed::list(&cloud).await?),
        Err(failure) if args.profile.is_some() || args.region.is_some() => return Err(failure),
        Err(failure) => session.printer.detail(format_args!("AWS is not asked: {}", failure.message())),
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// Something at this port that says this when it is asked.
    fn at(listener: TcpListener, status: &'static str, body: &'static str) {
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4_096]);
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            }
        });
    }

    /// So many free ports, one after the other.
    fn neighbours<const N: usize>() -> [TcpListener; N] {
        let try_at = |port: u16| {
            let all: Option<Vec<_>> = (0..N)
                .map(|it| TcpListener::bind(("127.0.0.1", port + u16::try_from(it).ok()?)).ok())
                .collect();
            all?.try_into().ok()
        };
        (20_000..30_000).step_by(N).find_map(try_at).unwrap()
    }

    #[tokio::test]
    async fn all_services_of_this_machine_are_found() {
        let [orders, silent, stranger, billing] = neighbours();
        let first = orders.local_addr().unwrap().port();
        let described = |name: &'static str| {
            let service =
                eventual_runtime_operator::ServiceDescription { name: name.to_owned(), ..Default::default() };
            &*serde_json::to_string(&service).unwrap().leak()
        };
        at(orders, "200 OK", described("orders"));
        drop(silent);
        at(stranger, "404 Not Found", "<html></html>");
        at(billing, "200 OK", described("billing"));
        let found = running(first..=first + 3).await;
        let told: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.url.clone().unwrap())).collect();
        assert_eq!(
            told,
            [
                ("orders", format!("http://localhost:{first}")),
                ("billing", format!("http://localhost:{}", first + 3))
            ]
        );
    }
}
