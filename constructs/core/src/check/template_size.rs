use super::{Rendered, Report, limits};
use crate::problem::ProblemKind;

/// CloudFormation reads templates up to one megabyte.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    for (stack, (_, size)) in &rendered.templates {
        if *size > limits::TEMPLATE_BYTES {
            report(*stack, ProblemKind::TemplateTooLarge { size: *size, limit: limits::TEMPLATE_BYTES });
        }
    }
}
