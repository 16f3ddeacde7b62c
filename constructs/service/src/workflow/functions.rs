use std::collections::BTreeMap;
use std::time::Duration;

use eventual_analyzer_model::Task;
use eventual_analyzer_model::contract::{Capability, event, task};
use eventual_constructs_aws::Size;
use eventual_constructs_aws::lambda::{EventSource, Function, FunctionProps};
use eventual_constructs_core::{Construct, Scope};

use super::engine::orchestrator_timeout;
use super::{Engine, WorkflowResources, policy};
use crate::build::{Build, FunctionSpec};
use crate::subject::Subject;

/// Memory of the orchestrator when nothing is said: it keeps executions between messages, and processor time comes with
/// memory.
const ORCHESTRATOR_MEMORY: Size = Size::megabytes(512);
/// Seconds after which a worker that never started is reported, when nothing is said. Lambda would try for six hours.
const TASK_AGE: Duration = Duration::from_secs(3_600);

/// The settings of a task's function: the engine decides when it is tried again, and hears of its failures.
fn task_props(engine: &Engine, task: &Task, props: FunctionProps) -> FunctionProps {
    let fixed = FunctionProps {
        function_name: engine.task_function_name(&task.handler.name).into(),
        retry_attempts: 0.into(),
        on_failure: engine.lost_workers().into(),
        ..FunctionProps::default()
    };
    let fallback = FunctionProps { max_event_age: TASK_AGE.into(), ..FunctionProps::default() };
    fixed.or(props).or(fallback)
}

/// Makes the functions of tasks, by name. Without a workflow nothing can call one.
#[track_caller]
pub(crate) fn tasks(build: &mut Build<'_>) -> BTreeMap<String, Function> {
    let mut made = BTreeMap::new();
    for task in &build.model.tasks {
        if build.engine.is_none() {
            break;
        }
        let scope = build.layout.function_scope(&task.handler);
        let Some(engine) = &build.engine else { break };
        made.insert(task.handler.name.clone(), function_of(build, engine, &scope, task));
    }
    made
}

#[track_caller]
fn function_of(build: &Build<'_>, engine: &Engine, scope: &Construct, task: &Task) -> Function {
    let spec = build.function_spec(Subject::handler(&task.handler, None));
    let who = spec.subject.who.clone();
    let function = build.function(
        scope,
        FunctionSpec {
            props: task_props(engine, task, spec.props),
            environment: engine.worker_environment(),
            statements: policy::of_task(engine, &who),
            ..spec
        },
    );
    explain(
        &function,
        &format!("sqs:SendMessage: Lambda reports workers of {who} that died to the relay queue"),
    );
    function
}

/// Makes orchestrator and operator; `None` for a service without workflows.
#[track_caller]
pub(crate) fn workflows(build: &Build<'_>) -> Option<WorkflowResources> {
    let engine = build.engine.as_ref()?;
    let orchestrator = orchestrator(build, engine, &Construct::new(&engine.scope, "Orchestrator"));
    let operator_scope = Construct::new(&engine.scope, "Operator");
    let operator = operator(build, engine, &operator_scope);
    let stores = engine.stores.clone();
    Some(WorkflowResources {
        orchestrator,
        operator,
        table: stores.table,
        bucket: stores.bucket,
        queue: stores.queue,
        dead_letter_queue: stores.dead_letters,
        relay_queue: stores.relay,
        relay_dead_letter_queue: stores.relay_dead_letters,
        schedules: stores.schedules,
        schedule_role: stores.schedule_role,
        operator_scope,
    })
}

#[track_caller]
fn orchestrator(build: &Build<'_>, engine: &Engine, scope: &Construct) -> Function {
    let spec = build.function_spec(Subject::orchestrator(build.model));
    // Children and signals are messages like all others: the fixed statements cover them.
    let beyond = |it: &Capability| [task::CALL, event::EMIT].contains(&it.verb());
    let props = &build.settings.workflows;
    let defaults = FunctionProps {
        memory: build.settings.defaults.memory.clone().or(ORCHESTRATOR_MEMORY.into()),
        ..FunctionProps::default()
    };
    let mut own = props.orchestrator.clone().or(defaults);
    own.timeout = orchestrator_timeout(build.settings).into();
    own.function_name = engine.orchestrator_name().into();
    let function = build.function(
        scope,
        FunctionSpec {
            props: own,
            environment: engine.orchestrator_environment(),
            statements: policy::of_orchestrator(engine),
            capabilities: spec.capabilities.iter().filter(|it| beyond(it)).cloned().collect(),
            ..spec
        },
    );
    let mut messages = EventSource::queue(&engine.stores.queue);
    messages.max_concurrency = props.max_concurrency.clone();
    function.add_event_source("Messages", messages);
    function.add_event_source("Relayed", EventSource::queue(&engine.stores.relay));
    if let Some(emptier) = engine.stores.bucket.emptier() {
        // So it is deleted before the bucket is emptied, and writes nothing after that.
        function.resource().depends_on(emptier);
    }
    explain(
        &function,
        "sqs:ReceiveMessage, sqs:DeleteMessage: Lambda polls both queues in the role of the orchestrator",
    );
    function
}

#[track_caller]
fn operator(build: &Build<'_>, engine: &Engine, scope: &Construct) -> Function {
    let spec = FunctionSpec {
        props: build.settings.workflows.operator.clone(),
        environment: engine.operator_environment(),
        statements: policy::of_operator(engine, &build.model.name, &build.bus.arn()),
        // What it can do is fixed, whatever its binary shows.
        capabilities: Vec::new(),
        ..build.function_spec(Subject::operator(build.model))
    };
    build.function(scope, spec)
}

fn explain(function: &Function, why: &str) {
    if let Some(role) = function.role().resource() {
        role.node().explain(why);
    }
}
