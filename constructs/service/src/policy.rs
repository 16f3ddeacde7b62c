//! From what a linked binary can do to what its role allows, each statement with its reasons.

use eventual_analyzer_model::contract::Capability;
use eventual_constructs_aws::iam::Statement;

use crate::build::Build;
use crate::{events, workflow};

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

/// What the capabilities of one binary need; `who` is its handler in messages. Each primitive knows its own verbs.
pub(crate) fn statements(capabilities: &[Capability], who: &str, build: &Build<'_>) -> Vec<Reasoned> {
    let mut statements = events::statements(capabilities, who, build);
    statements.extend(build.engine.iter().flat_map(|it| workflow::statements(it, capabilities, who)));
    statements
}

/// The evidence: ``command `a` (src/lib.rs:1) can start `b`: its binary holds the section `.eventual.workflow.b.start` ``.
pub(crate) fn holds(capability: &Capability, who: &str, can: &str) -> String {
    format!("{who} can {can}: its binary holds the section `{}`", capability.section())
}
