//! `eventual deploy`

use std::collections::BTreeMap;

use eventual_constructs_report::ExitStatus;
use eventual_synth::{Result, Session};
use eventual_synth_deploy::{Approval, DeployOptions, DeployOutcome, deploy as run};
use serde_json::json;

use super::assembly::{self, Wanted};
use super::audience::Teller;
use crate::cli::DeployArgs;
use crate::endpoint::cloud;
use crate::failure::of_aws;

pub(crate) async fn deploy(args: &DeployArgs, session: Session) -> Result<ExitStatus> {
    let what = &args.what;
    // Before minutes of compiling: who cannot deploy is told at once.
    let cloud = cloud(what.profile.as_deref(), what.region.as_deref()).await?;
    let assembly = assembly::read(what, Wanted::All, session)?;
    let approval = if args.yes { Approval::Never } else { Approval::Broadening };
    let options = DeployOptions { stacks: what.stacks.clone(), approval, ..DeployOptions::default() };
    let deployed = run(&cloud, &assembly, &options, &Teller::new(session)).await.map_err(of_aws)?;
    if session.json {
        let rows: Vec<_> = deployed
            .iter()
            .map(|it| json!({"stack": it.stack, "outcome": word(it.outcome), "outputs": it.outputs}))
            .collect();
        session.print_json(&json!({ "stacks": rows }))?;
        return Ok(ExitStatus::Success);
    }
    for stack in &deployed {
        show(&stack.stack, &stack.outputs, session);
    }
    Ok(ExitStatus::Success)
}

fn word(outcome: DeployOutcome) -> &'static str {
    match outcome {
        DeployOutcome::Created => "created",
        DeployOutcome::Updated => "updated",
        _ => "unchanged",
    }
}

fn show(stack: &str, outputs: &BTreeMap<String, String>, session: Session) {
    let widest = outputs.keys().map(String::len).max().unwrap_or_default();
    let lines = outputs.iter().map(|(name, value)| format!("{stack}.{name:<widest$} = {value}\n"));
    session.printer.data(&lines.collect::<String>());
}
