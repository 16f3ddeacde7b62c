//! What functions may do with the parts of the engine, each statement with its reason.

use std::collections::BTreeSet;

use eventual_analyzer_model::contract::{Capability, ENV_ORCHESTRATOR, signal, task, workflow};
use eventual_constructs_aws::Entries;
use eventual_constructs_aws::iam::Statement;
use eventual_constructs_core::{Value, sub};
use serde_json::json;

use super::Engine;
use super::stores::INDEX;
use crate::policy::{Reasoned, holds};

/// Keys of what is too large for a message or an item.
const PAYLOADS: &str = "payloads/*";
/// Keys of the segments of histories.
const HISTORIES: &str = "history/*";

/// Variables that a function with these capabilities needs.
pub(crate) fn environment(engine: &Engine, capabilities: &[Capability]) -> Entries<Value<String>> {
    let clients = [
        workflow::START,
        workflow::READ,
        workflow::LIST,
        workflow::CANCEL,
        workflow::HISTORY,
        signal::SEND,
        task::FINISH,
    ];
    let is_client = |it: &Capability| clients.contains(&it.verb());
    let mut variables =
        if capabilities.iter().any(is_client) { engine.client_environment() } else { Entries::default() };
    if capabilities.iter().any(|it| it.verb() == workflow::QUERY) {
        variables.insert(ENV_ORCHESTRATOR, engine.orchestrator_name());
    }
    variables
}

/// Of a binary that reaches executions or calls tasks.
pub(crate) fn statements(engine: &Engine, capabilities: &[Capability], who: &str) -> Vec<Reasoned> {
    let sorted: BTreeSet<&Capability> = capabilities.iter().collect();
    let mut statements = Vec::new();
    for capability in sorted {
        let target = capability.target().unwrap_or_default();
        match capability.verb() {
            workflow::START => {
                let why = holds(capability, who, &format!("start `{target}`"));
                statements.extend(client(engine, &["GetItem", "PutItem"], &why));
            }
            signal::SEND => {
                let why = holds(capability, who, &format!("signal `{target}`"));
                statements.extend(client(engine, &["GetItem"], &why));
            }
            task::CALL => {
                let statement =
                    Statement::allow(["lambda:InvokeFunction"]).on(engine.task_function_arn(target));
                statements
                    .push(Reasoned::because(statement, &holds(capability, who, &format!("call `{target}`"))));
            }
            task::FINISH => {
                let why = holds(capability, who, "finish tasks by their tokens");
                statements.extend(client(engine, &["GetItem", "PutItem"], &why));
            }
            workflow::READ => {
                let why = holds(capability, who, "read the status and result of executions");
                statements.extend(
                    [items(engine, &["GetItem"]), large(engine)].map(|it| Reasoned::because(it, &why)),
                );
            }
            workflow::LIST => {
                let why = holds(capability, who, "list executions");
                statements.extend([listed(engine), large(engine)].map(|it| Reasoned::because(it, &why)));
            }
            workflow::CANCEL => {
                let why = holds(capability, who, "cancel executions");
                let asked = [items(engine, &["GetItem"]), large(engine), send(engine)];
                statements.extend(asked.map(|it| Reasoned::because(it, &why)));
            }
            workflow::HISTORY => {
                let why = holds(capability, who, "read the histories of executions");
                let asked = [
                    items(engine, &["GetItem"]),
                    objects(engine, "GetObject", [HISTORIES, PAYLOADS]),
                    Statement::allow(["s3:ListBucket"]).on(engine.stores.bucket.arn()),
                ];
                statements.extend(asked.map(|it| Reasoned::because(it, &why)));
            }
            workflow::QUERY => {
                let why = holds(capability, who, "ask executions about their state");
                statements.push(Reasoned::because(ask(engine), &why));
            }
            // Those of other primitives.
            _ => {}
        }
    }
    statements
}

/// What sends messages to executions: it looks whether they are there, and what is large goes by way of the bucket.
fn client(engine: &Engine, on_rows: &[&str], why: &str) -> [Reasoned; 3] {
    let [read, write] = ["GetObject", "PutObject"].map(|it| format!("s3:{it}"));
    let payloads = Statement::allow([read, write]).on(engine.stores.bucket.objects_arn(PAYLOADS));
    [items(engine, on_rows), send(engine), payloads].map(|it| Reasoned::because(it, why))
}

/// Of the function that runs workflows, beside what its binary can do.
pub(super) fn of_orchestrator(engine: &Engine) -> Vec<Reasoned> {
    let mut statements = vec![
        Reasoned::because(
            items(engine, &["GetItem", "PutItem"]),
            "the orchestrator keeps the rows of executions and task calls",
        ),
        Reasoned::because(
            objects(engine, "GetObject", [HISTORIES, PAYLOADS]),
            "the orchestrator reads histories, and payloads that are too large for a message",
        ),
        Reasoned::because(
            objects(engine, "PutObject", [HISTORIES, PAYLOADS]),
            "the orchestrator writes histories, and payloads that are too large for a message",
        ),
        no_such_key(engine, "the orchestrator"),
        Reasoned::because(
            send(engine),
            "the orchestrator wakes executions: children, parents, those that it signals",
        ),
    ];
    statements.extend(later(engine, "the orchestrator holds back timers and retries"));
    let forget =
        Statement::allow(["scheduler:DeleteSchedule"]).on(engine.stores.schedules.schedules_arn("*"));
    statements.push(Reasoned::because(forget, "the orchestrator takes back timers that nothing waits for"));
    statements
}

