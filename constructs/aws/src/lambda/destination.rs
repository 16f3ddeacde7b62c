use eventual_constructs_cfn::Value;

use super::Function;
use crate::events::EventBus;
use crate::iam::Grantee;
use crate::sns::Topic;
use crate::sqs::Queue;

/// Where the record of a failed asynchronous invocation goes: request, reason and answer.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A standard queue.
    Queue(Queue),
    /// Another function.
    Function(Box<Function>),
    /// An event bus.
    Bus(EventBus),
    /// A topic.
    Topic(Topic),
}

impl Destination {
    pub(super) fn arn(&self) -> Value<String> {
        match self {
            Self::Queue(queue) => queue.arn(),
            Self::Function(function) => function.arn(),
            Self::Bus(bus) => bus.arn(),
            Self::Topic(topic) => topic.arn(),
        }
    }

    pub(super) fn grant(&self, sender: &impl Grantee) {
        match self {
            Self::Queue(queue) => queue.grant_send(sender),
            Self::Function(function) => function.grant_invoke(sender),
            Self::Bus(bus) => bus.grant_put_events(sender),
            Self::Topic(topic) => topic.grant_publish(sender),
        }
    }
}

impl From<&Queue> for Destination {
    fn from(queue: &Queue) -> Self {
        Self::Queue(queue.clone())
    }
}

impl From<&Function> for Destination {
    fn from(function: &Function) -> Self {
        Self::Function(Box::new(function.clone()))
    }
}

impl From<&EventBus> for Destination {
    fn from(bus: &EventBus) -> Self {
        Self::Bus(bus.clone())
    }
}

impl From<&Topic> for Destination {
    fn from(topic: &Topic) -> Self {
        Self::Topic(topic.clone())
    }
}
