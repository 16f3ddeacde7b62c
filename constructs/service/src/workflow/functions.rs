use std::collections::BTreeMap;
use std::time::Duration;

use eventual_analyzer_model::contract::{Capability, OPERATOR_ID, ORCHESTRATOR_ID};
use eventual_analyzer_model::{ServiceModel, Task};
use eventual_constructs_aws::Size;
use eventual_constructs_aws::lambda::{EventSource, Function, FunctionProps};
use eventual_constructs_core::{Construct, Scope, Value};

use super::engine::orchestrator_timeout;
use super::{Engine, WorkflowResources, policy};
use crate::build_outputs::FunctionBuild;
use crate::capability::{Reasoned, Surroundings, statements};
use crate::function::{FunctionContext, FunctionInput, handler_function};
use crate::props::ServiceSettings;
use crate::subject::Subject;

/// Memory of the orchestrator when nothing is said: it keeps executions between messages, and processor time comes with
/// memory.
const ORCHESTRATOR_MEMORY: Size = Size::megabytes(512);
/// Seconds after which a worker that never started is reported, when nothing is said. Lambda would try for six hours.
const TASK_AGE: Duration = Duration::from_secs(3_600);

/// Makes the functions of the engine.
pub(crate) struct Maker<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) model: &'a ServiceModel,
    pub(crate) settings: &'a ServiceSettings,
    pub(crate) builds: &'a BTreeMap<String, FunctionBuild>,
    pub(crate) surroundings: &'a Surroundings<'a>,
    pub(crate) context: &'a FunctionContext<'a>,
}

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

impl Maker<'_> {
    fn capabilities(&self, id: &str) -> &[Capability] {
        self.builds.get(id).map_or(&[][..], |it| &it.capabilities)
    }

    /// The function of a task.
    #[track_caller]
    pub(crate) fn task(&self, scope: &Construct, task: &Task) -> Function {
        let id = task.handler.id();
        let subject = Subject::handler(&task.handler, None);
        let mut allowed = policy::of_task(self.engine, &subject.who);
        allowed.extend(statements(self.capabilities(&id), &subject.who, self.surroundings));
        let lost = format!(
            "sqs:SendMessage: Lambda reports workers of {} that died to the relay queue",
            subject.who
        );
        let props = self.settings.functions.get(&id).cloned().unwrap_or_default();
        let input = FunctionInput {
            build: self.builds.get(&id),
            props: task_props(self.engine, task, props),
            contract: self.engine.worker_environment(),
            statements: allowed,
            subject,
        };
        let function = handler_function(scope, input, self.context);
        explain(&function, &lost);
        function
    }

    /// Orchestrator and operator, in the scope of the engine.
    #[track_caller]
    pub(crate) fn shared(&self, scope: &Construct, bus: &Value<String>) -> WorkflowResources {
        let orchestrator = self.orchestrator(&Construct::new(scope, "Orchestrator"));
        let operator_scope = Construct::new(scope, "Operator");
        let operator = self.operator(&operator_scope, bus);
        let stores = self.engine.stores.clone();
        WorkflowResources {
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
        }
    }

    #[track_caller]
    fn orchestrator(&self, scope: &Construct) -> Function {
        let subject = Subject::orchestrator(self.model);
        let mut allowed = policy::of_orchestrator(self.engine);
        // Children and signals are messages like all others: the fixed statements cover them.
        let beyond = |it: &Capability| matches!(it, Capability::Task(_) | Capability::Emit(_));
        let capabilities: Vec<Capability> =
            self.capabilities(ORCHESTRATOR_ID).iter().filter(|it| beyond(it)).cloned().collect();
        allowed.extend(statements(&capabilities, &subject.who, self.surroundings));
        let props = &self.settings.workflows;
        let defaults = FunctionProps {
            memory: self.settings.defaults.memory.clone().or(ORCHESTRATOR_MEMORY.into()),
            ..FunctionProps::default()
        };
        let mut own = props.orchestrator.clone().or(defaults);
        own.timeout = orchestrator_timeout(self.settings).into();
        own.function_name = self.engine.orchestrator_name().into();
        let function = self.made(scope, subject, ORCHESTRATOR_ID, own, allowed);
        let mut messages = EventSource::queue(&self.engine.stores.queue);
        messages.max_concurrency = props.max_concurrency.clone();
        function.add_event_source("Messages", messages);
        function.add_event_source("Relayed", EventSource::queue(&self.engine.stores.relay));
        if let Some(emptier) = self.engine.stores.bucket.emptier() {
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
    fn operator(&self, scope: &Construct, bus: &Value<String>) -> Function {
        let subject = Subject::operator(self.model);
        let allowed = policy::of_operator(self.engine, &self.model.name, bus);
        self.made(scope, subject, OPERATOR_ID, self.settings.workflows.operator.clone(), allowed)
    }

    #[track_caller]
    fn made(
        &self,
        scope: &Construct,
        subject: Subject,
        id: &str,
        props: FunctionProps,
        statements: Vec<Reasoned>,
    ) -> Function {
        let contract = match id {
            ORCHESTRATOR_ID => self.engine.orchestrator_environment(),
            _ => self.engine.operator_environment(),
        };
        let input = FunctionInput { build: self.builds.get(id), props, contract, statements, subject };
        handler_function(scope, input, self.context)
    }
}

fn explain(function: &Function, why: &str) {
    if let Some(role) = function.role().resource() {
        role.node().explain(why);
    }
}
