use serde::{Deserialize, Serialize};

use crate::command::CommandDescription;
use crate::event::{EventDescription, SubscriptionDescription};
use crate::route::RouteDescription;

/// What a whole service says of itself. Lists are in the order of the analyzer's model (by name).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceDescription {
    /// Wire name of the service: `orders`.
    pub name: String,
    /// Version of the service's package; the `version` of its OpenAPI documents.
    pub version: String,
    /// Doc comment of the service's type.
    pub docs: Option<String>,
    /// `#[command]`
    pub commands: Vec<CommandDescription>,
    /// `#[get("/..")]`, `#[post]`, …
    pub routes: Vec<RouteDescription>,
    /// Types of event that the service declares.
    pub events: Vec<EventDescription>,
    /// `#[subscription]`
    pub subscriptions: Vec<SubscriptionDescription>,
}

impl ServiceDescription {
    /// A service of this name and version which has nothing yet.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), ..Self::default() }
    }

    /// Adds what one marker type said of itself to the list where it belongs.
    pub fn push(&mut self, part: HandlerDescription) {
        match part {
            HandlerDescription::Command(it) => self.commands.push(it),
            HandlerDescription::Route(it) => self.routes.push(it),
            HandlerDescription::Event(it) => self.events.push(it),
            HandlerDescription::Subscription(it) => self.subscriptions.push(it),
        }
    }

    /// The command of this wire name.
    pub fn command(&self, name: &str) -> Option<&CommandDescription> {
        self.commands.iter().find(|it| it.name == name)
    }

    /// The subscription of this wire name.
    pub fn subscription(&self, name: &str) -> Option<&SubscriptionDescription> {
        self.subscriptions.iter().find(|it| it.name == name)
    }
}

/// What one marker type says of itself: the answer of the generated `describe` functions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HandlerDescription {
    /// `#[command]`
    Command(CommandDescription),
    /// `#[get("/..")]`, `#[post]`, …
    Route(RouteDescription),
    /// A type of event.
    Event(EventDescription),
    /// `#[subscription]`
    Subscription(SubscriptionDescription),
}
