//! What runs durable workflows.

use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_model::contract::{Capability, task, workflow};
use eventual_constructs_aws::iam::{Principal, Role, RoleProps};
use eventual_constructs_aws::lambda::FunctionProps;
use eventual_constructs_aws::{mb, minutes, seconds};
use eventual_constructs_core::{App, AppProps, RemovalPolicy, Stack};
use eventual_constructs_service::{Nesting, Service, ServiceSettings, WorkflowProps};
use serde_json::{Value as Json, json};

use crate::policies::notes;
use crate::shop::{
    Deployed, deploy, fulfilment, fulfilment_build, hello, shop, shop_build, statements, task,
};

fn deployed() -> Deployed {
    deploy(&fulfilment(), &fulfilment_build(), &Default::default())
}

/// The function whose path holds `part`.
fn function<'a>(deployed: &'a Deployed, part: &str) -> &'a Json {
    &deployed.find("AWS::Lambda::Function", part)["Properties"]
}

/// Names of the variables of the engine in a function's environment.
fn variables(deployed: &Deployed, part: &str) -> BTreeSet<String> {
    let all = function(deployed, part)["Environment"]["Variables"].as_object().unwrap();
    let common = ["EVENTUAL_SERVICE", "EVENTUAL_EVENT_BUS"];
    let own = all.keys().filter(|it| !common.contains(&it.as_str()));
    own.map(|it| it.trim_start_matches("EVENTUAL_").to_owned()).collect()
}

/// Every action of a role, with the resources it is allowed on, in short.
fn allowed(deployed: &Deployed, part: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for statement in statements(deployed, part) {
        let many = |key: &str| match &statement[key] {
            Json::Array(all) => all.clone(),
            one => vec![one.clone()],
        };
        for resource in many("Resource") {
            let resource = short(&resource);
            found.extend(many("Action").iter().map(|it| format!("{} {resource}", it.as_str().unwrap())));
        }
    }
    found
}

/// What a resource in a policy is, without the hashes of logical ids.
fn short(resource: &Json) -> String {
    let name = |id: &str| id.trim_start_matches("ServiceWorkflows")[..id.len() - 16 - 8].to_owned();
    if let Some(id) = resource["Fn::GetAtt"][0].as_str() {
        return if id.starts_with("ServiceWorkflows") { name(id) } else { id[..id.len() - 8].to_owned() };
    }
    let sub = &resource["Fn::Sub"];
    let text = sub.as_str().or(sub[0].as_str()).unwrap();
    let text = text.rsplit(':').next().unwrap().to_owned();
    match sub[1].as_object().and_then(|it| it.values().next()) {
        Some(variable) => {
            let (_, rest) = text.split_once('}').unwrap();
            format!("{}{rest}", short(variable))
        }
        None => text,
    }
}

#[test]
fn a_service_without_workflows_has_none_of_it() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    assert!(deployed.service.workflows.is_none());
    for kind in ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Scheduler::ScheduleGroup"] {
        assert!(deployed.of_type(kind).is_empty(), "{kind}");
    }
}

#[test]
fn variables_reach_exactly_the_functions_that_need_them() {
    let deployed = deployed();
    let client = ["EXECUTIONS_QUEUE", "EXECUTIONS_TABLE", "HISTORY_BUCKET"].map(str::to_owned);
    let mut worker = BTreeSet::from(client.clone());
    worker
        .extend(["RELAY_QUEUE", "RELAY_QUEUE_ARN", "SCHEDULE_GROUP", "SCHEDULE_ROLE_ARN"].map(str::to_owned));
    assert_eq!(variables(&deployed, "/place_order/"), BTreeSet::from(client.clone()));
    assert_eq!(variables(&deployed, "/cancel_order/"), BTreeSet::from(client.clone()));
    let mut operator = BTreeSet::from(client);
    operator.insert("ORCHESTRATOR".into());
    assert_eq!(variables(&deployed, "/Operator/"), operator);
    assert_eq!(variables(&deployed, "/charge/"), worker);
    worker.insert("TASK_FUNCTION_PREFIX".into());
    assert_eq!(variables(&deployed, "/Orchestrator/"), worker);
    let idle = deploy(&fulfilment(), &crate::shop::stubs(&fulfilment()), &Default::default());
    assert_eq!(variables(&idle, "/place_order/"), BTreeSet::new(), "it can start nothing");
}

