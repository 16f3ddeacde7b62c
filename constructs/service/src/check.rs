//! What can be wrong with a service before anything is deployed: limits of AWS that whole-tree checks cannot
//! name in the service's own terms, and settings that contradict each other.

use eventual_analyzer_describe::ServiceDescription;
use std::time::Duration;

use eventual_analyzer_model::{HandlerKind, ServiceModel};
use eventual_analyzer_openapi::GatewayDocument;
use eventual_constructs_aws::lambda::FunctionProps;
use eventual_constructs_core::{Node, ProblemKind};

use crate::build_outputs::BuildOutputs;
use crate::settings::ServiceSettings;
use crate::subject::who;
use crate::{api, events, workflow};

pub(crate) struct Input<'a> {
    pub(crate) model: &'a ServiceModel,
    pub(crate) build: &'a BuildOutputs,
    pub(crate) settings: &'a ServiceSettings,
    pub(crate) description: &'a ServiceDescription,
    pub(crate) document: &'a GatewayDocument,
}

/// Reports everything that is wrong as problems of the service's construct.
#[track_caller]
pub(crate) fn check(node: &Node, input: &Input<'_>) {
    let location = node.location();
    let mut report = |message: String| node.problem(ProblemKind::Other { message }, &location);
    for rule in [functions, events::check, workflow::check, api::check] {
        rule(input, &mut report);
    }
}

/// Where a rule puts what it finds.
pub(crate) type Report<'a> = dyn FnMut(String) + 'a;

/// Bytes of a function's unzipped folder.
const MAX_BYTES: u64 = 250 * 1024 * 1024;
/// Seconds that API Gateway waits for an answer.
const GATEWAY_WAITS: u64 = 29;

/// Settings of single handlers.
fn functions(input: &Input<'_>, report: &mut Report<'_>) {
    unknown_keys(input, report);
    let defaults = &input.settings.defaults;
    for handler in input.model.handlers_with_functions() {
        let id = handler.id();
        let who = who(handler);
        let props = match handler.kind {
            HandlerKind::Subscription => input.settings.events.subscriptions.get(&id).map(|it| &it.function),
            _ => input.settings.functions.get(&id),
        };
        let of = |props: &FunctionProps| props.timeout.get().map(Duration::as_secs);
        let timeout = props.and_then(of).or(handler.options.timeout_seconds.map(u64::from)).or(of(defaults));
        let is_called_over_http = handler.kind.facts().is_called_over_http;
        if let Some(timeout) = timeout.filter(|it| is_called_over_http && *it > GATEWAY_WAITS) {
            report(format!(
                "{who} may run for {timeout} s, but API Gateway answers its caller with an error after {GATEWAY_WAITS} s; \
                 write at most {GATEWAY_WAITS} s, and leave longer work to a subscription or task"
            ));
        }
        let architecture = props.and_then(|it| it.architecture.get());
        if architecture.is_some_and(|it| Some(it) != input.settings.architecture.get()) {
            report(format!(
                "{who} asks for a processor of its own; a service is compiled once: set `architecture` of the service"
            ));
        }
        if let Some(build) = input.build.functions.get(&id).filter(|it| it.size > MAX_BYTES) {
            report(format!("the folder of {who} has {} bytes, Lambda takes {MAX_BYTES}", build.size));
        }
    }
}

/// The typed maps of `service!` cannot hold a wrong name; hand-made settings can.
fn unknown_keys(input: &Input<'_>, report: &mut Report<'_>) {
    let known: Vec<(String, HandlerKind)> =
        input.model.handlers_with_functions().map(|it| (it.id(), it.kind)).collect();
    let names = |subscriptions: bool| {
        let of_kind = known.iter().filter(|(_, kind)| (*kind == HandlerKind::Subscription) == subscriptions);
        let names: Vec<_> = of_kind.map(|(id, _)| format!("`{id}`")).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let is_known = |id: &str, subscriptions: bool| {
        known.iter().any(|(name, kind)| name == id && (*kind == HandlerKind::Subscription) == subscriptions)
    };
    for id in input.settings.functions.keys().filter(|it| !is_known(it, false)) {
        report(format!("there is no handler `{id}` to set up; the service has {}", names(false)));
    }
    for id in input.settings.events.subscriptions.keys().filter(|it| !is_known(it, true)) {
        report(format!("there is no subscription `{id}` to set up; the service has {}", names(true)));
    }
    for id in input.settings.api.public.iter().filter(|it| !is_known(it, false)) {
        report(format!("there is no handler `{id}` to make public; the service has {}", names(false)));
    }
}
