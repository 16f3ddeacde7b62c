//! `eventual query`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::{QueryAnswer, QueryExecution, requests};

use super::Session;
use crate::cli::QueryArgs;
use crate::endpoint;
use crate::failure::Result;
use crate::view::json;

pub(crate) async fn query(args: &QueryArgs, session: Session) -> Result<ExitStatus> {
    let query = QueryExecution { name: args.name.clone(), input: crate::input::json(&args.input, "input")? };
    let service = endpoint::find(&args.target, session).await?;
    let QueryAnswer { answer } = service.ask(requests::query(&args.execution, &query)).await?;
    json::print(&session.printer, &answer)?;
    Ok(ExitStatus::Success)
}
