//! `eventual signal`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::{SendSignal, Sent, requests};
use eventual_synth::{Result, Session};

use crate::cli::SignalArgs;
use crate::endpoint;

pub(crate) async fn signal(args: &SignalArgs, session: Session) -> Result<ExitStatus> {
    let signal = SendSignal {
        name: args.signal.clone(),
        payload: crate::input::json(&args.payload, "payload")?,
        id: args.id.clone(),
    };
    let service = endpoint::find(&args.target, session).await?;
    let sent: Sent = service.ask(requests::signal(&args.execution, &signal)).await?;
    if session.json {
        session.print_json(&sent)?;
    }
    if let Some(warning) = &sent.warning {
        session.printer.warning(warning);
    }
    session.printer.done("Sent", format_args!("`{}` to {}", args.signal, args.execution));
    Ok(ExitStatus::Success)
}
