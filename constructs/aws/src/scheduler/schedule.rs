use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::scheduler as cfn;
use eventual_constructs_core::{Construct, Node, Resource, Scope, sub};

use crate::Setting;
use crate::iam::{Grantee, Principal, Role, RoleProps, Statement};
use crate::lambda::Function;
use crate::sqs::Queue;

/// A folder of schedules, also of those that programs make while they run. Deleting it deletes them.
#[derive(Clone, Debug)]
pub struct ScheduleGroup {
    construct: Construct,
    name: String,
    resource: Resource<cfn::ScheduleGroup>,
}

impl ScheduleGroup {
    /// A group, named by the stack and the path.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str) -> Self {
        let construct = Construct::new(scope, id);
        let name = construct.node().unique_name(64);
        let properties = cfn::ScheduleGroup { name: Some(name.as_str().into()), ..Default::default() };
        let resource = construct.add("Resource", properties);
        Self { construct, name, resource }
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }

    /// ARN of the schedules in the group whose names match, `*` for all.
    #[must_use]
    pub fn schedules_arn(&self, names: &str) -> Value<String> {
        let template = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule";
        sub(&format!("{template}/{}/{names}", self.name), [])
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::ScheduleGroup> {
        &self.resource
    }

    /// Lets `user` make, read and delete schedules of the group. To make them it also needs `grant_pass` on their role.
    pub fn grant_manage(&self, user: &impl Grantee) {
        let actions = ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:GetSchedule"];
        user.add_to_policy(Statement::allow(actions).on(self.schedules_arn("*")));
    }
}

impl Scope for ScheduleGroup {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}

/// What a schedule calls.
#[derive(Clone, Debug)]
pub enum ScheduleTarget {
    /// A function, asynchronously.
    Function(Function),
    /// A queue.
    Queue(Queue),
}

/// Settings of a schedule.
#[derive(Clone, Debug, Default)]
pub struct ScheduleProps {
    /// Name. Default: made of the stack's name and the path.
    pub schedule_name: Setting<String>,
    /// Default: the account's default group.
    pub group: Setting<ScheduleGroup>,
    /// Time zone of `cron` expressions, `Europe/Berlin`. Default: UTC.
    pub time_zone: Setting<String>,
    /// JSON that the target gets. Default: a description of the schedule.
    pub input: Setting<String>,
    /// Where invocations go that could not be delivered. Default: nowhere.
    pub dead_letter_queue: Setting<Queue>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
}

/// Calls a target at times, in a role of its own.
#[derive(Clone, Debug)]
pub struct Schedule {
    construct: Construct,
    resource: Resource<cfn::Schedule>,
    role: Role,
}

impl Schedule {
    /// A schedule: `rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2030-01-01T00:00:00)`.
    #[track_caller]
    pub fn new(
        scope: &impl Scope,
        id: &str,
        expression: &str,
        target: &ScheduleTarget,
        props: ScheduleProps,
    ) -> Self {
        let construct = Construct::new(scope, id);
        let role = Role::new(&construct, "Role", Principal::service("scheduler"), RoleProps::default());
        let arn = match target {
            ScheduleTarget::Function(function) => {
                function.grant_invoke(&role);
                function.arn()
            }
            ScheduleTarget::Queue(queue) => {
                queue.grant_send(&role);
                queue.arn()
            }
        };
        let dead_letter = props.dead_letter_queue.get().map(|queue| {
            queue.grant_send(&role);
            cfn::ScheduleDeadLetterConfig { arn: Some(queue.arn()) }.into()
        });
        let target = cfn::ScheduleTarget {
            dead_letter_config: dead_letter,
            input: props.input.property(),
            ..cfn::ScheduleTarget::new(arn, role.arn())
        };
        let name = props.schedule_name.or_value(construct.node().unique_name(64));
        let properties = cfn::Schedule {
            description: props.description.into_option(),
            group_name: props.group.get().map(ScheduleGroup::name),
            name: Some(name.into()),
            schedule_expression_timezone: props.time_zone.property(),
            ..cfn::Schedule::new(cfn::ScheduleFlexibleTimeWindow::new("OFF"), expression, target)
        };
        let resource = construct.add("Resource", properties);
        Self { construct, resource, role }
    }

    /// The role that it calls its target in.
    #[must_use]
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::Schedule> {
        &self.resource
    }
}

impl Scope for Schedule {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
