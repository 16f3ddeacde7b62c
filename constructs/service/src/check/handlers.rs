use std::time::Duration;

use eventual_analyzer_model::HandlerKind;
use eventual_analyzer_model::contract::LAMBDA_ATTEMPTS;

use super::{Input, Report};
use crate::subject::who;
use crate::subscription::{MOST_QUEUED_ATTEMPTS, RULE_AGE, patience};
use eventual_constructs_aws::lambda::FunctionProps;

/// Bytes of a function's unzipped folder.
const MOST_BYTES: u64 = 250 * 1024 * 1024;
/// Seconds that API Gateway waits for an answer.
const GATEWAY_WAITS: u64 = 29;

/// Settings of single handlers.
pub(super) fn check(input: &Input<'_>, report: &mut Report<'_>) {
    unknown_keys(input, report);
    let defaults = &input.settings.defaults;
    for handler in input.model.handlers_with_functions() {
        let id = handler.id();
        let who = who(handler);
        let props = match handler.kind {
            HandlerKind::Subscription => input.settings.subscriptions.get(&id).map(|it| &it.function),
            _ => input.settings.functions.get(&id),
        };
        let of = |props: &FunctionProps| props.timeout.get().map(Duration::as_secs);
        let timeout = props.and_then(of).or(handler.options.timeout_seconds.map(u64::from)).or(of(defaults));
        let is_called_over_http = matches!(handler.kind, HandlerKind::Command | HandlerKind::Route);
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
        if let Some(build) = input.build.functions.get(&id).filter(|it| it.size > MOST_BYTES) {
            report(format!("the folder of {who} has {} bytes, Lambda takes {MOST_BYTES}", build.size));
        }
    }
    for subscription in &input.model.subscriptions {
        let handler = &subscription.handler;
        let who = who(handler);
        let default = Default::default();
        let props = input.settings.subscriptions.get(&handler.id()).unwrap_or(&default);
        let patience = patience(subscription, props);
        let most = if subscription.is_queued { MOST_QUEUED_ATTEMPTS } else { LAMBDA_ATTEMPTS };
        if !(1..=most).contains(&patience.attempts) {
            let why = if subscription.is_queued {
                "a subscription behind a queue takes"
            } else {
                "without a queue Lambda tries an event"
            };
            let help = if subscription.is_queued {
                String::new()
            } else {
                format!(
                    "; write `retry(max_attempts = {})` at the function: that puts a queue before it",
                    patience.attempts
                )
            };
            report(format!("{who} wants {} attempts; {why} 1 to {most} times{help}", patience.attempts));
        }
        if let Some(age) = patience.age_seconds.filter(|it| !(60..=RULE_AGE).contains(it)) {
            report(format!(
                "{who} has a maximum event age of {age} s; EventBridge allows 60 to {RULE_AGE} s"
            ));
        }
        if let Some(days) =
            props.dead_letter_retention.get().filter(|it| !(60..=1_209_600).contains(&it.as_secs()))
        {
            report(format!("{who} keeps dead letters for {} s; SQS allows 1 min to 14 days", days.as_secs()));
        }
        let described =
            input.description.subscription(&handler.name).map_or(&subscription.events, |it| &it.events);
        if described.is_empty() {
            report(format!("{who} takes no event; its parameter's type must name at least one"));
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
    for id in input.settings.subscriptions.keys().filter(|it| !is_known(it, true)) {
        report(format!("there is no subscription `{id}` to set up; the service has {}", names(true)));
    }
    for id in input.settings.api.public.iter().filter(|it| !is_known(it, false)) {
        report(format!("there is no handler `{id}` to make public; the service has {}", names(false)));
    }
}
