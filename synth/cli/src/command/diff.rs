//! `eventual diff`

use eventual_constructs_report::{ExitStatus, Styles};
use eventual_synth::{Result, Session};
use eventual_synth_deploy::{Change, PropertyChange, Replacement, ResourceChange, StackDiff, diff as run};

use super::assembly::{self, Wanted};
use super::audience::{Teller, access};
use crate::cli::AssemblyArgs;
use crate::endpoint::cloud;
use crate::failure::of_aws;
use crate::view::json;

pub(crate) async fn diff(args: &AssemblyArgs, session: Session) -> Result<ExitStatus> {
    let cloud = cloud(args.profile.as_deref(), args.region.as_deref()).await?;
    let assembly = assembly::read(args, Wanted::All, session)?;
    let diffs = run(&cloud, &assembly, &args.stacks, &Teller::new(session)).await.map_err(of_aws)?;
    if session.json {
        session.print_json(&diffs)?;
        return Ok(ExitStatus::Success);
    }
    for diff in &diffs {
        session.printer.data(&render(diff));
    }
    if diffs.iter().all(StackDiff::is_empty) {
        session.printer.note("Nothing would change");
    }
    Ok(ExitStatus::Success)
}

fn render(diff: &StackDiff) -> String {
    if diff.is_empty() {
        return String::new();
    }
    let new = if diff.is_new { ", which is new" } else { "" };
    let mut out = format!("stack {}{new}\n", diff.stack);
    let widest = diff.resources.iter().map(|it| it.name().chars().count()).max().unwrap_or_default();
    for it in &diff.resources {
        out.push_str(&resource(it, widest));
    }
    for change in &diff.access {
        out.push_str(&format!("  {}\n", access(change)));
    }
    for output in &diff.outputs {
        out.push_str(&format!("  output {}\n", property(output)));
    }
    out
}

fn resource(it: &ResourceChange, widest: usize) -> String {
    let (sign, style) = match it.change {
        Change::Added => ("+", Styles::DONE),
        Change::Removed => ("-", Styles::ERROR),
        Change::Changed => ("~", Styles::WARNING),
    };
    let mut notes: Vec<&str> = Vec::new();
    match it.replacement {
        Replacement::Yes => notes.push("made anew"),
        Replacement::Maybe => notes.push("perhaps made anew"),
        Replacement::No => {}
    }
    if it.loses_data {
        notes.push("its data is lost");
    } else if it.kept {
        notes.push("kept");
    }
    let notes = if notes.is_empty() { String::new() } else { format!("  {}", notes.join(", ")) };
    let mut out = format!("{style}{sign}{style:#} {:<widest$}  {}{notes}\n", it.name(), it.kind);
    for change in &it.properties {
        out.push_str(&format!("    {}\n", property(change)));
    }
    out
}

/// `MemorySize: 512 → 1024`
fn property(change: &PropertyChange) -> String {
    let shown = |value: &Option<serde_json::Value>| match value {
        Some(value) => json::cut(&value.to_string(), 60),
        None => "nothing".to_owned(),
    };
    let again = if change.replacement == Replacement::Yes { ", which makes it anew" } else { "" };
    format!("{}: {} → {}{again}", change.path, shown(&change.before), shown(&change.after))
}
