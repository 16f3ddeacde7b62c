//! The service `durable`, deployed: how the tests talk to it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what cannot be found is a failed test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use eventual_constructs::aws::lambda::FunctionProps;
use eventual_constructs::prelude::seconds;
use eventual_constructs::{
    App, AppProps, Architecture, Binaries, RemovalPolicy, Service, ServiceSettings, Stack, WorkflowProps,
    prepare,
};
use eventual_constructs_report::Printer;
use eventual_snapshots_e2e::http::{Answer, Request};
use eventual_snapshots_e2e::{Emulator, Result, wait_for};
use serde_json::{Value, json};
use ureq::http::Method;

pub(crate) const STACK: &str = "Durable";

/// How long an execution may take here before something is wrong. The machine may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// Synthesizes the service into this folder: short times, and nothing stays when the stack goes.
pub(crate) fn synth(folder: &Path) {
    let service = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("durable");
    let model = eventual_analyzer::analyze(&service).model.unwrap();
    let printer = Printer::default();
    let build = prepare(&model, &service, Binaries::Build, Architecture::X86_64, &printer).unwrap();
    for id in ["workflow_orchestrator", "system_operator", "task_square"] {
        let function = &build.functions[id];
        printer.note(format_args!("{id}: {} bytes, {} zipped", function.size, function.zip_size));
    }
    let settings = ServiceSettings {
        workflows: WorkflowProps {
            orchestrator: FunctionProps { timeout: seconds(4), ..Default::default() },
            max_queue_delay: seconds(2),
            removal_policy: RemovalPolicy::Destroy.into(),
            ..Default::default()
        },
        ..Default::default()
    };
    let app = App::with_props(AppProps::default());
    let stack = Stack::new(&app, STACK);
    Service::new(&stack, "Service", &model, &build, &settings);
    app.synth(folder).unwrap();
}

/// The deployed service.
pub(crate) struct Durable<'a> {
    emulator: &'a Emulator,
    api: String,
    resources: BTreeMap<String, String>,
}

impl<'a> Durable<'a> {
    pub(crate) fn new(emulator: &'a Emulator) -> Result<Self> {
        let outputs = emulator.aws().stack_outputs(STACK)?;
        let api = outputs["ApiUrl"].trim_start_matches("https://").split('.').next().unwrap_or_default();
        let resources = emulator.aws().stack_resources(STACK)?;
        Ok(Self { emulator, api: api.to_owned(), resources })
    }

    /// Physical id of the resource whose logical id is this name and a hash.
    pub(crate) fn named(&self, name: &str) -> &str {
        let is_it = |id: &str| id.len() > 8 && id[..id.len() - 8].ends_with(name);
        let found = self.resources.iter().find(|(id, _)| is_it(id));
        found.map_or_else(|| panic!("no `{name}` in {:#?}", self.resources), |(_, physical)| physical)
    }

    /// Calls a path of the API without a signature.
    pub(crate) fn call(&self, method: Method, path: &str, body: &Value) -> Result<Answer> {
        let request = Request::new(method, self.emulator.rest_url(&self.api, "prod", path));
        let request = request.header("content-type", "application/json");
        if body.is_null() { request.send() } else { request.body(body.to_string()).send() }
    }

    /// Calls a route of the operator, signed.
    pub(crate) fn operate(
        &self,
        method: &Method,
        path: &str,
        query: &[(&str, &str)],
        body: &Value,
    ) -> Result<Answer> {
        let path = format!("/restapis/{}/prod/_user_request_/_eventual/api{path}", self.api);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.emulator.aws().rest("execute-api", method, &path, query, body)
    }

    /// As [`Self::operate`], for what must succeed.
    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.operate(&Method::POST, path, &[], body)?.success()?.json()
    }

    pub(crate) fn start(&self, workflow: &str, name: &str, input: Value) -> Result<()> {
        let answer =
            self.post("/executions", &json!({ "workflow": workflow, "name": name, "input": input }))?;
        assert_eq!(answer["id"], name);
        Ok(())
    }

    pub(crate) fn signal(&self, execution: &str, name: &str, payload: &Value) -> Result<()> {
        self.post(&format!("/executions/{execution}/signals"), &json!({ "name": name, "payload": payload }))
            .map(drop)
    }

    pub(crate) fn cancel(&self, execution: &str, reason: &str) -> Result<()> {
        self.post(&format!("/executions/{execution}/cancel"), &json!({ "reason": reason })).map(drop)
    }

    pub(crate) fn execution(&self, id: &str) -> Result<Value> {
        self.operate(&Method::GET, &format!("/executions/{id}"), &[], &Value::Null)?.success()?.json()
    }

    /// How many segments the history has.
    pub(crate) fn segments(&self, id: &str) -> Result<usize> {
        let path = format!("/executions/{id}/history");
        let history = self.operate(&Method::GET, &path, &[], &Value::Null)?.success()?.json()?;
        Ok(history["segments"].as_array().map_or(0, Vec::len))
    }

    /// What the execution gave.
    pub(crate) fn output(&self, id: &str) -> Result<Value> {
        let execution = self.ended(id)?;
        assert_eq!(execution["status"], "succeeded", "{execution:#}\n{}", self.emulator.log_tail());
        Ok(execution["output"].clone())
    }

    /// Why the execution failed.
    pub(crate) fn error(&self, id: &str) -> Result<Value> {
        let execution = self.ended(id)?;
        assert_eq!(execution["status"], "failed", "{execution:#}\n{}", self.emulator.log_tail());
        Ok(execution["error"].clone())
    }

    fn ended(&self, id: &str) -> Result<Value> {
        let ended = wait_for(&format!("execution `{id}` to end"), PATIENCE, || {
            let execution = self.execution(id)?;
            Ok((execution["status"] != "running").then_some(execution))
        });
        ended.map_err(|error| {
            let now = self.execution(id).map(|it| format!("{it:#}")).unwrap_or_default();
            panic!("{error}\n{now}\n{}", self.emulator.log_tail())
        })
    }
}
