//! `eventual inspect`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_inspector::PREFIX;
use eventual_synth::{Failure, Result, Session};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::InspectArgs;
use crate::endpoint;
use crate::inspect::{listen, serve};

pub(crate) async fn inspect(args: &InspectArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let Some(name) = service.deployed_name().map(str::to_owned) else {
        let name = service.service().await?.name;
        show(&name, &format!("{}{PREFIX}", service.url()), session)?;
        session.printer.note("A local service shows its pages itself");
        return Ok(ExitStatus::Success);
    };
    let listener = listen(args.port).await?;
    // Before anybody can know that it serves.
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::unexpected)?;
    let address = listener.local_addr().map_err(Failure::unexpected)?;
    show(&name, &format!("http://{address}{PREFIX}"), session)?;
    session.printer.note("Whoever opens it on this machine acts with your credentials; Ctrl-C ends it");
    tokio::select! {
        ended = serve(listener, service, args.sign) => ended?,
        _ = interrupt.recv() => {}
    }
    Ok(ExitStatus::Success)
}

fn show(service: &str, url: &str, session: Session) -> Result<()> {
    if session.json {
        return session.print_json(&json!({ "service": service, "url": url }));
    }
    session.printer.data(&format!("{url}\n"));
    Ok(())
}
