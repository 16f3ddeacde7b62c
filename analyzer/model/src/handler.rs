use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract;
use crate::function::FunctionOptions;

/// Where in the source something was written. Lines and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceLocation {
    /// Path of the file relative to the folder of the package's `Cargo.toml`, with `/` between folders.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The kinds of function that become a Lambda function of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HandlerKind {
    /// `#[command]`
    Command,
    /// `#[get("/..")]`, `#[post]`, …
    Route,
    /// `#[subscription]`
    Subscription,
    /// `#[task]`
    Task,
    /// `#[workflow]`
    Workflow,
}

/// What differs between the kinds of handler: one row each in [`HandlerKind::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandlerFacts {
    /// As it is written in keys, ids and file names: `command`.
    pub name: &'static str,
    /// Name of the group of such handlers in a service's construct: `Commands`.
    pub group: &'static str,
    /// What a host of a whole service registers it as: the name of the method of the generated catalogue.
    pub entry: &'static str,
    /// Whether each has a Lambda function of its own.
    pub has_function: bool,
    /// Whether it answers the API, whose callers wait.
    pub is_called_over_http: bool,
    /// Resources beside function, role and log group, at most.
    pub extra_resources: usize,
    /// Timeout of its function in seconds, unless it is set.
    pub default_timeout_seconds: u32,
}

impl HandlerKind {
    /// All kinds, in the order in which lists show them.
    pub const ALL: [Self; 5] = [Self::Command, Self::Route, Self::Subscription, Self::Task, Self::Workflow];

    /// What differs between the kinds.
    pub const fn facts(self) -> HandlerFacts {
        match self {
            Self::Command => HandlerFacts {
                name: "command",
                group: "Commands",
                entry: "http",
                has_function: true,
                is_called_over_http: true,
                // The API's permission.
                extra_resources: 1,
                default_timeout_seconds: 15,
            },
            Self::Route => HandlerFacts { name: "route", group: "Routes", ..Self::Command.facts() },
            Self::Subscription => HandlerFacts {
                name: "subscription",
                group: "Subscriptions",
                entry: "subscription",
                has_function: true,
                is_called_over_http: false,
                // Rule, permission, queue, queue policy, failure settings; with a queue before the function it and its
                // policy and mapping instead of the permission and the failure settings.
                extra_resources: 6,
                default_timeout_seconds: 60,
            },
            Self::Task => HandlerFacts {
                name: "task",
                group: "Tasks",
                entry: "task",
                has_function: true,
                is_called_over_http: false,
                // Failure settings.
                extra_resources: 1,
                default_timeout_seconds: 60,
            },
            // All share the orchestrator's function.
            Self::Workflow => HandlerFacts {
                name: "workflow",
                group: "Workflows",
                entry: "workflow",
                has_function: false,
                is_called_over_http: false,
                extra_resources: 0,
                default_timeout_seconds: 60,
            },
        }
    }

    /// The kind as it is written in keys and file names: `command`, `route`, …
    pub const fn as_str(self) -> &'static str {
        self.facts().name
    }
}

impl fmt::Display for HandlerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What all handlers have: a function in the service crate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handler {
    /// Which kind of handler it is.
    pub kind: HandlerKind,
    /// Wire name, unique among the handlers of its kind: the function's name unless `name = ".."` is given.
    pub name: String,
    /// Name of the `fn` as written in the source (raw prefix `r#` removed).
    pub function: String,
    /// Modules from the crate root to the function, outermost first.
    pub module: Vec<String>,
    /// Doc comment, lines joined with `\n`, one leading space removed of each.
    pub docs: Option<String>,
    /// Where the function's name is written.
    pub location: SourceLocation,
    /// Settings of the Lambda function.
    pub options: FunctionOptions,
    /// Owned parameters: the input on the wire. One owned parameter that is not part of the path is the
    /// wire value itself; otherwise the wire value is an object with one field per parameter.
    pub inputs: Vec<InputParam>,
    /// Types of the reference parameters (`&User` gives `User`): context, not on the wire.
    pub context: Vec<String>,
    /// Whether the return type is written as a `Result`.
    pub returns_result: bool,
}

impl Handler {
    /// `command:create_order`: unique within a service.
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind, self.name)
    }

    /// Index of the handler in the service's type-level registry.
    pub fn hash(&self) -> u64 {
        contract::hash(&self.key())
    }

    /// `command_create_order`: file name of its binary and suffix of its entry symbol.
    pub fn id(&self) -> String {
        format!("{}_{}", self.kind, self.name)
    }
}

/// A parameter of a handler that is part of its input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputParam {
    /// Name of the parameter.
    pub name: String,
    /// Its type as written, whitespace normalized.
    pub ty: String,
}