#[test]
fn settings_reach_the_orchestrator_and_the_queues() {
    let workflows = WorkflowProps {
        orchestrator: FunctionProps { memory: mb(2048), timeout: minutes(1), ..Default::default() },
        max_concurrency: 7.into(),
        max_queue_delay: seconds(3),
        retention_days: 90.into(),
        history_expires_after_days: 400.into(),
        ..Default::default()
    };
    let deployed =
        deploy(&fulfilment(), &fulfilment_build(), &ServiceSettings { workflows, ..Default::default() });
    let orchestrator = function(&deployed, "/Orchestrator/");
    assert_eq!((&orchestrator["MemorySize"], &orchestrator["Timeout"]), (&json!(2048), &json!(60)));
    let environment = &orchestrator["Environment"]["Variables"];
    assert_eq!(environment["EVENTUAL_LONGEST_QUEUE_DELAY"], "3");
    assert_eq!(environment["EVENTUAL_RETENTION_DAYS"], "90");
    let charge = &function(&deployed, "/charge/")["Environment"]["Variables"];
    assert_eq!(charge["EVENTUAL_LONGEST_QUEUE_DELAY"], "3");
    let queue = &deployed.find("AWS::SQS::Queue", "/Queue/")["Properties"];
    assert_eq!(queue["VisibilityTimeout"], 120, "twice the orchestrator's time");
    assert_eq!(queue["FifoThroughputLimit"], "perMessageGroupId");
    let source = &deployed.find("AWS::Lambda::EventSourceMapping", "Messages")["Properties"];
    assert_eq!(source["ScalingConfig"]["MaximumConcurrency"], 7);
    assert_eq!(source["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    let bucket = &deployed.of_type("AWS::S3::Bucket")[0]["Properties"];
    assert_eq!(bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"], 400);
}

#[test]
fn defaults_of_the_orchestrator() {
    let deployed = deployed();
    let orchestrator = function(&deployed, "/Orchestrator/");
    assert_eq!((&orchestrator["MemorySize"], &orchestrator["Timeout"]), (&json!(512), &json!(30)));
    let defaults = FunctionProps { memory: mb(256), timeout: seconds(5), ..Default::default() };
    let settings = ServiceSettings { defaults, ..Default::default() };
    let deployed = deploy(&fulfilment(), &fulfilment_build(), &settings);
    let orchestrator = function(&deployed, "/Orchestrator/");
    assert_eq!((&orchestrator["MemorySize"], &orchestrator["Timeout"]), (&json!(256), &json!(5)));
    assert_eq!(deployed.find("AWS::SQS::Queue", "/Queue/")["Properties"]["VisibilityTimeout"], 10);
}

#[test]
fn tasks_are_named_for_the_orchestrator_and_tried_once() {
    let deployed = deployed();
    let charge = function(&deployed, "/charge/");
    assert_eq!(charge["FunctionName"], "Shop-Service-charge");
    let prefix =
        &function(&deployed, "/Orchestrator/")["Environment"]["Variables"]["EVENTUAL_TASK_FUNCTION_PREFIX"];
    assert_eq!(prefix, "Shop-Service-");
    let config = &deployed.find("AWS::Lambda::EventInvokeConfig", "/charge/")["Properties"];
    assert_eq!(config["MaximumRetryAttempts"], 0);
    assert_eq!(config["MaximumEventAgeInSeconds"], 3600);
    let destination = config["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0].as_str();
    assert!(destination.unwrap().starts_with("ServiceWorkflowsRelay"), "{config}");
}

#[test]
fn a_task_whose_function_has_a_name_of_its_own_is_found_all_the_same() {
    let charge = FunctionProps { function_name: "charge-it".into(), ..Default::default() };
    let functions = BTreeMap::from([("task_charge".into(), charge)]);
    let settings = ServiceSettings { functions, ..Default::default() };
    let deployed = deploy(&fulfilment(), &fulfilment_build(), &settings);
    assert_eq!(function(&deployed, "/charge/")["FunctionName"], "charge-it");
    let environment = &function(&deployed, "/Orchestrator/")["Environment"]["Variables"];
    assert_eq!(environment["EVENTUAL_TASK_FUNCTIONS"], r#"{"charge":"charge-it"}"#);
    let allowed = allowed(&deployed, "/Orchestrator/");
    assert!(allowed.contains("lambda:InvokeFunction charge-it"), "{allowed:#?}");
    assert!(allowed.contains("lambda:InvokeFunction Shop-Service-ship"), "{allowed:#?}");
}

#[test]
fn names_of_task_functions_stay_within_what_lambda_takes() {
    let mut model = fulfilment();
    model.tasks.push(task(&"x".repeat(80), 70));
    let deployed = deploy(&model, &crate::shop::stubs(&model), &Default::default());
    let name = function(&deployed, "/xxxx")["FunctionName"].as_str().unwrap();
    assert_eq!(name.len(), 64);
}

#[test]
fn roles_hold_what_the_engine_needs_and_no_more() {
    let deployed = deployed();
    let logs =
        |who: &str| ["CreateLogStream", "PutLogEvents"].map(|it| format!("logs:{it} {who}FunctionLogGroup"));
    let expect = |part: &str, log: &str, other: &[&str]| {
        let mut expected: BTreeSet<String> = other.iter().map(|it| (*it).to_owned()).collect();
        expected.extend(logs(log));
        assert_eq!(allowed(&deployed, part), expected, "{part}");
    };
    expect(
        "/place_order/",
        "ServiceCommandsplaceorder",
        &[
            "dynamodb:GetItem Executions",
            "dynamodb:PutItem Executions",
            "s3:GetObject History/payloads/*",
            "s3:PutObject History/payloads/*",
            "sqs:SendMessage Queue",
        ],
    );
    expect(
        "/cancel_order/",
        "ServiceCommandscancelorder",
        &[
            "dynamodb:GetItem Executions",
            "s3:GetObject History/payloads/*",
            "s3:PutObject History/payloads/*",
            "sqs:SendMessage Queue",
        ],
    );
    let later = [
        "iam:PassRole ScheduleRole",
        "scheduler:CreateSchedule schedule/Shop-Service-Workflows-Schedules/*",
        "sqs:SendMessage Relay",
    ];
    let charge = [
        "dynamodb:GetItem Executions",
        "dynamodb:PutItem Executions",
        "s3:GetObject History/payloads/*",
        "s3:PutObject History/payloads/*",
        "sqs:SendMessage Queue",
    ];
    expect("/charge/", "ServiceTaskscharge", &[&charge[..], &later].concat());
    let consume = |queue: &str| {
        let actions = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"];
        actions.map(|it| format!("sqs:{it} {queue}"))
    };
    let (messages, relayed) = (consume("Queue"), consume("Relay"));
    let consumed = messages.iter().chain(&relayed).map(String::as_str).collect::<Vec<_>>();
    let orchestrator = [
        "events:PutEvents ServiceBus",
        "lambda:InvokeFunction Shop-Service-charge",
        "lambda:InvokeFunction Shop-Service-ship",
        "s3:GetObject History/history/*",
        "s3:ListBucket History",
        "s3:PutObject History/history/*",
        "scheduler:DeleteSchedule schedule/Shop-Service-Workflows-Schedules/*",
    ];
    expect("/Orchestrator/", "Orchestrator", &[&charge[..], &later, &orchestrator, &consumed].concat());
    expect(
        "/Operator/",
        "Operator",
        &[
            &charge[..],
            &[
                "dynamodb:Query Executions/index/by_workflow",
                "events:PutEvents ServiceBus",
                "lambda:InvokeFunction Shop-Service-workflow-orchestrator",
                "s3:GetObject History/history/*",
                "s3:ListBucket History",
            ],
        ]
        .concat(),
    );
    assert_eq!(allowed(&deployed, "/ScheduleRole/"), BTreeSet::from(["sqs:SendMessage Relay".to_owned()]));
}

#[test]
fn who_finishes_tasks_by_their_tokens_may_report_and_no_more() {
    let mut build = fulfilment_build();
    build.functions.get_mut("command_cancel_order").unwrap().capabilities =
        vec![Capability::any(task::FINISH)];
    let deployed = deploy(&fulfilment(), &build, &Default::default());
    let expected = [
        "dynamodb:GetItem Executions",
        "dynamodb:PutItem Executions",
        "logs:CreateLogStream ServiceCommandscancelorderFunctionLogGroup",
        "logs:PutLogEvents ServiceCommandscancelorderFunctionLogGroup",
        "s3:GetObject History/payloads/*",
        "s3:PutObject History/payloads/*",
        "sqs:SendMessage Queue",
    ];
    assert_eq!(allowed(&deployed, "/cancel_order/"), expected.map(str::to_owned).into());
    assert_eq!(
        variables(&deployed, "/cancel_order/"),
        ["EXECUTIONS_QUEUE", "EXECUTIONS_TABLE", "HISTORY_BUCKET"].map(str::to_owned).into()
    );
    let notes = notes(&deployed.tree, "Shop/Service/Commands/cancel_order/Function/Role/Resource");
    let why = "can finish tasks by their tokens: its binary holds the section `.eventual.task.*.finish`";
    assert!(notes.iter().any(|it| it.starts_with("sqs:SendMessage: ") && it.ends_with(why)), "{notes:?}");
}

#[test]
fn who_looks_at_executions_may_look_and_no_more() {
    let allowed_by = |capability: Capability| {
        let mut build = fulfilment_build();
        build.functions.get_mut("command_cancel_order").unwrap().capabilities = vec![capability];
        let deployed = deploy(&fulfilment(), &build, &Default::default());
        assert_eq!(
            variables(&deployed, "/cancel_order/"),
            ["EXECUTIONS_QUEUE", "EXECUTIONS_TABLE", "HISTORY_BUCKET"].map(str::to_owned).into()
        );
        let is_own = |it: &String| !it.starts_with("logs:");
        allowed(&deployed, "/cancel_order/").into_iter().filter(is_own).collect::<Vec<_>>()
    };
    let payloads = "s3:GetObject History/payloads/*";
    assert_eq!(
        allowed_by(Capability::any(workflow::HISTORY)),
        ["dynamodb:GetItem Executions", "s3:GetObject History/history/*", payloads, "s3:ListBucket History"]
    );
    assert_eq!(allowed_by(Capability::any(workflow::READ)), ["dynamodb:GetItem Executions", payloads]);
    assert_eq!(
        allowed_by(Capability::any(workflow::LIST)),
        ["dynamodb:Query Executions/index/by_workflow", payloads]
    );
    assert_eq!(
        allowed_by(Capability::any(workflow::CANCEL)),
        ["dynamodb:GetItem Executions", payloads, "sqs:SendMessage Queue"]
    );
}

#[test]
fn who_asks_executions_may_call_the_orchestrator() {
    let mut build = fulfilment_build();
    build.functions.get_mut("command_cancel_order").unwrap().capabilities =
        vec![Capability::any(workflow::QUERY)];
    let deployed = deploy(&fulfilment(), &build, &Default::default());
    let is_own = |it: &String| !it.starts_with("logs:");
    let allowed: Vec<String> = allowed(&deployed, "/cancel_order/").into_iter().filter(is_own).collect();
    assert_eq!(allowed.len(), 1, "{allowed:?}");
    assert!(allowed[0].starts_with("lambda:InvokeFunction "), "{allowed:?}");
    assert!(allowed[0].contains("workflow-orchestrator"), "{allowed:?}");
    assert_eq!(variables(&deployed, "/cancel_order/"), ["ORCHESTRATOR"].map(str::to_owned).into());
}

#[test]
fn every_statement_says_why_it_is_there() {
    let tree = deployed().tree;
    let place = notes(&tree, "Shop/Service/Commands/place_order/Function/Role/Resource");
    assert_eq!(
        place[1..],
        [
            "dynamodb:GetItem, dynamodb:PutItem: command `place_order` (src/lib.rs:10) can start `fulfil`: its binary holds the section `.eventual.workflow.fulfil.start`",
            "sqs:SendMessage: command `place_order` (src/lib.rs:10) can start `fulfil`: its binary holds the section `.eventual.workflow.fulfil.start`",
            "s3:GetObject, s3:PutObject: command `place_order` (src/lib.rs:10) can start `fulfil`: its binary holds the section `.eventual.workflow.fulfil.start`",
        ]
    );
    let orchestrator = notes(&tree, "Shop/Service/Workflows/Orchestrator/Function/Role/Resource");
    for part in [
        "lambda:InvokeFunction: the orchestrator can call `charge`: its binary holds the section `.eventual.task.charge.call`",
        "events:PutEvents: the orchestrator can emit `OrderShipped`: its binary holds the section `.eventual.event.OrderShipped.emit`",
        "s3:ListBucket: the orchestrator must tell a segment of history that is not there from one it may not read",
        "sqs:ReceiveMessage, sqs:DeleteMessage: Lambda polls both queues in the role of the orchestrator",
    ] {
        assert!(orchestrator.iter().any(|it| it == part), "{part}\n{orchestrator:#?}");
    }
    let charge = notes(&tree, "Shop/Service/Tasks/charge/Function/Role/Resource");
    assert!(charge.contains(&"sqs:SendMessage: Lambda reports workers of task `charge` (src/lib.rs:40) that died to the relay queue".to_owned()));
}

#[test]
fn operating_asks_for_aws_credentials_whoever_may_call_the_rest() {
    let deployed = deployed();
    let body = &deployed.of_type("AWS::ApiGateway::RestApi")[0]["Properties"]["Body"];
    let operation = &body["paths"]["/_eventual/api/{proxy+}"]["x-amazon-apigateway-any-method"];
    assert_eq!(operation["security"], json!([{ "operator": [] }]));
    assert_eq!(body["components"]["securitySchemes"]["operator"]["x-amazon-apigateway-authtype"], "awsSigv4");
    assert!(body["paths"]["/orders"]["post"]["security"].is_null(), "the rest is open");
    let unsigned = &body["x-amazon-apigateway-gateway-responses"]["MISSING_AUTHENTICATION_TOKEN"];
    let answer = unsigned["responseTemplates"]["application/json"].as_str().unwrap();
    assert_eq!(
        serde_json::from_str::<Json>(answer).unwrap()["message"],
        "nothing answers this method and path to callers that do not sign with AWS credentials"
    );
    let permission = deployed.find("AWS::Lambda::Permission", "/Operator/");
    let source = &permission["Properties"]["SourceArn"]["Fn::Sub"][0];
    assert!(source.as_str().unwrap().ends_with(":${Api}/*/*/_eventual/api/*"), "{source}");
}

#[test]
fn a_service_of_workflows_alone_has_an_api_to_operate_it() {
    let mut model = fulfilment();
    model.commands.clear();
    let deployed = deploy(&model, &crate::shop::stubs(&model), &Default::default());
    assert!(deployed.service.api.is_some());
    let body = &deployed.of_type("AWS::ApiGateway::RestApi")[0]["Properties"]["Body"];
    assert_eq!(body["paths"].as_object().unwrap().len(), 1);
}

#[test]
fn somebody_can_be_let_operate_it() {
    let app = App::with_props(AppProps::default());
    let stack = Stack::new(&app, "Shop");
    let service =
        Service::new(&stack, "Service", &fulfilment(), &fulfilment_build(), &ServiceSettings::default());
    let role = Role::new(&stack, "Staff", Principal::service("ec2"), RoleProps::default());
    service.grant_operate(&role);
    assert!(service.function("workflow_orchestrator").is_some());
    assert!(service.function("system_operator").is_some());
    assert!(service.function("task_charge").is_some());
    assert!(service.function("workflow_fulfil").is_none(), "it has no function of its own");
    let assembly = app.assemble().unwrap();
    let resources = assembly.stacks()[0].template()["Resources"].as_object().unwrap();
    let (_, policy) = resources.iter().find(|(id, _)| id.starts_with("StaffPolicy")).unwrap();
    let statement = &policy["Properties"]["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Action"], "execute-api:Invoke");
    let resource = statement["Resource"]["Fn::Sub"][0].as_str().unwrap();
    assert!(resource.ends_with(":${Api}/*/*/_eventual/api/*"), "{resource}");
}

#[test]
fn executions_outlive_the_stack_unless_it_is_said_otherwise() {
    let kept = deployed();
    for kind in ["AWS::DynamoDB::Table", "AWS::S3::Bucket"] {
        assert_eq!(kept.of_type(kind)[0]["DeletionPolicy"], "Retain", "{kind}");
    }
    assert!(kept.of_type("AWS::CloudFormation::CustomResource").is_empty());

    let workflows = WorkflowProps { removal_policy: RemovalPolicy::Destroy.into(), ..Default::default() };
    let settings = ServiceSettings { workflows, ..Default::default() };
    let gone = deploy(&fulfilment(), &fulfilment_build(), &settings);
    for kind in ["AWS::DynamoDB::Table", "AWS::S3::Bucket"] {
        assert_eq!(gone.of_type(kind)[0]["DeletionPolicy"], "Delete", "{kind}");
    }
    let emptier = gone.of_type("AWS::CloudFormation::CustomResource")[0];
    assert!(emptier["Properties"]["Bucket"]["Ref"].as_str().unwrap().starts_with("ServiceWorkflowsHistory"));
    let orchestrator = gone.find("AWS::Lambda::Function", "/Orchestrator/");
    let waits = orchestrator["DependsOn"].to_string();
    assert!(waits.contains("Emptier"), "it goes before the bucket is emptied: {waits}");
}

#[test]
fn tasks_move_to_nested_stacks_and_what_holds_data_stays() {
    let settings = ServiceSettings { nesting: Nesting::Nested, ..Default::default() };
    let deployed = deploy(&fulfilment(), &fulfilment_build(), &settings);
    let main = deployed.template()["Resources"].as_object().unwrap();
    let here = |kind: &str| main.values().filter(|it| it["Type"] == kind).count();
    assert_eq!(here("AWS::DynamoDB::Table"), 1);
    assert_eq!(here("AWS::S3::Bucket"), 1);
    assert_eq!(here("AWS::SQS::Queue"), 4);
    assert_eq!(here("AWS::Lambda::Function"), 2, "orchestrator and operator");
    assert_eq!(deployed.of_type("AWS::Lambda::Function").len(), 6);
    assert_eq!(deploy(&hello(), &crate::shop::stubs(&hello()), &settings).service.tasks.len(), 0);
}
