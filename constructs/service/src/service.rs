use std::collections::BTreeMap;

use eventual_analyzer_model::contract::{OPERATOR_ID, ORCHESTRATOR_ID};
use eventual_analyzer_model::{HandlerKind, ServiceModel, contract};
use eventual_analyzer_openapi::{Downgrade, ServiceDescription, gateway, openapi};
use eventual_constructs_aws::Entries;
use eventual_constructs_aws::events::{EventBus, EventBusProps};
use eventual_constructs_aws::iam::Grantee;
use eventual_constructs_aws::lambda::{Architecture, Function, FunctionProps};
use eventual_constructs_aws::ssm::Parameter;
use eventual_constructs_core::{Construct, Node, Scope, Value};
use serde_json::Value as Json;

use crate::api::{Api, BodyInput, api, body, cors_variable};
use crate::build_outputs::BuildOutputs;
use crate::capability::{Surroundings, statements};
use crate::check;
use crate::fallback;
use crate::function::{FunctionContext, FunctionInput, handler_function, permit};
use crate::info::{info, outputs};
use crate::layout::Layout;
use crate::props::{ServiceSettings, SubscriptionProps};
use crate::subject::Subject;
use crate::subscription::{Delivery, SubscriptionResources, Wiring, pattern, wire};
use crate::workflow::{Engine, Maker, WorkflowResources};

/// Paths below `contract::OPERATOR_PREFIX`.
const OPERATED: &str = "/_eventual/api/*";

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
        build: &BuildOutputs,
        settings: &ServiceSettings,
    ) -> Self {
        let construct = Construct::new(scope, id);
        let source = fallback::describe(model);
        let description = build.description.as_ref().unwrap_or(&source);
        let document = gateway(description);
        check::check(
            construct.node(),
            &check::Input { model, build, settings, description, document: &document },
        );

        let bus = match settings.event_bus.get() {
            Some(given) => given.clone(),
            None => EventBus::new(&construct, "Bus", EventBusProps::default()),
        };
        let mut contract = Entries::<Value<String>>::default();
        contract.insert(contract::ENV_SERVICE, model.name.as_str());
        contract.insert(contract::ENV_EVENT_BUS, bus.name());
        let context = FunctionContext {
            service: &model.name,
            defaults: &settings.defaults,
            environment: &settings.environment,
            contract,
            cors: settings.api.cors.get().map(cors_variable),
            architecture: settings.architecture.clone().or_value(Architecture::X86_64),
        };

        let mut layout = Layout::new(construct.clone(), model, settings);
        let engine_scope = (!model.workflows.is_empty()).then(|| layout.engine_scope());
        let engine = engine_scope.as_ref().map(|it| Engine::new(&construct, it, model, settings));
        let surroundings = Surroundings { service: &model.name, bus_arn: bus.arn(), engine: engine.as_ref() };
        let input = |subject: Subject, props: FunctionProps| {
            let build = build.functions.get(&subject.id);
            let capabilities = build.map_or(&[][..], |it| &it.capabilities);
            let contract = engine.as_ref().map(|it| it.capability_environment(capabilities));
            FunctionInput {
                build,
                props,
                contract: contract.unwrap_or_default(),
                statements: statements(capabilities, &subject.who, &surroundings),
                subject,
            }
        };

        let mut commands = BTreeMap::new();
        let mut routes = BTreeMap::new();
        let mut permissions = Vec::new();
        let summaries = model.commands.iter().map(|it| (&it.handler, it.summary.as_deref()));
        let called = summaries.chain(model.routes.iter().map(|it| (&it.handler, None)));
        for (handler, summary) in called {
            let scope = layout.function_scope(handler);
            let props = settings.functions.get(&handler.id()).cloned().unwrap_or_default();
            let function =
                handler_function(&scope, input(Subject::handler(handler, summary), props), &context);
            permissions.push((layout.wiring_scope(handler, &scope), function.clone()));
            match handler.kind {
                HandlerKind::Command => commands.insert(handler.name.clone(), function),
                _ => routes.insert(handler.name.clone(), function),
            };
        }

        let mut subscriptions = BTreeMap::new();
        let bus_name = bus.name();
        let no_subscription_props = SubscriptionProps::default();
        for subscription in &model.subscriptions {
            let handler = &subscription.handler;
            let function_scope = layout.function_scope(handler);
            let scope = layout.wiring_scope(handler, &function_scope);
            let props = settings.subscriptions.get(&handler.id()).unwrap_or(&no_subscription_props);
            let delivery = Delivery::new(&scope, subscription, props, &settings.defaults);
            let own = delivery.function_props(subscription, props);
            let mut input = input(Subject::handler(handler, None), own);
            input.contract = delivery.environment(subscription, props).or(input.contract);
            let function = handler_function(&function_scope, input, &context);
            delivery.connect(subscription, &function);
            let described = description.subscription(&handler.name);
            let events = described.map_or(subscription.events.as_slice(), |it| &it.events);
            let pattern = pattern(&scope, subscription, events, &model.name);
            let wiring = Wiring {
                scope: &scope,
                subscription,
                pattern,
                props,
                bus_name: &bus_name,
                function,
                delivery,
            };
            subscriptions.insert(handler.name.clone(), wire(wiring));
        }

        let mut tasks = BTreeMap::new();
        let mut workflows = None;
        if let (Some(engine), Some(scope)) = (&engine, &engine_scope) {
            let maker = Maker {
                engine,
                model,
                settings,
                builds: &build.functions,
                surroundings: &surroundings,
                context: &context,
            };
            for task in &model.tasks {
                let scope = layout.function_scope(&task.handler);
                tasks.insert(task.handler.name.clone(), maker.task(&scope, task));
            }
            workflows = Some(maker.shared(scope, &bus.arn()));
        }

        let operator = workflows.as_ref().map(|it| it.operator.arn());
        let api = (!document.operations.is_empty() || operator.is_some()).then(|| {
            let arns = commands
                .iter()
                .map(|(name, it)| (format!("command_{name}"), it.arn()))
                .chain(routes.iter().map(|(name, it)| (format!("route_{name}"), it.arn())))
                .collect();
            let input = BodyInput {
                document: &document,
                props: &settings.api,
                functions: &arns,
                operator: operator.as_ref(),
            };
            api(&construct, &model.name, body(&input), &settings.api)
        });
        if let Some(api) = &api {
            for it in &document.downgrades {
                let why = format!(
                    "`{}` is checked by the function alone at `{}`: {}",
                    it.keyword, it.place, it.reason
                );
                api.rest_api.resource().node().explain(why);
            }
            for (scope, function) in &permissions {
                permit(scope, &function.arn(), "apigateway", api.rest_api.execute_arn("*", "*"));
            }
            if let Some(workflows) = &workflows {
                let source = api.rest_api.execute_arn("*", OPERATED);
                permit(workflows.operator_scope(), &workflows.operator.arn(), "apigateway", source);
            }
        }
        let info = info(&construct, &model.name, api.as_ref(), &bus);
        outputs(&construct, id, api.as_ref(), &bus);
        Self {
            construct,
            api,
            bus,
            commands,
            routes,
            subscriptions,
            tasks,
            workflows,
            info,
            downgrades: document.downgrades,
            description: description.clone(),
        }
    }

    /// The OpenAPI 3.1 document of the service, for people and agents; it does not say where the service answers.
    #[must_use]
    pub fn openapi(&self) -> Json {
        openapi(&self.description)
    }

    /// Lets somebody operate the executions of the service: list, start, signal, cancel, and so on. Who has an AWS
    /// identity that allows it may do so with any tool that signs calls, `eventual` for one.
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
