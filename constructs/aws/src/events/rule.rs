use eventual_constructs_cfn::events as cfn;
use eventual_constructs_cfn::{ToJson, Value};
use eventual_constructs_core::{CallSite, Construct, Node, ProblemKind, Resource, Scope};

use super::{EventBus, EventPattern, Target};
use crate::Setting;

/// Settings of a rule. One of `pattern` and `schedule` must be there.
#[derive(Clone, Debug, Default)]
pub struct RuleProps {
    /// The bus it listens to. Default: the account's default bus.
    pub bus: Setting<EventBus>,
    /// The events it is about.
    pub pattern: Setting<EventPattern>,
    /// When it fires: `rate(5 minutes)`, `cron(0 12 * * ? *)`; default bus only.
    pub schedule: Setting<String>,
    /// Where matching events go, at most five.
    pub targets: Vec<Target>,
    /// Name. Default: made by CloudFormation.
    pub rule_name: Setting<Value<String>>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
    /// Default: on.
    pub enabled: Setting<bool>,
}

/// Sends events of a bus to targets.
#[derive(Clone, Debug)]
pub struct Rule {
    construct: Construct,
    resource: Resource<cfn::Rule>,
}

impl Rule {
    /// A rule.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: RuleProps) -> Self {
        let construct = Construct::new(scope, id);
        if !props.pattern.is_set() && !props.schedule.is_set() {
            let message = "the rule never fires; set `pattern` or `schedule` in its `RuleProps`".to_owned();
            construct.node().problem(ProblemKind::Other { message }, &CallSite::caller());
        }
        let state = if props.enabled.or_value(true) { "ENABLED" } else { "DISABLED" };
        let resource = construct.add(
            "Resource",
            cfn::Rule {
                description: props.description.into_option(),
                event_bus_name: props.bus.get().map(EventBus::name),
                event_pattern: props.pattern.get().map(EventPattern::to_value),
                name: props.rule_name.into_option(),
                schedule_expression: props.schedule.property(),
                state: Some(state.into()),
                ..cfn::Rule::default()
            },
        );
        let rule = Self { construct, resource };
        props.targets.into_iter().for_each(|target| rule.add_target(target));
        rule
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.resource.get(cfn::Rule::ARN)
    }

    /// Name; on a bus of one's own with the bus before it, `bus|rule`.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::Rule> {
        &self.resource
    }

    /// Sends matching events to one more target, and gives the rule the permission to.
    #[track_caller]
    pub fn add_target(&self, target: Target) {
        let count = self.resource.read(|rule| match &rule.targets {
            Some(Value::Known(targets)) => targets.len(),
            _ => 0,
        });
        let id = format!("Target{count}");
        target.allow(self, &id);
        let target = target.render(&id);
        self.resource.update(|rule| {
            if let Value::Known(targets) = rule.targets.get_or_insert_with(|| Value::Known(Vec::new())) {
                targets.push(target.into());
            }
        });
    }

    /// The pattern as the template has it.
    #[must_use]
    pub fn pattern(&self) -> Option<serde_json::Value> {
        self.resource.read(|rule| rule.event_pattern.as_ref().map(ToJson::to_json))
    }
}

impl Scope for Rule {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
