use std::path::PathBuf;
use std::time::Duration;

use eventual_analyzer_model::contract::ENV_CORS;
use eventual_constructs_aws::iam::{Grantee, Statement};
use eventual_constructs_aws::lambda::{Architecture, Code, Function, FunctionProps};
use eventual_constructs_aws::logs::Retention;
use eventual_constructs_aws::{Entries, Size};
use eventual_constructs_cfn::lambda as cfn;
use eventual_constructs_core::{
    Construct, ProblemKind, RemovalPolicy, Resource, Scope, SourceLocation, Value, sub,
};

use crate::build_outputs::FunctionBuild;
use crate::capability::Reasoned;
use crate::subject::Subject;

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
    pub(crate) subject: Subject,
    pub(crate) build: Option<&'a FunctionBuild>,
    pub(crate) props: FunctionProps,
    /// Variables of the framework for this function.
    pub(crate) contract: Entries<Value<String>>,
    pub(crate) statements: Vec<Reasoned>,
}

/// Makes the function of a handler with its role and its log group.
#[track_caller]
pub(crate) fn handler_function(
    scope: &Construct,
    input: FunctionInput<'_>,
    context: &FunctionContext<'_>,
) -> Function {
    let FunctionInput { subject, build, props, contract, mut statements } = input;
    statements.extend(grants(&subject));
    let mut props = settle(&subject, props, contract, context);
    props.code = code(scope, &subject, build).into();
    let has_own_log_group = !props.log_group.is_set();
    let function = Function::new(scope, "Function", props);
    if has_own_log_group {
        // Said aloud, as cfn-lint wants it for whatever holds data.
        function.log_group().resource().removal_policy(RemovalPolicy::Destroy);
    }
    function.add_all_to_policy(statements.iter().map(|it| it.statement.clone()));
    if let Some(role) = function.role().resource() {
        let logs =
            format!("logs:PutLogEvents: {} writes to its own log group, as every function does", subject.who);
        role.node().explain(logs);
        statements.iter().flat_map(|it| &it.reasons).for_each(|reason| role.node().explain(reason));
    }
    function.tag("eventual:service", context.service);
    function.tag("eventual:handler", &subject.key);
    function.resource().node().explain(subject.does);
    function
}

/// What the attribute asks for: things that the binary does not show.
fn grants(subject: &Subject) -> impl Iterator<Item = Reasoned> {
    subject.options.grants.iter().map(|grant| {
        let resource = |it: &String| if it.contains("${") { sub(it, []) } else { it.as_str().into() };
        let statement = Statement::allow(grant.actions.clone()).on_each(grant.resources.iter().map(resource));
        let on = grant.resources.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        Reasoned::because(
            statement,
            &format!("{} asks for it on {on}: `grants(..)` in its attribute", subject.who),
        )
    })
}

/// All settings after all who have a say: own props, attribute, service, construct.
fn settle(
    subject: &Subject,
    props: FunctionProps,
    contract: Entries<Value<String>>,
    context: &FunctionContext<'_>,
) -> FunctionProps {
    let options = &subject.options;
    let mut contract = contract.or(context.contract.clone());
    if let Some(cors) = context.cors.as_ref().filter(|_| subject.is_called_over_http) {
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
        timeout: Duration::from_secs(if subject.is_called_over_http { 15 } else { 60 }).into(),
        environment: context.environment.clone(),
        description: subject.description.as_str().into(),
        ..FunctionProps::default()
    };
    let mut settled = props.or(attribute).or(context.defaults.clone()).or(fallback);
    settled.environment = contract.or(settled.environment);
    settled.architecture = context.architecture.into();
    settled
}

#[track_caller]
fn code(scope: &Construct, subject: &Subject, build: Option<&FunctionBuild>) -> Code {
    let (folder, hash) = match build {
        Some(build) => (build.asset_dir.clone(), build.hash.clone()),
        None => {
            let message = format!("there is no binary of {}; build the service again", subject.who);
            scope.node().problem(ProblemKind::Other { message }, &SourceLocation::caller());
            (PathBuf::new(), "missing".to_owned())
        }
    };
    Code::asset_with_hash(folder, hash)
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
