//! `eventual emit`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::EmitEvent;
use eventual_synth::{Result, Session};
use serde_json::json;

use crate::cli::EmitArgs;
use crate::endpoint;

pub(crate) async fn emit(args: &EmitArgs, session: Session) -> Result<ExitStatus> {
    let detail = crate::input::json(&args.detail, "event")?;
    let service = endpoint::find(&args.target, session).await?;
    service.emit(&EmitEvent { name: args.event.clone(), detail }).await?;
    if session.json {
        session.print_json(&json!({"emitted": args.event}))?;
    }
    session.printer.done("Emitted", &args.event);
    Ok(ExitStatus::Success)
}
