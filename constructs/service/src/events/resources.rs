use std::collections::BTreeMap;
use std::time::Duration;

use eventual_analyzer_model::contract::{
    ENV_DEAD_LETTERS, ENV_EVENT_AGE, ENV_EVENT_ATTEMPTS, ENV_EVENTS_QUEUE, LAMBDA_ATTEMPTS,
};
use eventual_analyzer_model::{HandlerKind, Subscription};
use eventual_constructs_aws::Entries;
use eventual_constructs_aws::events::{EventBus, EventBusProps};
use eventual_constructs_aws::lambda::{Destination, EventSource, Function, FunctionProps};
use eventual_constructs_aws::sqs::{DeadLetterQueue, Queue, QueueProps};
use eventual_constructs_cfn::events as cfn;
use eventual_constructs_core::{CallSite, Construct, ProblemKind, RemovalPolicy, Resource, Scope, Value};
use serde_json::{Value as Json, json};

use super::{EventsProps, SubscriptionProps};
use crate::build::{Build, FunctionSpec};
use crate::function::permit;
use crate::subject::{Subject, who};

/// Attempts for an event behind a queue. SQS counts to 1,000 and stays out of it.
pub(super) const MAX_QUEUED_ATTEMPTS: u32 = 100;
/// Receives that SQS allows beyond the attempts before it moves a message by itself: for a function that cannot even
/// say that it gives the event up.
const SPARE_RECEIVES: u32 = 5;
/// Time beyond a function's own for which an event in its hands is hidden.
const HANDOVER: Duration = Duration::from_secs(30);
/// Lambda keeps an asynchronous event for six hours, EventBridge for a day.
const MAX_LAMBDA_AGE: u64 = 21_600;
pub(super) const MAX_RULE_AGE: u64 = 86_400;
/// As long as SQS keeps messages.
const DEAD_LETTER_RETENTION: Duration = Duration::from_secs(14 * 86_400);

/// Makes the bus, unless the settings name one.
#[track_caller]
pub(crate) fn bus(service: &Construct, props: &EventsProps) -> EventBus {
    match props.bus.get() {
        Some(given) => given.clone(),
        None => EventBus::new(service, "Bus", EventBusProps::default()),
    }
}

/// Makes all subscriptions, by name.
#[track_caller]
pub(crate) fn subscriptions(build: &mut Build<'_>) -> BTreeMap<String, SubscriptionResources> {
    let mut made = BTreeMap::new();
    let bus_name = build.bus.name();
    let default = SubscriptionProps::default();
    for subscription in &build.model.subscriptions {
        let handler = &subscription.handler;
        let function_scope = build.layout.function_scope(handler);
        let scope = build.layout.wiring_scope(handler, &function_scope);
        let props = build.settings.events.subscriptions.get(&handler.id()).unwrap_or(&default);
        let delivery = Delivery::new(&scope, subscription, props, &build.settings.defaults);
        let spec = FunctionSpec {
            props: delivery.function_props(subscription, props),
            environment: delivery.environment(subscription, props),
            ..build.function_spec(Subject::handler(handler, None))
        };
        let function = build.function(&function_scope, spec);
        delivery.connect(subscription, &function);
        let described = build.description.subscription(&handler.name);
        let events = described.map_or(subscription.events.as_slice(), |it| &it.events);
        let pattern = pattern(&scope, subscription, events, &build.model.name);
        let wiring =
            Wiring { scope: &scope, subscription, pattern, props, bus_name: &bus_name, function, delivery };
        made.insert(handler.name.clone(), wire(wiring));
    }
    made
}

/// A subscription: which events, the function, and where failed events go.
#[derive(Clone, Debug)]
pub struct SubscriptionResources {
    /// The function, with its role and its logs.
    pub function: Function,
    /// Which events of the bus go to the function.
    pub rule: Resource<cfn::Rule>,
    /// Events that could not be delivered, and events that the handler failed on, with the reason.
    pub dead_letter_queue: Queue,
    /// The queue before the function, if its attribute asks for more attempts than Lambda makes, or for pauses.
    pub events_queue: Option<Queue>,
}

