//! From what a linked binary can do to what its role may do, each statement with its reasons.

use std::collections::BTreeSet;

use eventual_analyzer_model::Handler;
use eventual_analyzer_model::contract::Capability;
use eventual_constructs_aws::iam::Statement;
use eventual_constructs_core::Value;
use serde_json::json;

/// A statement of a role's policy, and why it is there: one text per thing that the code can do.
pub(crate) struct Reasoned {
    pub(crate) statement: Statement,
    pub(crate) reasons: Vec<String>,
}

/// What the capabilities of one handler's binary need.
pub(crate) fn statements(
    capabilities: &[Capability],
    handler: &Handler,
    service: &str,
    bus_arn: &Value<String>,
) -> Vec<Reasoned> {
    let mut events = BTreeSet::new();
    for capability in capabilities {
        match capability {
            Capability::Emit(event) => {
                events.insert(event.as_str());
            }
            // Workflows are refused before this is asked; the specification is a file beside the binary.
            Capability::Start(_) | Capability::Task(_) | Capability::Signal(_) | Capability::Spec => {}
        }
    }
    if events.is_empty() {
        return Vec::new();
    }
    let reasons = events
        .iter()
        .map(|event| {
            let section = Capability::Emit((*event).to_owned()).section();
            format!(
                "events:PutEvents: {} `{}` ({}) can emit `{event}`: its binary holds the section `{section}`",
                handler.kind, handler.name, handler.location
            )
        })
        .collect();
    let condition = json!({ "StringEquals": { "events:detail-type": events, "events:source": service } });
    let statement = Statement::allow(["events:PutEvents"]).on(bus_arn.clone()).when(condition);
    vec![Reasoned { statement, reasons }]
}
