use std::time::Duration;

use eventual_analyzer_model::Subscription;
use eventual_constructs_aws::lambda::{Destination, Function, FunctionProps};
use eventual_constructs_aws::sqs::{Queue, QueueProps};
use eventual_constructs_cfn::events;
use eventual_constructs_core::{
    Construct, ProblemKind, RemovalPolicy, Resource, Scope, SourceLocation, Value,
};
use serde_json::{Value as Json, json};

use crate::function::permit;
use crate::props::SubscriptionProps;

/// Lambda tries an asynchronous event at most this often.
pub(crate) const MOST_ATTEMPTS: u32 = 3;
/// Lambda keeps an asynchronous event for six hours, EventBridge for a day.
const LAMBDA_AGE: u64 = 21_600;
pub(crate) const RULE_AGE: u64 = 86_400;
/// As long as SQS keeps messages.
const DEAD_LETTER_RETENTION: Duration = Duration::from_secs(14 * 86_400);

/// A subscription: which events, the function, and where failed events go.
#[derive(Clone, Debug)]
pub struct SubscriptionResources {
    /// The function, with its role and its logs.
    pub function: Function,
    /// Which events of the bus go to the function.
    pub rule: Resource<events::Rule>,
    /// Events that could not be delivered, and events that the handler failed on, with the reason.
    pub dead_letter_queue: Queue,
}

/// How often and how long an event is tried.
pub(crate) struct Patience {
    pub(crate) attempts: u32,
    pub(crate) age_seconds: Option<u64>,
}

pub(crate) fn patience(subscription: &Subscription, props: &SubscriptionProps) -> Patience {
    Patience {
        attempts: props
            .max_attempts
            .get()
            .copied()
            .or(subscription.retry.as_ref().map(|it| it.max_attempts))
            .unwrap_or(MOST_ATTEMPTS),
        age_seconds: props
            .max_event_age
            .get()
            .map(Duration::as_secs)
            .or(subscription.max_event_age_seconds.map(u64::from)),
    }
}

/// The queue comes first: the function's failures go there.
#[track_caller]
pub(crate) fn dead_letter_queue(scope: &Construct, props: &SubscriptionProps) -> Queue {
    let retention = props.dead_letter_retention.clone().or(DEAD_LETTER_RETENTION.into());
    let removal_policy = RemovalPolicy::Destroy.into();
    Queue::new(scope, "DeadLetters", QueueProps { retention, removal_policy, ..QueueProps::default() })
}

/// The function's own settings, and where its failures go.
pub(crate) fn function_props(
    subscription: &Subscription,
    props: &SubscriptionProps,
    queue: &Queue,
) -> FunctionProps {
    let patience = patience(subscription, props);
    let attempts = u8::try_from(patience.attempts.clamp(1, MOST_ATTEMPTS)).unwrap_or(u8::MAX);
    let failures = FunctionProps {
        retry_attempts: (attempts - 1).into(),
        max_event_age: patience.age_seconds.map(|it| Duration::from_secs(it.min(LAMBDA_AGE))).into(),
        on_failure: Destination::from(queue).into(),
        ..FunctionProps::default()
    };
    failures.or(props.function.clone())
}

/// Why the function's role may write to the queue.
pub(crate) fn dead_letter_reason(subscription: &Subscription) -> String {
    format!(
        "sqs:SendMessage: events that subscription `{}` ({}) fails on go to its dead-letter queue",
        subscription.handler.name, subscription.handler.location
    )
}

/// What a subscription is wired up from.
pub(crate) struct Wiring<'a> {
    /// Where rule and queue stand.
    pub(crate) scope: &'a Construct,
    pub(crate) subscription: &'a Subscription,
    pub(crate) pattern: Json,
    pub(crate) props: &'a SubscriptionProps,
    pub(crate) bus_name: &'a Value<String>,
    pub(crate) function: Function,
    pub(crate) queue: Queue,
}

/// The rule, and who may do what for it.
#[track_caller]
pub(crate) fn wire(wiring: Wiring<'_>) -> SubscriptionResources {
    let Wiring { scope, subscription, pattern, props, bus_name, function, queue } = wiring;
    let rule_age = patience(subscription, props).age_seconds.map(|it| number(it.min(RULE_AGE)));
    let target = events::RuleTarget {
        dead_letter_config: Some(Value::Known(events::RuleDeadLetterConfig { arn: Some(queue.arn()) })),
        retry_policy: rule_age.map(|age| {
            Value::Known(events::RuleRetryPolicy {
                maximum_event_age_in_seconds: Some(age),
                ..Default::default()
            })
        }),
        ..events::RuleTarget::new(function.arn(), "Handler")
    };
    let rule = scope.add(
        "Rule",
        events::Rule {
            description: Some(format!("Events of subscription {}", subscription.handler.name).into()),
            event_bus_name: Some(bus_name.clone()),
            event_pattern: Some(Value::Known(pattern)),
            state: Some("ENABLED".into()),
            targets: Some([Value::Known(target)].into()),
            ..Default::default()
        },
    );
    permit(scope, &function.arn(), "events", rule.attribute("Arn"));
    queue.allow_service("events", &rule.attribute("Arn"));
    queue.node().explain(format!(
        "sqs:SendMessage: the rule of subscription `{}` puts events there that it cannot deliver",
        subscription.handler.name
    ));
    SubscriptionResources { function, rule, dead_letter_queue: queue }
}

fn number(number: u64) -> Value<i64> {
    Value::Known(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The rule's pattern. A filter that is not JSON is a problem of the handler.
#[track_caller]
pub(crate) fn pattern(
    scope: &Construct,
    subscription: &Subscription,
    events: &[String],
    service: &str,
) -> Json {
    let source = subscription.source.as_deref().unwrap_or(service);
    let mut pattern = json!({ "source": [source], "detail-type": events });
    if let Some(filter) = &subscription.filter {
        match serde_json::from_str::<Json>(filter) {
            Ok(filter) if filter.is_object() => pattern["detail"] = filter,
            _ => {
                let message = format!(
                    "the filter of subscription `{}` ({}) is not a JSON object: `{filter}`",
                    subscription.handler.name, subscription.handler.location
                );
                scope.node().problem(ProblemKind::Other { message }, &SourceLocation::caller());
            }
        }
    }
    pattern
}
