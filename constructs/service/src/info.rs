use eventual_constructs_aws::events::EventBus;
use eventual_constructs_aws::ssm::{Parameter, ParameterProps};
use eventual_constructs_core::{Construct, Output, OutputProps, Scope, Stack, Value, join};
use serde_json::json;

use crate::api::Api;

/// Makes the parameter by which the tool finds a deployed service. It stays small, as parameters hold 4 KB:
/// functions are found by their tags `eventual:service` and `eventual:handler`.
#[track_caller]
pub(crate) fn info(scope: &Construct, service: &str, api: Option<&Api>, bus: &EventBus) -> Parameter {
    let mut parts: Vec<Value<String>> = vec![r#"{"bus":""#.into(), bus.name(), r#"","url":"#.into()];
    match api {
        Some(api) => parts.extend([r#"""#.into(), api.url(), r#"""#.into()]),
        None => parts.push("null".into()),
    }
    parts.push(format!(r#","service":{},"version":1}}"#, json!(service)).as_str().into());
    let props = ParameterProps {
        parameter_name: format!("/eventual/{service}/info").into(),
        description: format!("Where the Eventual service {service} is").into(),
    };
    Parameter::new(scope, "Info", join("", parts), props)
}

/// Shows people where the service is: `ApiUrl` and `EventBusName`, after the service's id if another service
/// of the stack has taken the plain names.
#[track_caller]
pub(crate) fn outputs(scope: &Construct, id: &str, api: Option<&Api>, bus: &EventBus) {
    let Some(stack) = Stack::of(scope) else { return };
    let mut values = vec![("EventBusName", bus.name(), "Bus that the service emits to")];
    if let Some(api) = api {
        values.push(("ApiUrl", api.url(), "URL of the service's API"));
    }
    for (name, value, description) in values {
        let name = if stack.node().find(name).is_some() { format!("{id}{name}") } else { name.to_owned() };
        let props = OutputProps { description: Some(description.to_owned()), ..Default::default() };
        Output::with_props(&stack, &name, value, props);
    }
}
