//! `eventual emit`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::EmitEvent;
use serde_json::json;

use super::Session;
use crate::cli::EmitArgs;
use crate::endpoint;
use crate::failure::Result;
use crate::view::json;

pub(crate) async fn emit(args: &EmitArgs, session: Session) -> Result<ExitStatus> {
    let detail = crate::input::json(&args.detail, "event")?;
    let service = endpoint::find(&args.target, session).await?;
    service.emit(&EmitEvent { name: args.event.clone(), detail }).await?;
    if session.json {
        json::print(&session.printer, &json!({"emitted": args.event}))?;
    }
    session.printer.done("Emitted", &args.event);
    Ok(ExitStatus::Success)
}
