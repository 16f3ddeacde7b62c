use std::collections::BTreeMap;

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::ServiceModel;
use eventual_analyzer_model::contract::{OPERATOR_ID, ORCHESTRATOR_ID};
use eventual_analyzer_openapi::{Downgrade, gateway, openapi};
use eventual_constructs_aws::events::EventBus;
use eventual_constructs_aws::iam::Grantee;
use eventual_constructs_aws::lambda::Function;
use eventual_constructs_aws::ssm::Parameter;
use eventual_constructs_core::{Construct, Node, Scope};
use serde_json::Value as Json;

use crate::api::{self, Api, OPERATED};
use crate::build::Build;
use crate::build_outputs::BuildOutputs;
use crate::events::{self, SubscriptionResources};
use crate::settings::ServiceSettings;
use crate::workflow::{self, WorkflowResources};
use crate::{check, fallback, info};

/// A service in the cloud: its API, event bus, functions, subscriptions and workflows. A pure function of model,
/// build and settings; nothing is read, nothing is printed.
#[derive(Clone, Debug)]
pub struct Service {
    construct: Construct,
    /// The API; `None` for a service without commands, routes and workflows.
    pub api: Option<Api>,
    /// The bus that the service emits to.
    pub bus: EventBus,
    /// Functions of commands by wire name.
    pub commands: BTreeMap<String, Function>,
    /// Functions of routes by name.
    pub routes: BTreeMap<String, Function>,
    /// Subscriptions by name.
    pub subscriptions: BTreeMap<String, SubscriptionResources>,
    /// Functions of tasks by name.
    pub tasks: BTreeMap<String, Function>,
    /// What runs the workflows; `None` for a service without.
    pub workflows: Option<WorkflowResources>,
    /// Where the tool finds the service: `/eventual/<service>/info`.
    pub info: Parameter,
    /// What the gateway does not check as strictly as the functions do.
    pub downgrades: Vec<Downgrade>,
    description: ServiceDescription,
}

impl Scope for Service {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}

impl Service {
    /// Puts a service into a stack. What is wrong with it is reported at synthesis.
    #[track_caller]
    pub fn new(
        scope: &impl Scope,
        id: &str,
        model: &ServiceModel,
        outputs: &BuildOutputs,
        settings: &ServiceSettings,
    ) -> Self {
        let construct = Construct::new(scope, id);
        let source = fallback::describe(model);
        let description = outputs.description.as_ref().unwrap_or(&source);
        let document = gateway(description);
        check::check(
            construct.node(),
            &check::Input { model, build: outputs, settings, description, document: &document },
        );

        let mut build = Build::new(construct.clone(), model, outputs, settings, description, &document);
        let functions = api::functions(&mut build);
        let subscriptions = events::subscriptions(&mut build);
        let tasks = workflow::tasks(&mut build);
        let workflows = workflow::workflows(&build);
        let api = api::build(&build, &functions, workflows.as_ref());
        let bus = build.bus;
        let info = info::info(&construct, &model.name, api.as_ref(), &bus);
        info::outputs(&construct, id, api.as_ref(), &bus);
        Self {
            construct,
            api,
            bus,
            commands: functions.commands,
            routes: functions.routes,
            subscriptions,
            tasks,
            workflows,
            info,
            description: description.clone(),
            downgrades: document.downgrades,
        }
    }

    /// The OpenAPI 3.1 document of the service, for people and agents; it does not say where the service answers.
    #[must_use]
    pub fn openapi(&self) -> Json {
        openapi(&self.description)
    }

    /// Lets an identity operate the executions of the service: list, start, signal, cancel, and so on. It can do so with
    /// any tool that signs calls, `eventual` for one.
    pub fn grant_operate(&self, operator: &impl Grantee) {
        if let Some(api) = &self.api {
            api.rest_api.grant_call(operator, "*", OPERATED);
        }
    }

    /// The function of a handler by its id, `command_create_order`.
    #[must_use]
    pub fn function(&self, handler_id: &str) -> Option<&Function> {
        let (kind, name) = handler_id.split_once('_')?;
        match kind {
            "command" => self.commands.get(name),
            "route" => self.routes.get(name),
            "subscription" => self.subscriptions.get(name).map(|it| &it.function),
            "task" => self.tasks.get(name),
            _ if handler_id == ORCHESTRATOR_ID => self.workflows.as_ref().map(|it| &it.orchestrator),
            _ if handler_id == OPERATOR_ID => self.workflows.as_ref().map(|it| &it.operator),
            _ => None,
        }
    }
}
