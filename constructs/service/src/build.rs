//! What all parts of a service are made from.

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::{ServiceModel, contract};
use eventual_analyzer_openapi::GatewayDocument;
use eventual_constructs_aws::Entries;
use eventual_constructs_aws::events::EventBus;
use eventual_constructs_core::{Construct, Value};

pub(crate) use crate::function::FunctionSpec;

use crate::build_outputs::BuildOutputs;
use crate::events;
use crate::layout::Layout;
use crate::settings::ServiceSettings;
use crate::workflow::Engine;

/// What all parts of a service are made from. Each part adds its resources; the order of the calls is the order in the
/// template.
pub(crate) struct Build<'a> {
    /// The service's construct.
    pub(crate) service: Construct,
    pub(crate) model: &'a ServiceModel,
    pub(crate) outputs: &'a BuildOutputs,
    pub(crate) settings: &'a ServiceSettings,
    pub(crate) description: &'a ServiceDescription,
    /// The API's operations and models.
    pub(crate) document: &'a GatewayDocument,
    pub(crate) bus: EventBus,
    pub(crate) layout: Layout,
    /// What runs the workflows, if there are any.
    pub(crate) engine: Option<Engine>,
    /// Variables of the framework that all functions have.
    pub(crate) environment: Entries<Value<String>>,
}

impl<'a> Build<'a> {
    /// Makes the bus and what holds executions: functions are granted access to both.
    #[track_caller]
    pub(crate) fn new(
        service: Construct,
        model: &'a ServiceModel,
        outputs: &'a BuildOutputs,
        settings: &'a ServiceSettings,
        description: &'a ServiceDescription,
        document: &'a GatewayDocument,
    ) -> Self {
        let bus = events::bus(&service, &settings.events);
        let mut environment = Entries::<Value<String>>::default();
        environment.insert(contract::ENV_SERVICE, model.name.as_str());
        environment.insert(contract::ENV_EVENT_BUS, bus.name());
        let layout = Layout::new(service.clone(), model, settings);
        let engine = if model.workflows.is_empty() {
            None
        } else {
            Some(Engine::new(&service, layout.engine_scope(), model, settings))
        };
        Self { service, model, outputs, settings, description, document, bus, layout, engine, environment }
    }
}
