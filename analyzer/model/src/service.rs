use serde::{Deserialize, Serialize};

use crate::contract::{OPERATOR_ID, ORCHESTRATOR_ID};
use crate::field::FieldMapping;
use crate::function::RetryPolicy;
use crate::handler::{Handler, HandlerKind, SourceLocation};

/// Everything the analyzer found in one service crate. Lists are sorted by name, so equal sources give
/// equal bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceModel {
    /// Wire name of the service: `orders` of `service!(pub struct Orders = "orders")`.
    pub name: String,
    /// Name of the service's type: `Orders`.
    pub type_name: String,
    /// Name of the package in `Cargo.toml`.
    pub package: String,
    /// Name of the library crate as written in `use`.
    pub crate_name: String,
    /// Doc comment of the service's type.
    pub docs: Option<String>,
    /// Where `service!` is written.
    pub location: SourceLocation,
    /// `#[command]`
    pub commands: Vec<Command>,
    /// `#[get]`, `#[post]`, …
    pub routes: Vec<Route>,
    /// `#[event]`, `#[derive(Event)]`
    pub events: Vec<Event>,
    /// `#[signal]`, `#[derive(Signal)]`
    pub signals: Vec<Signal>,
    /// `#[subscription]`
    pub subscriptions: Vec<Subscription>,
    /// `#[task]`
    pub tasks: Vec<Task>,
    /// `#[workflow]`
    pub workflows: Vec<Workflow>,
}

impl ServiceModel {
    /// All handlers: commands, routes, subscriptions, tasks, workflows, each kind by name.
    pub fn handlers(&self) -> impl Iterator<Item = &Handler> {
        let commands = self.commands.iter().map(|it| &it.handler);
        let routes = self.routes.iter().map(|it| &it.handler);
        let subscriptions = self.subscriptions.iter().map(|it| &it.handler);
        let tasks = self.tasks.iter().map(|it| &it.handler);
        let workflows = self.workflows.iter().map(|it| &it.handler);
        commands.chain(routes).chain(subscriptions).chain(tasks).chain(workflows)
    }

    /// The handlers that have a Lambda function of their own: all but workflows, which share one.
    pub fn handlers_with_functions(&self) -> impl Iterator<Item = &Handler> {
        self.handlers().filter(|it| it.kind.facts().has_function)
    }

    /// Ids of all Lambda functions of the service: one per command, route, subscription and task; with workflows also
    /// the one that runs them all ([`ORCHESTRATOR_ID`]) and the one by which they are operated ([`OPERATOR_ID`]).
    pub fn function_ids(&self) -> Vec<String> {
        let own = self.handlers_with_functions().map(Handler::id);
        let shared = [ORCHESTRATOR_ID, OPERATOR_ID].into_iter().filter(|_| !self.workflows.is_empty());
        own.chain(shared.map(str::to_owned)).collect()
    }

    /// The handler of this kind and name.
    pub fn handler(&self, kind: HandlerKind, name: &str) -> Option<&Handler> {
        self.handlers().find(|it| it.kind == kind && it.name == name)
    }
}

/// HTTP methods that a route can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Method {
    /// All methods, in the order in which messages list them.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Head, Self::Options];

    /// `GET`, `POST`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }

    /// The method of this name, written in capitals.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// A typed request/response handler: `POST /rpc/<name>`, and a REST route if it has a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// The function.
    pub handler: Handler,
    /// Method of the REST route; `POST` unless written.
    pub method: Method,
    /// Path of the REST route, `/orders/{id}`; `None`: only RPC.
    pub path: Option<String>,
    /// Where the path is written.
    pub path_location: Option<SourceLocation>,
    /// Fields of the input that do not come from where they would by default.
    #[serde(default)]
    pub fields: Vec<FieldMapping>,
    /// Middleware functions as written, outermost first.
    pub middleware: Vec<String>,
    /// Summary for the OpenAPI document; the first line of the docs unless written.
    pub summary: Option<String>,
    /// Description for the OpenAPI document; the docs unless written.
    pub description: Option<String>,
    /// Tags for the OpenAPI document.
    pub tags: Vec<String>,
}

/// A raw HTTP handler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The function.
    pub handler: Handler,
    /// Method it answers.
    pub method: Method,
    /// Path it answers, `/files/{name}`; `{rest+}` as last segment takes the rest.
    pub path: String,
    /// Where the path is written.
    pub path_location: SourceLocation,
    /// Middleware functions as written, outermost first.
    pub middleware: Vec<String>,
}

/// A type of event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Wire name: EventBridge's `detail-type`.
    pub name: String,
    /// Name of the struct.
    pub type_name: String,
    /// Modules from the crate root to the struct.
    pub module: Vec<String>,
    /// Version, if written.
    pub version: Option<u32>,
    /// Doc comment.
    pub docs: Option<String>,
    /// Where the struct's name is written.
    pub location: SourceLocation,
}

/// A type of signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Wire name.
    pub name: String,
    /// Name of the struct.
    pub type_name: String,
    /// Modules from the crate root to the struct.
    pub module: Vec<String>,
    /// Doc comment.
    pub docs: Option<String>,
    /// Where the struct's name is written.
    pub location: SourceLocation,
}

/// A function that runs for each event of some types.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// The function.
    pub handler: Handler,
    /// Wire names of the events as far as the source shows them; the compiled description is the authority.
    pub events: Vec<String>,
    /// Service whose events it takes; this service unless written.
    pub source: Option<String>,
    /// EventBridge pattern on the event's `detail`, as JSON text.
    pub filter: Option<String>,
    /// Retries of a failing handler.
    pub retry: Option<RetryPolicy>,
    /// Whether a queue stands before the function: for more attempts than Lambda makes, or pauses of one's own.
    #[serde(default)]
    pub is_queued: bool,
    /// Age in seconds after which an event is no longer tried, 60 to 86,400 (EventBridge quota).
    pub max_event_age_seconds: Option<u32>,
}

/// A function that workflows call; runs in its own Lambda function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The function.
    pub handler: Handler,
    /// Retries of a failed attempt.
    pub retry: Option<RetryPolicy>,
    /// Longest silence between heartbeats, in milliseconds.
    pub heartbeat_timeout_ms: Option<u64>,
    /// Longest time from the first attempt to the result, in milliseconds.
    pub overall_timeout_ms: Option<u64>,
}

/// A durable function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workflow {
    /// The function.
    pub handler: Handler,
    /// Longest time from start to result, in milliseconds.
    pub timeout_ms: Option<u64>,
    /// Keys (`task:charge`) of the tasks and workflows that it calls, as far as the source shows them: by name, in
    /// its body or in functions of the crate that it calls.
    #[serde(default)]
    pub calls: Vec<String>,
}
