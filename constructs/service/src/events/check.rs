use eventual_analyzer_model::contract::LAMBDA_ATTEMPTS;

use super::resources::{MAX_QUEUED_ATTEMPTS, MAX_RULE_AGE, retry_limits};
use crate::check::{Input, Report};
use crate::subject::who;

/// Subscriptions: how often and how long events are tried, and which they are.
pub(crate) fn check(input: &Input<'_>, report: &mut Report<'_>) {
    for subscription in &input.model.subscriptions {
        let handler = &subscription.handler;
        let who = who(handler);
        let default = Default::default();
        let props = input.settings.events.subscriptions.get(&handler.id()).unwrap_or(&default);
        let limits = retry_limits(subscription, props);
        let max = if subscription.is_queued { MAX_QUEUED_ATTEMPTS } else { LAMBDA_ATTEMPTS };
        if !(1..=max).contains(&limits.attempts) {
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
                    limits.attempts
                )
            };
            report(format!("{who} wants {} attempts; {why} 1 to {max} times{help}", limits.attempts));
        }
        if let Some(age) = limits.age_seconds.filter(|it| !(60..=MAX_RULE_AGE).contains(it)) {
            report(format!(
                "{who} has a maximum event age of {age} s; EventBridge allows 60 to {MAX_RULE_AGE} s"
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
