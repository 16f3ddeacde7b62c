use eventual_analyzer_describe::{CommandDescription, RouteDescription, ServiceDescription, path_parameters};
use eventual_analyzer_model::contract::RPC_PREFIX;
use eventual_analyzer_model::{HandlerKind, Location, Method};
use serde_json::Value;

use super::components::{Components, Side, reference};
use super::placement::{accepts_null, place};

/// One method of one path.
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// As in the source: `/files/{rest+}`.
    pub(crate) path: String,
    pub(crate) kind: HandlerKind,
    pub(crate) handler: String,
    /// Unique in the document.
    pub(crate) id: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// Answers by status, ascending; a raw route declares none.
    pub(crate) responses: Vec<Response>,
}

pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) description: Option<String>,
    pub(crate) schema: Value,
}

pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) description: String,
    pub(crate) schema: Option<Value>,
}

pub(crate) fn operations(service: &ServiceDescription, components: &mut Components) -> Vec<Operation> {
    let mut operations = Vec::new();
    // Inputs come before outputs, so that a type that is both keeps its plain name for what callers send.
    let inputs: Vec<Option<Value>> = service
        .commands
        .iter()
        .map(|it| it.input.as_ref().map(|input| components.add(&input.schema, Side::Input)))
        .collect();
    for (command, input) in service.commands.iter().zip(&inputs) {
        let responses = responses(command, components);
        let body = input.as_ref().map(|schema| Body {
            required: !accepts_null(components.resolve(schema)),
            schema: schema.clone(),
        });
        operations.push(rpc(command, body, responses));
    }
    for (command, input) in service.commands.iter().zip(&inputs) {
        if let Some(path) = &command.path {
            let responses = responses(command, components);
            operations.push(rest(command, path, input.as_ref(), responses, components));
        }
    }
    operations.extend(service.routes.iter().map(route));
    make_ids_unique(&mut operations);
    operations
}

fn rpc(command: &CommandDescription, body: Option<Body>, responses: Vec<Response>) -> Operation {
    Operation {
        method: Method::Post,
        path: format!("{RPC_PREFIX}{}", command.name),
        id: format!("rpc_{}", command.name),
        parameters: Vec::new(),
        body,
        ..of_command(command, responses)
    }
}

fn rest(
    command: &CommandDescription,
    path: &str,
    input: Option<&Value>,
    responses: Vec<Response>,
    components: &mut Components,
) -> Operation {
    let placement = place(command, path, input, components);
    Operation {
        method: command.method,
        path: path.to_owned(),
        id: command.name.clone(),
        parameters: placement.parameters,
        body: placement.body,
        ..of_command(command, responses)
    }
}

fn of_command(command: &CommandDescription, responses: Vec<Response>) -> Operation {
    Operation {
        method: command.method,
        path: String::new(),
        kind: HandlerKind::Command,
        handler: command.name.clone(),
        id: String::new(),
        summary: command.summary.clone(),
        description: command.description.clone(),
        tags: command.tags.clone(),
        parameters: Vec::new(),
        body: None,
        responses,
    }
}

fn route(route: &RouteDescription) -> Operation {
    let parameters = path_parameters(&route.path)
        .map(|name| Parameter {
            name: name.to_owned(),
            location: Location::Path,
            required: true,
            description: None,
            schema: serde_json::json!({ "type": "string" }),
        })
        .collect();
    Operation {
        method: route.method,
        path: route.path.clone(),
        kind: HandlerKind::Route,
        handler: route.name.clone(),
        id: route.name.clone(),
        summary: route.summary.clone(),
        description: route.description.clone(),
        tags: route.tags.clone(),
        parameters,
        body: None,
        responses: Vec::new(),
    }
}

fn responses(command: &CommandDescription, components: &mut Components) -> Vec<Response> {
    let problem = |status, description: &str| Response {
        status,
        description: description.to_owned(),
        schema: Some(reference("Problem")),
    };
    let mut responses = vec![match &command.output {
        Some(schema) => Response {
            status: 200,
            description: "The answer.".to_owned(),
            schema: Some(components.add(schema, Side::Output)),
        },
        None => Response { status: 204, description: "Done; there is no answer.".to_owned(), schema: None },
    }];
    let mut failures = std::collections::BTreeMap::new();
    failures.insert(400, vec!["The input is not valid.".to_owned()]);
    failures.insert(500, vec!["The service failed.".to_owned()]);
    for error in &command.errors {
        let text = match &error.description {
            Some(description) => format!("`{}`: {description}", error.code),
            None => format!("`{}`", error.code),
        };
        failures.entry(error.status).or_default().push(text);
    }
    responses.extend(failures.into_iter().map(|(status, texts)| problem(status, &texts.join("\n\n"))));
    responses
}

/// A command and a route may share a name; what comes later (RPC, REST, routes) gives way.
fn make_ids_unique(operations: &mut [Operation]) {
    let mut taken = std::collections::BTreeSet::new();
    for operation in operations {
        let base = operation.id.clone();
        let mut number = 2;
        while !taken.insert(operation.id.clone()) {
            operation.id = format!("{base}_{number}");
            number += 1;
        }
    }
}
