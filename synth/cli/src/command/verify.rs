//! `eventual verify`

use eventual_constructs_report::{ExitStatus, Styles, count};
use eventual_synth::{Result, Session};
use eventual_synth_deploy::{Verification, verify as run};

use super::assembly::{self, Wanted};
use super::audience::Teller;
use crate::cli::AssemblyArgs;
use crate::endpoint::cloud;
use crate::failure::of_aws;

pub(crate) async fn verify(args: &AssemblyArgs, session: Session) -> Result<ExitStatus> {
    let cloud = cloud(args.profile.as_deref(), args.region.as_deref()).await?;
    let assembly = assembly::read(args, Wanted::All, session)?;
    let found = run(&cloud, &assembly, &args.stacks, &Teller::new(session)).await.map_err(of_aws)?;
    if session.json {
        session.print_json(&found)?;
    } else {
        found.iter().for_each(|it| session.printer.data(&render(it)));
    }
    let is_good = found.iter().all(Verification::is_good);
    Ok(if is_good { ExitStatus::Success } else { ExitStatus::Failed })
}

fn render(found: &Verification) -> String {
    let mut out = format!("stack {}\n", found.stack);
    let mut put = |name: &str, checked: String, wrong: &[String]| {
        let (word, style) = if wrong.is_empty() { ("ok", Styles::DONE) } else { ("wrong", Styles::ERROR) };
        out.push_str(&format!("  {style}{word:<5}{style:#} {name}, {checked}\n"));
        wrong.iter().for_each(|it| out.push_str(&format!("        {it}\n")));
    };
    for api in &found.apis {
        put(&format!("{} ({})", api.api, api.stage), count(api.operations, "operation"), &api.differences);
    }
    for role in &found.roles {
        put(&role.role, format!("{} allowed", count(role.allowed, "action")), &role.wrong);
    }
    out
}
