use std::collections::BTreeMap;
use std::time::Duration;

use eventual_analyzer_model::ServiceModel;
use eventual_analyzer_model::contract::{
    ENV_EXECUTIONS_QUEUE, ENV_EXECUTIONS_TABLE, ENV_HISTORY_BUCKET, ENV_LONGEST_QUEUE_DELAY,
    ENV_ORCHESTRATOR, ENV_RELAY_QUEUE, ENV_RELAY_QUEUE_ARN, ENV_RETENTION_DAYS, ENV_SCHEDULE_GROUP,
    ENV_SCHEDULE_ROLE_ARN, ENV_TASK_FUNCTION_PREFIX, ENV_TASK_FUNCTIONS, task_function_name,
};
use eventual_constructs_aws::Entries;
use eventual_constructs_aws::lambda::Destination;
use eventual_constructs_core::{Construct, Scope, Value, join, sub};
use serde_json::json;

use super::stores::{ORCHESTRATOR_TIMEOUT, Stores};
use crate::settings::ServiceSettings;

/// The longest prefix of the names of task functions: what is left of 64 characters is for the task.
const MAX_PREFIX: usize = 32;

/// What the name of the function that runs workflows ends with. No function of Rust has a hyphen in its name.
const ORCHESTRATOR: &str = "workflow-orchestrator";

/// The names and permissions by which functions take part in durable workflows.
pub(crate) struct Engine {
    /// Where what runs the workflows stands.
    pub(super) scope: Construct,
    pub(super) stores: Stores,
    /// What the names of task functions begin with.
    prefix: String,
    /// Names of task functions, by task.
    names: BTreeMap<String, TaskName>,
    /// Name of the function that runs workflows: fixed, as functions that are made before it name it.
    orchestrator: Value<String>,
    max_queue_delay: Option<Duration>,
    retention_days: Option<u32>,
}

/// Name of a task's function.
enum TaskName {
    /// By the rule that the runtime knows as well.
    Ruled(String),
    /// As its props say; a name, or the ARN of an alias or version.
    Own(Value<String>),
}

impl Engine {
    /// Makes tables, queues and so on in `scope`; `service` gives task functions their prefix.
    #[track_caller]
    pub(crate) fn new(
        service: &Construct,
        scope: Construct,
        model: &ServiceModel,
        settings: &ServiceSettings,
    ) -> Self {
        let prefix = format!("{}-", service.node().unique_name(MAX_PREFIX - 1));
        let names = model.tasks.iter().map(|task| {
            let props = settings.functions.get(&task.handler.id());
            let own = props.and_then(|it| it.function_name.get());
            let ruled = || TaskName::Ruled(task_function_name(&prefix, &task.handler.name));
            (task.handler.name.clone(), own.cloned().map_or_else(ruled, TaskName::Own))
        });
        let props = &settings.workflows;
        let orchestrator = props.orchestrator.function_name.get().cloned();
        Self {
            stores: Stores::new(&scope, props, orchestrator_timeout(settings)),
            scope,
            names: names.collect(),
            orchestrator: orchestrator.unwrap_or_else(|| task_function_name(&prefix, ORCHESTRATOR).into()),
            max_queue_delay: props.max_queue_delay.get().copied(),
            retention_days: props.retention_days.get().copied(),
            prefix,
        }
    }

    /// Where the record of a worker goes that died.
    pub(super) fn lost_workers(&self) -> Destination {
        Destination::from(&self.stores.relay)
    }

    /// The name that the function that runs workflows gets.
    pub(super) fn orchestrator_name(&self) -> Value<String> {
        self.orchestrator.clone()
    }

    /// Its ARN, by its name.
    pub(super) fn orchestrator_arn(&self) -> Value<String> {
        function_arn(self.orchestrator_name())
    }

    /// The name that the function of a task gets.
    pub(super) fn task_function_name(&self, task: &str) -> Value<String> {
        match self.names.get(task) {
            Some(TaskName::Own(name)) => name.clone(),
            Some(TaskName::Ruled(name)) => name.as_str().into(),
            None => task_function_name(&self.prefix, task).into(),
        }
    }

    /// ARN of the function of a task: by its name, so that the orchestrator need not wait for it to be made.
    pub(super) fn task_function_arn(&self, task: &str) -> Value<String> {
        function_arn(self.task_function_name(task))
    }

    /// Variables of functions that reach executions.
    pub(super) fn client_environment(&self) -> Entries<Value<String>> {
        [
            (ENV_EXECUTIONS_TABLE, self.stores.table.name()),
            (ENV_HISTORY_BUCKET, self.stores.bucket.name()),
            (ENV_EXECUTIONS_QUEUE, self.stores.queue.url()),
        ]
        .into()
    }

    /// Variables of functions that have something happen later.
    pub(super) fn worker_environment(&self) -> Entries<Value<String>> {
        let mut variables = self.client_environment();
        variables.insert(ENV_RELAY_QUEUE, self.stores.relay.url());
        variables.insert(ENV_RELAY_QUEUE_ARN, self.stores.relay.arn());
        variables.insert(ENV_SCHEDULE_GROUP, self.stores.schedules.name());
        variables.insert(ENV_SCHEDULE_ROLE_ARN, self.stores.schedule_role.arn());
        if let Some(delay) = self.max_queue_delay {
            variables.insert(ENV_LONGEST_QUEUE_DELAY, delay.as_secs().to_string());
        }
        variables
    }

    /// Variables of the function that runs workflows.
    pub(super) fn orchestrator_environment(&self) -> Entries<Value<String>> {
        let mut variables = self.worker_environment();
        variables.insert(ENV_TASK_FUNCTION_PREFIX, self.prefix.as_str());
        let mut named: Vec<Value<String>> = Vec::new();
        for (task, name) in &self.names {
            if let TaskName::Own(name) = name {
                let before = if named.is_empty() { "{" } else { "," };
                named.push(format!("{before}{}:\"", json!(task)).into());
                named.push(name.clone());
                named.push("\"".into());
            }
        }
        if !named.is_empty() {
            named.push("}".into());
            variables.insert(ENV_TASK_FUNCTIONS, join("", named));
        }
        if let Some(days) = self.retention_days {
            variables.insert(ENV_RETENTION_DAYS, days.to_string());
        }
        variables
    }

    /// Variables of the function by which executions are operated.
    pub(super) fn operator_environment(&self) -> Entries<Value<String>> {
        let mut variables = self.client_environment();
        variables.insert(ENV_ORCHESTRATOR, self.orchestrator_name());
        variables
    }
}

fn function_arn(name: Value<String>) -> Value<String> {
    let template = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:";
    match name {
        Value::Known(name) => sub(&format!("{template}{name}"), []),
        name => sub(&format!("{template}${{Name}}"), [("Name", name)]),
    }
}

/// How long the orchestrator may run.
pub(super) fn orchestrator_timeout(settings: &ServiceSettings) -> Duration {
    let own = settings.workflows.orchestrator.timeout.get();
    *own.or(settings.defaults.timeout.get()).unwrap_or(&ORCHESTRATOR_TIMEOUT)
}
