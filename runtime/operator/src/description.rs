//! [`ServiceDescription`]: what a service has, for those who operate it.

use eventual_analyzer_model::{Handler, ServiceModel};
use serde::{Deserialize, Serialize};

/// What a service has. Lists are sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceDescription {
    /// Wire name of the service.
    pub name: String,
    /// Doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Its commands.
    pub commands: Vec<CommandDescription>,
    /// Its raw routes.
    pub routes: Vec<RouteDescription>,
    /// The events it declares.
    pub events: Vec<Described>,
    /// The signals it declares.
    pub signals: Vec<Described>,
    /// Its subscriptions.
    pub subscriptions: Vec<SubscriptionDescription>,
    /// Its tasks.
    pub tasks: Vec<Described>,
    /// Its workflows.
    pub workflows: Vec<Described>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Described {
    /// Wire name.
    pub name: String,
    /// Doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
}

/// A command: also at `POST /rpc/<name>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandDescription {
    /// Wire name.
    pub name: String,
    /// Doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Method of its REST route, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path of its REST route, `/orders/{id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A raw route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteDescription {
    /// Wire name.
    pub name: String,
    /// Doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubscriptionDescription {
    /// Wire name.
    pub name: String,
    /// Doc comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Names of the events it takes.
    pub events: Vec<String>,
    /// The service whose events it takes, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl From<&ServiceModel> for ServiceDescription {
    fn from(model: &ServiceModel) -> Self {
        let named = |it: &Handler| Described { name: it.name.clone(), docs: it.docs.clone() };
        Self {
            name: model.name.clone(),
            docs: model.docs.clone(),
            commands: model
                .commands
                .iter()
                .map(|it| CommandDescription {
                    name: it.handler.name.clone(),
                    docs: it.handler.docs.clone(),
                    method: it.path.is_some().then(|| it.method.as_str().to_owned()),
                    path: it.path.clone(),
                })
                .collect(),
            routes: model
                .routes
                .iter()
                .map(|it| RouteDescription {
                    name: it.handler.name.clone(),
                    docs: it.handler.docs.clone(),
                    method: it.method.as_str().to_owned(),
                    path: it.path.clone(),
                })
                .collect(),
            events: model
                .events
                .iter()
                .map(|it| Described { name: it.name.clone(), docs: it.docs.clone() })
                .collect(),
            signals: model
                .signals
                .iter()
                .map(|it| Described { name: it.name.clone(), docs: it.docs.clone() })
                .collect(),
            subscriptions: model
                .subscriptions
                .iter()
                .map(|it| SubscriptionDescription {
                    name: it.handler.name.clone(),
                    docs: it.handler.docs.clone(),
                    events: it.events.clone(),
                    source: it.source.clone(),
                })
                .collect(),
            tasks: model.tasks.iter().map(|it| named(&it.handler)).collect(),
            workflows: model.workflows.iter().map(|it| named(&it.handler)).collect(),
        }
    }
}
