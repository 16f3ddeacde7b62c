use std::time::Duration;

use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::events as cfn;
use eventual_constructs_core::Scope;

use super::Rule;
use crate::Setting;
use crate::iam::Role;
use crate::lambda::{Function, Permission};
use crate::setting::whole_seconds;
use crate::sqs::Queue;

/// Where a rule sends events, and what happens when it cannot.
#[derive(Clone, Debug)]
pub struct Target {
    /// What gets the events.
    pub kind: TargetKind,
    /// Where events go that could not be *delivered* (a function that fails has received its event: see `on_failure` of
    /// its props). Default: nowhere.
    pub dead_letter_queue: Setting<Queue>,
    /// How often a delivery is tried again, up to 185 times. Default: 185.
    pub retry_attempts: Setting<u32>,
    /// How old an undelivered event may become, one minute to 24 hours. Default: 24 hours.
    pub max_event_age: Setting<Duration>,
    /// Sent instead of the event. Default: the event.
    pub input: Setting<String>,
}

/// What can get events.
#[derive(Clone, Debug)]
pub enum TargetKind {
    /// A function, invoked asynchronously.
    Function(Function),
    /// A queue.
    Queue {
        /// The queue.
        queue: Queue,
        /// Message group, for FIFO queues.
        message_group_id: Option<String>,
    },
    /// Anything else, by ARN, reached in a role.
    Arn {
        /// ARN.
        arn: Value<String>,
        /// Role that the rule takes on.
        role: Role,
    },
}

impl Target {
    /// A function.
    #[must_use]
    pub fn function(function: &Function) -> Self {
        Self::new(TargetKind::Function(function.clone()))
    }

    /// A standard queue.
    #[must_use]
    pub fn queue(queue: &Queue) -> Self {
        Self::new(TargetKind::Queue { queue: queue.clone(), message_group_id: None })
    }

    /// A target without settings.
    #[must_use]
    pub fn new(kind: TargetKind) -> Self {
        Self {
            kind,
            dead_letter_queue: Setting::unset(),
            retry_attempts: Setting::unset(),
            max_event_age: Setting::unset(),
            input: Setting::unset(),
        }
    }

    /// Lets the rule reach what it sends to.
    #[track_caller]
    pub(super) fn allow(&self, rule: &Rule, id: &str) {
        match &self.kind {
            TargetKind::Function(function) => {
                // The id says whose it is: a function may be the target of many rules.
                let hash = eventual_constructs_core::short_hash(rule.path().as_bytes());
                function.add_permission(
                    &format!("AllowRule{hash}{id}"),
                    Permission::service("events", rule.arn()),
                );
            }
            TargetKind::Queue { queue, .. } => queue.allow_service("events", &rule.arn()),
            TargetKind::Arn { .. } => {}
        }
        if let Some(queue) = self.dead_letter_queue.get() {
            queue.allow_service("events", &rule.arn());
        }
    }

    pub(super) fn render(self, id: &str) -> cfn::RuleTarget {
        let (arn, role, group) = match &self.kind {
            TargetKind::Function(function) => (function.arn(), None, None),
            TargetKind::Queue { queue, message_group_id } => (queue.arn(), None, message_group_id.clone()),
            TargetKind::Arn { arn, role } => (arn.clone(), Some(role.arn()), None),
        };
        let retry = (self.retry_attempts.is_set() || self.max_event_age.is_set()).then(|| {
            cfn::RuleRetryPolicy {
                maximum_event_age_in_seconds: self.max_event_age.get().map(|age| whole_seconds(*age).into()),
                maximum_retry_attempts: self.retry_attempts.get().map(|count| i64::from(*count).into()),
            }
            .into()
        });
        cfn::RuleTarget {
            dead_letter_config: self
                .dead_letter_queue
                .get()
                .map(|queue| cfn::RuleDeadLetterConfig { arn: Some(queue.arn()) }.into()),
            input: self.input.property(),
            retry_policy: retry,
            role_arn: role,
            sqs_parameters: group.map(|group| cfn::RuleSqsParameters::new(group).into()),
            ..cfn::RuleTarget::new(arn, id)
        }
    }
}
