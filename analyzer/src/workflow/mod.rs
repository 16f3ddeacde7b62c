//! Code of workflows: it runs again from the start when an execution is replayed, so it must do the same each time.
//!
//! Looked at are the bodies of workflows and of the functions of this crate that they call by name, directly or not.
//! Calls of methods are not followed: without types their receiver is unknown.

mod endless_loop;
mod forbidden;
mod hash_order;
mod random_select;
mod reach;
mod scan;

use eventual_analyzer_model::ServiceModel;

use crate::declare::{Context, Declared};
use crate::diagnostic::Report;
use crate::workflow::reach::Function;
use crate::workflow::scan::Scope;

/// Applies all rules to the code of workflows, and records in the model what they call.
pub(crate) fn check(
    context: &Context<'_>,
    declared: &Declared,
    model: &mut ServiceModel,
    reports: &mut Vec<Report>,
) {
    let functions = reach::functions(context, declared);
    for workflow in &mut model.workflows {
        workflow.calls = reach::calls_of(&functions, &workflow.handler.name).into_iter().collect();
    }
    for function in &functions {
        let scope = Scope::new(context, function);
        let mut found = Vec::new();
        scope.visit(&mut |visit| {
            forbidden::check(&visit, &mut found);
            random_select::check(&visit, &mut found);
        });
        hash_order::check(&scope, &mut found);
        endless_loop::check(&scope, &mut found);
        let kept = found.into_iter().filter(|report| !is_allowed(context, report));
        reports.extend(kept.map(|report| why_here(report, function)));
    }
}

/// Says which workflow leads to a function that is not one itself.
fn why_here(report: Report, function: &Function) -> Report {
    match &function.called_by {
        Some((workflow, place)) => {
            report.also(place.clone(), format!("called here, in code of the workflow `{workflow}`"))
        }
        None => report,
    }
}

/// `// eventual: allow(EV0501)` on the line of a finding or on the one above it.
fn is_allowed(context: &Context<'_>, report: &Report) -> bool {
    let Some((place, _)) = &report.primary else { return false };
    let Some(file) = context.files.get(place.file) else { return false };
    let before = file.text.get(..place.range.start).unwrap_or_default();
    let after = file.text.get(place.range.start..).unwrap_or_default();
    let line_end = after.lines().next().unwrap_or_default();
    let mut lines = before.rsplit('\n');
    let same = lines.next().unwrap_or_default();
    let above = lines.next().map(str::trim_start).filter(|line| line.starts_with("//")).unwrap_or_default();
    let mark = format!("eventual: allow({})", report.code);
    [same, line_end, above].iter().any(|text| text.contains(&mark))
}
