use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::events as cfn;
use eventual_constructs_core::{Construct, Node, Resource, Scope, sub};

use crate::Setting;
use crate::iam::{Grantee, Statement};

/// Settings of an event bus.
#[derive(Clone, Debug, Default)]
pub struct EventBusProps {
    /// Name. Default: made of the stack's name and the path.
    pub event_bus_name: Setting<Value<String>>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
}

/// An event bus.
#[derive(Clone, Debug)]
pub struct EventBus {
    construct: Construct,
    name: Value<String>,
    arn: Value<String>,
    resource: Option<Resource<cfn::EventBus>>,
}

impl EventBus {
    /// An event bus.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: EventBusProps) -> Self {
        let construct = Construct::new(scope, id);
        let name = props.event_bus_name.or_value(construct.node().unique_name(128).into());
        let resource = construct.add(
            "Resource",
            cfn::EventBus { description: props.description.into_option(), ..cfn::EventBus::new(name) },
        );
        Self {
            name: resource.reference(),
            arn: resource.get(cfn::EventBus::ARN),
            resource: Some(resource),
            construct,
        }
    }

    /// A bus that exists already, in the account and region of the stack; `default` is the one that AWS services use.
    #[track_caller]
    pub fn from_name(scope: &impl Scope, id: &str, name: &str) -> Self {
        Self {
            construct: Construct::new(scope, id),
            name: name.into(),
            arn: sub(
                &format!(
                    "arn:${{AWS::Partition}}:events:${{AWS::Region}}:${{AWS::AccountId}}:event-bus/{name}"
                ),
                [],
            ),
            resource: None,
        }
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The generated resource; `None` for a bus that existed before.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource<cfn::EventBus>> {
        self.resource.as_ref()
    }

    /// Lets `sender` put events on the bus.
    pub fn grant_put_events(&self, sender: &impl Grantee) {
        sender.add_to_policy(Statement::allow(["events:PutEvents"]).on(self.arn()));
    }
}

impl Scope for EventBus {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
