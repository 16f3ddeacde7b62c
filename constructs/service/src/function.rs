use std::path::PathBuf;
use std::time::Duration;

use eventual_analyzer_model::contract::ENV_CORS;
use eventual_analyzer_model::{Handler, HandlerKind};
use eventual_constructs_aws::iam::Grantee;
use eventual_constructs_aws::lambda::{Architecture, Code, Function, FunctionProps};
use eventual_constructs_aws::logs::Retention;
use eventual_constructs_aws::{Entries, Size};
use eventual_constructs_cfn::lambda as cfn;
use eventual_constructs_core::{
    Construct, ProblemKind, RemovalPolicy, Resource, Scope, SourceLocation, Value,
};

use crate::build_outputs::FunctionBuild;
use crate::capability::Reasoned;

/// What all functions of a service share.
pub(crate) struct FunctionContext<'a> {
    pub(crate) service: &'a str,
    pub(crate) defaults: &'a FunctionProps,
    pub(crate) environment: &'a Entries<Value<String>>,
    /// Variables of the framework, which win.
    pub(crate) contract: Entries<Value<String>>,
    /// The variable of functions that are called over HTTP, if the API has CORS.
    pub(crate) cors: Option<String>,
    /// What the binaries were compiled for.
    pub(crate) architecture: Architecture,
}

/// One function to be made.
pub(crate) struct FunctionInput<'a> {
    pub(crate) handler: &'a Handler,
    pub(crate) summary: Option<&'a str>,
    pub(crate) build: Option<&'a FunctionBuild>,
    pub(crate) props: FunctionProps,
    pub(crate) statements: Vec<Reasoned>,
}

/// Makes the function of a handler with its role and its log group.
#[track_caller]
pub(crate) fn handler_function(
    scope: &Construct,
    input: FunctionInput<'_>,
    context: &FunctionContext<'_>,
) -> Function {
    let handler = input.handler;
    let mut props = settle(handler, input.summary, input.props, context);
    props.code = code(scope, handler, input.build).into();
    let has_own_log_group = !props.log_group.is_set();
    let function = Function::new(scope, "Function", props);
    if has_own_log_group {
        // Said aloud, as cfn-lint wants it for whatever holds data.
        function.log_group().resource().removal_policy(RemovalPolicy::Destroy);
    }
    for Reasoned { statement, .. } in &input.statements {
        function.add_to_policy(statement.clone());
    }
    if let Some(role) = function.role().resource() {
        let logs = format!(
            "logs:PutLogEvents: {} `{}` ({}) writes to its own log group, as every function does",
            handler.kind, handler.name, handler.location
        );
        role.node().explain(logs);
        input.statements.iter().flat_map(|it| &it.reasons).for_each(|reason| role.node().explain(reason));
    }
    function.tag("eventual:service", context.service);
    function.tag("eventual:handler", &handler.key());
    let what = format!("runs {} `{}`, written at {}", handler.kind, handler.name, handler.location);
    function.resource().node().explain(what);
    function
}

/// All settings after all who have a say: own props, attribute, service, construct.
pub(crate) fn settle(
    handler: &Handler,
    summary: Option<&str>,
    props: FunctionProps,
    context: &FunctionContext<'_>,
) -> FunctionProps {
    let options = &handler.options;
    let is_called_over_http = matches!(handler.kind, HandlerKind::Command | HandlerKind::Route);
    let mut contract = context.contract.clone();
    if let Some(cors) = context.cors.as_ref().filter(|_| is_called_over_http) {
        contract.insert(ENV_CORS, cors.as_str());
    }
    let retention = |days: u32| Retention::at_least(u16::try_from(days).unwrap_or(u16::MAX));
    let attribute = FunctionProps {
        memory: options.memory_mb.map(Size::megabytes).into(),
        timeout: options.timeout_seconds.map(|it| Duration::from_secs(it.into())).into(),
        environment: options.environment.iter().map(|(name, value)| (name, value.as_str())).collect(),
        log_retention: options.log_retention_days.map(retention).into(),
        reserved_concurrency: options.reserved_concurrency.into(),
        ..FunctionProps::default()
    };
    let fallback = FunctionProps {
        timeout: Duration::from_secs(if is_called_over_http { 15 } else { 60 }).into(),
        environment: context.environment.clone(),
        description: description(handler, summary).as_str().into(),
        ..FunctionProps::default()
    };
    let mut settled = props.or(attribute).or(context.defaults.clone()).or(fallback);
    settled.environment = contract.or(settled.environment);
    settled.architecture = context.architecture.into();
    settled
}

#[track_caller]
fn code(scope: &Construct, handler: &Handler, build: Option<&FunctionBuild>) -> Code {
    let (folder, hash) = match build {
        Some(build) => (build.asset_dir.clone(), build.hash.clone()),
        None => {
            let message = format!(
                "there is no binary of {} `{}` ({}); build the service again",
                handler.kind, handler.name, handler.location
            );
            scope.node().problem(ProblemKind::Other { message }, &SourceLocation::caller());
            (PathBuf::new(), "missing".to_owned())
        }
    };
    Code::asset_with_hash(folder, hash)
}

fn description(handler: &Handler, summary: Option<&str>) -> String {
    let first_line = handler.docs.as_deref().and_then(|it| it.lines().next());
    let text = summary.or(first_line).unwrap_or_default();
    let text = if text.is_empty() { format!("{} {}", handler.kind, handler.name) } else { text.to_owned() };
    // Lambda takes 256 characters.
    text.chars().take(256).collect()
}

/// Lets a service call a function, on behalf of `source_arn` alone. The permission stands beside what calls:
/// within the function's nested stack it would make the two stacks wait for each other.
#[track_caller]
pub(crate) fn permit(
    scope: &Construct,
    function: &Value<String>,
    service: &str,
    source_arn: Value<String>,
) -> Resource<cfn::Permission> {
    let principal = format!("{service}.amazonaws.com");
    let permission = cfn::Permission {
        source_arn: Some(source_arn),
        ..cfn::Permission::new("lambda:InvokeFunction", function.clone(), principal.as_str())
    };
    scope.add("Permission", permission)
}
