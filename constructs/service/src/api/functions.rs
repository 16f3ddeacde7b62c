use std::collections::BTreeMap;

use eventual_analyzer_model::Handler;
use eventual_constructs_aws::lambda::Function;
use eventual_constructs_core::{Construct, Scope};

use super::body::{BodyInput, body};
use super::resources::{Api, api};
use crate::build::Build;
use crate::function::permit;
use crate::subject::Subject;
use crate::workflow::WorkflowResources;

/// Paths below `contract::OPERATOR_PREFIX`.
pub(crate) const OPERATED: &str = "/_eventual/api/*";

/// The functions that answer the API.
pub(crate) struct ApiFunctions {
    /// Of commands, by name.
    pub(crate) commands: BTreeMap<String, Function>,
    /// Of routes, by name.
    pub(crate) routes: BTreeMap<String, Function>,
    /// Where the permission of each stands.
    permissions: Vec<(Construct, Function)>,
}

/// Makes the functions of commands and routes.
#[track_caller]
pub(crate) fn functions(build: &mut Build<'_>) -> ApiFunctions {
    let mut made =
        ApiFunctions { commands: BTreeMap::new(), routes: BTreeMap::new(), permissions: Vec::new() };
    for command in &build.model.commands {
        let function = function(build, &command.handler, command.summary.as_deref(), &mut made.permissions);
        made.commands.insert(command.handler.name.clone(), function);
    }
    for route in &build.model.routes {
        let function = function(build, &route.handler, None, &mut made.permissions);
        made.routes.insert(route.handler.name.clone(), function);
    }
    made
}

#[track_caller]
fn function(
    build: &mut Build<'_>,
    handler: &Handler,
    summary: Option<&str>,
    permissions: &mut Vec<(Construct, Function)>,
) -> Function {
    let scope = build.layout.function_scope(handler);
    let function = build.function(&scope, build.function_spec(Subject::handler(handler, summary)));
    permissions.push((build.layout.wiring_scope(handler, &scope), function.clone()));
    function
}

/// Makes the API; `None` if there is nothing that it could call.
#[track_caller]
pub(crate) fn build(
    build: &Build<'_>,
    functions: &ApiFunctions,
    workflows: Option<&WorkflowResources>,
) -> Option<Api> {
    let document = build.document;
    let operator = workflows.map(|it| it.operator.arn());
    if document.operations.is_empty() && operator.is_none() {
        return None;
    }
    let commands = functions.commands.iter().map(|(name, it)| (format!("command_{name}"), it.arn()));
    let routes = functions.routes.iter().map(|(name, it)| (format!("route_{name}"), it.arn()));
    let arns = commands.chain(routes).collect();
    let props = &build.settings.api;
    let input = BodyInput { document, props, functions: &arns, operator: operator.as_ref() };
    let api = api(&build.service, &build.model.name, body(&input), props);
    for it in &document.downgrades {
        let why =
            format!("`{}` is checked by the function alone at `{}`: {}", it.keyword, it.place, it.reason);
        api.rest_api.resource().node().explain(why);
    }
    for (scope, function) in &functions.permissions {
        permit(scope, &function.arn(), "apigateway", api.rest_api.execute_arn("*", "*"));
    }
    if let Some(workflows) = workflows {
        let source = api.rest_api.execute_arn("*", OPERATED);
        permit(workflows.operator_scope(), &workflows.operator.arn(), "apigateway", source);
    }
    Some(api)
}
