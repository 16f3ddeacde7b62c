use eventual_analyzer_model::{HandlerKind, Method};
use proc_macro2::TokenStream;

use crate::command::{CommandAttr, parse_command};
use crate::error::Parsed;
use crate::function::FunctionOptions;
use crate::item::HandlerFn;
use crate::route::{RouteAttr, parse_api, parse_route};
use crate::signature::HandlerSignature;
use crate::subscription::{SubscriptionAttr, parse_subscription};
use crate::task::{TaskAttr, parse_task};
use crate::workflow::{WorkflowAttr, parse_workflow};

/// The attribute macros of the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `#[command]`
    Command,
    /// `#[get]`, `#[post]`, …
    Route(Method),
    /// `#[api(GET "/path")]`
    Api,
    /// `#[subscription]`
    Subscription,
    /// `#[task]`
    Task,
    /// `#[workflow]`
    Workflow,
    /// `#[event]`
    Event,
    /// `#[signal]`
    Signal,
}

impl Attribute {
    /// All attributes with their names, in the order in which messages list them.
    pub const ALL: [(&'static str, Self); 14] = [
        ("command", Self::Command),
        ("subscription", Self::Subscription),
        ("task", Self::Task),
        ("workflow", Self::Workflow),
        ("event", Self::Event),
        ("signal", Self::Signal),
        ("api", Self::Api),
        ("get", Self::Route(Method::Get)),
        ("post", Self::Route(Method::Post)),
        ("put", Self::Route(Method::Put)),
        ("patch", Self::Route(Method::Patch)),
        ("delete", Self::Route(Method::Delete)),
        ("head", Self::Route(Method::Head)),
        ("options", Self::Route(Method::Options)),
    ];

    /// The attribute of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(it, _)| *it == name).map(|(_, attribute)| attribute)
    }

    /// Names of the attributes that go on types.
    pub fn of_types() -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|(_, it)| it.handler_kind().is_none()).map(|(name, _)| name).collect()
    }

    /// The kind of handler it makes; `None` for types.
    pub const fn handler_kind(self) -> Option<HandlerKind> {
        match self {
            Self::Command => Some(HandlerKind::Command),
            Self::Route(_) | Self::Api => Some(HandlerKind::Route),
            Self::Subscription => Some(HandlerKind::Subscription),
            Self::Task => Some(HandlerKind::Task),
            Self::Workflow => Some(HandlerKind::Workflow),
            Self::Event | Self::Signal => None,
        }
    }
}

/// The derive macros of the framework that the analyzer looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derive {
    /// `#[derive(Event)]`
    Event,
    /// `#[derive(Signal)]`
    Signal,
    /// `#[derive(AnyOf)]`
    AnyOf,
}

impl Derive {
    /// All derives with their names.
    pub const ALL: [(&'static str, Self); 3] =
        [("Event", Self::Event), ("Signal", Self::Signal), ("AnyOf", Self::AnyOf)];

    /// The derive of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(it, _)| *it == name).map(|(_, derive)| derive)
    }
}

/// A handler's attribute, read.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum HandlerAttr {
    Command(CommandAttr),
    Route(RouteAttr),
    Subscription(SubscriptionAttr),
    Task(TaskAttr),
    Workflow(WorkflowAttr),
}

impl HandlerAttr {
    /// The kind of handler.
    pub fn kind(&self) -> HandlerKind {
        self.parts().0
    }

    /// The function's signature.
    pub fn signature(&self) -> &HandlerSignature {
        self.parts().1
    }

    /// The settings of its Lambda function.
    pub fn function(&self) -> &FunctionOptions {
        self.parts().2
    }

    /// What all have.
    fn parts(&self) -> (HandlerKind, &HandlerSignature, &FunctionOptions) {
        match self {
            Self::Command(it) => (HandlerKind::Command, &it.signature, &it.function),
            Self::Route(it) => (HandlerKind::Route, &it.signature, &it.function),
            Self::Subscription(it) => (HandlerKind::Subscription, &it.signature, &it.function),
            Self::Task(it) => (HandlerKind::Task, &it.signature, &it.function),
            Self::Workflow(it) => (HandlerKind::Workflow, &it.signature, &it.function),
        }
    }
}

/// Reads `#[attribute(args)] item` for any attribute of functions; `None` for attributes of types.
pub fn parse_handler(
    attribute: Attribute,
    args: TokenStream,
    item: &HandlerFn,
) -> Option<Parsed<HandlerAttr>> {
    Some(match attribute {
        Attribute::Command => parse_command(args, item).map(HandlerAttr::Command),
        Attribute::Route(method) => parse_route(method, args, item).map(HandlerAttr::Route),
        Attribute::Api => parse_api(args, item).map(HandlerAttr::Route),
        Attribute::Subscription => parse_subscription(args, item).map(HandlerAttr::Subscription),
        Attribute::Task => parse_task(args, item).map(HandlerAttr::Task),
        Attribute::Workflow => parse_workflow(args, item).map(HandlerAttr::Workflow),
        Attribute::Event | Attribute::Signal => return None,
    })
}
