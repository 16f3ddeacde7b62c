//! `eventual destroy`

use eventual_constructs_report::ExitStatus;
use eventual_synth::{Failure, Result, Session};
use eventual_synth_deploy::{DestroyOptions, destroy as run, doomed};
use serde_json::json;

use super::assembly::{self, Wanted};
use super::audience::Teller;
use crate::cli::DeployArgs;
use crate::endpoint::cloud;
use crate::failure::of_aws;

pub(crate) async fn destroy(args: &DeployArgs, session: Session) -> Result<ExitStatus> {
    let what = &args.what;
    let cloud = cloud(what.profile.as_deref(), what.region.as_deref()).await?;
    let assembly = assembly::read(what, Wanted::Stacks, session)?;
    let options = DestroyOptions { stacks: what.stacks.clone(), ..DestroyOptions::default() };
    let stacks = doomed(&assembly, &options).map_err(of_aws)?.join(", ");
    let teller = Teller::new(session);
    let place = format!("account {} in {}", cloud.account(), cloud.region());
    if !args.yes && !teller.asks(&format!("Delete {stacks} of {place}?")) {
        return Err(Failure::user(format!("{stacks} of {place} was not deleted: nobody said yes"))
            .hint("run again with `--yes` if that is what you want"));
    }
    let destroyed = run(&cloud, &assembly, &options, &teller).await.map_err(of_aws)?;
    if session.json {
        let rows: Vec<_> = destroyed
            .iter()
            .map(|it| json!({"stack": it.stack, "existed": it.existed, "kept": it.kept}))
            .collect();
        session.print_json(&json!({ "stacks": rows }))?;
        return Ok(ExitStatus::Success);
    }
    for kept in destroyed.iter().flat_map(|it| &it.kept) {
        session.printer.note(format_args!("{kept} stays in the account"));
    }
    Ok(ExitStatus::Success)
}
