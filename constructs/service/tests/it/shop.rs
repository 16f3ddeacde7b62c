//! A small shop, as analyzer, compiler and build would describe it.

use std::collections::BTreeMap;

use eventual_analyzer_describe::{
    CommandDescription, InputDescription, RouteDescription, ServiceDescription, SubscriptionDescription,
};
use eventual_analyzer_model::contract::{
    Capability, ORCHESTRATOR_ID, api, event, hash, signal, task, workflow,
};
use eventual_analyzer_model::{
    Command, FunctionOptions, Handler, HandlerKind, Method, RetryPolicy, Route, ServiceModel, SourceLocation,
    Subscription, Task, Workflow,
};
use eventual_constructs_core::{App, AppProps, Stack};
use eventual_constructs_service::{BuildOutputs, FunctionBuild, Service, ServiceSettings};
use serde_json::{Value as Json, json};

pub(crate) fn handler(kind: HandlerKind, name: &str, line: u32) -> Handler {
    Handler {
        kind,
        name: name.to_owned(),
        function: name.to_owned(),
        module: Vec::new(),
        docs: None,
        location: SourceLocation { file: "src/lib.rs".into(), line, column: 14 },
        options: FunctionOptions::default(),
        inputs: Vec::new(),
        context: Vec::new(),
        returns_result: true,
    }
}

pub(crate) fn command(name: &str, path: Option<&str>, line: u32) -> Command {
    Command {
        handler: handler(HandlerKind::Command, name, line),
        method: Method::Post,
        path: path.map(str::to_owned),
        path_location: None,
        fields: Vec::new(),
        middleware: Vec::new(),
        summary: None,
        description: None,
        tags: Vec::new(),
    }
}

pub(crate) fn subscription(name: &str, events: &[&str], line: u32) -> Subscription {
    Subscription {
        handler: handler(HandlerKind::Subscription, name, line),
        events: events.iter().map(|it| (*it).to_owned()).collect(),
        source: None,
        filter: None,
        retry: None,
        is_queued: false,
        max_event_age_seconds: None,
    }
}

pub(crate) fn task(name: &str, line: u32) -> Task {
    Task {
        handler: handler(HandlerKind::Task, name, line),
        retry: None,
        heartbeat_timeout_ms: None,
        overall_timeout_ms: None,
    }
}

/// One command, reachable by RPC alone.
pub(crate) fn hello() -> ServiceModel {
    ServiceModel { name: "hello".into(), commands: vec![command("hello", None, 7)], ..Default::default() }
}

