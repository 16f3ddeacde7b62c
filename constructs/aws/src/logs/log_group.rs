use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::logs as cfn;
use eventual_constructs_core::{Construct, Node, RemovalPolicy, Resource, Scope};

use super::Retention;
use crate::Setting;
use crate::iam::{Grantee, Statement};

/// Settings of a log group.
#[derive(Clone, Debug, Default)]
pub struct LogGroupProps {
    /// Name. Default: made by CloudFormation.
    pub log_group_name: Setting<Value<String>>,
    /// Default: 30 days.
    pub retention: Setting<Retention>,
    /// Default: deleted with the stack.
    pub removal_policy: Setting<RemovalPolicy>,
}

/// A place for log lines.
#[derive(Clone, Debug)]
pub struct LogGroup {
    construct: Construct,
    resource: Resource<cfn::LogGroup>,
}

impl LogGroup {
    /// A log group.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: LogGroupProps) -> Self {
        let construct = Construct::new(scope, id);
        let retention = props.retention.or_value(Retention::MONTH);
        let resource = construct.add(
            "Resource",
            cfn::LogGroup {
                log_group_name: props.log_group_name.into_option(),
                retention_in_days: retention.days().map(|days| i64::from(days).into()),
                ..cfn::LogGroup::default()
            },
        );
        if let Some(policy) = props.removal_policy.into_option() {
            resource.removal_policy(policy);
        }
        Self { construct, resource }
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }

    /// ARN of its streams, ends with `:*`; this is what permissions want.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.resource.get(cfn::LogGroup::ARN)
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::LogGroup> {
        &self.resource
    }

    /// Lets `grantee` write lines.
    pub fn grant_write(&self, grantee: &impl Grantee) {
        grantee.add_to_policy(Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(self.arn()));
    }

    /// Lets `grantee` read lines.
    pub fn grant_read(&self, grantee: &impl Grantee) {
        let actions = ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:DescribeLogStreams"];
        grantee.add_to_policy(Statement::allow(actions).on(self.arn()));
    }
}

impl Scope for LogGroup {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
