use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::sns as cfn;
use eventual_constructs_core::{Construct, Node, Resource, Scope, short_hash};

use crate::Setting;
use crate::iam::{Grantee, Statement};
use crate::lambda::{Function, Permission};
use crate::sqs::Queue;

/// Settings of a topic.
#[derive(Clone, Debug, Default)]
pub struct TopicProps {
    /// Name. Default: made by CloudFormation.
    pub topic_name: Setting<Value<String>>,
    /// Shown as the sender of mails.
    pub display_name: Setting<Value<String>>,
}

/// A topic: what is published is sent to all who subscribed.
#[derive(Clone, Debug)]
pub struct Topic {
    construct: Construct,
    arn: Value<String>,
    resource: Option<Resource<cfn::Topic>>,
}

impl Topic {
    /// A topic.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: TopicProps) -> Self {
        let construct = Construct::new(scope, id);
        let properties = cfn::Topic {
            display_name: props.display_name.into_option(),
            topic_name: props.topic_name.into_option(),
            ..cfn::Topic::default()
        };
        let resource = construct.add("Resource", properties);
        Self { construct, arn: resource.reference(), resource: Some(resource) }
    }

    /// A topic that exists already.
    #[track_caller]
    pub fn from_arn(scope: &impl Scope, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self { construct: Construct::new(scope, id), arn: arn.into(), resource: None }
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The generated resource; `None` for a topic that existed before.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource<cfn::Topic>> {
        self.resource.as_ref()
    }

    /// Lets `publisher` publish.
    pub fn grant_publish(&self, publisher: &impl Grantee) {
        publisher.add_to_policy(Statement::allow(["sns:Publish"]).on(self.arn()));
    }

    /// Sends mails to an address, which must confirm first.
    #[track_caller]
    pub fn subscribe_email(&self, address: &str) {
        self.subscribe(&format!("Email{}", short_hash(address.as_bytes())), "email", address.into());
    }

    /// Sends messages to a queue, without SNS's envelope.
    #[track_caller]
    pub fn subscribe_queue(&self, queue: &Queue) {
        queue.allow_service("sns", &self.arn());
        let subscription = self.subscribe(&id_for("Queue", queue), "sqs", queue.arn());
        subscription.update(|subscription| subscription.raw_message_delivery = Some(true.into()));
    }

    /// Invokes a function.
    #[track_caller]
    pub fn subscribe_function(&self, function: &Function) {
        function.add_permission(&id_for("AllowTopic", self), Permission::service("sns", self.arn()));
        self.subscribe(&id_for("Function", function), "lambda", function.arn());
    }

    #[track_caller]
    fn subscribe(&self, id: &str, protocol: &str, endpoint: Value<String>) -> Resource<cfn::Subscription> {
        let properties =
            cfn::Subscription { endpoint: Some(endpoint), ..cfn::Subscription::new(protocol, self.arn()) };
        self.construct.add(id, properties)
    }
}

fn id_for(what: &str, other: &impl Scope) -> String {
    format!("{what}{}", short_hash(other.path().as_bytes()))
}

impl Scope for Topic {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
