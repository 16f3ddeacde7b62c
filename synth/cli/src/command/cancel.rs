//! `eventual cancel`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::{Reason, Sent, requests};
use eventual_synth::{Result, Session};

use crate::cli::CancelArgs;
use crate::endpoint;

pub(crate) async fn cancel(args: &CancelArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let reason = Reason { reason: args.reason.clone() };
    let request = if args.terminate { requests::terminate } else { requests::cancel };
    let sent: Sent = service.ask(request(&args.execution, &reason)).await?;
    if session.json {
        session.print_json(&sent)?;
    }
    if args.terminate {
        session.printer.done("Ended", &args.execution);
    } else {
        session.printer.done("Asked", format_args!("{} to stop; it may clean up first", args.execution));
    }
    Ok(ExitStatus::Success)
}
