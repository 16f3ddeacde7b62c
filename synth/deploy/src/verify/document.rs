//! Two OpenAPI documents of one API, what was synthesized and what API Gateway gives back, compared by what callers
//! can tell: paths and methods, parameters, bodies, who may call, and which function answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

/// Keywords that say nothing of what is accepted. API Gateway drops some of them.
const PROSE: [&str; 6] = ["description", "title", "example", "examples", "default", "deprecated"];
/// References inside references; deeper ones are recursion.
const DEPTH: usize = 12;

/// What differs, a sentence each. `function` gives the ARN in an address of the synthesized document.
pub(super) fn compare(
    wanted: &Json,
    found: &Json,
    function: &dyn Fn(&Json) -> Option<String>,
) -> Vec<String> {
    let (wanted_operations, found_operations) = (operations(wanted), operations(found));
    let mut differences = Vec::new();
    for (name, operation) in &wanted_operations {
        match found_operations.get(name) {
            None => differences.push(format!("`{name}` is not deployed")),
            Some(deployed) => {
                compare_operation(name, (wanted, operation), (found, deployed), function, &mut differences);
            }
        }
    }
    for name in found_operations.keys().filter(|name| !wanted_operations.contains_key(*name)) {
        differences.push(format!("`{name}` is deployed, but nothing synthesizes it"));
    }
    differences
}

/// Number of operations of a document.
pub(super) fn count(document: &Json) -> usize {
    operations(document).len()
}

fn compare_operation(
    name: &str,
    (wanted_document, wanted): (&Json, &Json),
    (found_document, found): (&Json, &Json),
    function: &dyn Fn(&Json) -> Option<String>,
    differences: &mut Vec<String>,
) {
    let (ours, theirs) = (parameters(wanted_document, wanted), parameters(found_document, found));
    for (parameter, required) in &ours {
        match theirs.get(parameter) {
            None => differences.push(format!("`{name}` lacks the parameter {parameter}")),
            Some(other) if other != required => {
                let word = if *required { "optional" } else { "required" };
                differences
                    .push(format!("the parameter {parameter} of `{name}` is {word} where it is deployed"));
            }
            Some(_) => {}
        }
    }
    for parameter in theirs.keys().filter(|parameter| !ours.contains_key(*parameter)) {
        differences.push(format!("`{name}` has a parameter {parameter} that nothing synthesizes"));
    }
    let (ours, theirs) = (bodies(wanted_document, wanted), bodies(found_document, found));
    if ours != theirs {
        differences.push(format!("the body of `{name}` has another schema where it is deployed"));
    }
    let (ours, theirs) = (schemes(wanted_document, wanted), schemes(found_document, found));
    if ours != theirs {
        let show = |schemes: &BTreeSet<String>| match schemes.len() {
            0 => "nothing".to_owned(),
            _ => schemes.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        differences.push(format!(
            "callers of `{name}` are checked by {}, not by {}",
            show(&theirs),
            show(&ours)
        ));
    }
    let uri = |operation: &Json| operation.pointer("/x-amazon-apigateway-integration/uri").cloned();
    if let (Some(ours), Some(theirs)) = (uri(wanted).and_then(|uri| function(&uri)), uri(found)) {
        let theirs = theirs.as_str().unwrap_or_default();
        // API Gateway may write the address in another form; the function in it is what counts.
        let target = |uri: &str| {
            uri.split("/functions/").nth(1).unwrap_or(uri).split("/invocations").next().map(str::to_owned)
        };
        if target(&ours) != target(theirs) {
            differences.push(format!("`{name}` is answered by `{theirs}`, and should be by `{ours}`"));
        }
    }
}

/// Operations by `METHOD /path`.
fn operations(document: &Json) -> BTreeMap<String, &Json> {
    let mut found = BTreeMap::new();
    let paths = document.get("paths").and_then(Json::as_object);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let method =
                if method == "x-amazon-apigateway-any-method" { "ANY".into() } else { method.to_uppercase() };
            if operation.is_object() && !method.starts_with("X-") {
                found.insert(format!("{method} {path}"), operation);
            }
        }
    }
    found
}

/// `name in place`, and whether it is required.
fn parameters(document: &Json, operation: &Json) -> BTreeMap<String, bool> {
    let list = operation.get("parameters").and_then(Json::as_array).into_iter().flatten();
    list.filter_map(|parameter| {
        let parameter = follow(document, parameter);
        let (name, place) = (parameter.get("name")?.as_str()?, parameter.get("in")?.as_str()?);
        let required = parameter.get("required").and_then(Json::as_bool).unwrap_or_default();
        // Header names have no case.
        let name = if place == "header" { name.to_lowercase() } else { name.to_owned() };
        Some((format!("`{name}` in {place}"), required))
    })
    .collect()
}

/// Schemas of the body by content type, references put in, prose left out.
fn bodies(document: &Json, operation: &Json) -> BTreeMap<String, Json> {
    let content = operation.pointer("/requestBody/content").and_then(Json::as_object);
    let schemas =
        content.into_iter().flatten().filter_map(|(kind, media)| Some((kind, media.get("schema")?)));
    schemas.map(|(kind, schema)| (kind.clone(), plain(document, schema, DEPTH))).collect()
}

