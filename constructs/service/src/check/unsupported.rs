use super::{Input, Report};

/// What can be written and tested already, and not yet deployed.
pub(super) fn check(input: &Input<'_>, report: &mut Report<'_>) {
    let tasks = input.model.tasks.iter().map(|it| &it.handler);
    let workflows = input.model.workflows.iter().map(|it| &it.handler);
    for handler in tasks.chain(workflows) {
        report(format!(
            "workflows are not deployable yet: {} `{}` ({}) runs in tests and locally; leave it out of the service \
             that is deployed",
            handler.kind, handler.name, handler.location
        ));
    }
}
