//! From what a linked binary can do to what its role may do, each statement with its reasons.

use std::collections::BTreeSet;

use eventual_analyzer_model::contract::Capability;
use eventual_constructs_aws::iam::Statement;
use eventual_constructs_core::Value;
use serde_json::json;

use crate::workflow::Engine;

/// A statement of a role's policy, and why it is there: one text per thing that the code can do.
pub(crate) struct Reasoned {
    pub(crate) statement: Statement,
    pub(crate) reasons: Vec<String>,
}

impl Reasoned {
    /// A statement with one reason, which comes after the names of its actions.
    pub(crate) fn because(statement: Statement, why: &str) -> Self {
        let reasons = vec![format!("{}: {why}", statement.actions.join(", "))];
        Self { statement, reasons }
    }
}

/// What stands around the capabilities of a service's functions.
pub(crate) struct Surroundings<'a> {
    pub(crate) service: &'a str,
    pub(crate) bus_arn: Value<String>,
    /// What runs the workflows, if there are any.
    pub(crate) engine: Option<&'a Engine>,
}

/// What the capabilities of one binary need; `who` is its handler in messages.
pub(crate) fn statements(
    capabilities: &[Capability],
    who: &str,
    surroundings: &Surroundings<'_>,
) -> Vec<Reasoned> {
    let mut statements: Vec<Reasoned> = emit(capabilities, who, surroundings).into_iter().collect();
    if let Some(engine) = surroundings.engine {
        statements.extend(engine.capability_statements(capabilities, who));
    }
    statements
}

fn emit(capabilities: &[Capability], who: &str, surroundings: &Surroundings<'_>) -> Option<Reasoned> {
    let is_emit = |it: &&Capability| matches!(it, Capability::Emit(_));
    let mut emitted: Vec<&Capability> = capabilities.iter().filter(is_emit).collect();
    emitted.sort();
    emitted.dedup();
    let events: BTreeSet<&str> = emitted.iter().filter_map(|it| target(it)).collect();
    if events.is_empty() {
        return None;
    }
    let reasons =
        emitted.iter().map(|it| format!("events:PutEvents: {}", holds_section(it, who, "emit"))).collect();
    let condition =
        json!({ "StringEquals": { "events:detail-type": events, "events:source": surroundings.service } });
    let statement = Statement::allow(["events:PutEvents"]).on(surroundings.bus_arn.clone()).when(condition);
    Some(Reasoned { statement, reasons })
}

/// What a capability is about.
pub(crate) fn target(capability: &Capability) -> Option<&str> {
    match capability {
        Capability::Emit(target)
        | Capability::Start(target)
        | Capability::Task(target)
        | Capability::Signal(target) => Some(target),
        Capability::Finish
        | Capability::Read
        | Capability::List
        | Capability::Cancel
        | Capability::Query
        | Capability::History
        | Capability::Spec => None,
    }
}

/// The evidence: ``command `a` (src/lib.rs:1) can start `b`: its binary holds the section `.eventual.start.b` ``.
pub(crate) fn holds_section(capability: &Capability, who: &str, verb: &str) -> String {
    let target = target(capability).unwrap_or_default();
    format!("{who} can {verb} `{target}`: its binary holds the section `{}`", capability.section())
}
