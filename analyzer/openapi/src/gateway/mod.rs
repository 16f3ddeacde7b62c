//! The dialect of OpenAPI 3.0 that API Gateway REST APIs import: models are JSON Schema draft 4 with holes.
//!
//! The rule of this room: *the gateway never refuses what the function accepts*. A constraint that cannot
//! be said in the dialect, or that both sides read differently, is loosened or left out, and listed as a
//! [`Downgrade`]; the function still enforces it. Annotations (descriptions, examples, defaults) are left
//! out without mention: only the importer reads this document.
//!
//! One difference cannot be seen here: serde reads a struct also from an array of its fields, which every
//! schema refuses.

mod lower;
mod number;
mod pattern;

use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::{HandlerKind, Location, Method};
use openapiv3::{
    Components, Info, MediaType, OpenAPI, ParameterData, ParameterSchemaOrContent, PathItem, Paths,
    ReferenceOr, RequestBody, Response, Responses, Schema, SchemaData, SchemaKind,
};
use serde_json::Value;

use crate::plan::{COMPONENT_PREFIX, Operation, Parameter, Plan};
use lower::Lowering;

/// The gateway's document of a service, without any `x-amazon-apigateway-*` extension.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayDocument {
    /// OpenAPI 3.0.1, as JSON, for the caller to add its extensions to.
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
    let mut paths = BTreeMap::<String, PathItem>::new();
    let mut operations = Vec::new();
    let mut bodies = BTreeMap::new();
    for operation in &plan.operations {
        let rendered = render(operation, &mut lowering, &mut bodies);
        let is_checked = operation.body.is_some() || operation.parameters.iter().any(is_checked);
        *slot(paths.entry(operation.path.clone()).or_default(), operation.method) = Some(rendered);
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
    let paths = paths.into_iter().map(|(path, item)| (path, ReferenceOr::Item(item)));
    let document = OpenAPI {
        openapi: "3.0.1".to_owned(),
        info: Info { title: service.name.clone(), version: service.version.clone(), ..Info::default() },
        paths: Paths { paths: paths.collect(), ..Paths::default() },
        components: (!schemas.is_empty())
            .then(|| Components { schemas: schemas.into_iter().collect(), ..Components::default() }),
        ..OpenAPI::default()
    };
    // Maps with text as keys: this does not fail.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    plain_numbers(&mut document);
    GatewayDocument { document, operations, downgrades }
}

/// `openapiv3` keeps the limits of numbers as floats, and would write `1.0` for the author's `1`.
fn plain_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|it| number.is_f64() && it.fract() == 0.0 && it.abs() < EXACT);
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            if let Some(whole) = whole {
                *number = (whole as i64).into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_numbers),
        Value::Object(map) => map.values_mut().for_each(plain_numbers),
        _ => {}
    }
}

/// 2^53: floats hold all whole numbers below.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn slot(item: &mut PathItem, method: Method) -> &mut Option<openapiv3::Operation> {
    match method {
        Method::Get => &mut item.get,
        Method::Post => &mut item.post,
        Method::Put => &mut item.put,
        Method::Patch => &mut item.patch,
        Method::Delete => &mut item.delete,
        Method::Head => &mut item.head,
        Method::Options => &mut item.options,
    }
}

/// The gateway takes path parameters for granted and checks only that the others are there.
fn is_checked(parameter: &Parameter) -> bool {
    parameter.required && parameter.location != Location::Path
}

fn render(
    operation: &Operation,
    lowering: &mut Lowering<'_>,
    bodies: &mut BTreeMap<String, ReferenceOr<Schema>>,
) -> openapiv3::Operation {
    // Responses of a proxy integration are not checked; a model of them would only be one more thing that can fail
    // to import.
    let response = Response { description: "The answer of the function.".to_owned(), ..Response::default() };
    let parameters = operation.parameters.iter().filter_map(|it| parameter(operation, it, lowering));
    let parameters = parameters.map(ReferenceOr::Item).collect();
    let body = operation.body.as_ref().map(|body| {
        let schema = match body.schema.get("$ref").and_then(Value::as_str) {
            Some(target) => lowering.component(target.strip_prefix(COMPONENT_PREFIX).unwrap_or(target)),
            // Bodies are always named models, also those which have no name in the full document.
            None => {
                let name = crate::plan::clean(&format!("{}_{}_body", operation.kind, operation.handler));
                let schema = lowering.schema(&body.schema, &name);
                bodies.insert(name.clone(), lowering.typed(schema, &name));
                crate::plan::reference(&name)
            }
        };
        let schema = lowering.typed(schema, &operation.id);
        let json = MediaType { schema: Some(schema), ..MediaType::default() };
        let content = [("application/json".to_owned(), json)].into_iter().collect();
        ReferenceOr::Item(RequestBody { required: body.required, content, ..RequestBody::default() })
    });
    openapiv3::Operation {
        operation_id: Some(operation.id.clone()),
        parameters,
        request_body: body,
        responses: Responses { default: Some(ReferenceOr::Item(response)), ..Responses::default() },
        ..openapiv3::Operation::default()
    }
}

/// `None` for a field of the body.
fn parameter(
    operation: &Operation,
    parameter: &Parameter,
    lowering: &mut Lowering<'_>,
) -> Option<openapiv3::Parameter> {
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
            "the gateway checks only that required parameters are present",
        );
    }
    let schema = SchemaKind::Any(openapiv3::AnySchema { typ: Some(ty.to_owned()), ..Default::default() });
    let schema = Schema { schema_data: SchemaData::default(), schema_kind: schema };
    let parameter_data = ParameterData {
        name: parameter.name.clone(),
        description: None,
        required: parameter.required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    Some(match parameter.location {
        Location::Path => openapiv3::Parameter::Path { parameter_data, style: Default::default() },
        Location::Query => openapiv3::Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: Default::default(),
            allow_empty_value: None,
        },
        Location::Header => openapiv3::Parameter::Header { parameter_data, style: Default::default() },
        Location::Body => return None,
    })
}

/// Names that are in use, so that recursion can be told from repetition.
type Trail = BTreeSet<String>;
