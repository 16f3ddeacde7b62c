use std::collections::BTreeMap;

use super::{Rendered, Report};
use crate::problem::ProblemKind;
use crate::tree::Kind;

/// Stack names are legal, and unique in the app.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let mut taken = BTreeMap::new();
    for stack in rendered.templates.keys() {
        let Kind::Stack(record) = &rendered.nodes[*stack].kind else { continue };
        if record.nested.is_some() {
            continue;
        }
        let name = record.name.clone();
        let legal = name.len() <= 128
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !legal {
            report(*stack, ProblemKind::BadStackName { name: name.clone() });
        }
        if let Some(other) = taken.insert(name.clone(), *stack) {
            report(*stack, ProblemKind::DuplicateStackName { name, other: rendered.path(other) });
        }
    }
}
