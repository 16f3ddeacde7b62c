//! What a function is made for: a handler, or a part of the framework.

use std::time::Duration;

use eventual_analyzer_model::contract::{OPERATOR_ID, OPERATOR_PREFIX, ORCHESTRATOR_ID};
use eventual_analyzer_model::{FunctionOptions, Handler, ServiceModel};

use crate::workflow::ORCHESTRATOR_TIMEOUT;

/// Callers of the API wait for it.
const OPERATOR_TIMEOUT: Duration = Duration::from_secs(15);

/// What a function is made for.
pub(crate) struct Subject {
    /// Id of its binary, `command_create_order`.
    pub(crate) id: String,
    /// Its name in messages: ``command `create_order` (src/lib.rs:12)``.
    pub(crate) who: String,
    /// What it does, in one sentence.
    pub(crate) does: String,
    /// Value of its tag `eventual:handler`.
    pub(crate) key: String,
    /// Shown in the console.
    pub(crate) description: String,
    /// What its attribute says.
    pub(crate) options: FunctionOptions,
    /// Whether it answers the API, whose callers wait.
    pub(crate) is_called_over_http: bool,
    /// Its timeout unless it is set.
    pub(crate) default_timeout: Duration,
}

impl Subject {
    pub(crate) fn handler(handler: &Handler, summary: Option<&str>) -> Self {
        let facts = handler.kind.facts();
        Self {
            id: handler.id(),
            who: who(handler),
            does: format!("runs {} `{}`, written at {}", handler.kind, handler.name, handler.location),
            key: handler.key(),
            description: description(handler, summary),
            options: handler.options.clone(),
            is_called_over_http: facts.is_called_over_http,
            default_timeout: Duration::from_secs(facts.default_timeout_seconds.into()),
        }
    }

    pub(crate) fn orchestrator(model: &ServiceModel) -> Self {
        let names: Vec<String> = model.workflows.iter().map(|it| format!("`{}`", it.handler.name)).collect();
        Self {
            id: ORCHESTRATOR_ID.to_owned(),
            who: "the orchestrator".to_owned(),
            does: format!("runs the workflows {}", names.join(", ")),
            key: ORCHESTRATOR_ID.replacen('_', ":", 1),
            description: format!("Runs the workflows of {}", model.name),
            options: FunctionOptions::default(),
            is_called_over_http: false,
            default_timeout: ORCHESTRATOR_TIMEOUT,
        }
    }

    pub(crate) fn operator(model: &ServiceModel) -> Self {
        Self {
            id: OPERATOR_ID.to_owned(),
            who: "the operator".to_owned(),
            does: format!("answers under `{OPERATOR_PREFIX}`: lists, starts, signals, cancels executions"),
            key: OPERATOR_ID.replacen('_', ":", 1),
            description: format!("Operates the executions of {}", model.name),
            options: FunctionOptions::default(),
            is_called_over_http: true,
            default_timeout: OPERATOR_TIMEOUT,
        }
    }
}

/// A handler in messages.
pub(crate) fn who(handler: &Handler) -> String {
    format!("{} `{}` ({})", handler.kind, handler.name, handler.location)
}

fn description(handler: &Handler, summary: Option<&str>) -> String {
    let first_line = handler.docs.as_deref().and_then(|it| it.lines().next());
    let text = summary.or(first_line).unwrap_or_default();
    let text = if text.is_empty() { format!("{} {}", handler.kind, handler.name) } else { text.to_owned() };
    // Lambda takes 256 characters.
    text.chars().take(256).collect()
}