pub(crate) fn shop() -> ServiceModel {
    let mut create = command("create_order", Some("/orders"), 12);
    create.summary = Some("Places an order".into());
    create.handler.options = FunctionOptions {
        memory_mb: Some(512),
        timeout_seconds: Some(20),
        environment: BTreeMap::from([("TAX".into(), "19".into())]),
        log_retention_days: Some(14),
        reserved_concurrency: None,
        grants: Vec::new(),
    };
    let mut get = command("get_order", Some("/orders/{id}"), 20);
    get.method = Method::Get;
    let health = Route {
        handler: handler(HandlerKind::Route, "health", 40),
        method: Method::Get,
        path: "/health".into(),
        path_location: SourceLocation::default(),
        middleware: Vec::new(),
    };
    let mut confirm = subscription("send_confirmation", &["OrderCreated"], 30);
    confirm.retry = Some(RetryPolicy { max_attempts: 2, ..Default::default() });
    confirm.max_event_age_seconds = Some(3600);
    confirm.filter = Some(r#"{"country":["DE"]}"#.into());
    let mut foreign = subscription("on_payment", &["PaymentProcessed"], 50);
    foreign.source = Some("payments".into());
    ServiceModel {
        name: "shop".into(),
        commands: vec![create, get],
        routes: vec![health],
        subscriptions: vec![foreign, confirm],
        ..Default::default()
    }
}

pub(crate) fn shop_description() -> ServiceDescription {
    let mut shop = ServiceDescription::new("shop", "1.0.0");
    let order = json!({
        "title": "NewOrder", "type": "object", "required": ["sku", "quantity"],
        "properties": {
            "sku": { "type": "string", "minLength": 1 },
            "quantity": { "type": "integer", "format": "uint32", "minimum": 1 },
            "note": { "type": ["string", "null"] }
        }
    });
    let id = json!({ "title": "GetOrder", "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } });
    shop.commands = vec![
        CommandDescription {
            path: Some("/orders".into()),
            input: Some(InputDescription { parameter: Some("order".into()), schema: order }),
            ..CommandDescription::new("create_order")
        },
        CommandDescription {
            method: Method::Get,
            path: Some("/orders/{id}".into()),
            input: Some(InputDescription { parameter: None, schema: id }),
            ..CommandDescription::new("get_order")
        },
    ];
    shop.routes = vec![RouteDescription {
        name: "health".into(),
        method: Method::Get,
        path: "/health".into(),
        summary: None,
        description: None,
        tags: Vec::new(),
    }];
    shop.subscriptions = vec![
        SubscriptionDescription {
            name: "on_payment".into(),
            events: vec!["PaymentProcessed".into(), "PaymentFailed".into()],
            source: Some("payments".into()),
        },
        SubscriptionDescription {
            name: "send_confirmation".into(),
            events: vec!["OrderCreated".into()],
            source: None,
        },
    ];
    shop
}

pub(crate) fn workflow(name: &str, line: u32) -> Workflow {
    Workflow { handler: handler(HandlerKind::Workflow, name, line), timeout_ms: None, calls: Vec::new() }
}

/// A command that starts a workflow of two tasks, one that signals it.
pub(crate) fn fulfilment() -> ServiceModel {
    let mut fulfil = workflow("fulfil", 30);
    fulfil.timeout_ms = Some(30 * 86_400_000);
    ServiceModel {
        name: "fulfilment".into(),
        commands: vec![command("cancel_order", None, 20), command("place_order", Some("/orders"), 10)],
        tasks: vec![task("charge", 40), task("ship", 50)],
        workflows: vec![fulfil],
        ..Default::default()
    }
}

pub(crate) fn fulfilment_build() -> BuildOutputs {
    let mut build = stubs(&fulfilment());
    let mut can = |id: &str, capabilities: &[Capability]| {
        build.functions.get_mut(id).unwrap().capabilities = capabilities.to_vec();
    };
    can("command_place_order", &[Capability::of(workflow::START, "fulfil")]);
    can("command_cancel_order", &[Capability::of(signal::SEND, "OrderCancelled")]);
    can(
        ORCHESTRATOR_ID,
        &[
            Capability::of(event::EMIT, "OrderShipped"),
            Capability::of(workflow::START, "fulfil"),
            Capability::of(task::CALL, "charge"),
            Capability::of(task::CALL, "ship"),
        ],
    );
    build
}

/// Stub binaries for every function: no code, no capabilities.
pub(crate) fn stubs(model: &ServiceModel) -> BuildOutputs {
    let functions = model
        .function_ids()
        .into_iter()
        .map(|id| {
            let build = FunctionBuild {
                zip: std::path::PathBuf::new(),
                asset_dir: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stub").into(),
                hash: format!("{:064x}", hash(&id.replacen('_', ":", 1))),
                capabilities: Vec::new(),
                size: 1_000,
                zip_size: 500,
            };
            (id, build)
        })
        .collect();
    BuildOutputs { description: None, functions }
}

pub(crate) fn shop_build() -> BuildOutputs {
    let mut build = stubs(&shop());
    build.description = Some(shop_description());
    let create = build.functions.get_mut("command_create_order").unwrap();
    create.capabilities = vec![
        Capability::any(api::SPECIFY),
        Capability::of(event::EMIT, "OrderCreated"),
        Capability::of(event::EMIT, "OrderAudited"),
    ];
    build
}

/// Statements of the policy of the role whose path holds `part`.
pub(crate) fn statements<'a>(deployed: &'a Deployed, part: &str) -> &'a Vec<Json> {
    let role = deployed.find("AWS::IAM::Role", part);
    role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].as_array().unwrap()
}

/// Templates by stack name, the main stack (`Shop`) first.
pub(crate) struct Deployed {
    pub(crate) templates: Vec<(String, Json)>,
    pub(crate) service: Service,
    pub(crate) tree: Json,
}

impl Deployed {
    pub(crate) fn template(&self) -> &Json {
        &self.templates[0].1
    }

    /// The resources of this type, in the order of their logical ids.
    pub(crate) fn of_type(&self, type_name: &str) -> Vec<&Json> {
        let all = self.templates.iter().flat_map(|(_, it)| it["Resources"].as_object().unwrap().values());
        all.filter(|it| it["Type"] == type_name).collect()
    }

    /// The one resource of this type whose path holds `part`.
    pub(crate) fn find(&self, type_name: &str, part: &str) -> &Json {
        let found: Vec<_> = self
            .of_type(type_name)
            .into_iter()
            .filter(|it| it["Metadata"]["aws:cdk:path"].as_str().unwrap().contains(part))
            .collect();
        assert_eq!(found.len(), 1, "{type_name} with {part}");
        found[0]
    }
}

fn build_app(model: &ServiceModel, build: &BuildOutputs, settings: &ServiceSettings) -> (App, Service) {
    let app = App::with_props(AppProps::default());
    let stack = Stack::new(&app, "Shop");
    let service = Service::new(&stack, "Service", model, build, settings);
    (app, service)
}

pub(crate) fn deploy(model: &ServiceModel, build: &BuildOutputs, settings: &ServiceSettings) -> Deployed {
    let (app, service) = build_app(model, build, settings);
    let assembly = app.assemble().unwrap();
    let templates =
        assembly.stacks().iter().map(|it| (it.name().to_owned(), it.template().clone())).collect();
    let tree = match &assembly.files()["tree.json"] {
        eventual_constructs_core::AssemblyFile::Bytes(bytes) => serde_json::from_slice(bytes).unwrap(),
        eventual_constructs_core::AssemblyFile::CopyOf(path) => panic!("{path:?}"),
    };
    Deployed { templates, service, tree }
}

/// What synthesis has to say about it.
pub(crate) fn problems(
    model: &ServiceModel,
    build: &BuildOutputs,
    settings: &ServiceSettings,
) -> Vec<String> {
    let (app, _) = build_app(model, build, settings);
    match app.assemble() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().iter().map(|it| it.kind().to_string()).collect(),
    }
}