/// Of the function of a task.
pub(super) fn of_task(engine: &Engine, who: &str) -> Vec<Reasoned> {
    let mut statements = vec![
        Reasoned::because(items(engine, &["GetItem", "PutItem"]), &format!("{who} claims its attempts")),
        Reasoned::because(
            objects(engine, "GetObject", [PAYLOADS]),
            &format!("{who} reads inputs that are too large for an item"),
        ),
        Reasoned::because(
            objects(engine, "PutObject", [PAYLOADS]),
            &format!("{who} writes results that are too large for a message"),
        ),
        Reasoned::because(send(engine), &format!("{who} reports what came of its attempts")),
    ];
    statements.extend(later(engine, &format!("{who} arranges a look at an attempt that may hang")));
    statements
}

/// Of the function by which executions are operated.
pub(super) fn of_operator(engine: &Engine, service: &str, bus: &Value<String>) -> Vec<Reasoned> {
    let emit = Statement::allow(["events:PutEvents"])
        .on(bus.clone())
        .when(json!({ "StringEquals": { "events:source": service } }));
    vec![
        Reasoned::because(
            items(engine, &["GetItem", "PutItem"]),
            "the operator shows and starts executions, and takes signs of life of tasks",
        ),
        Reasoned::because(listed(engine), "the operator lists executions by workflow and time"),
        Reasoned::because(
            objects(engine, "GetObject", [HISTORIES, PAYLOADS]),
            "the operator shows histories, and payloads that are too large for an item",
        ),
        Reasoned::because(
            objects(engine, "PutObject", [PAYLOADS]),
            "the operator takes inputs that are too large for a message",
        ),
        no_such_key(engine, "the operator"),
        Reasoned::because(
            send(engine),
            "the operator starts, signals, cancels and ends executions, and completes tasks",
        ),
        Reasoned::because(ask(engine), "the operator asks executions about their state"),
        Reasoned::because(emit, "the operator emits events of this service for whoever operates it"),
    ]
}

fn items(engine: &Engine, actions: &[&str]) -> Statement {
    Statement::allow(actions.iter().map(|it| format!("dynamodb:{it}"))).on(engine.stores.table.arn())
}

fn objects<const N: usize>(engine: &Engine, action: &str, keys: [&str; N]) -> Statement {
    let statement = Statement::allow([format!("s3:{action}")]);
    statement.on_each(keys.iter().map(|it| engine.stores.bucket.objects_arn(it)))
}

/// To read what is too large for an item.
fn large(engine: &Engine) -> Statement {
    objects(engine, "GetObject", [PAYLOADS])
}

/// To have the function that runs workflows bring an execution back and ask it.
fn ask(engine: &Engine) -> Statement {
    Statement::allow(["lambda:InvokeFunction"]).on(engine.orchestrator_arn())
}

/// To ask the index.
fn listed(engine: &Engine) -> Statement {
    let index = sub(&format!("${{Table}}/index/{INDEX}"), [("Table", engine.stores.table.arn())]);
    Statement::allow(["dynamodb:Query"]).on(index)
}

fn send(engine: &Engine) -> Statement {
    Statement::allow(["sqs:SendMessage"]).on(engine.stores.queue.arn())
}

/// S3 says that a key is not there only to callers that can list the bucket, and "forbidden" to others.
fn no_such_key(engine: &Engine, who: &str) -> Reasoned {
    let statement = Statement::allow(["s3:ListBucket"]).on(engine.stores.bucket.arn());
    Reasoned::because(
        statement,
        &format!("{who} must tell a segment of history that is not there from one it may not read"),
    )
}

/// What it needs to have something happen later.
fn later(engine: &Engine, why: &str) -> [Reasoned; 3] {
    let stores = &engine.stores;
    let hold_back = Statement::allow(["sqs:SendMessage"]).on(stores.relay.arn());
    let schedule = Statement::allow(["scheduler:CreateSchedule"]).on(stores.schedules.schedules_arn("*"));
    let pass = Statement::allow(["iam:PassRole"])
        .on(stores.schedule_role.arn())
        .when(json!({ "StringEquals": { "iam:PassedToService": "scheduler.amazonaws.com" } }));
    [
        Reasoned::because(hold_back, why),
        Reasoned::because(schedule, &format!("{why}, by a schedule if it is far off")),
        Reasoned::because(pass, &format!("{why}: schedules send in this role")),
    ]
}
