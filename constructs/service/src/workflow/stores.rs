use std::time::Duration;

use eventual_constructs_aws::dynamodb::{Index, Key, Table, TableProps};
use eventual_constructs_aws::iam::{PolicyDocument, Principal, Role, RoleProps, Statement};
use eventual_constructs_aws::s3::{Bucket, BucketProps};
use eventual_constructs_aws::scheduler::ScheduleGroup;
use eventual_constructs_aws::sqs::{DeadLetterQueue, Queue, QueueProps};
use eventual_constructs_core::{Construct, Node, RemovalPolicy, Scope};
use serde_json::json;

use super::props::WorkflowProps;

/// How often a message is received before it goes to the dead letters. Lambda's pollers may receive one in vain while
/// the orchestrator is throttled, so this is more than the tries of the orchestrator itself.
const MAX_RECEIVES: u32 = 10;
/// As long as SQS keeps messages.
const RETENTION: Duration = Duration::from_secs(14 * 86_400);
/// How long an orchestrator may run when nothing is said. What it leaves undone comes again, so it need not be long.
pub(crate) const ORCHESTRATOR_TIMEOUT: Duration = Duration::from_secs(30);
/// The index by which executions are listed.
pub(super) const INDEX: &str = "by_workflow";

/// What holds executions and what wakes them.
#[derive(Clone, Debug)]
pub(super) struct Stores {
    pub(super) table: Table,
    pub(super) bucket: Bucket,
    pub(super) queue: Queue,
    pub(super) dead_letters: Queue,
    pub(super) relay: Queue,
    pub(super) relay_dead_letters: Queue,
    pub(super) schedules: ScheduleGroup,
    pub(super) schedule_role: Role,
}

impl Stores {
    #[track_caller]
    pub(super) fn new(scope: &Construct, props: &WorkflowProps, timeout: Duration) -> Self {
        let (messages, dead_letters) = queue(scope, "Queue", true, timeout);
        let (relay, relay_dead_letters) = queue(scope, "Relay", false, timeout);
        let schedule_role = schedule_role(scope);
        relay.grant_send(&schedule_role);
        schedule_role.node().explain(
            "sqs:SendMessage: Scheduler puts what is due later than a queue can hold back into the relay queue",
        );
        let stores = Self {
            table: table(scope, props),
            bucket: bucket(scope, props),
            queue: messages,
            dead_letters,
            relay,
            relay_dead_letters,
            schedules: ScheduleGroup::new(scope, "Schedules"),
            schedule_role,
        };
        stores.explain();
        stores
    }

    /// Says of each what it is for.
    fn explain(&self) {
        let all: [(&Node, &str); 7] = [
            (self.table.node(), "holds one row per execution and one per task call"),
            (
                self.bucket.node(),
                "holds histories (`history/`), and payloads too large for a message or a row (`payloads/`)",
            ),
            (
                self.queue.node(),
                "wakes executions; FIFO, one group per execution: so one orchestrator works on an execution at a time",
            ),
            (self.dead_letters.node(), "takes messages that the orchestrator could not handle in ten tries"),
            (
                self.relay.node(),
                "holds back timers and retries (FIFO queues have no delay per message), and takes failures of task \
                 functions (which go to no FIFO queue); the orchestrator forwards what is due",
            ),
            (self.relay_dead_letters.node(), "takes what the orchestrator could not forward in ten tries"),
            (
                self.schedules.node(),
                "has one schedule per timer that is due later than a queue can hold back; each goes when it fired",
            ),
        ];
        all.into_iter().for_each(|(node, why)| node.explain(why));
    }
}

/// Scheduler may take it on for schedules of this account, and no other's.
#[track_caller]
fn schedule_role(scope: &Construct) -> Role {
    let role = Role::new(scope, "ScheduleRole", Principal::service("scheduler"), RoleProps::default());
    let own = json!({ "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } });
    let trust = Statement::allow(["sts:AssumeRole"]).to(Principal::service("scheduler")).when(own);
    let document = PolicyDocument::new([trust]).to_json(role.node());
    if let Some(resource) = role.resource() {
        resource.update(|it| it.assume_role_policy_document = document.into());
    }
    role
}

#[track_caller]
fn table(scope: &Construct, props: &WorkflowProps) -> Table {
    let index = Index {
        name: INDEX.to_owned(),
        partition_key: Key::text("shard"),
        sort_key: Some(Key::number("started")),
    };
    let settings = TableProps {
        indexes: vec![index],
        time_to_live_attribute: "ttl".into(),
        removal_policy: props.removal_policy.clone(),
        ..TableProps::default()
    };
    Table::new(scope, "Executions", Key::text("pk"), settings)
}

#[track_caller]
fn bucket(scope: &Construct, props: &WorkflowProps) -> Bucket {
    let settings = BucketProps {
        expire_after_days: props.history_expires_after_days.clone(),
        empty_before_removal: props.removal_policy.get() == Some(&RemovalPolicy::Destroy),
        removal_policy: props.removal_policy.clone(),
        ..BucketProps::default()
    };
    Bucket::new(scope, "History", settings)
}

/// A queue and where its messages go that could not be handled.
#[track_caller]
fn queue(scope: &Construct, id: &str, fifo: bool, timeout: Duration) -> (Queue, Queue) {
    let common = QueueProps {
        fifo,
        high_throughput: fifo,
        retention: RETENTION.into(),
        removal_policy: RemovalPolicy::Destroy.into(),
        ..QueueProps::default()
    };
    let dead_letters = Queue::new(scope, &format!("{id}DeadLetters"), common.clone());
    let dead = DeadLetterQueue { queue: dead_letters.clone(), max_receive_count: MAX_RECEIVES };
    // Twice the function's time, not the six times that AWS advises: a message that comes again too early does no harm
    // here, and what a killed orchestrator held waits no longer than needed.
    let props =
        QueueProps { visibility_timeout: (timeout * 2).into(), dead_letter_queue: dead.into(), ..common };
    (Queue::new(scope, id, props), dead_letters)
}