/// How often and how long an event is tried.
pub(super) struct RetryLimits {
    pub(super) attempts: u32,
    pub(super) age_seconds: Option<u64>,
}

pub(super) fn retry_limits(subscription: &Subscription, props: &SubscriptionProps) -> RetryLimits {
    RetryLimits {
        attempts: props
            .max_attempts
            .get()
            .copied()
            .or(subscription.retry.as_ref().map(|it| it.max_attempts))
            .unwrap_or(LAMBDA_ATTEMPTS),
        age_seconds: props
            .max_event_age
            .get()
            .map(Duration::as_secs)
            .or(subscription.max_event_age_seconds.map(u64::from)),
    }
}

/// How events come to the function, and where those go that it fails on. Its queues come before the function.
pub(super) struct Delivery {
    dead_letters: Queue,
    /// Between the rule and the function; without it the rule calls the function.
    events: Option<Queue>,
}

impl Delivery {
    /// Makes the queues. `defaults` are the settings of all functions.
    #[track_caller]
    pub(super) fn new(
        scope: &Construct,
        subscription: &Subscription,
        props: &SubscriptionProps,
        defaults: &FunctionProps,
    ) -> Self {
        let retention = props.dead_letter_retention.clone().or(DEAD_LETTER_RETENTION.into());
        let removal_policy = RemovalPolicy::Destroy;
        let dead_letters = Queue::new(
            scope,
            "DeadLetters",
            QueueProps { retention, removal_policy: removal_policy.into(), ..QueueProps::default() },
        );
        let events = subscription.is_queued.then(|| {
            let own = subscription.handler.options.timeout_seconds;
            let timeout = props.function.timeout.clone();
            let timeout = timeout.or(own.map(|it| Duration::from_secs(it.into())).into());
            let default = HandlerKind::Subscription.facts().default_timeout_seconds;
            let timeout = timeout.or(defaults.timeout.clone()).or_value(Duration::from_secs(default.into()));
            let dead = DeadLetterQueue {
                queue: dead_letters.clone(),
                max_receive_count: retry_limits(subscription, props).attempts + SPARE_RECEIVES,
            };
            Queue::new(
                scope,
                "Events",
                QueueProps {
                    visibility_timeout: (timeout + HANDOVER).into(),
                    retention: DEAD_LETTER_RETENTION.into(),
                    dead_letter_queue: dead.into(),
                    removal_policy: removal_policy.into(),
                    ..QueueProps::default()
                },
            )
        });
        Self { dead_letters, events }
    }

    /// The function's own settings, and where Lambda puts what it fails on.
    pub(super) fn function_props(
        &self,
        subscription: &Subscription,
        props: &SubscriptionProps,
    ) -> FunctionProps {
        if self.events.is_some() {
            return props.function.clone();
        }
        let limits = retry_limits(subscription, props);
        let attempts = u8::try_from(limits.attempts.clamp(1, LAMBDA_ATTEMPTS)).unwrap_or(u8::MAX);
        let failures = FunctionProps {
            retry_attempts: (attempts - 1).into(),
            max_event_age: limits.age_seconds.map(|it| Duration::from_secs(it.min(MAX_LAMBDA_AGE))).into(),
            on_failure: Destination::from(&self.dead_letters).into(),
            ..FunctionProps::default()
        };
        failures.or(props.function.clone())
    }

    /// What a function behind a queue has to know.
    pub(super) fn environment(
        &self,
        subscription: &Subscription,
        props: &SubscriptionProps,
    ) -> Entries<Value<String>> {
        let mut environment = Entries::default();
        if let Some(events) = &self.events {
            environment.insert(ENV_EVENTS_QUEUE, events.url());
            environment.insert(ENV_DEAD_LETTERS, self.dead_letters.url());
            if let Some(attempts) = props.max_attempts.get() {
                environment.insert(ENV_EVENT_ATTEMPTS, attempts.to_string().as_str());
            }
            if let Some(age) = retry_limits(subscription, props).age_seconds {
                environment.insert(ENV_EVENT_AGE, age.to_string().as_str());
            }
        }
        environment
    }

