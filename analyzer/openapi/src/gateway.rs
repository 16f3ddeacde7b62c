//! The dialect of OpenAPI 3.0 that API Gateway REST APIs import: models are JSON Schema draft 4 with holes.
//!
//! The rule of this room: *the gateway never refuses what the function accepts*. A constraint that cannot
//! be said in the dialect, or that both sides read differently, is loosened or left out, and listed as a
//! [`Downgrade`]; the function still enforces it. Annotations (descriptions, examples, defaults) are left
//! out without mention: nobody reads this document but the importer.
//!
//! One difference cannot be seen here: serde reads a struct also from an array of its fields, which every
//! schema refuses.

mod lower;
mod number;
mod pattern;

use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_model::{HandlerKind, Location, Method};
use serde_json::{Map, Value, json};

use crate::describe::service::ServiceDescription;
use crate::plan::{COMPONENT_PREFIX, Operation, Parameter, Plan};
use lower::Lowering;

/// The gateway's document of a service, without any `x-amazon-apigateway-*` extension.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayDocument {
    /// OpenAPI 3.0.1.
    pub document: Value,
    /// Every operation of the document with the handler that answers it.
    pub operations: Vec<GatewayOperation>,
    /// What the gateway does not check as the function does. Sorted by place.
    pub downgrades: Vec<Downgrade>,
}

/// One method of one path of a [`GatewayDocument`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayOperation {
    /// Key under `paths`.
    pub path: String,
    /// Its key under the path is the method's name in lower case.
    pub method: Method,
    /// Kind of the handler that answers: command or route.
    pub kind: HandlerKind,
    /// Wire name of the handler.
    pub handler: String,
    /// Whether there is a body or a required parameter for the gateway to check.
    pub is_checked: bool,
}

/// A constraint that the gateway does not check, or checks less strictly than the function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Downgrade {
    /// Where: `NewOrder/lines/price` (model and fields), or `GET /orders query limit`.
    pub place: String,
    /// Keyword of JSON Schema that is affected.
    pub keyword: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// The document that API Gateway REST imports for this service.
pub fn gateway(service: &ServiceDescription) -> GatewayDocument {
    let plan = Plan::of(service);
    let mut lowering = Lowering::new(&plan.components);
    let mut paths = Map::new();
    let mut operations = Vec::new();
    let mut bodies = BTreeMap::new();
    for operation in &plan.operations {
        let rendered = render(operation, &mut lowering, &mut bodies);
        let is_checked = operation.body.is_some() || operation.parameters.iter().any(is_checked);
        let methods = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        methods[operation.method.as_str().to_ascii_lowercase()] = rendered;
        operations.push(GatewayOperation {
            path: operation.path.clone(),
            method: operation.method,
            kind: operation.kind,
            handler: operation.handler.clone(),
            is_checked,
        });
    }
    let (mut schemas, downgrades) = lowering.finish();
    schemas.extend(bodies);
    let mut document = json!({
        "openapi": "3.0.1",
        "info": { "title": service.name, "version": service.version },
        "paths": paths,
    });
    if !schemas.is_empty() {
        document["components"] = json!({ "schemas": schemas });
    }
    GatewayDocument { document, operations, downgrades }
}

/// The gateway takes path parameters for granted and checks only that the others are there.
fn is_checked(parameter: &Parameter) -> bool {
    parameter.required && parameter.location != Location::Path
}

fn render(operation: &Operation, lowering: &mut Lowering<'_>, bodies: &mut BTreeMap<String, Value>) -> Value {
    let mut out = json!({
        "operationId": operation.id,
        // Answers of a proxy integration are not checked; a model of them would only be one more thing
        // that can fail to import.
        "responses": { "default": { "description": "The answer of the function." } },
    });
    if !operation.parameters.is_empty() {
        let parameters = operation.parameters.iter().map(|it| parameter(operation, it, lowering));
        out["parameters"] = parameters.collect();
    }
    if let Some(body) = &operation.body {
        let schema = match body.schema.get("$ref").and_then(Value::as_str) {
            Some(target) => lowering.component(target.strip_prefix(COMPONENT_PREFIX).unwrap_or(target)),
            // Bodies are always named models, also those which have no name in the full document.
            None => {
                let base = format!("{}_{}_body", operation.kind, operation.handler);
                let name = crate::plan::clean(&base);
                bodies.insert(name.clone(), lowering.schema(&body.schema, &name));
                crate::plan::reference(&name)
            }
        };
        out["requestBody"] =
            json!({ "required": body.required, "content": { "application/json": { "schema": schema } } });
    }
    out
}

fn parameter(operation: &Operation, parameter: &Parameter, lowering: &mut Lowering<'_>) -> Value {
    let ty = lowering.simple_type(&parameter.schema);
    if ty != "string" || lowering.is_constrained(&parameter.schema) {
        lowering.downgrade(
            format!(
                "{} {} {} {}",
                operation.method.as_str(),
                operation.path,
                parameter.location.as_str(),
                parameter.name
            ),
            "schema",
            "of parameters the gateway checks only that the required ones are there",
        );
    }
    json!({
        "name": parameter.name, "in": parameter.location.as_str(), "required": parameter.required,
        "schema": { "type": ty },
    })
}

/// Names that are in use, so that recursion can be told from repetition.
type Trail = BTreeSet<String>;
