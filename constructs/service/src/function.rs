use std::path::PathBuf;
use std::time::Duration;

use eventual_analyzer_model::FunctionBuild;
use eventual_analyzer_model::contract::{Capability, ENV_CORS};
use eventual_constructs_aws::iam::{Grantee, Statement};
use eventual_constructs_aws::lambda::{Architecture, Code, Function, FunctionProps};
use eventual_constructs_aws::logs::Retention;
use eventual_constructs_aws::{Entries, Size};
use eventual_constructs_cfn::lambda as cfn;
use eventual_constructs_core::{
    CallSite, Construct, ProblemKind, RemovalPolicy, Resource, Scope, Value, sub,
};

use crate::api::cors_variable;
use crate::build::Build;
use crate::policy::{self, Reasoned};
use crate::subject::Subject;
use crate::workflow;

/// One function to be made.
pub(crate) struct FunctionSpec {
    pub(crate) subject: Subject,
    /// Its own settings.
    pub(crate) props: FunctionProps,
    /// Variables of the framework for this function.
    pub(crate) environment: Entries<Value<String>>,
    /// Statements beside those that its capabilities need.
    pub(crate) statements: Vec<Reasoned>,
    /// What its binary can do.
    pub(crate) capabilities: Vec<Capability>,
}

impl Build<'_> {
    /// A function as its binary and the settings say.
    pub(crate) fn function_spec(&self, subject: Subject) -> FunctionSpec {
        FunctionSpec {
            props: self.settings.functions.get(&subject.id).cloned().unwrap_or_default(),
            environment: Entries::default(),
            statements: Vec::new(),
            capabilities: self
                .outputs
                .functions
                .get(&subject.id)
                .map_or(Vec::new(), |it| it.capabilities.clone()),
            subject,
        }
    }

    /// Makes a function with its role and its log group.
    #[track_caller]
    pub(crate) fn function(&self, scope: &Construct, spec: FunctionSpec) -> Function {
        let FunctionSpec { subject, props, environment, mut statements, capabilities } = spec;
        statements.extend(policy::statements(&capabilities, &subject.who, self));
        statements.extend(grants(&subject));
        let reached = self.engine.as_ref().map(|it| workflow::environment(it, &capabilities));
        let mut props = self.settle(&subject, props, environment.or(reached.unwrap_or_default()));
        props.code = code(scope, &subject, self.outputs.functions.get(&subject.id)).into();
        let has_own_log_group = !props.log_group.is_set();
        let function = Function::new(scope, "Function", props);
        if has_own_log_group {
            // Explicit, as cfn-lint wants it for whatever holds data.
            function.log_group().resource().removal_policy(RemovalPolicy::Destroy);
        }
        function.add_all_to_policy(statements.iter().map(|it| it.statement.clone()));
        if let Some(role) = function.role().resource() {
            let logs = format!(
                "logs:PutLogEvents: {} writes to its own log group, as every function does",
                subject.who
            );
            role.node().explain(logs);
            statements.iter().flat_map(|it| &it.reasons).for_each(|reason| role.node().explain(reason));
        }
        function.tag("eventual:service", &self.model.name);
        function.tag("eventual:handler", &subject.key);
        function.resource().node().explain(subject.does);
        function
    }

    /// Final settings, in order of precedence: the framework's variables, own props, attribute, service, construct.
    fn settle(
        &self,
        subject: &Subject,
        props: FunctionProps,
        environment: Entries<Value<String>>,
    ) -> FunctionProps {
        let options = &subject.options;
        let mut environment = environment.or(self.environment.clone());
        let cors = self.settings.api.cors.get().filter(|_| subject.is_called_over_http);
        if let Some(cors) = cors {
            environment.insert(ENV_CORS, cors_variable(cors).as_str());
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
            timeout: subject.default_timeout.into(),
            environment: self.settings.environment.clone(),
            description: subject.description.as_str().into(),
            ..FunctionProps::default()
        };
        let mut settled = props.or(attribute).or(self.settings.defaults.clone()).or(fallback);
        settled.environment = environment.or(settled.environment);
        settled.architecture = self.settings.architecture.clone().or_value(Architecture::X86_64).into();
        settled
    }
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

#[track_caller]
fn code(scope: &Construct, subject: &Subject, build: Option<&FunctionBuild>) -> Code {
    let (folder, hash) = match build {
        Some(build) => (build.asset_dir.clone(), build.hash.clone()),
        None => {
            let message = format!("{} has no binary; build the service again", subject.who);
            scope.node().problem(ProblemKind::Other { message }, &CallSite::caller());
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
