use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::sqs as cfn;
use eventual_constructs_core::{Construct, Node, RemovalPolicy, Resource, Scope};
use serde_json::json;

use crate::cloudwatch::{Alarm, AlarmProps, Metric};
use crate::iam::{Grantee, PolicyDocument, Statement};
use crate::setting::whole_seconds;
use crate::{Setting, default};

/// Where messages go that could not be handled.
#[derive(Clone, Debug)]
pub struct DeadLetterQueue {
    /// The queue; of the same kind (standard or FIFO) as the one it serves.
    pub queue: Queue,
    /// How often a message is received before it goes there.
    pub max_receive_count: u32,
}

/// Settings of a queue.
#[derive(Clone, Debug, Default)]
pub struct QueueProps {
    /// Name; of a FIFO queue it ends with `.fifo`. Default: made by CloudFormation.
    pub queue_name: Setting<Value<String>>,
    /// Keeps order within a message group and takes each message once. Default: no.
    pub fifo: bool,
    /// FIFO: equal bodies within five minutes are one message. Default: no.
    pub content_based_deduplication: bool,
    /// FIFO: order and throughput per message group instead of per queue. Default: no.
    pub high_throughput: bool,
    /// How long a received message is hidden from others. Default: 30 seconds. When a function consumes the queue: at
    /// least its timeout, better six times that.
    pub visibility_timeout: Setting<Duration>,
    /// How long messages are kept, up to 14 days. Default: 4 days.
    pub retention: Setting<Duration>,
    /// How long new messages are hidden, up to 15 minutes. Default: not at all.
    pub delivery_delay: Setting<Duration>,
    /// How long receiving waits for a message, up to 20 seconds. Default: not at all.
    pub receive_wait: Setting<Duration>,
    /// Where messages go that could not be handled. Default: nowhere.
    pub dead_letter_queue: Setting<DeadLetterQueue>,
    /// Default: deleted with the stack.
    pub removal_policy: Setting<RemovalPolicy>,
}

/// A queue.
#[derive(Clone, Debug)]
pub struct Queue {
    construct: Construct,
    arn: Value<String>,
    url: Value<String>,
    name: Value<String>,
    resource: Option<Resource<cfn::Queue>>,
    dead_letter_queue: Option<Box<Queue>>,
    policy: Rc<RefCell<Policy>>,
}

#[derive(Debug, Default)]
struct Policy {
    document: PolicyDocument,
    resource: Option<Resource<cfn::QueuePolicy>>,
}

impl Queue {
    /// A queue, encrypted by SQS.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: QueueProps) -> Self {
        let construct = Construct::new(scope, id);
        let time = |setting: &Setting<Duration>| setting.get().map(|time| whole_seconds(*time).into());
        let redrive = props.dead_letter_queue.get().map(|dead| {
            cfn::QueueRedrivePolicy {
                dead_letter_target_arn: Some(dead.queue.arn()),
                max_receive_count: Some(i64::from(dead.max_receive_count).into()),
            }
            .into()
        });
        let resource = construct.add(
            "Resource",
            cfn::Queue {
                content_based_deduplication: props.content_based_deduplication.then(|| true.into()),
                deduplication_scope: props.high_throughput.then(|| "messageGroup".into()),
                delay_seconds: time(&props.delivery_delay),
                fifo_queue: props.fifo.then(|| true.into()),
                fifo_throughput_limit: props.high_throughput.then(|| "perMessageGroupId".into()),
                message_retention_period: time(&props.retention),
                queue_name: props.queue_name.into_option(),
                receive_message_wait_time_seconds: time(&props.receive_wait),
                redrive_policy: redrive,
                sqs_managed_sse_enabled: Some(true.into()),
                visibility_timeout: time(&props.visibility_timeout),
                ..default()
            },
        );
        if let Some(policy) = props.removal_policy.into_option() {
            resource.removal_policy(policy);
        }
        Self {
            arn: resource.get(cfn::Queue::ARN),
            url: resource.reference(),
            name: resource.attribute("QueueName"),
            dead_letter_queue: props.dead_letter_queue.into_option().map(|dead| Box::new(dead.queue)),
            resource: Some(resource),
            construct,
            policy: Rc::default(),
        }
    }

    /// A queue that exists already, in the account and region of the stack.
    #[track_caller]
    pub fn from_name(scope: &impl Scope, id: &str, name: &str) -> Self {
        use eventual_constructs_core::sub;
        Self {
            construct: Construct::new(scope, id),
            arn: sub(&format!("arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:{name}"), []),
            url: sub(
                &format!("https://sqs.${{AWS::Region}}.${{AWS::URLSuffix}}/${{AWS::AccountId}}/{name}"),
                [],
            ),
            name: name.into(),
            resource: None,
            dead_letter_queue: None,
            policy: Rc::default(),
        }
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// URL, by which messages are sent and received.
    #[must_use]
    pub fn url(&self) -> Value<String> {
        self.url.clone()
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Where messages go that could not be handled.
    #[must_use]
    pub fn dead_letter_queue(&self) -> Option<&Queue> {
        self.dead_letter_queue.as_deref()
    }

    /// The generated resource; `None` for a queue that existed before.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource<cfn::Queue>> {
        self.resource.as_ref()
    }

    /// Lets `sender` send messages.
    pub fn grant_send(&self, sender: &impl Grantee) {
        sender.add_to_policy(Statement::allow(["sqs:SendMessage"]).on(self.arn()));
    }

    /// Lets `consumer` receive, hide and delete messages.
    pub fn grant_consume(&self, consumer: &impl Grantee) {
        let actions = [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
        ];
        consumer.add_to_policy(Statement::allow(actions).on(self.arn()));
    }

    /// Adds a statement to the queue's own policy; it gets the queue as its resource if it names none.
    pub fn add_to_resource_policy(&self, statement: Statement) {
        let statement = if statement.resources.is_empty() { statement.on(self.arn()) } else { statement };
        let mut policy = self.policy.borrow_mut();
        policy.document.add(statement);
        let document = policy.document.to_json(self.construct.node());
        match &policy.resource {
            Some(resource) => resource.update(|policy| policy.policy_document = document.into()),
            None => {
                let properties = cfn::QueuePolicy::new(document, [self.url()]);
                policy.resource = Some(self.construct.add("Policy", properties));
            }
        }
    }

    /// Lets an AWS service send messages when it acts for `source_arn`.
    pub fn allow_service(&self, service: &str, source_arn: &Value<String>) {
        use eventual_constructs_cfn::ToJson;
        let statement = Statement::allow(["sqs:SendMessage"])
            .to(crate::iam::Principal::service(service))
            .when(json!({ "ArnEquals": { "aws:SourceArn": source_arn.to_json() } }));
        self.add_to_resource_policy(statement);
    }

    /// How many messages wait.
    #[must_use]
    pub fn visible_messages(&self) -> Metric {
        Metric::new("AWS/SQS", "ApproximateNumberOfMessagesVisible").dimension("QueueName", self.name())
    }

    /// An alarm as soon as a message waits: for dead letter queues.
    #[track_caller]
    pub fn alarm_when_not_empty(&self, props: AlarmProps) -> Alarm {
        let threshold = props.threshold.clone().or(0.0.into());
        let metric = self.visible_messages().statistic("Maximum");
        Alarm::new(&self.construct, "NotEmpty", metric, AlarmProps { threshold, ..props })
    }
}

impl Scope for Queue {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
