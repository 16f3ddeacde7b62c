use std::time::Duration;

use eventual_analyzer_model::Architecture;
use eventual_constructs_cfn::{Json, Value};

use super::{Code, Destination};
use crate::iam::{Role, Statement};
use crate::logs::{LogGroup, Retention};
use crate::{Entries, Setting, Size};

/// X-Ray tracing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracing {
    /// Lambda decides what is sampled.
    Active,
    /// Only what the caller sampled.
    PassThrough,
}

/// Network of a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vpc {
    /// Ids of subnets.
    pub subnets: Vec<Value<String>>,
    /// Ids of security groups.
    pub security_groups: Vec<Value<String>>,
}

/// Settings of a function. Those of a handler's attribute and those of an override map are joined by [`Self::or`].
#[derive(Clone, Debug, Default)]
pub struct FunctionProps {
    /// What it runs; the only setting that must be there.
    pub code: Setting<Code>,
    /// Default: 256 MB.
    pub memory: Setting<Size>,
    /// Default: 30 seconds; Lambda allows up to 15 minutes.
    pub timeout: Setting<Duration>,
    /// Environment variables.
    pub environment: Entries<Value<String>>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
    /// Name. Default: made by CloudFormation.
    pub function_name: Setting<Value<String>>,
    /// Default: x86-64.
    pub architecture: Setting<Architecture>,
    /// Default: `provided.al2023`, which runs a binary named `bootstrap`.
    pub runtime: Setting<String>,
    /// Default: `bootstrap`.
    pub handler: Setting<String>,
    /// Role to run in. Default: one of its own, which may write logs and what is granted.
    pub role: Setting<Role>,
    /// Where its log lines go. Default: a log group of its own.
    pub log_group: Setting<LogGroup>,
    /// How long its own log group keeps lines. Default: 30 days.
    pub log_retention: Setting<Retention>,
    /// Most executions at one time, taken from the account's share. Default: no bound.
    pub reserved_concurrency: Setting<u32>,
    /// Size of `/tmp`. Default: 512 MB.
    pub ephemeral_storage: Setting<Size>,
    /// Default: off.
    pub tracing: Setting<Tracing>,
    /// ARNs of layers.
    pub layers: Vec<Value<String>>,
    /// Network. Default: none, with access to the internet.
    pub vpc: Setting<Vpc>,
    /// How often a failed asynchronous invocation is tried again, 0 to 2. Default: 2.
    pub retry_attempts: Setting<u8>,
    /// How old an asynchronous event may become before it is given up, up to six hours. Default: six hours.
    pub max_event_age: Setting<Duration>,
    /// Where asynchronous events go that failed for good. Default: nowhere.
    pub on_failure: Setting<Destination>,
    /// Further permissions.
    pub statements: Vec<Statement>,
    /// Last-resort changes of the resource: `[("Properties.SnapStart.ApplyOn", "None".into())].into()`.
    pub overrides: Entries<Json>,
}

impl FunctionProps {
    /// These settings, and those of `defaults` where these are unset. Environments are joined name by name; lists are
    /// put one after the other.
    #[must_use]
    pub fn or(self, defaults: Self) -> Self {
        Self {
            code: self.code.or(defaults.code),
            memory: self.memory.or(defaults.memory),
            timeout: self.timeout.or(defaults.timeout),
            environment: self.environment.or(defaults.environment),
            description: self.description.or(defaults.description),
            function_name: self.function_name.or(defaults.function_name),
            architecture: self.architecture.or(defaults.architecture),
            runtime: self.runtime.or(defaults.runtime),
            handler: self.handler.or(defaults.handler),
            role: self.role.or(defaults.role),
            log_group: self.log_group.or(defaults.log_group),
            log_retention: self.log_retention.or(defaults.log_retention),
            reserved_concurrency: self.reserved_concurrency.or(defaults.reserved_concurrency),
            ephemeral_storage: self.ephemeral_storage.or(defaults.ephemeral_storage),
            tracing: self.tracing.or(defaults.tracing),
            layers: defaults.layers.into_iter().chain(self.layers).collect(),
            vpc: self.vpc.or(defaults.vpc),
            retry_attempts: self.retry_attempts.or(defaults.retry_attempts),
            max_event_age: self.max_event_age.or(defaults.max_event_age),
            on_failure: self.on_failure.or(defaults.on_failure),
            statements: defaults.statements.into_iter().chain(self.statements).collect(),
            overrides: self.overrides.or(defaults.overrides),
        }
    }
}
