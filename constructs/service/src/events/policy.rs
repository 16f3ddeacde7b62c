use std::collections::BTreeSet;

use eventual_analyzer_model::contract::{Capability, event};
use eventual_constructs_aws::iam::Statement;
use serde_json::json;

use crate::build::Build;
use crate::policy::{Reasoned, holds};

/// Of a binary that emits: one statement for all of its events.
pub(crate) fn statements(capabilities: &[Capability], who: &str, build: &Build<'_>) -> Vec<Reasoned> {
    let sorted: BTreeSet<&Capability> = capabilities.iter().collect();
    let emitted = sorted.into_iter().filter(|it| it.verb() == event::EMIT).filter_map(|it| {
        let target = it.target()?;
        Some((target, holds(it, who, &format!("emit `{target}`"))))
    });
    let (events, reasons): (Vec<&str>, Vec<String>) = emitted.unzip();
    if events.is_empty() {
        return Vec::new();
    }
    let only = json!({ "StringEquals": { "events:detail-type": events, "events:source": build.model.name } });
    let statement = Statement::allow(["events:PutEvents"]).on(build.bus.arn()).when(only);
    let reasons = reasons.into_iter().map(|it| format!("events:PutEvents: {it}")).collect();
    vec![Reasoned { statement, reasons }]
}
