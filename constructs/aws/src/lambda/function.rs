use eventual_constructs_cfn::lambda as cfn;
use eventual_constructs_cfn::{List, Value};
use eventual_constructs_core::{CallSite, Construct, Node, ProblemKind, Resource, Scope};

use super::{Architecture, Code, EventSource, FunctionProps, Permission, Tracing};
use crate::iam::{Grantee, Principal, Role, RoleProps, Statement};
use crate::logs::{LogGroup, LogGroupProps};
use crate::setting::whole_seconds;
use crate::{Setting, Size};

/// Memory when nothing is said: Rust needs little, but processor time comes with memory.
const MEMORY: Size = Size::megabytes(256);
/// Timeout when nothing is said: a little more than API Gateway waits.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// A Lambda function with its role and its log group.
#[derive(Clone, Debug)]
pub struct Function {
    construct: Construct,
    resource: Resource<cfn::Function>,
    role: Role,
    log_group: LogGroup,
}

impl Function {
    /// A function.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: FunctionProps) -> Self {
        let construct = Construct::new(scope, id);
        let log_group = props.log_group.clone().into_option().unwrap_or_else(|| {
            let retention = props.log_retention.clone();
            LogGroup::new(&construct, "LogGroup", LogGroupProps { retention, ..LogGroupProps::default() })
        });
        let role = props.role.clone().into_option().unwrap_or_else(|| {
            Role::new(&construct, "Role", Principal::service("lambda"), RoleProps::default())
        });
        log_group.grant_write(&role);
        if props.vpc.is_set() {
            role.add_to_policy(network_interfaces());
        }
        if props.tracing.is_set() {
            role.add_to_policy(
                Statement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]).on("*"),
            );
        }
        role.add_all_to_policy(props.statements.iter().cloned());

        let code = props.code.clone().into_option().unwrap_or_else(|| {
            let message = "the function has no code; set `code` in its `FunctionProps`".to_owned();
            construct.node().problem(ProblemKind::Other { message }, &CallSite::caller());
            Code::Inline(String::new())
        });
        let code = code.bind(&construct);
        let resource = construct.add("Resource", properties(&props, code, &role, &log_group));
        for (path, value) in props.overrides.clone() {
            resource.add_override(&path, value);
        }
        let function = Self { construct, resource, role, log_group };
        function.configure_events(&props);
        function
    }

    fn configure_events(&self, props: &FunctionProps) {
        if !(props.retry_attempts.is_set() || props.max_event_age.is_set() || props.on_failure.is_set()) {
            return;
        }
        let on_failure = props.on_failure.get().map(|destination| {
            destination.grant(&self.role);
            let on_failure = cfn::EventInvokeConfigOnFailure::new(destination.arn());
            cfn::EventInvokeConfigDestinationConfig {
                on_failure: Some(on_failure.into()),
                ..Default::default()
            }
            .into()
        });
        let config = cfn::EventInvokeConfig {
            destination_config: on_failure,
            maximum_event_age_in_seconds: props.max_event_age.get().map(|age| whole_seconds(*age).into()),
            maximum_retry_attempts: props.retry_attempts.get().map(|attempts| i64::from(*attempts).into()),
            ..cfn::EventInvokeConfig::new(self.name(), "$LATEST")
        };
        let config = self.construct.add("EventInvokeConfig", config);
        // Lambda tries the permission on the destination when the configuration is made.
        config.depends_on(&self.role);
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.resource.get(cfn::Function::ARN)
    }

    /// The role it runs in.
    #[must_use]
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Where its log lines go.
    #[must_use]
    pub fn log_group(&self) -> &LogGroup {
        &self.log_group
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::Function> {
        &self.resource
    }

    /// Sets an environment variable.
    pub fn add_environment(&self, name: &str, value: impl Into<Value<String>>) {
        let value = value.into();
        self.resource.update(|function| {
            let environment =
                function.environment.get_or_insert_with(|| cfn::FunctionEnvironment::default().into());
            if let Value::Known(environment) = environment {
                let variables = environment.variables.get_or_insert_with(|| Value::Known(Default::default()));
                if let Value::Known(variables) = variables {
                    variables.insert(name.to_owned(), value);
                }
            }
        });
    }

    /// Lets `caller` invoke the function.
    pub fn grant_invoke(&self, caller: &impl Grantee) {
        caller.add_to_policy(Statement::allow(["lambda:InvokeFunction"]).on(self.arn()));
    }

    /// Lets a principal invoke the function by its resource policy, of 20 KB in all. The permission is a child with this id.
    #[track_caller]
    pub fn add_permission(&self, id: &str, permission: Permission) -> Resource<cfn::Permission> {
        let principal = permission.principal_text();
        let properties = cfn::Permission {
            source_account: permission.source_account.into_option(),
            source_arn: permission.source_arn.into_option(),
            ..cfn::Permission::new("lambda:InvokeFunction", self.arn(), principal)
        };
        self.construct.add(id, properties)
    }

    /// Has the function called with what a queue or a stream holds.
    #[track_caller]
    pub fn add_event_source(&self, id: &str, source: EventSource) -> Resource<cfn::EventSourceMapping> {
        source.bind(self, id)
    }
}

