//! `eventual cancel`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::{Reason, Sent, requests};

use super::Session;
use crate::cli::CancelArgs;
use crate::endpoint;
use crate::failure::Result;
use crate::view::json;

pub(crate) async fn cancel(args: &CancelArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let reason = Reason { reason: args.reason.clone() };
    let request = if args.terminate { requests::terminate } else { requests::cancel };
    let sent: Sent = service.ask(request(&args.execution, &reason)).await?;
    if session.json {
        json::print(&session.printer, &sent)?;
    }
    if args.terminate {
        session.printer.done("Ended", &args.execution);
    } else {
        session.printer.done("Asked", format_args!("{} to stop; it may clean up first", args.execution));
    }
    Ok(ExitStatus::Success)
}
