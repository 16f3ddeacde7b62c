use eventual_constructs_cfn::Value;
use serde_json::Value as Json;

use super::Principal;

/// Whether a statement allows or forbids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// What is not forbidden elsewhere is allowed.
    #[default]
    Allow,
    /// Forbidden, whatever is allowed elsewhere.
    Deny,
}

/// One sentence of a policy: `Statement::allow(["sqs:SendMessage"]).on(queue.arn())`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// Allows or forbids.
    pub effect: Effect,
    /// `service:Action`.
    pub actions: Vec<String>,
    /// ARNs. Empty in trust policies only.
    pub resources: Vec<Value<String>>,
    /// Who, in policies of resources; `None` in policies of roles.
    pub principal: Option<Principal>,
    /// `Condition` block.
    pub condition: Option<Json>,
}

impl Statement {
    /// Allows actions.
    pub fn allow<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self { actions: actions.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Forbids actions.
    pub fn deny<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self { effect: Effect::Deny, ..Self::allow(actions) }
    }

    /// On one more resource.
    #[must_use]
    pub fn on(mut self, resource: impl Into<Value<String>>) -> Self {
        self.resources.push(resource.into());
        self
    }

    /// On more resources.
    #[must_use]
    pub fn on_each(mut self, resources: impl IntoIterator<Item = Value<String>>) -> Self {
        self.resources.extend(resources);
        self
    }

    /// For this principal.
    #[must_use]
    pub fn to(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// Only where the `Condition` block holds.
    #[must_use]
    pub fn when(mut self, condition: Json) -> Self {
        self.condition = Some(condition);
        self
    }
}
