//! Pass two: what is declared becomes the model; references are looked up.

mod handler;
mod subscription;

use eventual_analyzer_grammar::HandlerAttr;
use eventual_analyzer_model::{Command, Method, Route, ServiceModel, Task, Workflow};

use crate::declare::{Context, Declared};
use crate::diagnostic::Report;
use crate::syntax::Place;

/// The model of all that is declared.
pub(crate) fn bind(context: &Context<'_>, declared: &Declared, reports: &mut Vec<Report>) -> ServiceModel {
    let mut model = ServiceModel {
        package: context.manifest.package.clone(),
        crate_name: context.manifest.crate_name.clone(),
        events: declared.events.iter().map(|it| it.model.clone()).collect(),
        signals: declared.signals.iter().map(|it| it.model.clone()).collect(),
        ..ServiceModel::default()
    };
    if let Some(service) = declared.services.first() {
        model.name.clone_from(&service.name);
        model.type_name.clone_from(&service.type_name);
        model.docs.clone_from(&service.docs);
        model.location = context.files.location(&service.place);
    }
    for declaration in &declared.handlers {
        let locate = |span| context.files.location(&Place::of(declaration.file, span));
        let base = handler::model(context, declaration);
        match &declaration.attr {
            HandlerAttr::Command(it) => model.commands.push(Command {
                summary: it.summary.as_ref().map(|it| it.value.clone()).or_else(|| handler::summary(&base)),
                description: it.description.as_ref().map(|it| it.value.clone()).or_else(|| base.docs.clone()),
                method: it.method.as_ref().map_or(Method::Post, |it| it.value),
                path: it.path.as_ref().map(|it| it.value.to_string()),
                path_location: it.path.as_ref().map(|it| locate(it.span)),
                fields: it.fields.iter().map(eventual_analyzer_grammar::FieldOption::to_model).collect(),
                middleware: it.middleware.iter().map(eventual_analyzer_grammar::Layer::text).collect(),
                tags: it.tags.iter().map(|it| it.value.clone()).collect(),
                handler: base,
            }),
            HandlerAttr::Route(it) => model.routes.push(Route {
                method: it.method.value,
                path: it.path.value.to_string(),
                path_location: locate(it.path.span),
                middleware: it.middleware.iter().map(eventual_analyzer_grammar::Layer::text).collect(),
                handler: base,
            }),
            HandlerAttr::Subscription(it) => {
                let bound = subscription::bind(context, declared, declaration, it, base, reports);
                model.subscriptions.push(bound);
            }
            HandlerAttr::Task(it) => model.tasks.push(Task {
                retry: it.retry.as_ref().map(eventual_analyzer_grammar::Retry::to_model),
                heartbeat_timeout_ms: it.heartbeat_timeout.as_ref().map(|it| handler::millis(it.value)),
                overall_timeout_ms: it.overall_timeout.as_ref().map(|it| handler::millis(it.value)),
                handler: base,
            }),
            HandlerAttr::Workflow(it) => model.workflows.push(Workflow {
                timeout_ms: it.timeout.as_ref().map(|it| handler::millis(it.value)),
                calls: Vec::new(),
                handler: base,
            }),
        }
    }
    sort(&mut model);
    model
}

fn sort(model: &mut ServiceModel) {
    model.commands.sort_by(|a, b| a.handler.name.cmp(&b.handler.name));
    model.routes.sort_by(|a, b| a.handler.name.cmp(&b.handler.name));
    model.subscriptions.sort_by(|a, b| a.handler.name.cmp(&b.handler.name));
    model.tasks.sort_by(|a, b| a.handler.name.cmp(&b.handler.name));
    model.workflows.sort_by(|a, b| a.handler.name.cmp(&b.handler.name));
    model.events.sort_by(|a, b| a.name.cmp(&b.name));
    model.signals.sort_by(|a, b| a.name.cmp(&b.name));
}