/// A schema in one form.
fn plain(document: &Json, schema: &Json, depth: usize) -> Json {
    if depth == 0 {
        return Json::Null;
    }
    match follow(document, schema) {
        Json::Object(fields) => {
            let mut out = Map::new();
            for (key, value) in fields.iter().filter(|(key, value)| !is_prose(key, value)) {
                let mut value = match (key.as_str(), value) {
                    // Names of properties are no keywords.
                    ("properties", Json::Object(properties)) => Json::Object(
                        properties
                            .iter()
                            .map(|(name, it)| (name.clone(), plain(document, it, depth - 1)))
                            .collect(),
                    ),
                    _ => plain(document, value, depth - 1),
                };
                if let ("required" | "enum", Some(items)) = (key.as_str(), value.as_array_mut()) {
                    items.sort_by_key(ToString::to_string);
                }
                out.insert(key.clone(), value);
            }
            sorted(out)
        }
        Json::Array(items) => {
            Json::Array(items.iter().map(|item| plain(document, item, depth - 1)).collect())
        }
        other => other.clone(),
    }
}

fn is_prose(key: &str, value: &Json) -> bool {
    PROSE.contains(&key) && !value.is_object()
        || key == "example"
        || key == "default"
        || key.starts_with("x-")
}

/// Equal objects are equal whatever their order was.
fn sorted(fields: Map<String, Json>) -> Json {
    let fields: BTreeMap<String, Json> = fields.into_iter().collect();
    Json::Object(fields.into_iter().collect())
}

fn follow<'a>(document: &'a Json, value: &'a Json) -> &'a Json {
    let mut value = value;
    for _ in 0..DEPTH {
        let target =
            value.get("$ref").and_then(Json::as_str).and_then(|it| document.pointer(it.strip_prefix('#')?));
        match target {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// How callers are checked: API Gateway's word for it, as it gives the schemes names of its own.
fn schemes(document: &Json, operation: &Json) -> BTreeSet<String> {
    let list = operation.get("security").and_then(Json::as_array).into_iter().flatten();
    let names = list.filter_map(Json::as_object).flat_map(Map::keys);
    names.map(|name| scheme(document, name).unwrap_or_else(|| name.clone())).collect()
}

fn scheme(document: &Json, name: &str) -> Option<String> {
    let scheme = document.get("components")?.get("securitySchemes")?.get(name)?;
    if let Some(kind) = scheme.get("x-amazon-apigateway-authtype").and_then(Json::as_str) {
        return Some(kind.to_owned());
    }
    scheme.get("name")?.as_str()?.eq_ignore_ascii_case("x-api-key").then(|| "API key".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Json {
        json!({
            "paths": { "/orders/{id}": { "post": {
                "operationId": "create", "security": [{ "caller": [] }],
                "parameters": [
                    { "name": "id", "in": "path", "required": true },
                    { "name": "X-Customer", "in": "header" },
                ],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } },
                "x-amazon-apigateway-integration": { "uri": "arn:x/functions/arn:create/invocations" },
            } } },
            "components": { "securitySchemes": { "caller": { "x-amazon-apigateway-authtype": "awsSigv4" } }, "schemas": { "Order": {
                "type": "object", "description": "An order.", "required": ["sku", "count"],
                "properties": { "sku": { "type": "string" }, "count": { "type": "integer" } },
            } } },
        })
    }

    fn differences(change: impl FnOnce(&mut Json)) -> Vec<String> {
        let mut deployed = document();
        change(&mut deployed);
        compare(&document(), &deployed, &|uri| uri.as_str().map(str::to_owned))
    }

    #[test]
    fn what_the_gateway_writes_in_another_way_is_the_same() {
        let found = differences(|deployed| {
            deployed["servers"] = json!([{ "url": "https://x" }]);
            let order = deployed["components"]["schemas"]["Order"].take();
            let sigv4 = json!({ "x-amazon-apigateway-authtype": "awsSigv4" });
            deployed["components"] =
                json!({ "schemas": { "MODEL1": order }, "securitySchemes": { "sigv4": sigv4 } });
            deployed["paths"]["/orders/{id}"]["post"]["security"] = json!([{ "sigv4": [] }]);
            deployed["components"]["schemas"]["MODEL1"]["required"] = json!(["count", "sku"]);
            deployed["components"]["schemas"]["MODEL1"].as_object_mut().unwrap().remove("description");
            let operation = &mut deployed["paths"]["/orders/{id}"]["post"];
            operation["requestBody"]["content"]["application/json"]["schema"]["$ref"] =
                json!("#/components/schemas/MODEL1");
            operation["parameters"][1]["name"] = json!("x-customer");
        });
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn each_difference_is_a_sentence() {
        let operation = "/paths/~1orders~1{id}/post";
        let found = differences(|deployed| {
            deployed["components"]["schemas"]["Order"]["properties"]["count"] = json!({ "type": "string" });
            let it = deployed.pointer_mut(operation).unwrap();
            it["parameters"][1] = json!({ "name": "page", "in": "query" });
            it["security"] = json!([]);
            it["x-amazon-apigateway-integration"]["uri"] = json!("arn:x/functions/arn:other/invocations");
        });
        assert_eq!(
            found,
            [
                "`POST /orders/{id}` lacks the parameter `x-customer` in header",
                "`POST /orders/{id}` has a parameter `page` in query that nothing synthesizes",
                "the body of `POST /orders/{id}` has another schema where it is deployed",
                "callers of `POST /orders/{id}` are checked by nothing, not by awsSigv4",
                "`POST /orders/{id}` is answered by `arn:x/functions/arn:other/invocations`, and should be by `arn:x/functions/arn:create/invocations`",
            ]
        );
    }

    #[test]
    fn operations_that_only_one_has_are_told() {
        let found = differences(|deployed| {
            deployed["paths"] = json!({ "/orders": { "x-amazon-apigateway-any-method": {} } })
        });
        assert_eq!(
            found,
            ["`POST /orders/{id}` is not deployed", "`ANY /orders` is deployed, but nothing synthesizes it"]
        );
    }
}