fn properties(
    props: &FunctionProps,
    code: cfn::FunctionCode,
    role: &Role,
    log_group: &LogGroup,
) -> cfn::Function {
    let memory = props.memory.get().unwrap_or(&MEMORY).as_megabytes();
    let timeout = whole_seconds(*props.timeout.get().unwrap_or(&TIMEOUT));
    let architecture = *props.architecture.get().unwrap_or(&Architecture::X86_64);
    let environment = (!props.environment.is_empty()).then(|| {
        let variables = Value::from_iter(props.environment.clone());
        cfn::FunctionEnvironment { variables: Some(variables) }.into()
    });
    let logging = cfn::FunctionLoggingConfig { log_group: Some(log_group.name()), ..Default::default() };
    cfn::Function {
        architectures: Some([architecture.as_str()].into()),
        description: props.description.clone().into_option(),
        environment,
        ephemeral_storage: props
            .ephemeral_storage
            .get()
            .map(|size| cfn::FunctionEphemeralStorage::new(i64::from(size.as_megabytes())).into()),
        function_name: props.function_name.clone().into_option(),
        handler: Some(props.handler.clone().or_value("bootstrap".to_owned()).into()),
        layers: (!props.layers.is_empty()).then(|| props.layers.iter().cloned().collect()),
        logging_config: Some(logging.into()),
        memory_size: Some(i64::from(memory).into()),
        reserved_concurrent_executions: props
            .reserved_concurrency
            .get()
            .map(|count| i64::from(*count).into()),
        runtime: Some(props.runtime.clone().or_value("provided.al2023".to_owned()).into()),
        timeout: Some(timeout.into()),
        tracing_config: props.tracing.get().map(|tracing| {
            let mode = if *tracing == Tracing::Active { "Active" } else { "PassThrough" };
            cfn::FunctionTracingConfig { mode: Some(mode.into()) }.into()
        }),
        vpc_config: props.vpc.get().map(|vpc| {
            let ids = |ids: &[Value<String>]| -> Option<Value<List<String>>> {
                Some(ids.iter().cloned().collect())
            };
            let (subnet_ids, security_group_ids) = (ids(&vpc.subnets), ids(&vpc.security_groups));
            cfn::FunctionVpcConfig { subnet_ids, security_group_ids, ..Default::default() }.into()
        }),
        ..cfn::Function::new(code, role.arn())
    }
}

/// What Lambda needs to put a function into a network; it takes no narrower resource.
fn network_interfaces() -> Statement {
    Statement::allow([
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    ])
    .on("*")
}

impl Grantee for Function {
    fn grantee(&self) -> &Role {
        &self.role
    }
}

impl Scope for Function {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}

impl From<&Function> for Setting<Function> {
    fn from(function: &Function) -> Self {
        Self::set(function.clone())
    }
}
