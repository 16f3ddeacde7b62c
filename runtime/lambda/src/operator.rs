//! The function by which the service is operated: nothing of the service's code, only what it is made of.

use std::sync::OnceLock;

use eventual_analyzer_model::{ServiceModel, contract};
use eventual_runtime_aws_stores::{AwsStores, Settings, ask, emit, now, unique_id};
use eventual_runtime_core::error_response;
use eventual_runtime_core::json::Json;
use eventual_runtime_engine::{Emitted, Payload, Timestamp};
use eventual_runtime_operator::{Host, HostError, ServiceDescription, handle};
use eventual_runtime_orchestrator::StoreError;
use eventual_runtime_orchestrator::operations::Question;

use crate::{Answer, Invocation, InvocationError, bad_event, gateway, run};

static MODEL: OnceLock<&'static str> = OnceLock::new();

/// `main` of the Lambda function that answers for the service of this model, JSON; returns the exit code.
pub fn operator_main(model: &'static str) -> i32 {
    MODEL.get_or_init(|| model);
    run(entry)
}

fn entry(invocation: Invocation) -> Answer {
    Box::pin(async move {
        let mut event = Json::parse(&invocation.payload)
            .map_err(|error| bad_event(format!("the payload is not JSON: {error}")))?;
        let operator = Operator::shared()
            .map_err(|message| InvocationError { error_type: "ConfigurationFailed".to_owned(), message })?;
        let response = match gateway::read(&mut event, Some("/{proxy+}")) {
            Ok((request, _)) => {
                let (parts, body) = request.into_parts();
                handle(operator, &parts, &body).await
            }
            Err((status, message)) => error_response(status, "BadRequest", &message, None),
        };
        Ok(gateway::write(&response))
    })
}

struct Operator {
    stores: AwsStores<'static>,
    description: ServiceDescription,
}

impl Operator {
    fn shared() -> Result<&'static Self, String> {
        static SHARED: OnceLock<Operator> = OnceLock::new();
        static SETTINGS: OnceLock<Settings> = OnceLock::new();
        if let Some(operator) = SHARED.get() {
            return Ok(operator);
        }
        let model = MODEL.get().copied().unwrap_or_default();
        let model: ServiceModel =
            serde_json::from_str(model).map_err(|error| format!("the model of the service: {error}"))?;
        let description = ServiceDescription::from(&model);
        let workflows = description.workflows.iter().map(|it| it.name.clone());
        let settings = SETTINGS.get_or_init(|| Settings::from_env().with_workflows(workflows));
        let client = eventual_runtime_aws::Client::shared().map_err(|error| error.to_string())?;
        let stores = AwsStores::new(client, settings);
        Ok(SHARED.get_or_init(|| Self { stores, description }))
    }
}

impl Host for Operator {
    type Stores = AwsStores<'static>;

    fn stores(&self) -> &AwsStores<'static> {
        &self.stores
    }

    fn now(&self) -> Timestamp {
        now()
    }

    fn random(&self) -> String {
        // Ids of requests, not secrets: the time will do where there are no random numbers.
        unique_id().unwrap_or_else(|_| format!("{:032x}", now().as_millis()))
    }

    fn service(&self) -> &ServiceDescription {
        &self.description
    }

    async fn openapi(&self) -> Result<Payload, HostError> {
        let folder = std::env::var_os("LAMBDA_TASK_ROOT").unwrap_or_else(|| ".".into());
        let path = std::path::Path::new(&folder).join(contract::SPEC_FILE);
        let Ok(text) = std::fs::read_to_string(path) else {
            return Err(HostError::Unsupported("`eventual synth` writes it"));
        };
        Payload::from_text(text).map_err(|error| HostError::Store(StoreError(error.to_string())))
    }

    async fn query(&self, question: Question) -> Result<Payload, HostError> {
        Ok(ask(question).await?)
    }

    async fn emit(&self, name: &str, detail: &Payload) -> Result<(), HostError> {
        let event = Emitted { name: name.to_owned().into(), payload: detail.clone() };
        emit(&[event]).await.map_err(|error| HostError::Store(StoreError(error.to_string())))
    }
}
