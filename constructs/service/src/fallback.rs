use eventual_analyzer_describe::{
    CommandDescription, RouteDescription, ServiceDescription, SubscriptionDescription,
};
use eventual_analyzer_model::ServiceModel;

/// What the source alone says of a service: paths and names, no schemas.
pub(crate) fn describe(model: &ServiceModel) -> ServiceDescription {
    let mut service = ServiceDescription::new(&model.name, "0.0.0");
    service.docs.clone_from(&model.docs);
    service.commands = model
        .commands
        .iter()
        .map(|it| CommandDescription {
            method: it.method,
            path: it.path.clone(),
            summary: it.summary.clone(),
            description: it.description.clone(),
            tags: it.tags.clone(),
            parameters: it.fields.clone(),
            ..CommandDescription::new(&it.handler.name)
        })
        .collect();
    service.routes = model
        .routes
        .iter()
        .map(|it| RouteDescription {
            name: it.handler.name.clone(),
            method: it.method,
            path: it.path.clone(),
            summary: None,
            description: it.handler.docs.clone(),
            tags: Vec::new(),
        })
        .collect();
    service.subscriptions = model
        .subscriptions
        .iter()
        .map(|it| SubscriptionDescription {
            name: it.handler.name.clone(),
            events: it.events.clone(),
            source: it.source.clone(),
        })
        .collect();
    service
}
