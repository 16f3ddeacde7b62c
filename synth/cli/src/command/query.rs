//! `eventual query`

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::{QueryAnswer, QueryExecution, requests};
use eventual_synth::{Result, Session};

use crate::cli::QueryArgs;
use crate::endpoint;

pub(crate) async fn query(args: &QueryArgs, session: Session) -> Result<ExitStatus> {
    let query = QueryExecution { name: args.name.clone(), input: crate::input::json(&args.input, "input")? };
    let service = endpoint::find(&args.target, session).await?;
    let QueryAnswer { answer } = service.ask(requests::query(&args.execution, &query)).await?;
    session.print_json(&answer)?;
    Ok(ExitStatus::Success)
}