    /// Connects the queue, and says why the function's role may do what it may.
    #[track_caller]
    pub(super) fn connect(&self, subscription: &Subscription, function: &Function) {
        let who = who(&subscription.handler);
        let mut reasons =
            vec![format!("sqs:SendMessage: events that {who} fails on go to its dead-letter queue")];
        if let Some(events) = &self.events {
            self.dead_letters.grant_send(function);
            let mut source = EventSource::queue(events);
            // One event at a time, as without a queue: its time-out is its own, and so is its failure.
            source.batch_size = 1.into();
            function.add_event_source("Events", source);
            reasons.push(format!(
                "sqs:ReceiveMessage, sqs:DeleteMessage: Lambda polls the queue before {who} in its role"
            ));
            reasons.push(format!("sqs:ChangeMessageVisibility: {who} waits between two attempts"));
        }
        if let Some(role) = function.role().resource() {
            reasons.iter().for_each(|reason| role.node().explain(reason));
        }
    }
}

/// What a subscription is wired up from.
pub(super) struct Wiring<'a> {
    /// Where rule and queue stand.
    pub(super) scope: &'a Construct,
    pub(super) subscription: &'a Subscription,
    pub(super) pattern: Json,
    pub(super) props: &'a SubscriptionProps,
    pub(super) bus_name: &'a Value<String>,
    pub(super) function: Function,
    pub(super) delivery: Delivery,
}

/// The rule, and the permissions for it.
#[track_caller]
pub(super) fn wire(wiring: Wiring<'_>) -> SubscriptionResources {
    let Wiring { scope, subscription, pattern, props, bus_name, function, delivery } = wiring;
    let Delivery { dead_letters, events } = delivery;
    let rule_age = retry_limits(subscription, props).age_seconds.map(|it| number(it.min(MAX_RULE_AGE)));
    let target = cfn::RuleTarget {
        dead_letter_config: Some(Value::Known(cfn::RuleDeadLetterConfig { arn: Some(dead_letters.arn()) })),
        retry_policy: rule_age.map(|age| {
            Value::Known(cfn::RuleRetryPolicy {
                maximum_event_age_in_seconds: Some(age),
                ..Default::default()
            })
        }),
        ..match &events {
            Some(queue) => cfn::RuleTarget::new(queue.arn(), "Queue"),
            None => cfn::RuleTarget::new(function.arn(), "Handler"),
        }
    };
    let rule = scope.add(
        "Rule",
        cfn::Rule {
            description: Some(format!("Events of subscription {}", subscription.handler.name).into()),
            event_bus_name: Some(bus_name.clone()),
            event_pattern: Some(Value::Known(pattern)),
            state: Some("ENABLED".into()),
            targets: Some([Value::Known(target)].into()),
            ..Default::default()
        },
    );
    let rule_arn = rule.attribute("Arn");
    match &events {
        Some(queue) => queue.allow_service("events", &rule_arn),
        None => {
            permit(scope, &function.arn(), "events", rule_arn.clone());
        }
    }
    dead_letters.allow_service("events", &rule_arn);
    dead_letters.node().explain(format!(
        "sqs:SendMessage: the rule of subscription `{}` puts events there that it cannot deliver",
        subscription.handler.name
    ));
    SubscriptionResources { function, rule, dead_letter_queue: dead_letters, events_queue: events }
}

fn number(number: u64) -> Value<i64> {
    Value::Known(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The rule's pattern. A filter that is not JSON is a problem of the handler.
#[track_caller]
pub(super) fn pattern(
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
                scope.node().problem(ProblemKind::Other { message }, &CallSite::caller());
            }
        }
    }
    pattern
}
